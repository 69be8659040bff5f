"""A PDF → its lines from page to page: for comparing a signed copy with what was printed.

The words are those of its text layer; of pages that are pictures, those that recognition tells.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from knowledge.confinement import Limits, confined
from knowledge.errors import UnreadableDocument
from knowledge.reading.guards import check_content, damage_error, shown_name
from knowledge.reading.pdf.extract import (
    MAX_SECONDS_A_PAGE,
    ExtractError,
    ExtractFault,
    RawPage,
    extract,
)
from knowledge.reading.pdf.lines import Line
from knowledge.reading.pdf.margins import without_running_lines
from knowledge.reading.pdf.tables import page_lines
from knowledge.reading.report import LeftOutKind
from knowledge.reading.whole_file import FileParagraph, MarkedWords, WholeFile

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PAGED = Limits(seconds=900, processor=600)  # a page takes a tenth of a second, a picture two
_CURE = "print it to a new PDF, or give the Word file"
# What somebody laid over a page, by the number of its kind in the PDF standard's own list.
_LAID_OVER = {
    1: "note",
    3: "typed text laid over the page",
    4: "drawn line",
    9: "highlight",
    11: "wavy line",
    13: "stamp",
    15: "drawing by hand",
    17: "embedded file",
    20: "form field",
}
_MOST_ANNOTATIONS = 500  # of a page


@confined(
    UnreadableDocument,
    cure=_CURE,
    limits=PAGED,
    loads=("knowledge.reading.pdf.document", "knowledge.reading.pdf.drawings"),
)
def read_whole_pdf(file: str, content: bytes, first_pages: int = 0) -> WholeFile:
    """The lines of a .pdf in memory, each a paragraph; with `first_pages`, of these alone.

    Raises UnreadableDocument where it is locked, damaged, too long or too complex.
    """
    name = shown_name(file)
    if check_content(file, content) != "pdf":
        raise UnreadableDocument(f"{name} is no PDF; give the file as it was saved.")
    pages = list(_pages(name, content, first_pages))
    lines = [page_lines(page, number) for number, page in enumerate(pages, 1)]
    inner, running = without_running_lines(lines, [page.height for page in pages])
    heads, feet = (
        tuple(_paragraph(line) for found, line in running if found in kinds)
        for kinds in (
            {LeftOutKind.RUNNING_HEAD},
            {LeftOutKind.RUNNING_FOOT, LeftOutKind.PAGE_NUMBER},
        )
    )
    return WholeFile(
        "pdf",
        tuple(_paragraph(line) for page in inner for line in page),
        heads,
        feet,
        unread=(*_wordless(pages), *_laid_over(content, len(pages))),
        struck=sum(len(page.struck) for page in pages),
        recognised=tuple(
            number
            for number, page in enumerate(pages, 1)
            if page.recognition is not None and page.recognition.words
        ),
    )


def _pages(name: str, content: bytes, first_pages: int) -> Iterator[RawPage]:
    try:
        for page in extract(io.BytesIO(content), MAX_SECONDS_A_PAGE):
            if isinstance(page, RawPage):
                yield page
                first_pages -= 1
                if first_pages == 0:
                    return
    except ExtractError as error:
        raise _refusal(name, error.fault) from error


def _refusal(name: str, fault: ExtractFault) -> UnreadableDocument:
    if fault is ExtractFault.LOCKED:
        return UnreadableDocument(f"{name} is locked with a password; save it without a password.")
    if fault is ExtractFault.DAMAGED:
        return damage_error(name)
    return UnreadableDocument(f"{name} takes too long or too much memory to read; {_CURE}.")


def _paragraph(line: Line) -> FileParagraph:
    """The line's words, those of a table's row cell by cell."""
    texts = [inner.text for cell in line.cells for inner in cell.lines] or [line.text]
    return FileParagraph((MarkedWords(" ".join(texts)),))


def _wordless(pages: Sequence[RawPage]) -> Iterator[str]:
    """What the pages hold that has no words, each with its page."""
    for number, page in enumerate(pages, 1):
        if page.recognition is not None and not page.recognition.words:
            if not page.recognition.is_blank:
                yield f"page {number}, which is a picture whose words were not recognised"
        elif page.pictures and page.recognition is None:
            yield f"picture (page {number})"
        if page.turned.strip():
            yield f"turned or slanting text (page {number})"


def _laid_over(content: bytes, pages: int) -> Iterator[str]:
    """What somebody laid over the pages, each kind with its page."""
    import pypdfium2  # noqa: PLC0415  (for PDFs only)

    with suppress(pypdfium2.PdfiumError):  # it was read once already
        document = pypdfium2.PdfDocument(content)
        try:
            for number in range(pages):
                for kind in dict.fromkeys(_annotations(document, number)):
                    yield f"{_LAID_OVER[kind]} (page {number + 1})"
        finally:
            document.close()


def _annotations(document: PdfDocument, number: int) -> Iterator[int]:
    from pypdfium2 import raw  # noqa: PLC0415

    page = document[number]
    try:
        count = min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)
        for at in range(count):
            annotation = raw.FPDFPage_GetAnnot(page, at)
            if annotation:
                kind = int(raw.FPDFAnnot_GetSubtype(annotation))
                raw.FPDFPage_CloseAnnot(annotation)
                if kind in _LAID_OVER:
                    yield kind
    finally:
        page.close()
