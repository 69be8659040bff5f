"""A page as a Word file, on A4 across."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from drafting.partnership.pages.page import (
    RIGHT_TO_LEFT,
    PageRow,
    PageTable,
    TablePage,
    TablePicture,
)

INK, ACCENT = RGBColor(0x26, 0x26, 0x26), RGBColor(0xA6, 0x46, 0x0B)
HEAD_FILL, TO_FILL = "4A5A68", "FBF7F2"
WIDTH = 265  # millimetres between the margins
HEIGHT_TO_FILL = 640  # twentieths of a point: room for a line by hand
LATIN_FONT = "Calibri"


def page_document(page: TablePage) -> bytes:
    """The .docx of a page."""
    document: Any = Document()
    _set_up(document, page)
    _paragraph(document.add_paragraph(), page.title, page, size=20, bold=True)
    _paragraph(document.add_paragraph(), page.subtitle, page, size=12, bold=True, colour=ACCENT)
    _paragraph(document.add_paragraph(), page.reference, page, size=9)
    for line in page.lines:
        _paragraph(document.add_paragraph(), line, page)
    if page.picture is not None:
        _add_picture(document, page.picture)
    for table in page.tables:
        _add_table(document, table, page)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, page: TablePage) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(14)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    properties = document.core_properties
    properties.title, properties.author = page.title, "Saathi"
    properties.language = page.language
    properties.created = properties.modified = datetime.combine(page.day, time())


def _paragraph(
    paragraph: Any,
    text: str,
    page: TablePage,
    *,
    size: int = 10,
    bold: bool = False,
    colour: RGBColor = INK,
) -> None:
    runs_left = page.right_to_left and RIGHT_TO_LEFT.search(text) is not None
    if runs_left or (page.right_to_left and not text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    elif page.right_to_left:  # else a day in English is turned around
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
    if runs_left:
        properties = run._r.get_or_add_rPr()
        for name, value in (("w:bCs", None), ("w:szCs", str(2 * size)), ("w:rtl", None)):
            if name == "w:bCs" and not bold:
                continue
            element = OxmlElement(name)
            if value:
                element.set(qn("w:val"), value)
            properties.append(element)


def _add_picture(document: Any, picture: TablePicture) -> None:
    shape = document.add_picture(io.BytesIO(picture.content), height=Mm(picture.height))
    shape._inline.docPr.set("descr", picture.words)


def _add_table(document: Any, table: PageTable, page: TablePage) -> None:
    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(8)
    _paragraph(heading, table.heading, page, size=13, bold=True, colour=ACCENT)
    if not table.rows:
        _paragraph(document.add_paragraph(), table.empty, page)
        return
    grid = document.add_table(rows=0, cols=len(table.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    if page.right_to_left:
        grid._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    widths = [Mm(WIDTH * part / sum(table.widths)) for part in table.widths]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    head = _add_row(grid, PageRow(table.columns), widths, page, bold=True)
    _repeat(head)
    for row in table.rows:
        line = _add_row(grid, row, widths, page)
        if table.to_fill:
            _make_room(line)
            for cell in line.cells[-table.to_fill :]:
                _shade(cell, TO_FILL)
    for cell in head.cells:
        _shade(cell, HEAD_FILL)


def _add_row(
    grid: Any, row: PageRow, widths: Sequence[Any], page: TablePage, *, bold: bool = False
) -> Any:
    line = grid.add_row()
    colour = RGBColor(0xFF, 0xFF, 0xFF) if bold else INK
    for place, (cell, text, width) in enumerate(zip(line.cells, row.cells, widths, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        if place == 0 and row.mark:
            run = paragraph.add_run(f"{row.mark} ")
            run.font.hidden, run.font.size = True, Pt(2)
        _paragraph(paragraph, text, page, size=9, bold=bold, colour=colour)
    properties = line._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    return line


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _make_room(row: Any) -> None:
    height = OxmlElement("w:trHeight")
    height.set(qn("w:val"), str(HEIGHT_TO_FILL))
    row._tr.get_or_add_trPr().append(height)


def _shade(cell: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:color"), "auto")
    shading.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(shading)
