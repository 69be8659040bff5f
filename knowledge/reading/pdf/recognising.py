"""A page that is a picture → its words, by text recognition.

The words come back as those of any page: their places from the page's upper left corner, the page
turned upright and its lines made level. A page whose words cannot be told surely enough gives none,
for wrong words in a policy are worse than a page that is named as missing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from knowledge.confinement import end_unless_done_in
from knowledge.reading.pdf import tesseract
from knowledge.reading.pdf.tesseract import Layout, Picture, SeenWord, Turn

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

DOTS = 300  # an inch: what recognition is made for
_FEWEST_DOTS = 150  # a picture with fewer is drawn larger than it is
_POINTS = 72  # an inch
_MOST_DOTS = 20_000_000  # of a picture; a page of A4 has 8.7 million
_SURE = 0.8  # so sure, that no other way to look at the page is tried
_ABOUT_AS_SURE = 0.05  # then the layout is taken in which more numbers of clauses are seen
_LEAST_SURE = 0.6  # less, and the page is not read; printed English has .9 and more
# Of Naskh at 0.87 a fifth of the letters was wrong: words that nobody may be held to.
_LEAST_SURE_URDU = 0.95
_UNSURE_WORD = 0.6
_FAINTEST = 24  # shades of 256 between the lightest and the darkest dot of a page that is not blank
_SAME_SIZE = 0.2  # of the usual height of lines: as far as it is measured wrongly
_DESCENT = 0.21  # of the type size: how far letters reach below the line
_URDU_SCRIPT = "Arabic"
_OPENING_NUMBER = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,2}|[A-Za-z])[.,)]?")
_NUMBER_MISREAD = re.compile(
    r"\d{1,2},"
)  # '4, No vehicle' at a line's start: the full stop of '4.'


class RecognisedWord(NamedTuple):
    """A word and its place in points from the upper left corner of the page held upright."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


class Recognition(NamedTuple):
    """What recognition told of a page.

    `is_tried` is False where it is not to be had; `words` is empty where it was not sure enough.
    """

    is_tried: bool
    is_blank: bool = False
    sureness: float = 0.0  # from 0 to 1, over all letters
    words: Sequence[RecognisedWord] = ()
    unsure: Sequence[str] = ()  # those of the words that are likely wrong
    size: tuple[float, float] | None = None  # of the page held upright


def recognise(page: PdfPage, seconds: int) -> Recognition:
    """The words on a page that holds no text; each look at it may take `seconds` of work."""
    picture = _picture(page, 0)
    if max(picture.pixels) - min(picture.pixels) < _FAINTEST:
        return Recognition(is_tried=True, is_blank=True)
    languages = tesseract.languages()
    if not languages:
        return Recognition(is_tried=False)
    end_unless_done_in(seconds)
    spoken = languages[0]
    best, words = _look(picture, spoken)
    if best < _SURE:
        end_unless_done_in(seconds)
        turn = tesseract.turn_of(picture)
        turned = _picture(page, turn.degrees) if turn.degrees else picture
        for language in _worth_trying(languages, turn):
            end_unless_done_in(seconds)
            sureness, others = _look(turned, language)
            if sureness > best:
                best, words, picture, spoken = sureness, others, turned, language
    end_unless_done_in(seconds)
    sureness, others = _look(picture, spoken, Layout.BLOCK)
    if sureness > best - _ABOUT_AS_SURE and _numbers_in(others) > _numbers_in(words):
        best, words = sureness, others
    end_unless_done_in(seconds)
    if best < (_LEAST_SURE_URDU if spoken == tesseract.URDU else _LEAST_SURE):
        return Recognition(is_tried=True, sureness=best)
    points = _POINTS / picture.dots
    return Recognition(
        is_tried=True,
        sureness=best,
        words=_placed(words, picture),
        unsure=[word.text for word in words if word.sureness < _UNSURE_WORD],
        size=(picture.width * points, picture.height * points),
    )


def _worth_trying(languages: Sequence[str], turn: Turn) -> Sequence[str]:
    """The languages for a second look: what the first showed would only come again otherwise."""
    if turn.degrees:
        others = [name for name in languages if name == tesseract.URDU]
        return others if turn.script == _URDU_SCRIPT else languages
    return languages[1:]


def _picture(page: PdfPage, degrees: int) -> Picture:
    """The page as it is shown, turned clockwise by so many degrees."""
    width, height = page.get_size()
    whole = max(width * height / _POINTS**2, 0.01)  # square inches
    dots = min(_own_dots(page), int(math.sqrt(_MOST_DOTS / whole)))
    bitmap = page.render(scale=dots / _POINTS, rotation=degrees, grayscale=True)
    try:
        rows, stride = memoryview(bitmap.buffer), bitmap.stride
        across, down = bitmap.width, bitmap.height
        raw = rows.cast("B") if rows.format != "B" else rows
        pixels = b"".join(raw[at * stride : at * stride + across] for at in range(down))
    finally:
        bitmap.close()
    return Picture(pixels, across, down, dots)


def _own_dots(page: PdfPage) -> int:
    """The dots an inch of the largest picture: drawn larger, its grain looks like letters."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  (loaded by now)

    largest, dots = 0.0, float(DOTS)
    for shape in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        left, bottom, right, top = shape.get_bounds()
        across, down = shape.get_px_size()
        area = (right - left) * (top - bottom)
        if area > largest:
            largest, dots = area, _POINTS * math.sqrt(across * down / area)
    return int(min(max(dots, _FEWEST_DOTS), DOTS))


def _look(
    picture: Picture, language: str, layout: Layout = Layout.SIZES
) -> tuple[float, list[SeenWord]]:
    """How sure the words are, and the words."""
    told = tesseract.recognised(picture, language, layout) or []
    words = [word for word in told if not _is_speck(word)]
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0, []
    return sum(word.sureness * len(word.text) for word in words) / letters, words


def _numbers_in(words: Sequence[SeenWord]) -> int:
    """How many lines open with a clause's number: what is lost first where a page is parted."""
    firsts = (w for at, w in enumerate(words) if at == 0 or words[at - 1].line != w.line)
    return sum(bool(_OPENING_NUMBER.fullmatch(word.text)) for word in firsts)


def _is_speck(word: SeenWord) -> bool:
    """True for what is no letter and likely no sign either: dirt, or the edge of a drawing."""
    return word.sureness < _UNSURE_WORD and not any(c.isalnum() for c in word.text)


def _placed(words: Sequence[SeenWord], picture: Picture) -> list[RecognisedWord]:
    """The words where they would stand if the page lay straight."""
    points = _POINTS / picture.dots
    angle = math.atan(tesseract.slope_of(words))
    cosine, sine = math.cos(angle), math.sin(angle)
    middle = (picture.width / 2, picture.height / 2)
    sizes = _sizes(words)
    placed = []
    for word in _with_full_stops(words):
        left, right = _on_baseline(word, word.x0), _on_baseline(word, word.x1)
        x0, x1 = (_levelled(point, middle, cosine, sine)[0] * points for point in (left, right))
        first, second = (
            _levelled((word.baseline[at], word.baseline[at + 1]), middle, cosine, sine)[1]
            for at in (0, 2)
        )
        size = sizes[word.height]
        bottom = (first + second) / 2 * points + _DESCENT * size
        placed.append(RecognisedWord(word.text, x0, x1, bottom - size, bottom, size))
    return placed


def _with_full_stops(words: Sequence[SeenWord]) -> list[SeenWord]:
    """The words, a comma behind a number that opens a line before a capital read as a full stop."""
    mended = list(words)
    for at, (word, after) in enumerate(pairwise(words)):
        opens = at == 0 or words[at - 1].line != word.line
        goes_on = after.line == word.line and after.text[:1].isupper()
        if opens and goes_on and _NUMBER_MISREAD.fullmatch(word.text):
            mended[at] = word._replace(text=f"{word.text[:-1]}.")
    return mended


def _on_baseline(word: SeenWord, x: float) -> tuple[float, float]:
    x0, y0, x1, y1 = word.baseline
    return x, y0 + (y1 - y0) * ((x - x0) / (x1 - x0) if x1 != x0 else 0.0)


def _levelled(
    point: tuple[float, float], middle: tuple[float, float], cosine: float, sine: float
) -> tuple[float, float]:
    x, y = point[0] - middle[0], point[1] - middle[1]
    return middle[0] + x * cosine + y * sine, middle[1] - x * sine + y * cosine


def _sizes(words: Sequence[SeenWord]) -> dict[float, float]:
    """The type size for each height that was measured: those near the usual one are the same."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.height] += len(word.text)
    usual = max(letters, key=lambda height: letters[height])
    return {
        height: usual if abs(height - usual) <= _SAME_SIZE * usual else max(height, 1.0)
        for height in letters
    }
