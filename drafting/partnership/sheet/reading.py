"""Reads a sheet after somebody filled it in, as a Word file or a workbook, in a child process.

Every word that is not the sheet's own is taken with its row, or given back beside it.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from lxml import etree

from drafting.documents.conversion import as_word_or_workbook
from drafting.partners.errors import NotOurs, UnreadableDraft
from drafting.partnership.sheet.content import REFERENCE
from drafting.partnership.sheet.marks import MARK, RowMark, digest_of, read_row_mark
from drafting.partnership.sheet.wording import all_wordings
from knowledge.confinement import confined

WHOSE = "give the .docx or .xlsx of the accountability sheet that Saathi made, filled in"
SIGNATURE_MARK = "{signature}"
TO_FILL = 2  # the last cells of a row that may be answered
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was deleted, and the second form of a shape.
GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", FALLBACK}
INNER = {f"{W}txbxContent", f"{W}tbl"}
SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "\u2011"}
NOTES = {"footnotes.xml": "footnote", "endnotes.xml": "endnote", "comments.xml": "comment"}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
DRAWINGS = re.compile(r"xl/drawings/drawing\d*\.xml")
MARGINS = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
MOST_ROWS = 3_000
LONGEST_CELL = 5_000


@dataclass(frozen=True)
class FilledRow:
    """A row that somebody answered."""

    mark: RowMark
    what: str  # the row's first words
    is_ticked: bool
    words: str
    answer: str = ""  # what stands for a tick, where it is no yes
    changed: str = ""  # the row's own words as they stand now, where they are others


@dataclass(frozen=True)
class SheetReadBack:
    """What a filled-in sheet holds."""

    partner: str  # its id
    day: str  # on which the sheet was made, ISO
    file: str  # the file's name
    signer: str
    function: str
    signed_on: str  # as it was written
    rows: tuple[FilledRow, ...]
    beside: tuple[str, ...]  # every other word that was written
    digest: str = ""  # of the file


def read_sheet(content: bytes, name: str) -> SheetReadBack:
    """What was filled in. Raises NotOurs for another file, and UnreadableDraft.

    What another program saved is converted first, where LibreOffice is on this machine.
    """
    digest = hashlib.sha256(content).hexdigest()[:24]
    return replace(sheet_of(*as_word_or_workbook(name, content)), digest=digest)


@confined(UnreadableDraft, NotOurs, cure=WHOSE, loads=("docx", "openpyxl"))
def sheet_of(name: str, content: bytes) -> SheetReadBack:
    """The same, in a child process."""
    ending = PurePath(name).suffix.lower()
    if ending not in {".docx", ".xlsx"}:
        raise NotOurs(f"{name} is no Word file or workbook; {WHOSE}.")
    try:
        lines = _word_lines(content) if ending == ".docx" else _sheet_lines(content)
    except Exception as error:  # the readers have no error of their own for what is no such file
        raise NotOurs(f"{name} cannot be read; save it anew and send it again.") from error
    return _read_back(PurePath(name).name, lines)


Row = tuple[str, ...]  # the cells of a row; a paragraph is a row of one cell


def _word_lines(content: bytes) -> list[Row]:
    from docx import Document  # noqa: PLC0415  (in the child process alone)

    document = Document(io.BytesIO(content))
    rows = list(_rows_in(document.element.body, ""))
    for section in document.sections:
        for name, margin in (("header", section.header), ("footer", section.footer)):
            rows += [] if margin.is_linked_to_previous else _rows_in(margin._element, name)
    for part in document.part.package.iter_parts():
        kind = NOTES.get(str(part.partname).rpartition("/")[2])
        if kind:
            rows += _rows_in(etree.fromstring(part.blob, PARSER), kind)
    return rows


def _rows_in(element: Any, where: str) -> Iterator[Row]:
    """Tables by their rows, and every paragraph; what does not stand in the text says where."""
    for child in element:
        if child.tag == f"{W}tbl" and not where:
            for line in _below(child, f"{W}tr"):
                cells = list(_below(line, f"{W}tc"))
                yield tuple(_words_of(cell) for cell in cells)
                for cell in cells:
                    yield from _inner(cell)
        elif child.tag == f"{W}p":
            text = _words_of(child)
            if text.strip():
                yield (f"{where}: {text}" if where else text,)
            yield from _inner(child)
        elif child.tag not in GONE:
            yield from _rows_in(child, where)


def _inner(element: Any) -> Iterator[Row]:
    """Text boxes of a paragraph, and boxes and tables of a cell."""
    for name, where in (("txbxContent", "text box"), ("tbl", "table in a cell")):
        for inner in _below(element, f"{W}{name}"):
            yield from _rows_in(inner, where)


def _below(element: Any, tag: str) -> Iterator[Any]:
    """The nearest elements of that name, not those in boxes and tables within."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in GONE and child.tag not in INNER:
            yield from _below(child, tag)


def _words_of(element: Any) -> str:
    """The words of a cell or paragraph, what was added with tracked changes among them."""
    parts: list[str] = []
    for child in element:
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag in SIGNS:
            parts.append(SIGNS[child.tag])
        elif child.tag not in GONE and child.tag not in INNER:
            inner = _words_of(child)
            is_next = child.tag == f"{W}p" and parts
            parts.append(f"\n{inner}" if is_next else inner)
    return "".join(parts)


def _sheet_lines(content: bytes) -> list[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415  (in the child process alone)

    book = load_workbook(io.BytesIO(content), keep_links=False)
    rows: list[Row] = []
    for sheet in book.worksheets:
        for line in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS + 1)):
            cells = [_cell_text(cell.value) for cell in line]
            while cells and not cells[-1]:
                cells.pop()
            if cells and (read_row_mark(cells[0]) or SIGNATURE_MARK in cells[0]):
                first = " ".join(cells[:2])  # the mark has a column of its own, which is hidden
                cells = [first, *cells[2:]]
            rows.append(tuple(cells))
            rows += [
                (f"comment: {cell.comment.text}",) for cell in line if cell.comment is not None
            ]
    return [*rows, *_around_cells(content, book)]


def _around_cells(content: bytes, book: Any) -> Iterator[Row]:
    """What stands beside the cells: in margins, and in text boxes."""
    for page in book.worksheets:
        for name in MARGINS:
            margin = getattr(page, name)
            parts = (getattr(margin, side).text for side in ("left", "center", "right"))
            text = " ".join(part for part in parts if part)
            if text:
                yield (f"{'header' if 'Header' in name else 'footer'}: {text}",)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(filter(DRAWINGS.fullmatch, archive.namelist())):
            for paragraph in etree.fromstring(archive.read(name), PARSER).iter("{*}p"):
                text = "".join(words.text or "" for words in paragraph.iter("{*}t"))
                if text.strip():
                    yield (f"text box: {text}",)


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if hasattr(value, "date"):
        return str(value.date().isoformat())
    return str(value)


def _read_back(name: str, lines: Sequence[Row]) -> SheetReadBack:
    reference = next((match for row in lines for x in row if (match := REFERENCE.search(x))), None)
    if reference is None:
        raise NotOurs(f"{name} is no accountability sheet; {WHOSE}.")
    if len(lines) > MOST_ROWS or any(len(cell) > LONGEST_CELL for row in lines for cell in row):
        raise UnreadableDraft(f"{name} holds more than a sheet can; {WHOSE}.")
    rows: list[FilledRow] = []
    beside: list[str] = []
    signer = ("", "", "")
    for line in lines:
        mark = next((found for cell in line if (found := read_row_mark(cell))), None)
        if mark is not None:
            filled = _filled_row(mark, _cells(line, 3 + TO_FILL))
            rows += [filled] if filled else []
        elif any(SIGNATURE_MARK in cell for cell in line):
            first, second, third, *_ = _cells(line, 3)
            signer = (first, second, third)
        else:
            beside += _words_beside(line)
    return SheetReadBack(
        partner=reference[1],
        day=reference[2],
        file=name,
        signer=signer[0],
        function=signer[1],
        signed_on=signer[2],
        rows=tuple(_without_copies(rows)),
        beside=tuple(beside),
    )


def _cells(line: Row, least: int) -> list[str]:
    """The cells without marks, at least so many."""
    texts = [MARK.sub("", cell).replace(SIGNATURE_MARK, "").strip() for cell in line]
    return [*texts, *[""] * (least - len(texts))]


def _filled_row(mark: RowMark, cells: Sequence[str]) -> FilledRow | None:
    """The row; None where nothing was written into it."""
    what, when, state, tick_cell, *rest = cells
    words = " ".join(part for part in rest if part)
    tick, said = _tick_of(tick_cell)
    changed = "" if digest_of((what, when, state, tick)) == mark.digest else f"{what}; {when}"
    is_ticked = said.casefold() in _yes()
    words = words if is_ticked else " ".join(part for part in (said, words) if part)
    if not (is_ticked or words or changed):
        return None
    return FilledRow(mark, what, is_ticked, words, "" if is_ticked else said, changed)


def _tick_of(cell: str) -> tuple[str, str]:
    """The cell's own question, and what was written beside it."""
    for wording in all_wordings():
        for question in wording.ticks.values():
            if cell.startswith(question):
                return question, cell.removeprefix(question).strip(" .:\n")
    return "", cell


def _yes() -> frozenset[str]:
    return frozenset(word.casefold() for wording in all_wordings() for word in wording.yes)


def _words_beside(line: Row) -> Iterator[str]:
    """The words of a row that has no mark; which of them are the sheet's own is asked later."""
    for cell in line:
        text = " ".join(cell.split())
        if text:
            yield text


def _without_copies(rows: Iterable[FilledRow]) -> Iterator[FilledRow]:
    """Each row once; copies that differ are put together, so that no word is lost."""
    by_mark: dict[RowMark, FilledRow] = {}
    for row in rows:
        first = by_mark.get(row.mark)
        if first is None:
            by_mark[row.mark] = row
        elif first != row:
            both = " / ".join(part for part in (first.words, row.words) if part)
            is_ticked = first.is_ticked and row.is_ticked
            answer = first.answer if first.answer == row.answer else ""
            by_mark[row.mark] = replace(first, words=both, is_ticked=is_ticked, answer=answer)
    yield from by_mark.values()
