"""The words of a PDF's pages with their places and type sizes.

A PDF can be made to keep a reader busy for ever or to fill the memory, in more ways than a check
beforehand can find. So this is done in a child process alone, whose system ends it where a page
takes longer than it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple

from knowledge.confinement import end_unless_done_in

MAX_PAGES = 2_000
MAX_WORDS = 3_000_000
MAX_WORDS_A_PAGE = 10_000
MAX_CONTENT_BYTES = 20 * 1024 * 1024  # of one page's drawing instructions, inflated
MAX_DRAWN = 1_500  # strokes on a page: more are a drawing, and no table is looked for
MAX_SECONDS_A_PAGE = 20

BOLD, ITALIC = 1, 2
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_THIN = 2.0  # points
_FAR = 20_000.0  # points
_MAX_CELLS = 600  # of a page
_BOLD_NAME = re.compile(r"bold|heavy|demi|black(?![a-z])", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted|ital(?![a-z])", re.IGNORECASE)


class ExtractFault(Enum):
    """Why a file cannot be read."""

    DAMAGED = auto()
    LOCKED = auto()
    TOO_MANY_PAGES = auto()
    TOO_MUCH = auto()


class ExtractError(Exception):
    """The file cannot be read; `outcome` says why."""

    def __init__(self, outcome: ExtractFault) -> None:
        super().__init__(outcome.name)
        self.fault = outcome


class RawWord(NamedTuple):
    """A word in one type: its place in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    style: int  # BOLD and ITALIC added up


class HorizontalRule(NamedTuple):
    """A horizontal stroke."""

    x0: float
    x1: float
    y: float


class Cell(NamedTuple):
    """A rectangle that strokes enclose: a table's cell, or a box around a text."""

    x0: float
    top: float
    x1: float
    bottom: float


class RawPage(NamedTuple):
    """A page's size in points, its words, what is drawn around them, and how many pictures."""

    width: float
    height: float
    words: list[RawWord]
    pictures: int
    rules: list[HorizontalRule]
    tables: list[list[list[Cell]]]  # each as its rows; a box is a table of one cell


class RawDocument(NamedTuple):
    """The title that the file records ('' where none), and its pages."""

    title: str
    pages: list[RawPage]


def extract(file: BytesIO, seconds_a_page: int = MAX_SECONDS_A_PAGE) -> Iterator[str | RawPage]:
    """The recorded title, then page after page. Raises ExtractError at the first thing wrong."""
    import pdfplumber  # noqa: PLC0415  (0.3 s, for PDFs only)
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        end_unless_done_in(seconds_a_page)
        with pdfplumber.open(file, raise_unicode_errors=False) as pdf:
            _check_pages(pdf)
            yield _clean(str(pdf.metadata.get("Title") or ""))
            words = 0
            for page in pdf.pages:
                end_unless_done_in(seconds_a_page)
                raw = _page(page)
                page.close()
                words += len(raw.words)
                if len(raw.words) > MAX_WORDS_A_PAGE or words > MAX_WORDS:
                    raise ExtractError(ExtractFault.TOO_MUCH)
                yield raw
    except ExtractError:
        raise
    except MemoryError as error:
        raise ExtractError(ExtractFault.TOO_MUCH) from error
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        is_locked = isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError)
        raise ExtractError(ExtractFault.LOCKED if is_locked else ExtractFault.DAMAGED) from error
    except Exception as error:  # pdfminer raises whatever a broken file leads it into
        raise ExtractError(ExtractFault.DAMAGED) from error


def _check_pages(pdf: Any) -> None:
    """Raises ExtractError for more than 2,000 pages, and where some of the pages are missing."""
    from pdfminer.pdfdocument import PDFXRefFallback  # noqa: PLC0415
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415

    count = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), MAX_PAGES + 1))
    if count > MAX_PAGES:
        raise ExtractError(ExtractFault.TOO_MANY_PAGES)
    rebuilt = any(isinstance(xref, PDFXRefFallback) for xref in pdf.doc.xrefs)
    tree = resolve1(pdf.doc.catalog.get("Pages"))
    stated_count = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    if not count or (rebuilt and count != stated_count):
        raise ExtractError(ExtractFault.DAMAGED)


def _page(page: Any) -> RawPage:
    from pdfplumber.utils.text import extract_words  # noqa: PLC0415

    _check_content(page)
    chars = _printed_once([char for char in page.chars if _is_upright(char)])
    raw_words = extract_words(
        chars, x_tolerance_ratio=0.15, y_tolerance=2, extra_attrs=["fontname", "size"]
    )
    words = [word for word in map(_word, raw_words) if _is_sane(word)]
    strokes = [*page.lines, *page.rects]
    return RawPage(
        float(page.width),
        float(page.height),
        words,
        len(page.images),
        _rules(strokes),
        _tables(page),
    )


def _rules(strokes: list[dict[str, Any]]) -> list[HorizontalRule]:
    """The horizontal strokes of some length; many programs draw them as flat rectangles."""
    rules = [
        HorizontalRule(
            round(float(stroke["x0"]), 2),
            round(float(stroke["x1"]), 2),
            round(float(stroke["top"]), 2),
        )
        for stroke in strokes
        if stroke["height"] <= _THIN and 30 <= stroke["width"] < _FAR
    ]
    return rules if len(rules) <= MAX_DRAWN else []


def _tables(page: Any) -> list[list[list[Cell]]]:
    """The tables and boxes that strokes draw, row by row; nothing on a page full of drawings."""
    borders = [stroke for stroke in (*page.lines, *page.rects) if _is_border(stroke)]
    if not borders or len(borders) > MAX_DRAWN:
        return []
    finder = page.filter(_is_border).debug_tablefinder()
    tables = [[[c for c in row.cells if c] for row in table.rows] for table in finder.tables]
    if len(finder.cells) > _MAX_CELLS:
        return []
    in_tables = {cell for table in tables for row in table for cell in row}
    boxes = [[[cell]] for cell in finder.cells if cell not in in_tables]
    half_page = 0.5 * float(page.width) * float(page.height)  # a frame around the page is no box
    small = [box for box in boxes if _area(box[0][0]) < half_page]
    return [
        [[Cell(*(round(float(edge), 2) for edge in cell)) for cell in row] for row in table]
        for table in (*tables, *small)
    ]


def _area(cell: tuple[float, float, float, float]) -> float:
    x0, top, x1, bottom = cell
    return (x1 - x0) * (bottom - top)


def _is_border(stroke: dict[str, Any]) -> bool:
    """True for a stroke and for a stroked rectangle; a shaded one is no border."""
    if stroke["object_type"] == "line":
        return True
    if stroke["object_type"] != "rect":
        return False
    return bool(stroke.get("stroke")) or min(stroke["width"], stroke["height"]) <= _THIN


def _word(raw_word: dict[str, Any]) -> RawWord:
    x0, x1, top, bottom, size = (
        round(float(raw_word[key]), 2) for key in ("x0", "x1", "top", "bottom", "size")
    )
    return RawWord(
        _clean(str(raw_word["text"])), x0, x1, top, bottom, size, _style(raw_word["fontname"])
    )


def _clean(text: str) -> str:
    """The text without control characters; two of them are how some fonts encode their bullet."""
    return _CONTROL.sub("", text.replace("\x7f", "•").replace("\x95", "•"))


def _is_sane(word: RawWord) -> bool:
    """True for a word of some size on or near the page; broken files put some at infinity."""
    places = (word.x0, word.x1, word.top, word.bottom)
    return 1 <= word.size <= 1_000 and all(abs(place) < _FAR for place in places)


def _check_content(page: Any) -> None:
    """Raises ExtractError where the page's instructions are absurdly long, or do not inflate."""
    total = 0
    for stream in _content_streams(page.page_obj.contents):
        had_bytes = bool((stream.get_rawdata() or b"").strip())
        data = stream.get_data()
        total += len(data)
        if had_bytes and not data:
            raise ExtractError(ExtractFault.DAMAGED)
    if total > MAX_CONTENT_BYTES:
        raise ExtractError(ExtractFault.TOO_MUCH)


def _content_streams(contents: Any) -> Iterator[Any]:
    from pdfminer.pdftypes import PDFStream, resolve1  # noqa: PLC0415

    for item in contents if isinstance(contents, list) else [contents]:
        content = resolve1(item)
        if isinstance(content, PDFStream):
            yield content
        elif isinstance(content, list):
            yield from (s for s in map(resolve1, content) if isinstance(s, PDFStream))


def _is_upright(char: dict[str, Any]) -> bool:
    """True for text along the line; a watermark across the page and text up its side are not."""
    a, b, *_ = char.get("matrix") or (1, 0)
    return bool(char.get("upright", True)) and abs(b) <= 0.1 * abs(a)


def _printed_once(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The letters without the second print, a hair aside, by which some programs make bold."""
    places: dict[tuple[str, int, int], tuple[float, float]] = {}
    letters = []
    for char in chars:
        text, x, y, hair = char["text"], char["x0"], char["top"], 0.12 * char["size"]
        cells = [(text, int(x) + dx, int(y) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        near = (places[cell] for cell in cells if cell in places)
        if text.isspace() or not any(abs(x - a) <= hair and abs(y - b) <= hair for a, b in near):
            places[text, int(x), int(y)] = (x, y)
            letters.append(char)
    return letters


def _style(font: object) -> int:
    name = str(font).rpartition("+")[2]
    bold, italic = _BOLD_NAME.search(name), _ITALIC_NAME.search(name)
    return (BOLD if bold else 0) + (ITALIC if italic else 0)
