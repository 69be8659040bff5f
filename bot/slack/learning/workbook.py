"""The report of questions as an .xlsx workbook: the groups, and every wording of each.

What people wrote is text in every cell, never a formula, and the same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.slack.learning.report import LearningReport, QuestionGroup, ReportReason

Value = str | int | date
KINDS = {ReportReason.DECLINED: "declined", ReportReason.UNHELPFUL: "not helpful"}
GROUPS = {  # column → its width in characters
    "No.": 6,
    "Question": 52,
    "Result": 12,
    "Times asked": 9,
    "Wordings": 10,
    "Last asked": 13,
    "Why": 34,
    "Clauses shown": 30,
}
WORDINGS = {"No.": 6, "Wording": 80, "Result": 12, "Times asked": 9, "Last asked": 13}
HEAD = PatternFill("solid", fgColor="FFE8E4DE")
DIRECTION_MARKS = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)  # they change the direction of the text
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def workbook(report: LearningReport) -> bytes:
    """The workbook's bytes: the sheets 'Questions' and 'Wordings'."""
    book = Workbook()
    book.properties.creator = "Saathi"
    book.properties.title = "Questions to learn from"
    sheet = book.worksheets[0]
    sheet.title = "Questions"
    _note(sheet, report)
    _table(sheet, GROUPS, [_group_row(n, group) for n, group in enumerate(report.groups, 1)])
    _table(book.create_sheet("Wordings"), WORDINGS, list(_wording_rows(report.groups)))
    buffer = io.BytesIO()
    book.save(buffer)
    return _with_fixed_time(buffer.getvalue(), report.until)


def _note(sheet: Worksheet, report: LearningReport) -> None:
    """What the sheet shows, and for which period, above its table."""
    sheet.append(["Questions to learn from"])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in report.note:
        sheet.append([line])


def _group_row(number: int, group: QuestionGroup) -> Sequence[Value]:
    clauses = ", ".join(group.clauses)
    counts = (group.times, len(group.wordings), group.last.date())
    return number, group.title, KINDS[group.kind], *counts, group.why, clauses


def _wording_rows(groups: Iterable[QuestionGroup]) -> Iterable[Sequence[Value]]:
    for number, group in enumerate(groups, 1):
        for wording in group.wordings:
            yield (
                number,
                wording.question,
                KINDS[group.kind],
                wording.times,
                wording.last.date(),
            )


def _table(sheet: Worksheet, columns: dict[str, int], rows: Sequence[Sequence[Value]]) -> None:
    """Adds a table below what is in the sheet: its head stays in sight and filters the rows."""
    top = sheet.max_row + 2 if sheet["A1"].value else 1
    for place, (name, width) in enumerate(columns.items(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = sheet.cell(top, place, name)
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
    for down, row in enumerate(rows, top + 1):
        for place, value in enumerate(row, 1):
            _fill(sheet, down, place, value)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{top + len(rows)}"
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """One cell; a text is text, whatever it begins with, and Urdu runs from the right."""
    cell = sheet.cell(row, column)
    if not isinstance(value, str):
        cell.value = value
        cell.alignment = Alignment(vertical="top")
        if isinstance(value, date):
            cell.number_format = "d mmm yyyy"
        return
    cell.value = text = _writable(value)
    cell.data_type = "s"  # '=1+1' is what somebody asked, not a sum
    cell.quotePrefix = True  # nor does it become one when the cell is edited
    urdu = _runs_from_the_right(text)
    cell.alignment = Alignment(
        wrap_text=True,
        vertical="top",
        horizontal="right" if urdu else "left",
        readingOrder=2 if urdu else 1,
    )


def _writable(text: str) -> str:
    """`text` without what XML cannot hold or what changes its direction."""
    plain = DIRECTION_MARKS.sub("", text).encode("utf-8", errors="replace").decode()
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in plain)


def _runs_from_the_right(text: str) -> bool:
    """True where the first letter with a direction is Urdu's."""
    directions = map(unicodedata.bidirectional, text)
    return next((way for way in directions if way in {"L", "R", "AL"}), "L") != "L"


def _with_fixed_time(book: bytes, moment: datetime) -> bytes:
    """The same workbook, as if it had been written at `moment`."""
    stamp = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = MODIFIED.sub(rb"\g<1>" + stamp, data)
            new.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
