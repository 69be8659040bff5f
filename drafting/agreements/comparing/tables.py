"""The tables of an issued document beside those of the edited one: which became which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from drafting.agreements.comparing.aligning import reads_as_issued
from drafting.agreements.comparing.edited import EditedParagraph, plain, together
from drafting.agreements.comparing.issued import IssuedParagraph
from drafting.agreements.figures.finding import figures_in
from drafting.documents.composition import SetClause, Table
from knowledge.reading import CellPlace

ENTRY = re.compile(r"\.([a-z_]+)\[\d+\]")
NUMBERED = re.compile(r"\d{1,4}\.?")
# What an entry of a numbered table is called, by the field that it is an entry of.
NOUNS = {"tranches": "tranche", "final_transfers": "final transfer", "budget": "budget line"}
ALIKE_TABLES = 0.34  # of a table's columns and rows, for one that was changed and not replaced
MOST_PAIRS = 10_000  # rows of two tables that are compared one with the other
ALIKE_ROWS = 60.0  # of 100, for a row that was changed and not replaced
HEADS = 1.0  # what a table's heads weigh beside all of its rows

EditedRow = dict[int, EditedParagraph]  # a cell's words by its column; an empty one is left out


@dataclass(frozen=True)
class IssuedTable:
    """A table that was issued: its cells as paragraphs, an empty one where nothing stands."""

    where: str  # 'Annex C, Payments', 'clause 3.1, Final transfers'
    clause: SetClause | None
    basis: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[IssuedParagraph, ...], ...]
    number: int = -1  # among the tables of the file

    @cached_property
    def noun(self) -> str:
        """What an entry is called: 'tranche'."""
        for row in self.rows:
            for cell in row:
                for run in cell.runs:
                    entry = ENTRY.search(run.value_of or run.open_field)
                    if entry and entry[1] in NOUNS:
                        return NOUNS[entry[1]]
        return "row"

    @cached_property
    def is_numbered(self) -> bool:
        """True where the first column counts the rows."""
        firsts = [row[0].text for row in self.rows if row[0].text]
        return bool(firsts) and all(NUMBERED.fullmatch(text) for text in firsts)

    def name(self, row: Sequence[str]) -> str:
        """What a row is called: 'tranche 2', 'budget line 4 “Running costs”', '“Final report”'."""
        number = row[0] if self.is_numbered and row and row[0] else ""
        words = next((cell for cell in (row[1:2] if number else row) if _has_words(cell)), "")
        if number:
            return f"{self.noun} {number}" + (f" “{words}”" if words else "")
        twin = sum(candidate[0].text == words for candidate in self.rows) > 1
        if twin and len(row) > 1:
            words = ", ".join(cell for cell in row[:2] if cell)
        return f"“{words}”" if words else self.noun


@dataclass(frozen=True)
class EditedTable:
    """A table of the edited document."""

    number: int  # among the tables of the file
    rows: tuple[EditedRow, ...]

    @property
    def heads(self) -> EditedRow:
        """Its first row."""
        return self.rows[0]


def _has_words(text: str) -> bool:
    """True for a cell that names a row: more than a day or a sum."""
    letters = re.sub(r"[\W\d_]", "", text)
    for figure in figures_in(text):
        letters = letters.replace(re.sub(r"[\W\d_]", "", figure.text), "")
    return bool(letters)


def issued_tables(cells: Sequence[tuple[IssuedParagraph, CellPlace | None]]) -> list[IssuedTable]:
    """The tables with rows of entries; those that only lay out the page are none."""
    by_table: dict[int, dict[CellPlace, IssuedParagraph]] = defaultdict(dict)
    data: dict[int, IssuedParagraph] = {}
    for spot, cell in cells:
        if cell is None:
            continue
        earlier = by_table[cell.table].get(cell)
        by_table[cell.table][cell] = spot if earlier is None else _one(earlier, spot)
        if spot.table is not None:
            data.setdefault(cell.table, spot)
    return [_issued(number, by_table[number], spot) for number, spot in data.items()]


def _one(first: IssuedParagraph, second: IssuedParagraph) -> IssuedParagraph:
    return IssuedParagraph(
        f"{first.text} {second.text}", first.where, first.clause, runs=first.runs, table=first.table
    )


def _issued(
    number: int, cells: Mapping[CellPlace, IssuedParagraph], spot: IssuedParagraph
) -> IssuedTable:
    table = spot.table
    assert table is not None
    count, width = max(cell.row for cell in cells) + 1, len(table.columns)
    empty = IssuedParagraph("", spot.where, spot.clause)
    rows = tuple(
        tuple(cells.get(CellPlace(number, row, column), empty) for column in range(width))
        for row in range(count)
    )
    heads = tuple(cell.text for cell in rows[0])
    where = _where(spot.where, table)
    return IssuedTable(where, spot.clause, spot.basis, heads, rows[1:], number)


def _where(where: str, table: Table) -> str:
    return (
        where if not table.caption or where.endswith(table.caption) else f"{where}, {table.caption}"
    )


def edited_tables(paragraphs: Iterable[EditedParagraph]) -> list[EditedTable]:
    """Every table of the edited document."""
    tables: dict[int, dict[int, EditedRow]] = defaultdict(dict)
    for paragraph in paragraphs:
        if paragraph.cell is None:
            continue
        row = tables[paragraph.cell.table].setdefault(paragraph.cell.row, {})
        earlier = row.get(paragraph.cell.column)
        row[paragraph.cell.column] = together(earlier, paragraph) if earlier else paragraph
    return [
        EditedTable(number, tuple(row for _, row in sorted(rows.items())))
        for number, rows in tables.items()
    ]


def paired_tables(
    tables: Sequence[IssuedTable], new_tables: Sequence[EditedTable]
) -> dict[int, EditedTable]:
    """The edited table of each issued one, by the place of the issued one; the likest first."""
    pairs = sorted(
        (
            (_likeness(table, new_table), -abs(i - j), i, j)
            for i, table in enumerate(tables)
            for j, new_table in enumerate(new_tables)
        ),
        reverse=True,
    )
    pairing: dict[int, EditedTable] = {}
    used: set[int] = set()
    for likeness, _, i, j in pairs:
        if likeness < ALIKE_TABLES:
            break
        if i not in pairing and j not in used:
            pairing[i] = new_tables[j]
            used.add(j)
    return pairing


def _likeness(table: IssuedTable, edited_table: EditedTable) -> float:
    """How much of the table's heads and cells stands in the other one, from 0 to 1."""
    heads = {*table.heads}
    shared_heads = len(heads & {cell.text for cell in edited_table.heads.values()}) / max(
        len(heads), 1
    )
    texts = {cell.text for row in table.rows for cell in row if _tells(cell.text)}
    edited_texts = {cell.whole for row in edited_table.rows for cell in row.values()}
    share = len(texts & edited_texts) / len(texts) if texts else shared_heads
    return (HEADS * shared_heads + share) / (HEADS + 1)


def _tells(text: str) -> bool:
    return bool(text) and not NUMBERED.fullmatch(text)


def columns_of(table: IssuedTable, edited_table: EditedTable) -> dict[int, int]:
    """The edited column of each issued one; one that is gone is left out."""
    heads = {column: cell.text for column, cell in edited_table.heads.items()}
    pairing: dict[int, int] = {}
    for column, head in enumerate(table.heads):
        hit = next(
            (at for at, text in heads.items() if text == head and at not in pairing.values()), None
        )
        if hit is not None:
            pairing[column] = hit
    width = max((column for row in edited_table.rows for column in row), default=0) + 1
    if width == len(table.heads):  # a head that was typed over
        free_columns = [at for at in range(width) if at not in pairing.values()]
        rest = [column for column in range(width) if column not in pairing]
        pairing |= dict(zip(rest, free_columns, strict=True))
    return pairing


def paired_rows(
    rows: Sequence[Sequence[IssuedParagraph]], edited_rows: Sequence[Sequence[EditedParagraph]]
) -> dict[int, int]:
    """The edited row of each issued one, by place: the same ones, then the likest."""
    pairing: dict[int, int] = {}
    free_rows = list(range(len(edited_rows)))
    for i, row in enumerate(rows):
        hit = next((j for j in free_rows if _is_same(row, edited_rows[j])), None)
        if hit is not None:
            pairing[i] = hit
            free_rows.remove(hit)
    rest = [i for i in range(len(rows)) if i not in pairing]
    if len(rest) * len(free_rows) > MOST_PAIRS:  # rather in their order than for ever
        return pairing | dict(zip(rest, free_rows, strict=False))
    pairs = [(_alike(rows[i], edited_rows[j]), -abs(i - j), i, j) for i in rest for j in free_rows]
    for likeness, _, i, j in sorted(pairs, reverse=True):
        if likeness >= ALIKE_ROWS and i not in pairing and j in free_rows:
            pairing[i] = j
            free_rows.remove(j)
    return pairing


def _is_same(row: Sequence[IssuedParagraph], edited_row: Sequence[EditedParagraph]) -> bool:
    return all(
        cell.text == edited_cell.whole for cell, edited_cell in zip(row, edited_row, strict=True)
    )


def _alike(row: Sequence[IssuedParagraph], edited_row: Sequence[EditedParagraph]) -> float:
    """How like two rows are, of 100; what was filled in makes no difference."""
    equal = sum(
        reads_as_issued(cell, edited_cell.whole)
        for cell, edited_cell in zip(row, edited_row, strict=True)
    )
    texts = " ".join(cell.text for cell in row), " ".join(cell.whole for cell in edited_row)
    return max(100 * equal / len(row), fuzz.ratio(*texts, score_cutoff=ALIKE_ROWS))


def as_columns(row: EditedRow, columns: Mapping[int, int]) -> list[EditedParagraph]:
    """The edited row's cells under the issued columns; an empty one where nothing stands."""
    return [row.get(columns[column], plain("")) for column in sorted(columns)]
