"""Every run of a document with the place it stands in, as people call that place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drafting.documents.composition import Composition, Paragraph, Run, Table

Place = tuple[str, Run]


def places(composition: Composition) -> Iterator[Place]:
    """Each run with its place: ‘clause 4.2’, ‘Annex A’, ‘the parties’, in the document’s order."""
    for party in composition.parties:
        yield from _runs("the parties", (runs for _, runs in party.details))
    yield from _in_paragraphs("the recitals", composition.recitals)
    for clause in composition.clauses():
        yield from _in_paragraphs(f"clause {clause.number}", clause.paragraphs)
        yield from _in_tables(f"clause {clause.number}", clause.tables)
    for annex in composition.annexes:
        yield from _in_paragraphs(f"Annex {annex.letter}", annex.paragraphs)
        yield from _in_tables(f"Annex {annex.letter}", annex.tables)
    for block in composition.signatures:
        yield from _runs("the signatures", (runs for _, runs in block.lines))


def _in_paragraphs(where: str, paragraphs: Iterable[Paragraph]) -> Iterator[Place]:
    yield from _runs(where, (paragraph.runs for paragraph in paragraphs))


def _in_tables(where: str, tables: Iterable[Table]) -> Iterator[Place]:
    yield from _runs(where, (cell for table in tables for row in table.rows for cell in row))


def _runs(where: str, groups: Iterable[tuple[Run, ...]]) -> Iterator[Place]:
    for runs in groups:
        for run in runs:
            yield where, run
