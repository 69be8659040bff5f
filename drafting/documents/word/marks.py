"""Words that carry a mark: where a comment hangs, and which table a heading row belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from drafting.documents.composition import Annex, Composition, DocumentSection, SetClause, Table

Titled = TypeVar("Titled", SetClause, Annex)


class Heading(str):
    """The title of a clause or an annex, which knows whose it is."""

    __slots__ = ("of",)
    of: SetClause | Annex


class FirstColumn(str):
    """The heading of a table's first column, which knows its table."""

    __slots__ = ("of",)
    of: Table


def marked(composition: Composition) -> Composition:
    """`composition` with its titles and tables marked. It reads the same."""
    return replace(
        composition,
        sections=tuple(_section(section) for section in composition.sections),
        annexes=tuple(_titled(annex) for annex in composition.annexes),
    )


def _section(section: DocumentSection) -> DocumentSection:
    return replace(section, clauses=tuple(_titled(clause) for clause in section.clauses))


def _titled(item: Titled) -> Titled:
    title = Heading(item.title)
    title.of = item
    return replace(item, title=title, tables=tuple(_columned(table) for table in item.tables))


def _columned(table: Table) -> Table:
    if not table.columns:
        return table
    first = FirstColumn(table.columns[0])
    first.of = table
    return replace(table, columns=(first, *table.columns[1:]))
