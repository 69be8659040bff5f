"""Modals about the documents: a whole clause, a document's outline, and that nothing was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import ButtonElement, SectionBlock

import prompts
from bot.slack.blocks import names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.parts import (
    Block,
    button,
    fitting,
    heading,
    label,
    modal,
    row,
    small_print,
    status_words,
)
from bot.slack.blocks.rich_text import TextRun
from knowledge import Clause, Document, Status
from knowledge import Section as DocumentSection

LINE = 200  # characters of a clause in an outline
FOOT = 2  # blocks below a clause or outline: what is left out, and the buttons
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def not_found_modal(sentence: str) -> dict[str, Any]:
    """The modal that says in one sentence why there is nothing to show."""
    runs = rich_text.clipped(rich_text.spoken(sentence), BLOCK_TEXT)
    return modal("Not found", names.CLAUSE_MODAL, [rich_text.paragraph(runs)])


def clause(
    document: Document,
    clause: Clause,
    before: Clause | None,
    after: Clause | None,
    *,
    superseded_by: str = "",
) -> dict[str, Any]:
    """The modal of one whole clause: with its place, its sub-clauses, footnotes and gaps.

    `before` and `after` are its neighbours, as `neighbours` gives them; `superseded_by` is the
    edition in force, where this is another. What does not fit is left
    out, and a sentence says how to see it.
    """
    place_line = f"{clip(document.title, LINE)} · {_edition_line(document)}"
    if superseded_by:
        now = clip(superseded_by, LINE)
        place_line = f"{place_line} · superseded: edition {now} is in force"
    head = [_head(document, clause), small_print(place_line), *_caveats(document, clause)]
    words = [block for below in clause.walk() for block in _clause_blocks(below)]
    blocks, whole = fitting([*head, *words], room=FOOT)
    rest = [] if whole else [_cut_short_note(f"{document.id} '{clause.id}'")]
    turning = [*_open_button("← {}", document, before), *_open_button("{} →", document, after)]
    title = f"{document.name} {clause.id}"
    return modal(title, names.CLAUSE_MODAL, [*blocks, *rest, *row(turning)])


def neighbours(document: Document, clause: Clause) -> tuple[Clause | None, Clause | None]:
    """The clauses before `clause` and after it and its sub-clauses, in reading order."""
    order = list(document.walk())
    place = next(i for i, candidate in enumerate(order) if candidate.id == clause.id)
    behind = place + sum(1 for _ in clause.walk())
    before = order[place - 1] if place else None
    return before, order[behind] if behind < len(order) else None


def outline(document: Document) -> dict[str, Any]:
    """The modal of a document's clauses, each with a button that opens it.

    Where a document has more clauses than a modal holds, their sub-clauses are left to them.
    """
    head = [
        rich_text.paragraph([TextRun(clip(one_line(document.title), BLOCK_TEXT), bold=True)]),
        small_print(_edition_line(document)),
        small_print(document.provenance),
    ]
    blocks, whole = fitting([*head, *_clause_entries(document, deep=True)], room=FOOT)
    if not whole:
        blocks, whole = fitting([*head, *_clause_entries(document, deep=False)], room=FOOT)
    rest = [] if whole else [_cut_short_note(document.id)]
    return modal(document.name, names.OUTLINE_MODAL, [*blocks, *rest])


def _head(document: Document, clause: Clause) -> Block:
    subject = clip(one_line(document.subjects.get(clause.id, clause.heading)), LINE)
    name = clip(one_line(f"{document.name} {clause.id}"), LINE)
    return rich_text.paragraph(
        [TextRun(name, bold=True), TextRun(f", on {subject}" if subject else "")]
    )


def _edition_line(document: Document) -> str:
    return f"edition {clip(document.edition, LINE)} · {status_words(document.status)}"


def _caveats(document: Document, clause: Clause) -> Iterator[Block]:
    """What a reader must know first: that it is a stand-in, and what is missing."""
    notes = []
    if document.status is Status.STAND_IN:
        notes.append(prompts.fill("replies/stand-in", name=document.name))
    ids = {below.id for below in clause.walk()}
    for gap in document.gaps:
        if ids & set(gap.clauses):
            notes.append(prompts.fill("replies/gap", note=gap.note))
    for note in notes:
        runs = rich_text.clipped([TextRun(note, italic=True)], BLOCK_TEXT)
        yield rich_text.paragraph(runs)


def _clause_blocks(clause: Clause) -> Iterator[Block]:
    """A clause's own words in its order: label, heading, text, points, closing, footnotes."""
    clause = clause.readable
    opening = [TextRun(f"{clause.label} {clause.heading}".strip(), bold=True)]
    between = "\n" if clause.heading and clause.text else " "
    yield from _paragraphs([*opening, TextRun(between), *rich_text.emphasised(clause.text)])
    for point in clause.points:
        yield from _paragraphs([TextRun(f"{point.label} "), *rich_text.emphasised(point.text)])
    if clause.closing:
        yield from _paragraphs(rich_text.emphasised(clause.closing))
    for note in clause.footnotes:
        yield from _paragraphs(
            [TextRun(f"{_superscript(note.label)} "), *rich_text.emphasised(note.text)]
        )


def _paragraphs(runs: Sequence[TextRun]) -> Iterator[Block]:
    for chunk in rich_text.chunked(runs, BLOCK_TEXT):
        yield rich_text.paragraph(chunk)


def _superscript(mark: str) -> str:
    return mark.translate(SUPERSCRIPTS)


def _cut_short_note(arguments: str) -> Block:
    before, after = prompts.fill("replies/cut-short", command="\n").split("\n")
    command = TextRun(f"saathi knowledge show {clip(one_line(arguments), LINE)}", code=True)
    return rich_text.paragraph([TextRun(before), command, TextRun(after)])


def _open_button(words: str, document: Document, to: Clause | None) -> list[ButtonElement]:
    """The button that opens a clause; none where there is no clause."""
    if to is None:
        return []
    value = names.clause_value(names.ClauseName(document.id, to.id, document.edition))
    return [button(words.format(to.id), names.OPEN_CLAUSE, value)] if value else []


def _clause_entries(document: Document, *, deep: bool) -> Iterator[Block]:
    for section in document.sections:
        if section.heading:
            yield heading(section.heading)
        for clause in _clauses_in(section, deep=deep):
            yield _entry(document, clause)


def _clauses_in(section: DocumentSection, *, deep: bool) -> Iterator[Clause]:
    for clause in section.clauses:
        yield from clause.walk() if deep else (clause,)


def _entry(document: Document, clause: Clause) -> Block:
    """A clause in an outline: what it is about, and the button that opens it."""
    plain = "".join(run.text for run in rich_text.emphasised(clause.text[: 2 * LINE]))
    about = document.subjects.get(clause.id) or clause.heading or plain
    opening = _open_button("Open", document, clause)
    return SectionBlock(
        text=label(f"{clip(clause.id, LINE // 2)} · {about}", LINE),
        accessory=opening[0] if opening else None,
    ).to_dict()
