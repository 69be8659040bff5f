"""Reads a checklist's workbook by its headings, whatever was moved, sorted or added."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from drafting.due_diligence.papers.filled import RawFields
from drafting.due_diligence.papers.marking import (
    EVIDENCE,
    GAP_DUE,
    LABELS,
    REFERENCE,
    STATE,
    UNTIL,
    Mark,
    read_mark,
)
from drafting.partners.errors import UnreadableDraft
from drafting.partners.problems import Problem
from drafting.partners.reading.cells import LONGEST_CELL, UnusableCell, given_by
from drafting.partners.reading.grids import LARGEST_FILE, MOST_COLUMNS
from drafting.partners.reading.workbook_guard import WorkbookPurpose, check_workbook

MOST_ROWS = 5_000  # with something in them
FIRST_ROWS = 20  # that may hold the headings
FORMULA = "the cell holds a formula; copy it and paste its value in its place"
BROKEN = "the cell holds an error of the spreadsheet; write its value"
CHECKLIST = WorkbookPurpose("a checklist", "fill in the workbook that Saathi made")
Rows = dict[int, dict[int, Any]]  # the cells that hold something, by row and column


def read_workbook(
    content: bytes, name: str, problems: list[Problem]
) -> tuple[list[str], list[tuple[Mark, RawFields]]]:
    """The ids of checklists that the workbook names, and the fields that it holds, by row."""
    ids: list[str] = []
    entries: list[tuple[Mark, RawFields]] = []
    for page in _book(content, name).worksheets:
        rows = _rows(page, name)
        cells = [cell.value for row in rows.values() for cell in row.values()]
        ids += [
            reference
            for cell in cells
            if isinstance(cell, str)
            for reference in REFERENCE.findall(cell)
        ]
        entries += _entries(page.title, rows, problems)
    return ids, entries


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
        if cell.value is not None and cell.column <= MOST_COLUMNS:
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


def _entries(title: str, rows: Rows, problems: list[Problem]) -> Iterator[tuple[Mark, RawFields]]:
    """Each row that has a mark, with what its columns hold."""
    first, columns = _headings(rows)
    for number in sorted(rows):
        row = rows[number]
        mark = _mark(row) if number > first else None
        if mark is not None and columns:
            fields = RawFields(mark.entry, mark.shown_digest, f"{title}, row {number}")
            _put(fields, row, columns, problems)
            yield mark, fields


def _headings(rows: Rows) -> tuple[int, Mapping[str, int]]:
    """The row of the headings, and the column of each field."""
    letters = {label.casefold(): letter for letter, label in LABELS.items()}
    for number in sorted(rows)[:FIRST_ROWS]:
        columns_by_label = {
            str(cell.value).strip().casefold(): at for at, cell in rows[number].items()
        }
        columns = {letters[label]: at for label, at in columns_by_label.items() if label in letters}
        if STATE in columns and len(columns) > 1:
            return number, columns
    return 0, {}


def _mark(row: Mapping[int, Any]) -> Mark | None:
    texts = (cell.value for cell in row.values() if isinstance(cell.value, str))
    return next((mark for text in texts if (mark := read_mark(text))), None)


def _put(
    fields: RawFields, row: Mapping[int, Any], columns: Mapping[str, int], problems: list[Problem]
) -> None:
    for letter, column in columns.items():
        try:
            value = _value(row.get(column), letter)
        except UnusableCell as error:
            problems.append(fields.problem(letter, str(error)))
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
