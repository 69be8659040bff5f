"""A PDF → its title and its blocks."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.reading import pdf_extract
from knowledge.reading.blocks import Block
from knowledge.reading.guards import damaged, shown_name
from knowledge.reading.pdf_blocks import blocks_of
from knowledge.reading.pdf_extract import (
    MAX_PAGES,
    MAX_SECONDS_A_PAGE,
    Outcome,
    RawDocument,
    RawPage,
    decode,
)
from knowledge.reading.pdf_lines import (
    body_size,
    columns_of,
    in_columns,
)
from knowledge.reading.pdf_margins import without_running_lines
from knowledge.reading.pdf_notes import Notes
from knowledge.reading.pdf_tables import page_lines

MAX_SECONDS = 1_800  # for the whole file; a page takes about a quarter of a second
_END_MARK = b"%%EOF"
_END_WITHIN = 4096  # bytes; some programs write a little after the end
_LEAST_LETTERS = 20  # a page; below that, on average, the text is in the pictures
_UNKNOWN = "(cid:"  # how a letter comes out whose meaning the file does not give


def read_pdf(path: Path, *, seconds_a_page: int = MAX_SECONDS_A_PAGE) -> tuple[str, list[Block]]:
    """The title ('' where the document shows none) and the blocks, in reading order.

    The file has passed `check_file`. Raises UnreadableDocument where it is locked, damaged, too
    long or too complex, or where its pages are pictures without text.
    """
    name = shown_name(path)
    _check_end(name, path)
    raw = _extracted(name, path, seconds_a_page)
    _check_text(name, raw.pages)
    title, blocks = understood(raw)
    if not blocks:
        raise _no_text(name)
    return title, blocks


def understood(raw: RawDocument) -> tuple[str, list[Block]]:
    """The title and the blocks that the words on the pages make by their places."""
    lines = [page_lines(page, number) for number, page in enumerate(raw.pages, 1)]
    pages = in_columns(without_running_lines(lines, [page.height for page in raw.pages]))
    size = body_size(pages)
    notes = Notes(size)
    text = [
        line for page in pages for column in columns_of(page) for line in notes.taken_from(column)
    ]
    return blocks_of(text, notes.found, size, raw.title)


# --- getting at the words -----------------------------------------------------------------------


def _check_end(name: str, path: Path) -> None:
    """Raises UnreadableDocument where the file breaks off before the mark that ends a PDF."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - _END_WITHIN, 0))
            tail = file.read()
    except OSError as error:
        raise damaged(name) from error
    if _END_MARK not in tail:
        raise damaged(name)


def _extracted(name: str, path: Path, seconds_a_page: int) -> RawDocument:
    """The document's words, read in a process of its own that has limits.

    Raises UnreadableDocument for whatever ends that process early.
    """
    program = [sys.executable, "-P", pdf_extract.__file__]
    try:
        ended = subprocess.run(  # noqa: S603  (our own program; the path is one argument)
            [*program, str(path.resolve()), str(seconds_a_page)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=False,
            encoding="utf-8",
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(name, Outcome.TOO_MUCH) from error
    if ended.returncode != Outcome.DONE:
        raise _refused(name, _outcome(ended.returncode))
    try:
        return decode(iter(ended.stdout.splitlines()))
    except ValueError as error:
        raise damaged(name) from error


def _outcome(code: int) -> Outcome:
    """What the exit code says; a process that the system ended was asked too much."""
    if code in (-getattr(signal, "SIGALRM", 0), -getattr(signal, "SIGKILL", 0)):
        return Outcome.TOO_MUCH
    return Outcome(code) if code in list(Outcome) else Outcome.DAMAGED


def _refused(name: str, outcome: Outcome) -> UnreadableDocument:
    match outcome:
        case Outcome.LOCKED:
            return UnreadableDocument(
                f"{name} is locked with a password; save it without a password."
            )
        case Outcome.TOO_MANY_PAGES:
            return UnreadableDocument(
                f"{name} has more than {MAX_PAGES:,} pages; save it in parts and add each part."
            )
        case Outcome.TOO_MUCH:
            return UnreadableDocument(
                f"{name} has a page that takes too long or too much memory to read; "
                "print it to a new PDF, or save it without its drawings."
            )
        case _:
            return damaged(name)


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
