"""A page as a workbook: one sheet with all that the Word file has, and a chart where there is one.

What people wrote is text in every cell, never a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import chain, islice, repeat
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from drafting.partnership.pages.page import RIGHT_TO_LEFT, PageTable, TablePage

HEAD = PatternFill("solid", fgColor="FF4A5A68")
ROOM = PatternFill("solid", fgColor="FFFBF7F2")
WIDTHS = (3, 46, 24, 30, 22, 52, 26)  # of the columns, in characters; the first is hidden
NUMBER_WIDTH = 14
LINE_HEIGHT = 15  # points
IN_A_LINE = 150  # characters that fit across all of them
CHART_WIDTH, CHART_HEIGHT = 24, 8  # centimetres
STEPS, GAP = 8, 60  # of a chart: lines across it, and between columns in parts of a hundred
COLOURS = ("4A5A68", "D98A4E", "D5D0C8")  # dark, middle, light


class CellLook(NamedTuple):
    """How a cell looks."""

    font: Font = Font()
    fill: PatternFill | None = None
    wraps: bool = False


PLAIN = CellLook()


def page_workbook(page: TablePage) -> bytes:
    """The .xlsx of a page."""
    book = Workbook()
    book.properties.creator, book.properties.title = "Saathi", page.title
    day = datetime.combine(page.day, time())
    book.properties.created = book.properties.modified = day
    sheet = book.worksheets[0]
    sheet.title = "Saathi"
    sheet.sheet_view.rightToLeft = page.right_to_left
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    widest = max((len(table.columns) for table in page.tables), default=1)
    for place, width in enumerate(islice(_widths(), max(widest + 1, len(WIDTHS))), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.column_dimensions["A"].hidden = True
    heads = ((page.title, Font(bold=True, size=18)), (page.subtitle, Font(bold=True, size=12)))
    row = 1
    for text, font in (*heads, (page.reference, Font(size=9)), *((x, Font()) for x in page.lines)):
        _put(sheet, row, 2, text, CellLook(font, wraps=True))
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=len(WIDTHS) - 1)
        sheet.row_dimensions[row].height = 1.5 * (font.size or 11) * (1 + len(text) // IN_A_LINE)
        row += 1
    for table in page.tables:
        row = _add_table(sheet, table, row + 1)
    sheet.print_area = f"A1:{get_column_letter(max(widest + 1, len(WIDTHS)))}{row}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_table(sheet: Worksheet, table: PageTable, row: int) -> int:
    """Writes the table from that row on; the first row below it."""
    _put(sheet, row, 2, table.heading, CellLook(Font(bold=True, size=13, color="FFA6460B")))
    row += 1
    if not table.rows:
        _put(sheet, row, 2, table.empty)
        return row + 1
    for place, column in enumerate(table.columns, 2):
        _put(
            sheet, row, place, column, CellLook(Font(bold=True, color="FFFFFFFF"), HEAD, wraps=True)
        )
    sheet.row_dimensions[row].height = LINE_HEIGHT * _lines_of(table.columns)
    first = row + 1
    for line in table.rows:
        row += 1
        if line.mark:
            _put(sheet, row, 1, line.mark)
        for place, text in enumerate(line.cells, 2):
            is_room = place - 2 >= len(line.cells) - table.to_fill
            _put(sheet, row, place, text, CellLook(fill=ROOM if is_room else None, wraps=True))
        least = 2 if table.to_fill else 1
        sheet.row_dimensions[row].height = LINE_HEIGHT * max(least, _lines_of(line.cells))
    return _add_chart(sheet, table, first, row) if table.charted else row + 1


def _lines_of(cells: Sequence[str]) -> int:
    """How many lines the longest of the cells takes."""
    return max(
        sum(1 + len(part) // width for part in text.split("\n"))
        for text, width in zip(cells, islice(_widths(), 1, None), strict=False)
    )


def _widths() -> Iterator[int]:
    """Of the columns; those beyond the most that a sheet to fill in has hold a number each."""
    return chain(WIDTHS, repeat(NUMBER_WIDTH))


def _add_chart(sheet: Worksheet, table: PageTable, first: int, last: int) -> int:
    """A chart of the rows' values beside their names; the first row below it."""
    start = len(table.columns) + 3
    for place, name in enumerate(table.charted, start):
        _put(sheet, first - 1, place, name, CellLook(Font(bold=True)))
        for row, line in enumerate(table.rows, first):
            sheet.cell(row, place, line.values[place - start])
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "col", "stacked", 100
    chart.title, chart.width, chart.height = table.heading, CHART_WIDTH, CHART_HEIGHT
    data = Reference(
        sheet,
        min_col=start,
        max_col=start + len(table.charted) - 1,
        min_row=first - 1,
        max_row=last,
    )
    chart.add_data(data, titles_from_data=True)
    _make_readable(chart, [sum(line.values) for line in table.rows])
    chart.set_categories(Reference(sheet, min_col=2, min_row=first, max_row=last))
    sheet.add_chart(chart, f"B{last + 2}")
    return last + 18


def _make_readable(chart: BarChart, sums: Sequence[float]) -> None:
    """Axes that Excel shows, whole numbers on one of them, and colours that stand apart in grey."""
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format, chart.y_axis.majorUnit = "0", max(1, round(max(sums) / STEPS))
    chart.y_axis.scaling.min = 0
    chart.gapWidth = GAP
    if chart.legend is not None:
        chart.legend.position = "b"
    for series, colour in zip(chart.series, COLOURS, strict=False):
        series.graphicalProperties.solidFill = colour


def _put(sheet: Worksheet, row: int, column: int, text: str, look: CellLook = PLAIN) -> None:
    cell = sheet.cell(row, column)
    if text:
        cell.value = text
        cell.data_type = "s"
    cell.font = look.font
    if look.fill is not None:
        cell.fill = look.fill
    order = 2 if RIGHT_TO_LEFT.search(text) else 0  # else the parts of a day change places
    side = "right" if order else None
    cell.alignment = Alignment(
        horizontal=side, vertical="top", wrap_text=look.wraps, readingOrder=order
    )
