"""Where an address leads: the clauses and footnotes of the documents, by their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.asking.addresses import Address, label_path
from knowledge.models import Clause, Document, Footnote, Point, Status
from knowledge.words import surface, terms


@dataclass(frozen=True)
class Place:
    """One clause of one document, with the point or the footnote of it that was asked for."""

    document: Document
    clause: Clause
    point: Point | None = None
    note: Footnote | None = None


@dataclass(frozen=True)
class _Entry:
    """A clause with the labels that lead to it, as printed and as its id has them."""

    clause: Clause
    paths: frozenset[tuple[str, ...]]


class Places:
    """The labels of the documents in force."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = list(documents)
        self._entries = {document.id: list(_entries(document)) for document in documents}
        stems = {document.id: _name_stems(document) for document in documents}
        frequency = Counter(stem for of_document in stems.values() for stem in of_document)
        self._distinctive = {
            document: {stem for stem in of_document if frequency[stem] == 1}
            for document, of_document in stems.items()
        }
        self.name_words = frozenset(
            word
            for document in documents
            for word in surface(f"{document.title} {document.short_title} {document.id}")
        )

    def documents_named(self, question: str, around: str = "") -> list[Document]:
        """The documents that `question` names in full, or that `around` an address tells apart."""
        stems, close = set(terms(question)), set(terms(around))
        named = [
            document
            for document in self._documents
            if any(name and set(name) <= stems for name in _names(document))
        ]
        return named or [d for d in self._documents if self._distinctive[d.id] & close]

    def searched(self, named: Sequence[Document]) -> list[Document]:
        """Where to look: in what is named, else in what is no stand-in, which only repeats."""
        own = [d for d in self._documents if d.status is not Status.STAND_IN]
        return list(named) or own or self._documents

    def find(self, address: Address, documents: Sequence[Document]) -> list[Place]:
        """Every place in `documents` that the address leads to; none where it leads nowhere."""
        found = [place for d in documents for place in self._in_document(address, d)]
        if not found and len(address.labels) > 1 and " " in address.typed:
            # "clause 5 a partner": the letter may be a word of what follows.
            shorter = Address(address.labels[:-1], address.typed.split(" ")[0])
            return self.find(shorter, documents)
        return found

    def parent(self, address: Address, document: Document) -> Clause | None:
        """The nearest clause above an address that leads nowhere, or None."""
        for length in range(len(address.labels) - 1, 0, -1):
            above = Address(address.labels[:length], address.typed)
            for place in self._in_document(above, document):
                return place.clause
        return None

    def _in_document(self, address: Address, document: Document) -> Iterator[Place]:
        for entry in self._entries[document.id]:
            clause = entry.clause
            if address.is_note:
                for note in clause.footnotes:
                    if label_path(note.label) == address.labels:
                        yield Place(document, clause, note=note)
            elif address.labels in entry.paths:
                yield Place(document, clause)
            else:
                for point in clause.points:
                    if label_path(point.id) == address.labels:
                        yield Place(document, clause, point=point)


def _entries(document: Document) -> Iterator[_Entry]:
    """Every clause with its labels: as its id has them, and as they are printed above it."""

    def walk(clause: Clause, above: tuple[str, ...]) -> Iterator[_Entry]:
        printed = (*above, *label_path(clause.label))
        yield _Entry(clause, frozenset({printed, label_path(clause.id)} - {()}))
        for child in clause.clauses:
            yield from walk(child, printed)

    for section in document.sections:
        for top in section.clauses:
            yield from walk(top, ())


def _names(document: Document) -> list[list[str]]:
    return [terms(document.short_title), terms(document.title), terms(document.id)]


def _name_stems(document: Document) -> set[str]:
    return {stem for name in _names(document) for stem in name}
