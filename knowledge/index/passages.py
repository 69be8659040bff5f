"""What the search looks through: a clause with its footnotes, or one row of a clause's table.

A row is a passage of its own, on one line with the heads of its columns, below what the table is
called; so it is found by its own words, however many rows stand around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from pydantic import Field

from knowledge.models import Clause, Document, Model, Section, row_sentence
from knowledge.words import sentences, terms

MARKUP = re.compile(r"([\\*_])")


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
    rows = [(table, record) for table in clause.tables for record in table.records]
    for number, (table, record) in enumerate(rows, 1):
        if sum(bool(cell) for _, cell in record) > 1:  # one that is filled in says something
            title = " ".join((table.title or clause.heading or clause.label).split())
            yield Passage(
                id=f"{name} row {number}",
                text="\n".join(filter(None, [title, MARKUP.sub(r"\\\1", row_sentence(record))])),
                document=document.id,
                place=place,
                clause=name,
                cells=record,
            )


def _without_rows(clause: Clause) -> str:
    """The clause's words with the first line of each table alone: its rows are searched apart."""
    widths = {len(row) for table in clause.tables for row in table.rows}
    lines, was_row = [], False
    for line in clause.searchable.split("\n"):
        is_row = is_table_line(line) and line.count(" | ") + 1 in widths
        if not (is_row and was_row):
            lines.append(line)
        was_row = is_row
    return "\n".join(lines)


def is_table_line(line: str) -> bool:
    """True for a row as a clause's text prints it: its cells between pipes."""
    return line.startswith("| ") and line.endswith(" |")


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
