"""Checks of one clause by itself: its file, its tables, what it rests on, and its wording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from drafting.agreements.clauses.body import TABLES, ClauseBlock, TablePlace
from drafting.agreements.clauses.library import AgreementClause
from drafting.agreements.reviewing.wording import the_reader
from drafting.documents.composition import Run
from drafting.partners.problems import FileFault
from drafting.partners.reading.written_yaml import LocatedYaml
from drafting.partners.record.fields import nearest
from knowledge import KnowledgeError, Library

Resolves = Callable[[str], str]
"""A basis such as 'cspf 17(a)' → '', or a sentence that says why it does not resolve."""
LIABILITY = "liability"  # the one kind of wording that a person may decide to keep


def basis_resolver(library: Library) -> Resolves:
    """Whether a basis names a clause of a document in force."""

    def why_not(basis: str) -> str:
        document, _, clause = basis.partition(" ")
        try:
            library.document(document).clause(clause)
        except KnowledgeError as error:
            return f"The basis '{basis}' does not resolve: {error}"
        return ""

    return why_not


def clause_faults(clause: AgreementClause) -> Iterator[FileFault]:
    """What is wrong with a clause that reads well, whatever document it stands in."""
    yield from _tables(clause)
    yield from _kind(clause)
    yield from _documents(clause)
    yield from _wording(clause)


def basis_faults(
    basis: tuple[str, ...], source: LocatedYaml, resolves: Resolves
) -> Iterator[FileFault]:
    """The names in 'basis' that lead to no clause of a document in force."""
    for number, name in enumerate(basis):
        sentence = resolves(name)
        if sentence:
            yield FileFault(source.line("basis", number), sentence)


def _tables(clause: AgreementClause) -> Iterator[FileFault]:
    for block in clause.blocks:
        table = block.only
        if isinstance(table, TablePlace) and table.name not in TABLES:
            near = nearest(table.name, TABLES)
            yield FileFault(block.line, f"There is no table '{table.name}'; did you mean '{near}'?")


def _kind(clause: AgreementClause) -> Iterator[FileFault]:
    """What is from the framework says from where; what is the office's own never counts for it."""
    line, matter = clause.source.line, clause.matter
    if not matter.basis and not clause.is_sector:
        sentence = (
            "A framework clause names what it rests on; fill 'basis', or write 'kind: sector'."
        )
        yield FileFault(line("basis"), sentence)
    if matter.basis and clause.is_sector:
        sentence = (
            "A sector clause is the office’s own choice and rests on nothing; leave 'basis: []'."
        )
        yield FileFault(line("basis"), sentence)
    if matter.covers and clause.is_sector:
        sentence = (
            "An office may leave out a sector clause, so it cannot cover a point of CSPF 15(e)."
        )
        yield FileFault(line("covers"), f"{sentence} Take 'covers' out.")


def _documents(clause: AgreementClause) -> Iterator[FileFault]:
    if not clause.matter.documents:
        sentence = "No document may hold this clause; name one in 'documents', or delete the file."
        yield FileFault(clause.source.line("documents"), sentence)


def document_faults(clause: AgreementClause, kinds: Sequence[str]) -> Iterator[FileFault]:
    """The documents that a clause is meant for and that there are none of."""
    for number, name in enumerate(clause.matter.documents):
        if name not in kinds:
            line = clause.source.line("documents", number)
            near = nearest(name, kinds)
            yield FileFault(line, f"There is no document '{name}'; did you mean '{near}'?")


def _wording(clause: AgreementClause) -> Iterator[FileFault]:
    """Clauses are held to the rules that records are held to."""
    reader = the_reader()
    for block in clause.blocks:
        for name, words in reader.found(_text(block)):
            rule = reader.rules.rules[name]
            if name != LIABILITY or not clause.matter.review:
                yield FileFault(block.line, f"“{words}” {rule.why}; {rule.cure}.")


def _text(block: ClauseBlock) -> str:
    return "".join(segment.text if isinstance(segment, Run) else "…" for segment in block.segments)
