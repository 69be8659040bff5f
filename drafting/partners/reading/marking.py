"""A workbook as it came, with the cells marked that are wrong: each says what to mend.

The marks are a note and a fill, and nothing else of the workbook is changed. Where a cell was
marked before and is right now, its mark is taken away.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from drafting.partners.errors import BadRecord
from drafting.partners.reading.grids import ImportProblem
from drafting.partners.reading.workbook_guard import WorkbookPurpose, check_workbook
from knowledge.confinement import confined

FILL = "F8CBAD"
TO_MEND = "To mend: "  # begins our part of a note; what a person noted stands below it
BELOW = "\n\n"
SIZE = (320, 24)  # points: the width of a note, and the height of one of its lines
LINE = 44  # characters of a note's line
NOT_MARKED = "{file} cannot be marked; mend the cells that are listed."


class CellMark(NamedTuple):
    """What is wrong with one cell."""

    sheet: str
    row: int
    column: int
    why: str


def marks_of(problems: Iterable[ImportProblem]) -> list[CellMark]:
    """What to mark: of a row as a whole its first cell."""
    return [
        CellMark(place.sheet, place.row, place.number or 1, problem.why)
        for problem in problems
        for place in (problem.place,)
    ]


def can_be_marked(file: str) -> bool:
    """True for a workbook; a .csv or .yaml file has no notes."""
    return file.lower().endswith(".xlsx")


@confined(BadRecord, cure="mend the cells that are listed", loads=("openpyxl",))
def marked_workbook(file: str, content: bytes, marks: list[CellMark]) -> bytes:
    """The workbook with these cells marked, and no others. Raises BadRecord."""
    from openpyxl import load_workbook  # noqa: PLC0415  (0.2 s, for workbooks only)

    check_workbook(file, content, WorkbookPurpose("a partner file", "mend it as listed"))
    try:
        with warnings.catch_warnings():  # of what a workbook may hold besides cells
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), rich_text=True)
            _mark(book, marks)
            return _saved(book)
    except Exception as error:  # openpyxl has no error of its own for what it cannot read
        raise BadRecord(NOT_MARKED.format(file=file)) from error


def _mark(book: Any, marks: Iterable[CellMark]) -> None:
    reasons: dict[tuple[str, int, int], list[str]] = {}
    for mark in marks:
        reasons.setdefault((mark.sheet, mark.row, mark.column), []).append(mark.why)
    for page in book.worksheets:
        _clear_earlier_marks(page, reasons)
    for (sheet, row, column), whys in reasons.items():
        if sheet in book.sheetnames:
            _mark_cell(book[sheet].cell(row, column), whys)


def _clear_earlier_marks(page: Any, reasons: Mapping[tuple[str, int, int], list[str]]) -> None:
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    for cell in list(page._cells.values()):
        if cell.comment is None or not cell.comment.text.startswith(TO_MEND):
            continue
        own = cell.comment.text.partition(BELOW)[2]
        cell.comment = _note(own) if own else None
        if (page.title, cell.row, cell.column) not in reasons:
            cell.fill = PatternFill()


def _mark_cell(cell: Any, whys: Iterable[str]) -> None:
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    note = TO_MEND + "; ".join(dict.fromkeys(whys))
    if cell.comment is not None:
        note += f"{BELOW}{cell.comment.text}"
    cell.comment = _note(note)
    cell.fill = PatternFill("solid", fgColor=FILL)


def _note(text: str) -> Any:
    from openpyxl.comments import Comment  # noqa: PLC0415

    width, line = SIZE
    lines = sum(len(part) // LINE + 1 for part in text.split("\n"))
    return Comment(text, "Saathi", height=line * (lines + 1), width=width)


def _saved(book: Any) -> bytes:
    """The workbook as bytes. No file is written, which a child that reads may not do."""
    from zipfile import ZIP_DEFLATED, ZipFile  # noqa: PLC0415

    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing  # noqa: PLC0415
    from openpyxl.worksheet._writer import WorksheetWriter  # noqa: PLC0415
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    class InMemory(ExcelWriter):
        """Writes each sheet into memory before it goes into the archive."""

        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            text = io.BytesIO()
            writer: Any = WorksheetWriter(ws, text)
            writer.write()
            ws._rels = writer._rels
            archive.writestr(ws.path[1:], text.getvalue())
            self.manifest.append(ws)

    buffer = io.BytesIO()
    archive = ZipFile(buffer, "w", ZIP_DEFLATED, allowZip64=True)
    InMemory(book, archive).save()
    return buffer.getvalue()
