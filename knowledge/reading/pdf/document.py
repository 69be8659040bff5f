"""A PDF → its title and its blocks."""

from __future__ import annotations

import io
from collections.abc import Sequence

from knowledge.errors import UnreadableDocument
from knowledge.reading.contents import contents_places, without_leader
from knowledge.reading.file_reading import FileReading, word_count
from knowledge.reading.guards import damage_error, shown_name
from knowledge.reading.pdf.blocks import blocks_of
from knowledge.reading.pdf.extract import (
    LEAST_LETTERS,
    MAX_PAGES,
    MAX_SECONDS_A_PAGE,
    ExtractError,
    ExtractFault,
    RawDocument,
    RawPage,
    extract,
    is_picture,
)
from knowledge.reading.pdf.lines import (
    Line,
    body_size,
    columns_of,
    in_columns,
)
from knowledge.reading.pdf.margins import without_running_lines
from knowledge.reading.pdf.notes import PageNotes
from knowledge.reading.pdf.tables import page_lines
from knowledge.reading.report import GarbledText, LeftOutKind, RecognisedPage, StruckText, TableFact

_END_MARK = b"%%EOF"
_END_WITHIN = 4096  # bytes; some programs write a little after the end
_LONGEST_STRUCK = 200  # characters of a stretch of struck words that are shown
_MOST_UNSURE = 200  # words of a page that are named as likely wrong
_LONGEST_WORD, _SHARE_ENDLESS = 25, 0.3  # letters; of a page's, in words longer than any


def read_pdf(file: str, content: bytes, *, seconds_a_page: int = MAX_SECONDS_A_PAGE) -> FileReading:
    """The title ('' where the document shows none), the blocks in reading order, and facts.

    The file has passed `check_content`. Raises UnreadableDocument where it is locked, damaged, too
    long or too complex, or where its pages are pictures without text. Where a page takes longer
    than `seconds_a_page`, the child that reads it is ended.
    """
    name = shown_name(file)
    _check_end(name, content)
    raw = _extract_words(name, content, seconds_a_page)
    _check_text(name, raw.pages)
    reading = reading_of_pages(raw)
    if not reading.blocks:
        raise _no_text(name, raw.pages)
    return reading


def reading_of_pages(raw: RawDocument) -> FileReading:
    """The title, the blocks and facts, worked out from the places of the words on the pages."""
    lines = [page_lines(page, number) for number, page in enumerate(raw.pages, 1)]
    inner, running = without_running_lines(lines, [page.height for page in raw.pages])
    pages = in_columns(inner)
    size = body_size(pages)
    notes = PageNotes(size)
    text = [
        line
        for page in pages
        for column in columns_of(page)
        for line in notes.without_notes(column)
    ]
    listed = contents_places([line.text for line in text])
    contents = [" ".join(text[at].text.split()) for at in sorted(listed)]
    text = [line for at, line in enumerate(text) if at not in listed]
    title, blocks = blocks_of(text, notes.notes, size, raw.title)
    reading = FileReading(title, blocks, [without_leader(line) for line in contents])
    _note_pages(reading, raw.pages, pages)
    _note_left_out(reading, raw.pages, running, contents)
    reading.struck = [
        StruckText(text=text[:_LONGEST_STRUCK], page=number)
        for number, page in enumerate(raw.pages, 1)
        for text in page.struck
    ]
    reading.tables = [
        TableFact(
            page=block.page,
            rows=len(block.table.rows) + bool(block.table.header),
            columns=len((block.table.header, *block.table.rows)[-1]),
            merged_cells=block.merged,
            ruled=block.is_ruled,
        )
        for block in blocks
        if block.table is not None
    ]
    return reading


def _note_pages(
    reading: FileReading, raw: Sequence[RawPage], pages: Sequence[Sequence[Line]]
) -> None:
    """Which pages have no text, columns, garbled letters or no spaces."""
    reading.pages = len(raw)
    for number, (page, lines) in enumerate(zip(raw, pages, strict=True), 1):
        _note_recognition(reading, page, number)
        letters = sum(len(word.text) for word in page.words)
        if any(line.column for line in lines):
            reading.in_columns.append(number)
        if page.garbled:
            sample = page.sample or " ".join(word.text for word in page.words[:8])
            reading.garbled.append(
                GarbledText(page=number, letters=page.garbled, sample=sample[:120])
            )
        endless = sum(len(w.text) for w in page.words if len(w.text) > _LONGEST_WORD)
        if letters and endless > _SHARE_ENDLESS * letters:
            reading.without_spaces.append(number)


def _note_recognition(reading: FileReading, page: RawPage, number: int) -> None:
    """Whether the page is a picture, and how its words were come by."""
    recognition = page.recognition
    if recognition is not None and recognition.words:
        unsure = tuple(dict.fromkeys(recognition.unsure))[:_MOST_UNSURE]
        sureness = round(recognition.sureness, 2)
        reading.recognised.append(RecognisedPage(page=number, sureness=sureness, unsure=unsure))
    elif is_picture(page):
        reading.without_text.append(number)
        if recognition is not None and recognition.is_blank:
            reading.blank.append(number)
        elif recognition is not None and recognition.is_tried:
            reading.unrecognised.append(number)


def _note_left_out(
    reading: FileReading,
    raw: Sequence[RawPage],
    running: Sequence[tuple[LeftOutKind, Line]],
    contents: Sequence[str],
) -> None:
    reading.left_out = [(kind, line.text, line.page) for kind, line in running]
    reading.left_out += [(LeftOutKind.CONTENTS, text, None) for text in contents]
    reading.left_out += [
        (LeftOutKind.TURNED, page.turned, number)
        for number, page in enumerate(raw, 1)
        if page.turned.strip()
    ]
    left = word_count(line.text for _, line in running)
    reading.words = word_count(word.text for page in raw for word in page.words) - left


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
    letters = sum(len(word.text) for page in pages for word in page.words)
    written = [page for page in pages if not (page.recognition and page.recognition.words)]
    few = sum(len(word.text) for page in written for word in page.words) < LEAST_LETTERS * len(
        written
    )
    is_picture_book = any(page.pictures for page in written) and len(written) > 0.5 * len(pages)
    if not letters or (few and is_picture_book):
        raise _no_text(name, pages)
    unknown = sum(page.garbled - page.repaired for page in pages)
    if unknown > 0.2 * letters:
        raise UnreadableDocument(
            f"{name} does not say which letters its signs stand for; "
            "export it as PDF again, or save it with text recognition (OCR)."
        )


def _no_text(name: str, pages: Sequence[RawPage]) -> UnreadableDocument:
    """What to do about pages that are pictures, by whether recognition is to be had here."""
    if any(p.recognition and p.recognition.is_tried and not p.recognition.is_blank for p in pages):
        return UnreadableDocument(
            f"{name} holds only pictures of pages, and their words cannot be told surely enough; "
            "scan it again, sharper and straight, or add the file that it was printed from."
        )
    return UnreadableDocument(
        f"{name} holds no text, only pictures of pages; install Tesseract on the machine that "
        "Saathi runs on, or save the file with text recognition (OCR), and add it again."
    )
