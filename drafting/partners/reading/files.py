"""Reads a file of partners: each sheet of an .xlsx workbook, a .csv, or whole records in YAML.

It is read in a child process, and what comes back is plain data.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from drafting.partners.errors import BadRecord
from drafting.partners.naming import SHIPPED, OfficeNames, name_office, office_names
from drafting.partners.reading.cells import LONGEST_CELL
from drafting.partners.reading.grids import (
    LARGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    CellFault,
    CellPlace,
    Grid,
    NoPartnersInIt,
)
from drafting.partners.reading.intake import Intake, intake_of_grids, intake_of_records
from drafting.partners.reading.workbook_guard import WorkbookPurpose, check_workbook
from drafting.partners.record.yaml_files import read_plain_yaml
from drafting.partners.sheets import COVER, LISTS, STAMPS, sheet_called, sheets
from knowledge.confinement import confined

KINDS = (".xlsx", ".csv", ".yaml", ".yml")
OURS = ("Guidance", LISTS, COVER)  # sheets of the template that hold no records

FORMULA = "the cell holds a formula; copy it and paste its value in its place"
TOO_LONG = f"the cell holds more than {LONGEST_CELL:,} characters; shorten it"
BROKEN = "the cell holds an error of the spreadsheet; write its value"
# A text that a spreadsheet would take for a formula stands behind an apostrophe in a .csv.
GUARDED = re.compile(r"^'(?='*[=+\-@\t])")
PARTNERS = WorkbookPurpose("a partner file", "import it in parts")


def bytes_of(file: Path) -> bytes:
    """What is in the file. Raises BadRecord where it is missing, too large or cannot be opened."""
    if not file.is_file():
        raise BadRecord(f"{file.name} is not there; check the folder and the spelling.")
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadRecord(
            f"{file.name} cannot be opened; close it in other programs or mind its permissions."
        ) from error
    if len(data) > LARGEST_FILE:
        raise BadRecord(
            f"{file.name} has more than {LARGEST_FILE // 1024**2} MB; import it in parts."
        )
    if not data.strip(b"\0\t\n\r "):
        raise BadRecord(f"{file.name} is empty; save it again.")
    return data


def read_intake(file: Path) -> Intake:
    """What the file gives. Raises BadRecord where it cannot be read at all."""
    if file.suffix.lower() not in KINDS:
        raise BadRecord(
            f"{file.name} is of a kind that cannot be imported; save it as {_any(KINDS)}."
        )
    return intake_of(file.name, bytes_of(file), office_names())


@confined(BadRecord, NoPartnersInIt, cure="import it in parts", loads=("openpyxl", "yaml"))
def intake_of(file: str, content: bytes, office: OfficeNames = SHIPPED) -> Intake:
    """What is in the file of that name. Raises BadRecord."""
    name_office(*office)
    kind = PurePath(file).suffix.lower()
    if kind == ".xlsx":
        intake = _of_workbook(file, _read_workbook(file, content))
    elif kind == ".csv":
        intake = intake_of_grids([_read_csv(file, content)])
    else:
        lines: dict[tuple[str | int, ...], int] = {}
        records = read_plain_yaml(file, _text(file, content), lines)
        intake = intake_of_records(file, records, lines)
    if not intake.partners and not intake.problems:
        titles = sheets()[0].title
        intake.complain(CellPlace(file, 1), f"no partner is in it; fill in the rows of {titles}")
    return intake


class _Book(NamedTuple):
    """What of a workbook is read."""

    grids: list[Grid]  # of the sheets of a partner file
    other_titles: list[str]  # of all others
    stamps: dict[str, str]  # the version of each record, by the partner's id


def _of_workbook(file: str, book: _Book) -> Intake:
    if not book.grids:
        raise NoPartnersInIt(
            f"{file} has none of the sheets of a partner file, such as 'Partners'; begin with "
            "`saathi partners template FILE.xlsx`."
        )
    intake = intake_of_grids(book.grids)
    for partner_id, partner_input in intake.partners.items():
        partner_input.stamp = partner_input.stamp or book.stamps.get(partner_id, "")
    read_over = [title for title in book.other_titles if title not in OURS]
    if read_over:
        intake.notes.append(f"Not read, for no such sheet is known: {', '.join(read_over)}.")
    return intake


def _any(kinds: tuple[str, ...]) -> str:
    return f"{', '.join(kinds[:-2])} or {kinds[-2]}"


def _text(file: str, data: bytes) -> str:
    """The file's text. Raises BadRecord where it is no UTF-8."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRecord(
            f"{file} is not text in UTF-8; save it as “CSV UTF-8” or as text in UTF-8."
        ) from error
    if "\0" in text:
        raise BadRecord(f"{file} is not text; save it as text in UTF-8.")
    return text


def _read_workbook(file: str, data: bytes) -> _Book:
    """The sheets of the partner file that the workbook has, and what else is known of it."""
    from openpyxl import load_workbook  # noqa: PLC0415  (0.2 s, for workbooks only)

    check_workbook(file, data, PARTNERS)
    try:
        with warnings.catch_warnings():  # of what a workbook may hold besides cells
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl has no error of its own for what it cannot read
        raise BadRecord(
            f"{file} cannot be read as a workbook; open it and save it as .xlsx anew."
        ) from error
    known_pages = [page for page in book.worksheets if sheet_called(page.title)]
    other_titles = [page.title for page in book.worksheets if page not in known_pages]
    return _Book([_grid(page) for page in known_pages], other_titles, _stamps(book))


def _stamps(book: Any) -> dict[str, str]:
    """The version of each record, as the hidden sheet keeps them."""
    if LISTS not in book.sheetnames:
        return {}
    cells = book[LISTS]._cells  # as for a grid
    column = next((at for (row, at), cell in cells.items() if row == 1 and cell.value == STAMPS), 0)
    pairs = (str(cell.value).split() for (_, at), cell in cells.items() if at == column)
    return {pair[0]: pair[1] for pair in pairs if len(pair) == len(("id", "stamp"))}


def _grid(page: Any) -> Grid:
    grid = Grid(page.title)
    for cell in page._cells.values():  # iter_rows would make a cell of every gap
        if cell.value is not None and cell.column <= MOST_COLUMNS:
            _put(grid, cell.row, cell.column, _value(grid, cell))
    for area in page.merged_cells.ranges:
        why = f"the cells {area.coord} are merged; unmerge them and fill in each one"
        grid.faults.append(CellFault(area.min_row, area.min_col, why))
    return grid


def _value(grid: Grid, cell: Any) -> object:
    why = {"f": FORMULA, "e": BROKEN}.get(cell.data_type)
    if why:
        grid.faults.append(CellFault(cell.row, cell.column, why))
        return None
    if isinstance(cell.value, str) and len(cell.value) > LONGEST_CELL:
        grid.faults.append(CellFault(cell.row, cell.column, TOO_LONG))
        return None
    return cell.value


def _put(grid: Grid, row: int, column: int, value: object) -> None:
    if value is not None and str(value).strip():
        grid.rows.setdefault(row, {})[column] = value
    if len(grid.rows) > MOST_ROWS:
        raise BadRecord(
            f"The sheet {grid.title} has more than {MOST_ROWS:,} rows; import it in parts."
        )


def _read_csv(file: str, data: bytes) -> Grid:
    """The one sheet that a .csv file is; its headings tell which, commas or semicolons part it."""
    rows = list(_csv_rows(file, _text(file, data)))
    headings = next((row for row in rows if any(cell.strip() for cell in row)), [])
    grid = Grid(_sheet_of(file, headings))
    for number, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells, 1):
            _put(grid, number, column, GUARDED.sub("", cell))
    return grid


def _csv_rows(file: str, text: str) -> Iterator[list[str]]:
    """The rows as far as a sheet goes. Raises BadRecord with the line where it is not right."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells[MOST_COLUMNS:])):
                raise BadRecord(
                    f"{file} has more than {MOST_COLUMNS} columns in line {begins}, so it is no "
                    "sheet of a partner file; begin with `saathi partners template FILE.csv`."
                )
            yield cells[:MOST_COLUMNS]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadRecord(
            f"{file} cannot be read as CSV from line {begins}; see whether a quotation mark there "
            "is never closed, and save it as “CSV UTF-8” again."
        ) from error


def _sheet_of(name: str, headings: Iterable[str]) -> str:
    """The title of the sheet that the headings belong to. Raises BadRecord where several fit."""
    filled_headings = [heading for heading in headings if heading.strip()]
    fits = {
        sheet: sum(bool(sheet.heading(heading)) for heading in filled_headings)
        for sheet in sheets()
    }
    most = max(fits.values())
    fitting = [sheet for sheet, count in fits.items() if count == most]
    exact = [sheet for sheet in fitting if len(sheet.headings) == len(filled_headings)] or fitting
    if len(exact) > 1 and fitting[0].title != "Partners":
        titles = ", ".join(sheet.title for sheet in exact)
        raise BadRecord(f"{name} may be one of {titles}; bring it as a sheet of an .xlsx workbook.")
    return exact[0].title
