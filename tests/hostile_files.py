"""Small files that make a reader take memory, time or the process."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterable

from docx import Document
from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*, cells: str = "", behind: str = "", title: str = "Partners") -> bytes:
    """A workbook with two good rows, with XML of a file's own among its rows and behind them."""
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    book.active.append(("Partner id", "Legal name"))
    book.active.append(("sample-hostile", "Hostile (sample)"))
    held = io.BytesIO()
    book.save(held)

    def spoilt(xml: str) -> str:
        return xml.replace("</sheetData>", f"{cells}</sheetData>{behind}")

    return changed(held.getvalue(), SHEET, spoilt)


def changed(package: bytes, member: str, change: object) -> bytes:
    """The package with the text of one member changed."""
    assert callable(change)
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


def ranges_without_end(count: int = 4_900) -> bytes:
    """A rule for thousands of cells, each of which is looked for among all those before it."""
    ranges = " ".join(f"A{2 * row + 1}" for row in range(count))
    rule = f'<dataValidation type="whole" sqref="{ranges}"><formula1>1</formula1></dataValidation>'
    return workbook(behind=f'<dataValidations count="1">{rule}</dataValidations>')


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
