"""What the search looks through: a passage is a clause with its footnotes, and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pydantic import Field

from knowledge.models import Clause, Document, Model, Section
from knowledge.words import terms


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

    @cached_property
    def searched(self) -> str:
        """All that the lexical search sees."""
        return "\n".join([self.place, self.text, *self.asked])

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of `searched`."""
        return frozenset(terms(self.searched))


def passages_of(documents: Iterable[Document]) -> list[Passage]:
    """One passage a clause that has words of its own, in reading order."""
    return [
        Passage(
            id=passage_id(document.id, clause.id),
            text=clause.searchable,
            document=document.id,
            place=_place(document, section, headings, clause),
            asked=document.asked.get(clause.id, ()),
        )
        for document in documents
        for section in document.sections
        for top in section.clauses
        for headings, clause in _with_headings(top, ())
        if clause.text or clause.points
    ]


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
