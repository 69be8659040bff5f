"""The words of a PDF's pages with their places and type sizes, read in a process of their own.

A PDF can be made to keep a reader busy for ever or to fill the memory, in more ways than a check
beforehand can find. So the reading happens here, in a second process (`python -P pdf_extract.py
FILE`) that has a limit on memory and on the time a page may take, and that the operating system
ends. It imports nothing of the project. It writes a line of JSON for the document, then one for
each page, and ends with an exit code that says how it went.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

MAX_PAGES = 2_000
MAX_WORDS = 3_000_000
MAX_CONTENT_BYTES = 20 * 1024 * 1024  # of one page's drawing instructions, inflated
MAX_SECONDS_A_PAGE = 20
MAX_MEMORY = 2 * 1024**3

BOLD, ITALIC = 1, 2
_BOLD_NAME = re.compile(r"bold|heavy|demi|black(?![a-z])", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted|ital(?![a-z])", re.IGNORECASE)


class Outcome(IntEnum):
    """How the reading ended; the exit code of the process."""

    DONE = 0
    DAMAGED = 3
    LOCKED = 4
    TOO_MANY_PAGES = 5
    TOO_MUCH = 6


class ExtractError(Exception):
    """The file cannot be read; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.name)
        self.outcome = outcome


class RawWord(NamedTuple):
    """A word in one type: its place in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    style: int  # BOLD and ITALIC added up


class RawPage(NamedTuple):
    """A page's size in points, its words, and how many pictures are on it."""

    width: float
    height: float
    words: list[RawWord]
    pictures: int


class RawDocument(NamedTuple):
    """The title that the file records ('' where none), and its pages."""

    title: str
    pages: list[RawPage]


def extract(path: Path) -> Iterator[str | RawPage]:
    """The recorded title, then page after page. Raises ExtractError at the first thing wrong."""
    import pdfplumber  # noqa: PLC0415  (the process may have no time for it yet)
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(path, raise_unicode_errors=False) as pdf:
            _check_pages(pdf)
            yield str(pdf.metadata.get("Title") or "")
            words = 0
            for page in pdf.pages:
                raw = _page(page)
                page.close()
                words += len(raw.words)
                if words > MAX_WORDS:
                    raise ExtractError(Outcome.TOO_MUCH)
                yield raw
    except ExtractError:
        raise
    except MemoryError as error:
        raise ExtractError(Outcome.TOO_MUCH) from error
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        locked = isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError)
        raise ExtractError(Outcome.LOCKED if locked else Outcome.DAMAGED) from error
    except Exception as error:  # pdfminer raises whatever a broken file leads it into
        raise ExtractError(Outcome.DAMAGED) from error


def _check_pages(pdf: Any) -> None:
    """Raises ExtractError for more than 2,000 pages, and where some of the pages are missing."""
    from pdfminer.pdfdocument import PDFXRefFallback  # noqa: PLC0415
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415

    count = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), MAX_PAGES + 1))
    if count > MAX_PAGES:
        raise ExtractError(Outcome.TOO_MANY_PAGES)
    rebuilt = any(isinstance(xref, PDFXRefFallback) for xref in pdf.doc.xrefs)
    tree = resolve1(pdf.doc.catalog.get("Pages"))
    declared = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    if not count or (rebuilt and count != declared):
        raise ExtractError(Outcome.DAMAGED)


def _page(page: Any) -> RawPage:
    from pdfplumber.utils.text import extract_words  # noqa: PLC0415

    _check_content(page)
    chars = _printed_once([char for char in page.chars if _is_upright(char)])
    found = extract_words(
        chars, x_tolerance_ratio=0.15, y_tolerance=2, extra_attrs=["fontname", "size"]
    )
    words = [_word(word) for word in found]
    return RawPage(float(page.width), float(page.height), words, len(page.images))


def _word(found: dict[str, Any]) -> RawWord:
    x0, x1, top, bottom, size = (
        round(float(found[key]), 2) for key in ("x0", "x1", "top", "bottom", "size")
    )
    return RawWord(str(found["text"]), x0, x1, top, bottom, size, _style(found["fontname"]))


def _check_content(page: Any) -> None:
    """Raises ExtractError where the page's instructions are absurdly long, or do not inflate."""
    total = 0
    for stream in _content_streams(page.page_obj.contents):
        had_bytes = bool((stream.get_rawdata() or b"").strip())
        data = stream.get_data()
        total += len(data)
        if had_bytes and not data:
            raise ExtractError(Outcome.DAMAGED)
    if total > MAX_CONTENT_BYTES:
        raise ExtractError(Outcome.TOO_MUCH)


def _content_streams(contents: Any) -> Iterator[Any]:
    from pdfminer.pdftypes import PDFStream, resolve1  # noqa: PLC0415

    for item in contents if isinstance(contents, list) else [contents]:
        resolved = resolve1(item)
        if isinstance(resolved, PDFStream):
            yield resolved
        elif isinstance(resolved, list):
            yield from (s for s in map(resolve1, resolved) if isinstance(s, PDFStream))


def _is_upright(char: dict[str, Any]) -> bool:
    """True for text along the line; a watermark across the page and text up its side are not."""
    a, b, *_ = char.get("matrix") or (1, 0)
    return bool(char.get("upright", True)) and abs(b) <= 0.1 * abs(a)


def _printed_once(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The letters without the second print, a hair aside, by which some programs make bold."""
    places: dict[tuple[str, int, int], tuple[float, float]] = {}
    kept = []
    for char in chars:
        text, x, y, hair = char["text"], char["x0"], char["top"], 0.12 * char["size"]
        cells = [(text, int(x) + dx, int(y) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        near = (places[cell] for cell in cells if cell in places)
        if text.isspace() or not any(abs(x - a) <= hair and abs(y - b) <= hair for a, b in near):
            places[text, int(x), int(y)] = (x, y)
            kept.append(char)
    return kept


def _style(font: object) -> int:
    name = str(font).rpartition("+")[2]
    bold, italic = _BOLD_NAME.search(name), _ITALIC_NAME.search(name)
    return (BOLD if bold else 0) + (ITALIC if italic else 0)


def decode(lines: Iterator[str]) -> RawDocument:
    """The document as the process wrote it. Raises ValueError where the lines are not whole."""
    title = json.loads(next(lines, "null"))
    if not isinstance(title, str):
        raise ValueError("no document")
    pages = []
    for line in lines:
        width, height, words, pictures = json.loads(line)
        pages.append(RawPage(width, height, [RawWord(*word) for word in words], pictures))
    return RawDocument(title, pages)


def main(arguments: list[str]) -> int:
    """Reads the file that is named and writes it to standard output; returns the exit code."""
    _limit_memory()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        _next_page_in_time()
        for part in extract(Path(arguments[0])):
            _next_page_in_time()
            sys.stdout.write(json.dumps(part) + "\n")
    except ExtractError as error:
        return int(error.outcome)
    except (MemoryError, RecursionError):
        return int(Outcome.TOO_MUCH)
    sys.stdout.flush()
    return int(Outcome.DONE)


def _limit_memory() -> None:
    """Sets the memory limit, on systems that know one."""
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    except (ImportError, ValueError, OSError):
        return


def _next_page_in_time() -> None:
    """Has the system end this process where the next page takes too long."""
    try:
        from signal import alarm  # noqa: PLC0415
    except ImportError:  # not on this system; the parent's own limit remains
        return
    alarm(MAX_SECONDS_A_PAGE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
