"""Collects the words of a workbook that stand in no field: in cells, comments, boxes, margins."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from drafting.due_diligence.papers.marking import MARK
from drafting.due_diligence.papers.remarks import PICTURE, Remark, words_of

DRAWINGS = re.compile(r"xl/(drawings/drawing|charts/chart|diagrams/data)\d*\.xml")
PICTURES = re.compile(r"xl/media/.+")
MARGINS = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
CODES = re.compile(r'&(?:[A-Z]|"[^"]*"|\d+)')  # how a margin says where, in which font, which page


def around_cells(content: bytes, book: Any) -> Iterator[Remark]:
    """What stands beside the cells: names of sheets, headers and footers, boxes, pictures."""
    for page in book.worksheets:
        yield Remark(f"the name of the sheet {page.title}", page.title)
        for name in MARGINS:
            margin = getattr(page, name)
            texts = (getattr(margin, part).text for part in ("left", "center", "right"))
            words = " ".join(CODES.sub(" ", text) for text in texts if text)
            where = "header" if "Header" in name else "footer"
            yield Remark(f"{where} of {page.title}", words)
    for chart in book.chartsheets:
        yield Remark("the name of a sheet", chart.title)
    yield from _in_package(content)


def _in_package(content: bytes) -> Iterator[Remark]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if PICTURES.fullmatch(name):
                yield Remark("workbook", PICTURE)
            elif DRAWINGS.fullmatch(name):
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                root = etree.fromstring(archive.read(name), parser)
                for paragraph in root.iter("{*}p"):
                    words = "".join(text.text or "" for text in paragraph.iter("{*}t"))
                    yield Remark("text box", words)


def in_cells(
    title: str,
    rows: Mapping[int, Mapping[int, Any]],
    taken: Mapping[int, set[int]],
    entries: Mapping[int, str],
) -> Iterator[Remark]:
    """The cells of a sheet that were not read as fields, and the comments at all cells.

    `taken` are the columns that were read, and `entries` the questions, by the row.
    """
    for number in sorted(rows):
        for column, cell in sorted(rows[number].items()):
            where = f"{title}, cell {cell.coordinate}"
            entry = entries.get(number, "")
            if column not in taken.get(number, ()):
                yield from _lines(where, words_of(cell.value), entry)
            if cell.comment is not None:
                yield Remark(f"comment at {where}", str(cell.comment.text), entry)


def _lines(where: str, text: str, entry: str) -> Iterator[Remark]:
    for line in MARK.sub(" ", text).split("\n"):
        if line.strip():
            yield Remark(where, line.strip(), entry)
