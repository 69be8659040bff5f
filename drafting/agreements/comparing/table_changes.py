"""What changed in a table: its rows by their names, its cells by their columns."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from drafting.agreements.comparing.aligning import IssuedMatch, is_kept
from drafting.agreements.comparing.comparison import How, KeyChange, KeySubject, TextPiece
from drafting.agreements.comparing.edited import EditedParagraph
from drafting.agreements.comparing.issued import IssuedParagraph
from drafting.agreements.comparing.key_terms import figure_changes, key_changes, subject_of
from drafting.agreements.comparing.tables import (
    EditedRow,
    EditedTable,
    IssuedTable,
    as_columns,
    columns_of,
    paired_rows,
)
from drafting.agreements.comparing.wording import Quotes
from knowledge.reading import TextMark

GONE = "the whole table"
WAS: dict[How, Literal["deleted", "struck", "hidden"]] = {
    "deleted": "deleted",
    "struck": "struck",
    "hidden": "hidden",
}
WHOLLY: dict[TextMark, How] = {TextMark.STRUCK: "struck", TextMark.HIDDEN: "hidden"}


class TableChange(NamedTuple):
    """One change in a table."""

    what: str  # 'tranche 2, Amount (PKR)'
    how: How
    words: tuple[TextPiece, ...]
    key_changes: tuple[KeyChange, ...] = ()


@dataclass(frozen=True)
class TableComparer:
    """One issued table beside what became of it."""

    table: IssuedTable
    edited: EditedTable | None  # None where it is gone
    quotes: Quotes

    def changes(self) -> Iterator[TableChange]:
        """Its changes from the top down; none where it reads as it was issued."""
        if self.edited is None:
            yield self._gone()
            return
        columns = columns_of(self.table, self.edited)
        yield from self._heads(self.edited, columns)
        common_columns = sorted(columns)
        rows = [[row[column] for column in common_columns] for row in self.table.rows]
        edited_rows = [as_columns(row, columns) for row in self.edited.rows[1:]]
        pairs = paired_rows(rows, edited_rows)
        moved_rows = _moved(pairs)
        for at, row in enumerate(self.table.rows):
            if at not in pairs:
                yield self._row(row, "deleted")
            else:
                yield from self._changed_row(
                    row, edited_rows[pairs[at]], common_columns, is_moved=at in moved_rows
                )
        for at, cells in enumerate(edited_rows):
            if at not in pairs.values():
                yield self._added_row(cells, self.edited.rows[1 + at])

    def matches(self) -> Iterator[IssuedMatch]:
        """Its cells, each with what became of it."""
        if self.edited is None:
            return
        columns = columns_of(self.table, self.edited)
        common_columns = sorted(columns)
        rows = [[row[column] for column in common_columns] for row in self.table.rows]
        edited_rows = [as_columns(row, columns) for row in self.edited.rows[1:]]
        for at, place in paired_rows(rows, edited_rows).items():
            for cell, paragraph in zip(rows[at], edited_rows[place], strict=True):
                yield IssuedMatch(cell, paragraph)

    # --- the table as a whole

    def _gone(self) -> TableChange:
        table = self.table
        subjects = Counter(filter(None, map(self._subject, range(len(table.heads)))))
        keys = tuple(KeyChange(subject, GONE, table.where, "deleted") for subject in subjects)
        text = "; ".join(" | ".join(map(self._cell_text, row)) for row in table.rows)
        return TableChange(GONE, "deleted", (TextPiece(text, "deleted"),), keys)

    def _heads(self, edited_table: EditedTable, columns: dict[int, int]) -> Iterator[TableChange]:
        for column, head in enumerate(self.table.heads):
            now = edited_table.heads.get(columns[column]) if column in columns else None
            name = f"column “{head}”"
            if column not in columns:
                pieces = (TextPiece(head, "deleted"),)
                yield TableChange(name, "deleted", pieces, self._key(column, name, "deleted"))
            elif now is not None and now.text != head:
                words = tuple(self.quotes.between(head, now))
                keys = self._key(column, "column", "changed", head, self.quotes.text(now.text))
                yield TableChange(name, "changed", words, keys)
        for column, cell in edited_table.heads.items():
            if column not in columns.values() and cell.text:
                added = tuple(self.quotes.added(cell))
                yield TableChange(f"column “{self.quotes.text(cell.text)}”", "added", added)

    def _key(
        self, column: int, name: str, how: How, before: str = "", after: str = ""
    ) -> tuple[KeyChange, ...]:
        subject = self._subject(column)
        if subject is None:
            return ()
        return (KeyChange(subject, name, self.table.where, how, before, after),)

    def _subject(self, column: int) -> KeySubject | None:
        """What a column is about, by the fields in it."""
        paths = [
            run.value_of or run.open_field
            for row in self.table.rows
            for run in row[column].runs
            if run.value_of or run.open_field
        ]
        subjects = Counter(filter(None, map(subject_of, paths)))
        return subjects.most_common(1)[0][0] if subjects else None

    # --- rows

    def _changed_row(
        self,
        row: Sequence[IssuedParagraph],
        edited_cells: Sequence[EditedParagraph],
        columns: Sequence[int],
        *,
        is_moved: bool,
    ) -> Iterator[TableChange]:
        name = self.table.name([self._cell_text(cell) for cell in row])
        cells = [
            (column, row[column], edited_cell)
            for column, edited_cell in zip(columns, edited_cells, strict=True)
        ]
        whole = [edited_cell for _, _, edited_cell in cells]
        for mark, how in WHOLLY.items():
            if _is_wholly(mark, whole):
                yield self._row(row, how)
                return
        has_change = False
        for column, cell, edited_cell in cells:
            if not self._is_kept(column, cell, edited_cell):
                has_change = True
                yield self._cell(f"{name}, {self.table.heads[column]}", column, cell, edited_cell)
        if is_moved and not has_change:
            yield TableChange(name, "moved", ())

    def _is_kept(self, column: int, cell: IssuedParagraph, paragraph: EditedParagraph) -> bool:
        if column == 0 and self.table.is_numbered and paragraph.text.rstrip(".").isdigit():
            return True  # the number follows where the row stands
        return is_kept(cell, paragraph)

    def _cell(
        self, name: str, column: int, cell: IssuedParagraph, paragraph: EditedParagraph
    ) -> TableChange:
        where = f"{self.table.where}, {name}"
        how: How = "changed" if paragraph.text else "deleted"
        keys = key_changes(
            replace(cell, where=where), paragraph.text, how, self.quotes, self._subject(column)
        )
        words = tuple(self.quotes.words(IssuedMatch(cell, paragraph)))
        plain = (replace(key, what="") for key in keys)  # the column says it
        return TableChange(name, how, words, tuple(plain))

    def _row(self, row: Sequence[IssuedParagraph], how: How) -> TableChange:
        texts = [self._cell_text(cell) for cell in row]
        name = self.table.name(texts)
        text = " | ".join(texts)
        where = f"{self.table.where}, {name}"
        subjects = [self._subject(column) for column in range(len(row))]
        keys = (
            KeyChange(subject, "", where, how, text)
            for subject in (KeySubject.MONEY, KeySubject.DATES)
            if subject in subjects
        )
        return TableChange(name, how, (TextPiece(text, WAS[how]),), tuple(keys)[:1])

    def _added_row(self, cells: Sequence[EditedParagraph], whole: EditedRow) -> TableChange:
        text = " | ".join(cell.text for _, cell in sorted(whole.items()))
        hidden_words = " ".join(cell.hidden for cell in whole.values() if cell.hidden)
        name = self.table.name([self.quotes.text(cell.text) for cell in cells])
        where = f"{self.table.where}, {name}"
        quotation = self.quotes.text(text)
        subjects = [self._subject(column) for column in range(len(self.table.heads))]
        keys = [
            KeyChange(subject, "", where, "added", "", quotation)
            for subject in (KeySubject.MONEY, KeySubject.DATES)
            if subject in subjects
        ][:1] or list(figure_changes("", text, where, "added", self.quotes))
        words = (TextPiece(quotation, "added"),) if text else ()
        if hidden_words:
            words = (*words, TextPiece(self.quotes.text(hidden_words), "hidden"))
        return TableChange(name, "added", words, tuple(keys))

    def _cell_text(self, cell: IssuedParagraph) -> str:
        return self.quotes.text(cell.text) if self.quotes.may_quote(cell) else "(not shown)"


def _moved(pairs: dict[int, int]) -> set[int]:
    """The issued rows that stand in another order now: the fewest whose move explains it."""
    order = [pairs[at] for at in sorted(pairs)]
    rising = _longest_rising(order)
    return {at for at in pairs if pairs[at] not in rising}


def _longest_rising(order: Sequence[int]) -> set[int]:
    """The numbers of the longest stretch that rises, whatever stands between them."""
    ends: list[int] = []  # the smallest number that a stretch of each length ends with
    before: dict[int, int | None] = {}
    for number in order:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    stretch: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        stretch.add(last)
        last = before[last]
    return stretch


def _is_wholly(mark: TextMark, cells: Sequence[EditedParagraph]) -> bool:
    """True where every word of the cells stands so."""
    pieces = [words for cell in cells for words in cell.words if words.text.strip()]
    return bool(pieces) and all(words.mark is mark for words in pieces)
