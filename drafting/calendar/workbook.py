"""The calendar as a workbook: a line for each thing that waits."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font

from drafting.calendar.words import due_words, interval_note
from drafting.register import Waiting

COLUMNS = (
    *(("Due on", 14), ("Standing", 26), ("Partner", 40), ("What", 50), ("Turn of", 16)),
    *(("Agreement", 22), ("In the record’s words", 40), ("Followed by", 24), ("Clause", 16)),
    ("Time set by", 26),
)


def calendar_workbook(waitings: Iterable[Waiting], names: Mapping[str, str], today: date) -> bytes:
    """The file; `names` are the partners' by id."""
    book = Workbook()
    sheet = book.active
    if sheet is None:  # a new workbook has one
        sheet = book.create_sheet()
    sheet.title = "Calendar"
    sheet.append([title for title, _ in COLUMNS])
    for cell, (_, width) in zip(sheet[1], COLUMNS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for waiting in waitings:
        sheet.append([waiting.on])
        for column, text in enumerate(_texts(waiting, names, today), 2):
            cell = sheet.cell(sheet.max_row, column, text)
            cell.data_type = "s"  # whatever it begins with, it is no formula
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        cell.number_format = "d mmm yyyy"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _texts(waiting: Waiting, names: Mapping[str, str], today: date) -> tuple[str, ...]:
    return (
        due_words(waiting, today),
        names.get(waiting.partner, waiting.partner),
        waiting.what,
        waiting.of.label,
        waiting.agreement,
        waiting.words,
        waiting.unit.value.replace("_", " "),
        waiting.clause,
        interval_note(waiting),
    )
