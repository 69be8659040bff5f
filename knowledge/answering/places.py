"""Where an address leads: the clauses and footnotes of the documents, by their labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

from knowledge.asking.addresses import Address, is_part, label_path
from knowledge.models import Clause, Document, Footnote, Point, Status
from knowledge.words import surface, terms

TENS, ONES = (
    ("", "x", "xx", "xxx", "xl"),
    ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"),
)
ROMAN = ["".join(digits) for digits in product(TENS, ONES)]  # each at the place of its value
PART_NAME = re.compile(r"\s*(?:[:–—]|\s-\s|\.\s)")  # behind it stands what the part is about


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
        is_letter = len(address.labels) > 1 and re.fullmatch("[a-z]", address.labels[-1])
        if not found and is_letter and " " in address.typed and not address.is_part:
            # "clause 5 a partner": the letter may be a word of what follows.
            shorter = Address(address.labels[:-1], address.typed.split(" ")[0])
            return self.find(shorter, documents)
        return found

    def find_numbered(self, address: Address, documents: Sequence[Document]) -> list[Place]:
        """As `find`; where nothing is there, "Article 3" is also "Article III"."""
        found = self.find(address, documents)
        other = _in_other_numerals(address) if not found and address.labels else None
        return self.find(other, documents) if other else found

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
        ways = (printed, label_path(clause.id))
        yield _Entry(clause, frozenset(chain.from_iterable(map(_all_ways, ways))))
        for child in clause.clauses:
            yield from walk(child, printed)

    for section in document.sections:
        part = label_path(PART_NAME.split(section.heading)[0])
        for top in section.clauses:
            for entry in walk(top, ()):
                in_part = {(*part, *path) for path in entry.paths} if part[:-1] else set()
                in_part = {path for path in in_part if is_part(path[0])}
                yield _Entry(entry.clause, entry.paths | in_part)


def _all_ways(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path, and what leads to the clause as well: from its last part or full number on."""
    starts = {0, *(at for at, step in enumerate(path) if is_part(step) or "." in step)}
    return (path[start:] for start in starts if path)


def _in_other_numerals(address: Address) -> Address | None:
    """Its first number as a Roman one, or the other way round; None where it has neither."""
    at = int(len(address.labels) > 1 and is_part(address.labels[0]))
    number = address.labels[at]
    other = str(ROMAN.index(number)) if number in ROMAN[1:] else ""
    if number.isdigit() and int(number) < len(ROMAN):
        other = ROMAN[int(number)]
    labels = (*address.labels[:at], other, *address.labels[at + 1 :])
    return replace(address, labels=labels) if other else None


def _names(document: Document) -> list[list[str]]:
    return [terms(document.short_title), terms(document.title), terms(document.id)]


def _name_stems(document: Document) -> set[str]:
    return {stem for name in _names(document) for stem in name}
