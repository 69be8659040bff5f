"""Small files that make a reader take memory, time or the process."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterable

from docx import Document
from openpyxl import Workbook

Make = Callable[[], bytes]
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*, cells: str = "", behind: str = "") -> bytes:
    """A workbook with two good rows, with XML of a file's own among its rows and behind them."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "Partners"
    book.active.append(("Partner id", "Legal name"))
    book.active.append(("sample-hostile", "Hostile (sample)"))
    held = io.BytesIO()
    book.save(held)

    def spoilt(xml: str) -> str:
        return xml.replace("</sheetData>", f"{cells}</sheetData>{behind}")

    return changed(held.getvalue(), SHEET, spoilt)


def changed(package: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """The package with the text of one member changed."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name == member:
                content = change(content.decode()).encode()
            after.writestr(name, content)
    return held.getvalue()


def merged_over_the_whole_sheet() -> bytes:
    """1.4 kB as the first such file was: 17 thousand million cells to whoever unfolds them."""
    area = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return workbook(behind=area)


def a_million_cells() -> bytes:
    """1.5 million cells, in rows as they may stand without their numbers."""
    row = "<row>" + "<c><v>1</v></c>" * 30 + "</row>"
    return workbook(cells=row * 50_000)


def document_of_runs(runs: int) -> bytes:
    """A Word document of one paragraph with so many runs, which no zip makes very small."""
    chance = random.Random(7)
    words = ("".join(chance.choices("abcdefghij", k=6)) for _ in range(runs))
    return document("".join(f"<w:r><w:t>{word}</w:t></w:r>" for word in words))


def document(inside: str, paragraphs: Iterable[str] = ("1. The partner keeps records.",)) -> bytes:
    """A Word document with XML of a file's own in its last paragraph."""
    made = Document()
    for text in (*paragraphs, "LAST"):
        made.add_paragraph(text)
    held = io.BytesIO()
    made.save(held)

    def spoilt(xml: str) -> str:
        return xml.replace("<w:r><w:t>LAST</w:t></w:r>", inside)

    return changed(held.getvalue(), "word/document.xml", spoilt)


def many_merged_areas() -> bytes:
    """120,000 areas that lie across one another."""
    areas = "".join(f'<mergeCell ref="A{row}:XFD{row + 5}"/>' for row in range(1, 120_000))
    return workbook(behind=f"<mergeCells>{areas}</mergeCells>")


def many_names() -> bytes:
    """30,000 names for cells."""
    names = "".join(
        f'<definedName name="n{at}">Partners!$A$1</definedName>' for at in range(30_000)
    )

    def spoilt(xml: str) -> str:
        return xml.replace("<definedNames/>", "").replace(
            "</sheets>", f"</sheets><definedNames>{names}</definedNames>"
        )

    return changed(workbook(), "xl/workbook.xml", spoilt)


def many_ranges() -> bytes:
    """A rule for 20,000 cells that do not touch."""
    ranges = " ".join(f"A{2 * row + 1}" for row in range(20_000))
    rule = f'<dataValidation type="whole" sqref="{ranges}"><formula1>1</formula1></dataValidation>'
    return workbook(behind=f'<dataValidations count="1">{rule}</dataValidations>')


def many_words() -> bytes:
    """Nothing is wrong with it: a Word document of 100,000 words, each on its own."""
    return document_of_runs(100_000)


def a_million_runs() -> bytes:
    """One paragraph of a million runs, which a zip makes very small."""
    return document("<w:r><w:t>a</w:t></w:r>" * 1_000_000)


def a_text_of_a_megabyte() -> bytes:
    """A cell with more than any spreadsheet lets a cell hold."""
    text = f'<c r="B3" t="inlineStr"><is><t>{"a" * 1_000_000}</t></is></c>'
    return workbook(cells=f'<row r="3"><c r="A3" t="inlineStr"><is><t>p-3</t></is></c>{text}</row>')
