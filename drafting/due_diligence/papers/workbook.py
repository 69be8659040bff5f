"""A checklist as an .xlsx workbook: a sheet for each half, with drop-downs, and one about it all.

The cells are written as text in place, so that nothing in them is ever a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import ceil

from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.due_diligence.checklists.reading import shown_to
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
    STATE,
    TEXT,
    UNTIL,
    is_settled,
    mark,
    numbered,
)
from drafting.due_diligence.papers.translation import Translation
from drafting.due_diligence.papers.wording import ENGLISH, FileWording
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

SHEETS = {Side.PARTNER: "The partner answers", Side.CIP: "{office} answers"}
ABOUT_WIDTH = 78
LINE, MOST_LINES = 14.5, 25  # a line's height in points
# The columns: what they hold, their width in characters, and whether it is to be filled in. The
# first is hidden.
COLUMNS = (
    ("", 2, False),
    ("number", 6, False),
    ("question", 38, False),
    (STATE, 15, True),
    (CONFIRMED, 11, True),
    (TEXT, 44, True),
    (EVIDENCE, 28, True),
    (UNTIL, 14, True),
    (GAP, 30, True),
    (GAP_SIDE, 15, True),
    (GAP_ACTION, 30, True),
    (GAP_DUE, 14, True),
    ("would_answer", 34, False),
    ("why", 40, False),
    ("area", 22, False),
    ("to_know", 30, False),
)
WIDTHS = tuple(width for _, width, _ in COLUMNS)
PLACE = {name: number for number, (name, _, _) in enumerate(COLUMNS, 1)}


def headings(wording: FileWording) -> tuple[str, ...]:
    """The headings of the columns in that language; the hidden one has none."""
    words = {**wording.model_dump(include={name for name, _, _ in COLUMNS}), **wording.headings}
    return tuple(str(words.get(name, "")) for name, _, _ in COLUMNS)


def checklist_workbook(
    checklist: Checklist, today: date, translation: Translation | None = None
) -> bytes:
    """The .xlsx of a checklist as of `today`; the same one gives the same bytes.

    It is as the partner may read it; with a translation the partner's half in that language.
    """
    checklist = shown_to(checklist, Readers.BOTH)
    wording = translation.wording if translation else ENGLISH
    sample = wording.sample if checklist.sample else ""
    rtl = wording.right_to_left
    about = list(_about(checklist, today, translation))
    sheets = [SheetXml(wording.about, (ABOUT_WIDTH,), about, note=sample, right_to_left=rtl)]
    titles = {Side.PARTNER: wording.sheet} if translation else SHEETS
    for side, title in titles.items():
        rows = [_headings(checklist, wording), *_rows(checklist, side, today, translation)]
        sheets.append(
            SheetXml(
                with_office(title),
                WIDTHS,
                rows,
                note=sample,
                hidden_columns=(1,),
                frozen="C2",
                drop_downs=_drop_downs(len(rows), wording),
                right_to_left=rtl,
            )
        )
    return package(sheets, {CORE: core(checklist, today, wording), THEME: theme()})


def _headings(checklist: Checklist, wording: FileWording) -> tuple[float, list[Cell]]:
    """The first row; the hidden column says which checklist it is."""
    cells: list[Cell] = [
        (heading, HEADING_TO_FILL if to_fill else HEADING)
        for heading, (_, _, to_fill) in zip(headings(wording), COLUMNS, strict=True)
    ]
    return 2 * LINE, [(checklist.id, HEADING), *cells[1:]]


def _rows(
    checklist: Checklist, side: Side, today: date, translation: Translation | None
) -> Iterator[tuple[float, list[Cell]]]:
    wording = translation.wording if translation else ENGLISH
    for number, entry in numbered(checklist, side):
        ask, evidence = telling.question(entry, translation)
        cells = [
            (mark(checklist.id, entry), SMALL),
            (number, BOLD),
            (ask, CONTEXT),
            *_fields(entry, wording),
            (evidence if translation else entry.item.evidence, SMALL),
            (entry.item.rests_on if translation else telling.why(entry), SMALL),
            (telling.area(entry, translation), SMALL),
            (_to_know(entry, today, wording), SMALL),
        ]
        yield _height(zip(cells, WIDTHS, strict=True)), cells


def _fields(entry: ChecklistEntry, wording: FileWording) -> Iterator[Cell]:
    answer = entry.current or EMPTY
    yield wording.states[answer.state], TO_FILL
    yield wording.yes if is_settled(entry.latest_answers) else wording.no, TO_FILL
    yield answer.text, TO_FILL
    yield "\n".join(proof.name for proof in answer.proofs), TO_FILL
    yield _until(answer)
    yield answer.gap, TO_FILL
    yield wording.side(answer.gap_side) if answer.gap_side else "", TO_FILL
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


def _to_know(entry: ChecklistEntry, today: date, wording: FileWording) -> str:
    origin = telling.origin(entry.current, wording)
    return "\n".join([*filter(None, [origin]), *telling.notes(entry, today, wording)])


def _drop_downs(rows: int, wording: FileWording) -> Sequence[DropDown]:
    if rows < 2:
        return ()
    states = [wording.states[state] for state in (*telling.STATES, AnswerState.TO_CONFIRM)]
    return (
        DropDown(PLACE[STATE], rows, states),
        DropDown(PLACE[CONFIRMED], rows, (wording.yes, wording.no)),
        DropDown(PLACE[GAP_SIDE], rows, telling.addressees(wording)),
    )


def _about(
    checklist: Checklist, today: date, translation: Translation | None
) -> Iterator[tuple[float, list[Cell]]]:
    wording = translation.wording if translation else ENGLISH
    words: list[tuple[str, int]] = [
        (wording.title, TITLE),
        (telling.subtitle(checklist, wording), BOLD),
        (telling.reference_line(checklist, today, wording), SMALL),
        *([(wording.sample, BOLD)] if checklist.sample else []),
        *([(translation.review_line, BOLD)] if translation else []),
        (wording.tone, ABOUT_STYLE),
        *([] if translation else _tier(checklist)),
        (wording.how_title, BOLD),
        *((wording.fill(sentence), ABOUT_STYLE) for sentence in wording.how),
        *([] if translation else _end(checklist)),
    ]
    for text, style in words:
        yield _height([((text, style), ABOUT_WIDTH)]) + 4, [(text, style)]


def _tier(checklist: Checklist) -> Iterator[tuple[str, int]]:
    yield telling.tier_line(checklist), BOLD
    yield telling.reasons(checklist), ABOUT_STYLE


def _end(checklist: Checklist) -> Iterator[tuple[str, int]]:
    yield telling.DECIDES, BOLD
    yield WHO_DECIDES, ABOUT_STYLE
    yield telling.LEFT_OUT, BOLD
    yield from ((f"{why} {items}", ABOUT_STYLE) for why, items in telling.left_out(checklist))


def _height(cells: Iterable[tuple[Cell, float]]) -> float:
    """Points that a row needs; a spreadsheet makes it higher when somebody writes more."""
    lines = (
        sum(ceil(max(len(line), 1) / (width * 0.95)) for line in content.split("\n"))
        for (content, _), width in cells
        if isinstance(content, str) and width > 2
    )
    return LINE * min(max(lines, default=1), MOST_LINES) + 4
