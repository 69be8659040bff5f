"""What can be wrong with a document that can be read: its front matter names no such clause."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from knowledge.errors import UnknownDocument
from knowledge.models import Document, Status

BASIS = re.compile(r"\b([A-Z]{2,})\s+(\d+(?:\([a-z]+\))*)")


def problems_of(document: Document) -> Iterator[str]:
    """A sentence for each id that two clauses share and each name that is no clause."""
    ids = Counter(clause.id for clause in document.walk())
    for name, count in ids.items():
        if count > 1:
            yield f"{document.id}: {count} clauses are called '{name}'; number them differently."
    for field, names in _clause_names_by_field(document):
        for name in names:
            if name not in ids:
                yield (
                    f"{document.id}: '{name}' under `{field}` is no clause; "
                    f"`saathi knowledge show {document.id}` lists them."
                )
    for clause in document.walk():
        for note in clause.footnotes:
            if not note.text.strip():
                yield f"{document.id}: footnote {note.label} under {clause.id} is empty."


def dangling_bases(documents: Sequence[Document]) -> Iterator[str]:
    """A sentence for each clause of a stand-in whose basis is not given or does not exist."""
    by_name = {document.name: document for document in documents}
    for document in documents:
        if document.status is not Status.STAND_IN:
            continue
        for clause in document.walk():
            bases = [basis for note in clause.footnotes for basis in BASIS.findall(note.text)]
            if not bases:
                yield f"{document.id} {clause.id}: a stand-in's statement must name its clause."
            for name, clause_name in bases:
                if not _resolves(by_name.get(name), clause_name):
                    where = f"{document.id} {clause.id}"
                    yield f"{where}: there is no {name} {clause_name}; correct its note."


def _resolves(document: Document | None, clause: str) -> bool:
    if document is None:
        return False
    try:
        document.clause(clause)
    except UnknownDocument:
        return False
    return True


def _clause_names_by_field(document: Document) -> Iterable[tuple[str, Iterable[str]]]:
    yield "subjects", document.subjects
    yield "asked", document.asked
    yield "page_breaks", document.page_breaks
    yield "gaps", (name for gap in document.gaps for name in gap.clauses)
    yield "tensions", (name for tension in document.tensions for name in tension.clauses)
