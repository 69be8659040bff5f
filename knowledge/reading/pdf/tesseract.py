"""Text recognition (OCR) by Tesseract, where this machine has it.

Its library is called in this process, so that the child that reads a file holds it to the limits of
one: it starts no other process and writes no file. It is loaded for pages that are pictures alone.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import IntEnum
from functools import cache
from statistics import median
from typing import Any, NamedTuple

LIBRARIES = (
    *("libtesseract.so.5", "libtesseract.so.4", "libtesseract.5.dylib"),
    *("/opt/homebrew/lib/libtesseract.5.dylib", "/usr/local/lib/libtesseract.5.dylib"),
)
ENGLISH, URDU, ORIENTATION = "eng", "urd", "osd"
MOST_WORK = 12  # seconds of the processor's time for one look at a page; less than a page may take

_BLOCK, _LINE, _WORD = 0, 2, 3
_LEGACY = 0  # the engine of `osd`
_TEXT_BLOCKS = frozenset((1, 2, 3, 4, 6, 7))  # running text, headings, captions and tables
_CANCEL = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_int)


class Layout(IntEnum):
    """How Tesseract looks for lines: right across the page, for `in_columns` parts the columns.

    Where it parts them itself, numbers that hang in front of their paragraphs are taken for a
    column of their own, and mostly lost.
    """

    SIZES = 4  # type of several sizes, and drawings that are left out
    BLOCK = 6  # all is text of one size; more specks are taken for letters, fewer numbers lost


class Picture(NamedTuple):
    """A page in shades of grey, a byte a pixel, row by row."""

    pixels: bytes
    width: int
    height: int
    dots: int  # an inch


class SeenWord(NamedTuple):
    """A word as it was recognised: its edges and the line that it stands on, in pixels."""

    text: str
    x0: float
    x1: float
    baseline: tuple[float, float, float, float]  # of its line: x0, y0, x1, y1
    height: float  # of its line's letters, from the lowest to the highest
    sureness: float  # from 0 to 1
    line: int


class Turn(NamedTuple):
    """How a page lies, and in which script it is written ('Latin', 'Arabic' …; '' if unknown)."""

    degrees: int  # by which it must be turned clockwise to stand upright
    script: str


@cache
def languages() -> tuple[str, ...]:
    """Which of English and Urdu can be recognised here; none where Tesseract is absent."""
    return tuple(name for name in (ENGLISH, URDU) if _engine(name) is not None)


def recognised(
    picture: Picture, language: str, layout: Layout = Layout.SIZES
) -> list[SeenWord] | None:
    """The picture's words in reading order; None where they take too much work to be told."""
    engine = _engine(language)
    if engine is None:
        return None
    library = _library()
    library.TessBaseAPISetPageSegMode(engine, layout)
    _show(engine, picture)
    monitor = library.TessMonitorCreate()
    ends = _CANCEL(_work_limit())
    library.TessMonitorSetCancelFunc(monitor, ends)
    try:
        if library.TessBaseAPIRecognize(engine, monitor):
            return None
        return list(_words(engine))
    finally:
        library.TessMonitorDelete(monitor)
        library.TessBaseAPIClear(engine)


def turn_of(picture: Picture) -> Turn:
    """How the page lies; upright where it cannot be told."""
    engine = _engine(ORIENTATION)
    if engine is None:
        return Turn(0, "")
    _show(engine, picture)
    degrees, script = ctypes.c_int(), ctypes.c_char_p()
    sureness = (ctypes.c_float(), ctypes.c_float())
    try:
        is_told = _library().TessBaseAPIDetectOrientationScript(
            engine, degrees, sureness[0], script, sureness[1]
        )
        if not is_told:
            return Turn(0, "")
        return Turn(-degrees.value % 360, (script.value or b"").decode("ascii", "replace"))
    finally:
        _library().TessBaseAPIClear(engine)


def _work_limit() -> Callable[[object, int], bool]:
    until = time.process_time() + MOST_WORK
    return lambda _this, _words: time.process_time() > until


def _show(engine: object, picture: Picture) -> None:
    _library().TessBaseAPISetImage(
        engine, picture.pixels, picture.width, picture.height, 1, picture.width
    )
    _library().TessBaseAPISetSourceResolution(engine, picture.dots)


# --- what was seen ------------------------------------------------------------------------------


def _words(engine: object) -> Iterator[SeenWord]:
    library = _library()
    result = library.TessBaseAPIGetIterator(engine)
    if not result:
        return
    place = library.TessResultIteratorGetPageIterator(result)
    line, baseline = 0, (0.0, 0.0, 0.0, 0.0)
    try:
        while True:
            if library.TessPageIteratorIsAtBeginningOf(place, _LINE):
                line, baseline = line + 1, _baseline(place)
            if library.TessPageIteratorBlockType(place) in _TEXT_BLOCKS:
                word = _word(result, place, line, baseline)
                if word is not None:
                    yield word
            if not library.TessResultIteratorNext(result, _WORD):
                return
    finally:
        library.TessResultIteratorDelete(result)


def _word(
    result: object, place: object, line: int, baseline: tuple[float, float, float, float]
) -> SeenWord | None:
    library = _library()
    address = library.TessResultIteratorGetUTF8Text(result, _WORD)
    if not address:
        return None
    text = (ctypes.cast(address, ctypes.c_char_p).value or b"").decode("utf-8", "replace").strip()
    library.TessDeleteText(address)
    left, _, right, _ = _four(library.TessPageIteratorBoundingBox, place, _WORD)
    sureness = library.TessResultIteratorConfidence(result, _WORD) / 100
    return SeenWord(text, left, right, baseline, _height(result), sureness, line) if text else None


def _height(result: object) -> float:
    """The height of the line's letters in points, as Tesseract measures its rows."""
    flags = [ctypes.c_int() for _ in range(6)]
    points, font = ctypes.c_int(), ctypes.c_int()
    _library().TessResultIteratorWordFontAttributes(result, *flags, points, font)
    return float(points.value)


def _baseline(place: object) -> tuple[float, float, float, float]:
    return _four(_library().TessPageIteratorBaseline, place, _LINE)


def _four(ask: Any, place: object, level: int) -> tuple[float, float, float, float]:
    numbers = [ctypes.c_int() for _ in range(4)]
    ask(place, level, *numbers)
    first, second, third, fourth = (float(number.value) for number in numbers)
    return first, second, third, fourth


def slope_of(words: Sequence[SeenWord]) -> float:
    """How much the page's lines fall from left to right, as the tangent of their angle."""
    lines = {word.line: word.baseline for word in words}
    slopes = [(y1 - y0) / (x1 - x0) for x0, y0, x1, y1 in lines.values() if x1 - x0 > 100]
    return median(slopes) if slopes else 0.0


# --- the library --------------------------------------------------------------------------------


@cache
def _engine(language: str) -> int | None:
    """Tesseract made ready for a language; None where it, or the language, is not here."""
    library = _library()
    if library is None:
        return None
    engine: int | None = library.TessBaseAPICreate()
    if not engine:
        return None
    library.TessBaseAPISetVariable(engine, b"debug_file", os.devnull.encode())
    if language == ORIENTATION:
        failed = library.TessBaseAPIInit2(engine, None, language.encode(), _LEGACY)
    else:
        failed = library.TessBaseAPIInit3(engine, None, language.encode())
    if failed:
        library.TessBaseAPIDelete(engine)
        return None
    return engine


@cache
def _library() -> Any:
    """Tesseract's library; None where this machine has none."""
    os.environ["OMP_THREAD_LIMIT"] = "1"  # a child may start no threads, and two are no quicker
    for name in LIBRARIES:
        with suppress(OSError):
            library = ctypes.CDLL(name)
            for function in (
                *("TessBaseAPICreate", "TessMonitorCreate", "TessBaseAPIGetIterator"),
                *("TessResultIteratorGetPageIterator", "TessResultIteratorGetUTF8Text"),
                "TessResultIteratorWordFontAttributes",
            ):
                getattr(library, function).restype = ctypes.c_void_p
            library.TessResultIteratorConfidence.restype = ctypes.c_float
            return _with_pointers(library)
    return None


def _with_pointers(library: Any) -> Any:
    """The library, told which of its functions' arguments are addresses."""
    address, number = ctypes.c_void_p, ctypes.c_int
    to_number, to_real = ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_float)
    arguments: dict[str, list[Any]] = {
        "TessBaseAPIInit2": [address, ctypes.c_char_p, ctypes.c_char_p, number],
        "TessBaseAPIInit3": [address, ctypes.c_char_p, ctypes.c_char_p],
        "TessBaseAPISetVariable": [address, ctypes.c_char_p, ctypes.c_char_p],
        "TessBaseAPISetPageSegMode": [address, number],
        "TessBaseAPISetImage": [address, ctypes.c_char_p, *[number] * 4],
        "TessBaseAPISetSourceResolution": [address, number],
        "TessBaseAPIRecognize": [address, address],
        "TessBaseAPIGetIterator": [address],
        "TessBaseAPIClear": [address],
        "TessBaseAPIDelete": [address],
        "TessBaseAPIDetectOrientationScript": [
            *(address, to_number, to_real, ctypes.POINTER(ctypes.c_char_p), to_real)
        ],
        "TessMonitorSetCancelFunc": [address, _CANCEL],
        "TessMonitorDelete": [address],
        "TessDeleteText": [address],
        "TessResultIteratorGetPageIterator": [address],
        "TessResultIteratorGetUTF8Text": [address, number],
        "TessResultIteratorConfidence": [address, number],
        "TessResultIteratorWordFontAttributes": [address, *[to_number] * 8],
        "TessResultIteratorNext": [address, number],
        "TessResultIteratorDelete": [address],
        "TessPageIteratorIsAtBeginningOf": [address, number],
        "TessPageIteratorBlockType": [address],
        "TessPageIteratorBoundingBox": [address, number, *[to_number] * 4],
        "TessPageIteratorBaseline": [address, number, *[to_number] * 4],
    }
    for name, types in arguments.items():
        getattr(library, name).argtypes = types
    return library
