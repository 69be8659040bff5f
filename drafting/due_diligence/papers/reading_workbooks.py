"""Reads a checklist's workbook by its headings, whatever was moved, sorted or added."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from openpyxl.utils.cell import get_column_letter

from drafting.due_diligence.papers.filled import RawFields, RawFile
from drafting.due_diligence.papers.loose_in_workbooks import around_cells, in_cells
from drafting.due_diligence.papers.marking import (
    EVIDENCE,
    GAP_DUE,
    LABELS,
    REFERENCE,
    UNTIL,
    Mark,
    read_mark,
)
from drafting.due_diligence.papers.remarks import Remark, words_of
from drafting.due_diligence.papers.translation import wordings
from drafting.due_diligence.papers.workbook import PLACE
from drafting.partners.errors import UnreadableDraft
from drafting.partners.problems import Problem
from drafting.partners.reading.cells import LONGEST_CELL, UnusableCell, given_by
from drafting.partners.reading.grids import LARGEST_FILE
from drafting.partners.reading.workbook_guard import WorkbookPurpose, check_workbook

MOST_ROWS = 5_000  # with something in them
FIRST_ROWS = 20  # that may hold the headings
FEWEST_HEADINGS = 4  # that are still called as Saathi wrote them
FORMULA = "the cell holds a formula; copy it and paste its value in its place"
BROKEN = "the cell holds an error of the spreadsheet; write its value"
CHECKLIST = WorkbookPurpose("a checklist", "fill in the workbook that Saathi made")
Rows = dict[int, dict[int, Any]]  # the cells that hold something, by row and column


def read_workbook(content: bytes, name: str, problems: list[Problem]) -> RawFile:
    """The ids of checklists that the workbook names, its fields by row, and all other words."""
    book = _book(content, name)
    ids: list[str] = []
    entries: list[tuple[Mark, RawFields]] = []
    remarks = list(around_cells(content, book))
    for page in book.worksheets:
        rows = _rows(page, name)
        cells = [cell.value for row in rows.values() for cell in row.values()]
        ids += [
            reference
            for cell in cells
            if isinstance(cell, str)
            for reference in REFERENCE.findall(cell)
        ]
        sheet = _Sheet(page.title, rows, problems)
        entries += sheet.entries()
        remarks += sheet.unread
        remarks += in_cells(page.title, rows, sheet.taken, sheet.keys)
    return RawFile(tuple(ids), tuple(entries), tuple(remarks))


def _book(content: bytes, name: str) -> Any:
    """The workbook, after the guards. Raises UnreadableDraft or BadRecord with the cure."""
    from openpyxl import load_workbook  # noqa: PLC0415  (0.2 s, for workbooks only)

    file_name = PurePath(name).name
    if len(content) > LARGEST_FILE:
        raise UnreadableDraft(f"{file_name} has more than {LARGEST_FILE >> 20} MB; save it anew.")
    check_workbook(file_name, content, CHECKLIST)
    if b"vbaProject.bin" in content:
        raise UnreadableDraft(f"{file_name} holds macros; save it as .xlsx without them.")
    try:
        with warnings.catch_warnings():  # of what a workbook may hold besides cells
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:  # openpyxl has no error of its own for what it cannot read
        raise UnreadableDraft(
            f"{file_name} cannot be read as a workbook; open it and save it as .xlsx anew."
        ) from error


def _rows(page: Any, name: str) -> Rows:
    rows: Rows = {}
    for cell in page._cells.values():  # iter_rows would make a cell of every gap
        if cell.value is not None or cell.comment is not None:
            rows.setdefault(cell.row, {})[cell.column] = cell
        if isinstance(cell.value, str) and len(cell.value) > LONGEST_CELL:
            raise UnreadableDraft(
                f"{name} holds more than {LONGEST_CELL:,} characters in the cell {cell.coordinate} "
                f"of {page.title}; shorten it."
            )
        if len(rows) > MOST_ROWS:
            raise UnreadableDraft(
                f"{name} has more than {MOST_ROWS:,} rows, so it is no checklist; give the "
                "workbook that Saathi made."
            )
    return rows


class _Sheet:
    """Reads the rows of one sheet, and notes what it took."""

    def __init__(self, title: str, rows: Rows, problems: list[Problem]) -> None:
        self._title = title
        self._rows = rows
        self._problems = problems
        self.taken: dict[int, set[int]] = {}  # the columns that were read, by the row
        self.keys: dict[int, str] = {}  # the questions' keys, by the row
        self.unread: list[Remark] = []  # the words of cells that cannot be read

    def entries(self) -> Iterator[tuple[Mark, RawFields]]:
        """Each row that has a mark, with what its columns hold."""
        first, columns = self._headings()
        for number in sorted(self._rows):
            row = self._rows[number]
            mark = _mark(row) if number > first else None
            if mark is None or not columns:
                continue
            fields = RawFields(mark.entry, mark.shown_digest, f"{self._title}, row {number}")
            self.keys[number] = mark.entry
            self.taken[number] = set(columns.values())
            _put(fields, row, columns, self._problems, self.unread)
            yield mark, fields

    def _headings(self) -> tuple[int, Mapping[str, int]]:
        """The row of the headings, and the column of each field."""
        letters = _letters()
        for number in sorted(self._rows)[:FIRST_ROWS]:
            row = self._rows[number]
            labels = {at: str(cell.value).strip().casefold() for at, cell in row.items()}
            columns = {letters[label]: at for at, label in labels.items() if label in letters}
            if len(columns) >= FEWEST_HEADINGS:
                self.taken[number] = set(columns.values())
                return number, {**columns, **self._renamed(row, columns)}
        return 0, {}

    def _renamed(self, row: Mapping[int, Any], columns: Mapping[str, int]) -> Mapping[str, int]:
        """The columns whose heading was changed, where all others stand in their order.

        They are told, since somebody may have meant another thing by it.
        """
        shifts = {at - PLACE[letter] for letter, at in columns.items()}
        if len(shifts) > 1:
            return {}
        shift = shifts.pop()
        renamed = {}
        for letter, label in LABELS.items():
            at = PLACE[letter] + shift
            if letter in columns:
                continue
            renamed[letter] = at
            cell = row.get(at)
            heading = words_of(cell.value) if cell is not None else ""
            self._problems.append(
                Problem(
                    f"{self._title}, column {get_column_letter(at)}",
                    f"Its heading was ‘{label}’ and is ‘{heading}’ now; it is read as ‘{label}’.",
                )
            )
        return renamed


@lru_cache(maxsize=1)
def _letters() -> Mapping[str, str]:
    """The letters of the fields by their headings in every language."""
    return {
        label.casefold(): letter
        for wording in wordings()
        for letter, label in wording.headings.items()
    }


def _mark(row: Mapping[int, Any]) -> Mark | None:
    texts = (cell.value for cell in row.values() if isinstance(cell.value, str))
    return next((mark for text in texts if (mark := read_mark(text))), None)


def _put(
    fields: RawFields,
    row: Mapping[int, Any],
    columns: Mapping[str, int],
    problems: list[Problem],
    unread: list[Remark],
) -> None:
    for letter, column in columns.items():
        try:
            value = _value(row.get(column), letter)
        except UnusableCell as error:
            problems.append(fields.problem(letter, str(error)))
            where = f"{fields.where}, {LABELS[letter]}"
            unread.append(Remark(where, words_of(row[column].value), fields.entry))
            continue
        if letter in (EVIDENCE, UNTIL):
            for place, line in enumerate(_lines(value)):
                fields.raw[f"{letter}{place}"] = line
        else:
            fields.raw[letter] = value


def _value(cell: Any, letter: str) -> Any:
    """What a cell gives. Raises UnusableCell."""
    if cell is None:
        return ""
    why = {"f": FORMULA, "e": BROKEN}.get(cell.data_type)
    if why:
        raise UnusableCell(why)
    if letter in (UNTIL, GAP_DUE) and not isinstance(cell.value, str):
        return cell.value  # a date, or what is refused as none
    return given_by(cell.value, None) or ""


def _lines(value: Any) -> list[Any]:
    """A piece of evidence a line, or its day."""
    if not isinstance(value, str):
        return [value]
    return [line.strip() for line in value.strip().split("\n")]
