"""A PDF → its title and its blocks."""

from __future__ import annotations

import io
from collections.abc import Sequence

from knowledge.errors import UnreadableDocument
from knowledge.reading.blocks import FlatBlock
from knowledge.reading.contents import contents_places
from knowledge.reading.guards import damage_error, shown_name
from knowledge.reading.pdf.blocks import blocks_of
from knowledge.reading.pdf.extract import (
    MAX_PAGES,
    MAX_SECONDS_A_PAGE,
    ExtractError,
    ExtractFault,
    RawDocument,
    RawPage,
    extract,
)
from knowledge.reading.pdf.lines import (
    body_size,
    columns_of,
    in_columns,
)
from knowledge.reading.pdf.margins import without_running_lines
from knowledge.reading.pdf.notes import PageNotes
from knowledge.reading.pdf.tables import page_lines

_END_MARK = b"%%EOF"
_END_WITHIN = 4096  # bytes; some programs write a little after the end
_LEAST_LETTERS = 20  # a page; below that, on average, the text is in the pictures
_UNKNOWN = "(cid:"  # how a letter comes out whose meaning the file does not give


def read_pdf(
    file: str, content: bytes, *, seconds_a_page: int = MAX_SECONDS_A_PAGE
) -> tuple[str, list[FlatBlock]]:
    """The title ('' where the document shows none) and the blocks, in reading order.

    The file has passed `check_content`. Raises UnreadableDocument where it is locked, damaged, too
    long or too complex, or where its pages are pictures without text. Where a page takes longer
    than `seconds_a_page`, the child that reads it is ended.
    """
    name = shown_name(file)
    _check_end(name, content)
    raw = _extract_words(name, content, seconds_a_page)
    _check_text(name, raw.pages)
    title, blocks = title_and_blocks(raw)
    if not blocks:
        raise _no_text(name)
    return title, blocks


def title_and_blocks(raw: RawDocument) -> tuple[str, list[FlatBlock]]:
    """The title and the blocks, worked out from the places of the words on the pages."""
    lines = [page_lines(page, number) for number, page in enumerate(raw.pages, 1)]
    pages = in_columns(without_running_lines(lines, [page.height for page in raw.pages]))
    size = body_size(pages)
    notes = PageNotes(size)
    text = [
        line
        for page in pages
        for column in columns_of(page)
        for line in notes.without_notes(column)
    ]
    listed = contents_places([line.text for line in text])
    text = [line for at, line in enumerate(text) if at not in listed]
    return blocks_of(text, notes.notes, size, raw.title)


# --- getting at the words -----------------------------------------------------------------------


def _check_end(name: str, content: bytes) -> None:
    """Raises UnreadableDocument where the file breaks off before the mark that ends a PDF."""
    if _END_MARK not in content[-_END_WITHIN:]:
        raise damage_error(name)


def _extract_words(name: str, content: bytes, seconds_a_page: int) -> RawDocument:
    """The document's words. Raises UnreadableDocument for whatever is wrong with it."""
    try:
        title, *pages = extract(io.BytesIO(content), seconds_a_page)
    except ExtractError as error:
        raise _extract_refusal(name, error.fault) from error
    return RawDocument(str(title), [page for page in pages if isinstance(page, RawPage)])


def _extract_refusal(name: str, outcome: ExtractFault) -> UnreadableDocument:
    match outcome:
        case ExtractFault.LOCKED:
            return UnreadableDocument(
                f"{name} is locked with a password; save it without a password."
            )
        case ExtractFault.TOO_MANY_PAGES:
            return UnreadableDocument(
                f"{name} has more than {MAX_PAGES:,} pages; save it in parts and add each part."
            )
        case ExtractFault.TOO_MUCH:
            return UnreadableDocument(
                f"{name} has a page that takes too long or too much memory to read; "
                "print it to a new PDF, or save it without its drawings."
            )
        case _:
            return damage_error(name)


def _check_text(name: str, pages: Sequence[RawPage]) -> None:
    """Raises UnreadableDocument where the pages hold pictures of text, or letters unknown."""
    words = [word.text for page in pages for word in page.words]
    letters = sum(map(len, words))
    if not letters or (letters < _LEAST_LETTERS * len(pages) and any(p.pictures for p in pages)):
        raise _no_text(name)
    unknown = sum(word.count(_UNKNOWN) * len("(cid:99)") for word in words)
    if unknown > 0.2 * letters:
        raise UnreadableDocument(
            f"{name} does not say which letters its signs stand for; "
            "export it as PDF again, or save it with text recognition (OCR)."
        )


def _no_text(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name} holds no text, only pictures of pages; save it with text recognition (OCR)."
    )
