"""A checklist as an .xlsx workbook: a sheet for each half, with drop-downs, and one about it all.

The cells are written as text in place, so that nothing in them is ever a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import ceil

from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.due_diligence.checklists.summing_up import WHO_DECIDES
from drafting.due_diligence.papers import telling
from drafting.due_diligence.papers.document import CORE, EMPTY, core, theme
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    NOBODY,
    STATE,
    TEXT,
    UNTIL,
    is_settled,
    mark,
    numbered,
)
from drafting.due_diligence.papers.workbook_parts import (
    ABOUT_STYLE,
    BOLD,
    CONTEXT,
    DAY,
    FIRST_DAY,
    HEADING,
    HEADING_TO_FILL,
    SMALL,
    THEME,
    TITLE,
    TO_FILL,
    Cell,
    DropDown,
    SheetXml,
    package,
)
from drafting.partners.field_values import day
from drafting.partners.naming import with_office
from drafting.partners.vocabulary import Side

ABOUT = "About"
SHEETS = {Side.PARTNER: "The partner answers", Side.CIP: "{office} answers"}
ABOUT_WIDTH = 78
LINE, MOST_LINES = 14.5, 25  # a line's height in points
YES, NO = "Yes", "No"
# Heading, its width in characters, and whether it is to be filled in. The first is hidden.
COLUMNS = (
    ("", 2, False),
    ("No.", 6, False),
    ("Question", 38, False),
    (LABELS[STATE], 15, True),
    (LABELS[CONFIRMED], 11, True),
    (LABELS[TEXT], 44, True),
    (LABELS[EVIDENCE], 28, True),
    (LABELS[UNTIL], 14, True),
    (LABELS[GAP], 30, True),
    (LABELS[GAP_SIDE], 15, True),
    (LABELS[GAP_ACTION], 30, True),
    (LABELS[GAP_DUE], 14, True),
    ("What would answer it", 34, False),
    ("Why it is asked", 40, False),
    ("Area", 22, False),
    ("To know", 30, False),
)
WIDTHS = tuple(width for _, width, _ in COLUMNS)
PLACE = {heading: number for number, (heading, _, _) in enumerate(COLUMNS, 1)}


def checklist_workbook(checklist: Checklist, today: date) -> bytes:
    """The .xlsx of a checklist as of `today`; the same one gives the same bytes."""
    sample = telling.SAMPLE if checklist.sample else ""
    sheets = [SheetXml(ABOUT, (ABOUT_WIDTH,), _about(checklist, today), note=sample)]
    for side, title in SHEETS.items():
        rows = [_headings(checklist), *_rows(checklist, side, today)]
        sheets.append(
            SheetXml(
                with_office(title),
                WIDTHS,
                rows,
                note=sample,
                hidden_columns=(1,),
                frozen="C2",
                drop_downs=_drop_downs(len(rows)),
            )
        )
    return package(sheets, {CORE: core(checklist, today), THEME: theme()})


def _headings(checklist: Checklist) -> tuple[float, list[Cell]]:
    """The first row; the hidden column says which checklist it is."""
    cells: list[Cell] = [
        (heading, HEADING_TO_FILL if to_fill else HEADING) for heading, _, to_fill in COLUMNS
    ]
    return 2 * LINE, [(checklist.id, HEADING), *cells[1:]]


def _rows(checklist: Checklist, side: Side, today: date) -> Iterator[tuple[float, list[Cell]]]:
    for number, entry in numbered(checklist, side):
        cells = [
            (mark(checklist.id, entry), SMALL),
            (number, BOLD),
            (entry.item.ask, CONTEXT),
            *_fields(entry),
            (entry.item.evidence, SMALL),
            (telling.why(entry), SMALL),
            (entry.item.area_title, SMALL),
            (_to_know(entry, today), SMALL),
        ]
        yield _height(zip(cells, WIDTHS, strict=True)), cells


def _fields(entry: ChecklistEntry) -> Iterator[Cell]:
    answer = entry.current or EMPTY
    yield answer.state.label, TO_FILL
    yield YES if is_settled(entry.latest_answers) else NO, TO_FILL
    yield answer.text, TO_FILL
    yield "\n".join(proof.name for proof in answer.proofs), TO_FILL
    yield _until(answer)
    yield answer.gap, TO_FILL
    yield answer.gap_side.label if answer.gap_side else "", TO_FILL
    yield answer.gap_action, TO_FILL
    yield _day(answer.gap_due)


def _until(answer: ItemAnswer) -> Cell:
    """The day until which the evidence holds; of several pieces a day on each line."""
    if len(answer.proofs) <= 1:
        return _day(answer.proofs[0].expires if answer.proofs else None)
    days = (day(proof.expires) if proof.expires else "" for proof in answer.proofs)
    return "\n".join(days).rstrip("\n"), TO_FILL


def _day(value: date | None) -> Cell:
    """A date; one that a spreadsheet's own dates do not reach is written as text."""
    if value is None:
        return "", DAY
    return (value, DAY) if value >= FIRST_DAY else (value.isoformat(), TO_FILL)


def _to_know(entry: ChecklistEntry, today: date) -> str:
    return "\n".join([*filter(None, [telling.origin(entry.current)]), *telling.notes(entry, today)])


def _drop_downs(rows: int) -> Sequence[DropDown]:
    if rows < 2:
        return ()
    states = [state.label for state in (*telling.STATES, AnswerState.TO_CONFIRM)]
    sides = [*(side.label for side in Side), NOBODY]
    return (
        DropDown(PLACE[LABELS[STATE]], rows, states),
        DropDown(PLACE[LABELS[CONFIRMED]], rows, (YES, NO)),
        DropDown(PLACE[LABELS[GAP_SIDE]], rows, sides),
    )


def _about(checklist: Checklist, today: date) -> list[tuple[float, list[Cell]]]:
    words: list[tuple[str, int]] = [
        (telling.TITLE, TITLE),
        (telling.subtitle(checklist), BOLD),
        (telling.reference_line(checklist, today), SMALL),
        *([(telling.SAMPLE, BOLD)] if checklist.sample else []),
        (telling.TONE, ABOUT_STYLE),
        (telling.tier_line(checklist), BOLD),
        (telling.reasons(checklist), ABOUT_STYLE),
        ("How to fill it in", BOLD),
        *((sentence, ABOUT_STYLE) for sentence in telling.HOW),
        (telling.DECIDES, BOLD),
        (WHO_DECIDES, ABOUT_STYLE),
        (telling.LEFT_OUT, BOLD),
        *((f"{why} {items}", ABOUT_STYLE) for why, items in telling.left_out(checklist)),
    ]
    return [(_height([((text, style), ABOUT_WIDTH)]) + 4, [(text, style)]) for text, style in words]


def _height(cells: Iterable[tuple[Cell, float]]) -> float:
    """Points that a row needs; a spreadsheet makes it higher when somebody writes more."""
    lines = (
        sum(ceil(max(len(line), 1) / (width * 0.95)) for line in content.split("\n"))
        for (content, _), width in cells
        if isinstance(content, str) and width > 2
    )
    return LINE * min(max(lines, default=1), MOST_LINES) + 4
