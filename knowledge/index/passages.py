"""What the search looks through: a clause with its footnotes, or one row of a clause's table.

A row is a passage of its own, on one line with the heads of its columns, below what the table is
called; so it is found by its own words, however many rows stand around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pydantic import Field

from knowledge.models import Clause, Document, Model, Section
from knowledge.table_lines import MARKUP, cells_of, is_table_line, row_sentence
from knowledge.words import sentences, terms

LONGEST_CAPTION = 12  # words


class Passage(Model):
    """One unit of search."""

    id: str = Field(description="Unique in the index: 'cspf 15(d)'.")
    text: str = Field(description="What is searched and quoted.")
    document: str = Field(
        default="", description="The document's id, to search within one document."
    )
    place: str = Field(
        default="", description="Headings above the text; helps the lexical search only."
    )
    asked: tuple[str, ...] = Field(
        default=(), description="Questions that the text answers: searched, never quoted."
    )

    clause: str = Field(default="", description="Of a row: the id of its clause's passage.")
    cells: tuple[tuple[str, str], ...] = Field(
        default=(), description="Of a row: each cell with its column's head; quoted on one line."
    )

    @property
    def source(self) -> str:
        """The id of the clause's passage, which of a clause is its own."""
        return self.clause or self.id

    @property
    def sentences(self) -> list[str]:
        """What is scored and quoted, in order; a row is one sentence, whatever its cells hold."""
        return self.text.split("\n") if self.cells else sentences(self.text)

    @cached_property
    def searched(self) -> str:
        """All that the lexical search sees."""
        return "\n".join([self.place, self.text, *self.asked])

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of `searched`."""
        return frozenset(terms(self.searched))


def passages_of(documents: Iterable[Document]) -> list[Passage]:
    """One passage a clause that has words of its own, then one a row of it, in reading order."""
    return [
        passage
        for document in documents
        for section in document.sections
        for top in section.clauses
        for headings, clause in _with_headings(top, ())
        if clause.text or clause.points
        for passage in _of_clause(document, clause, _place(document, section, headings, clause))
    ]


def _of_clause(document: Document, clause: Clause, place: str) -> Iterator[Passage]:
    name = passage_id(document.id, clause.id)
    yield Passage(
        id=name,
        text=_without_rows(clause),
        document=document.id,
        place=place,
        asked=document.asked.get(clause.id, ()),
    )
    titles = _titles(clause)
    rows = [
        (title, record)
        for title, table in zip(titles, clause.tables, strict=True)
        for record in table.records
    ]
    for number, (title, record) in enumerate(rows, 1):
        if sum(bool(cell) for _, cell in record) > 1:  # one that is filled in says something
            yield Passage(
                id=f"{name} row {number}",
                text="\n".join(filter(None, [title, MARKUP.sub(r"\\\1", row_sentence(record))])),
                document=document.id,
                place=place,
                clause=name,
                cells=record,
            )


def _titles(clause: Clause) -> list[str]:
    """What each table of the clause is called: by the clause, the line above it, and itself."""
    lines = clause.searchable.split("\n")
    opening = clause.heading or next((line for line in lines[:1] if _is_caption(line)), "")
    titles = []
    for table in clause.tables:
        first = list(table.header or table.rows[0]) if table.rows else []
        at = next((i for i, line in enumerate(lines) if cells_of(line) == first), 0)
        above = next((line for line in reversed(lines[:at]) if _is_caption(line)), "")
        names = dict.fromkeys(" ".join(n.split()) for n in (opening, above, table.title) if n)
        titles.append(" · ".join(names) or clause.label)
        lines = lines[at + 1 :]
    return titles


def _without_rows(clause: Clause) -> str:
    """The clause's words without the rows, but for the first of each table, and their captions."""
    widths = {len(row) for table in clause.tables for row in table.rows}
    kept: list[str] = []
    was_row = False
    for line in clause.searchable.split("\n"):
        is_row = is_table_line(line) and len(cells_of(line)) in widths
        if is_row and not was_row:
            while kept and _is_caption(kept[-1]):
                kept.pop()
        if not (is_row and was_row):
            kept.append(line)
        was_row = is_row
    return "\n".join(kept)


def _is_caption(line: str) -> bool:
    """True for a few words that no mark ends: what the table below them is called."""
    is_short = 0 < len(line.split()) <= LONGEST_CAPTION and not is_table_line(line)
    return is_short and line.rstrip("*_ ")[-1:] not in ".;,?!"


def passage_id(document: str, clause: str) -> str:
    """The id of a clause's passage."""
    return f"{document} {clause}"


def _with_headings(
    clause: Clause, above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Clause]]:
    headings = (*above, clause.heading)
    yield headings, clause
    for child in clause.clauses:
        yield from _with_headings(child, headings)


def _place(document: Document, section: Section, headings: tuple[str, ...], clause: Clause) -> str:
    subject = document.subjects.get(clause.id, "")
    parts = [document.title, section.heading, *headings, subject]
    return " · ".join(part for part in parts if part)
