"""Words that a PDF shows struck through: by a thin stroke across them, or by an annotation.

A stroke strikes a word where it runs through the middle of its small letters. One at their foot
underlines, and one that belongs to a table or a box is none of the words'.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

    from knowledge.reading.pdf.letters import Letter
    from knowledge.reading.pdf.strokes import Stroke

# Of the type size, above the line on which the letters stand: where strokes strike.
_LOW, _HIGH = 0.12, 0.45
_REACH = 0.5  # of a letter's width that a stroke must cover
_OVERHANG = 1.5  # times the type size that a stroke may go on where there are no letters
_THIN, _SHORTEST = 1.0, 3.0  # points
_MOST_ANNOTATIONS = 2_000  # of a page


class Strike(NamedTuple):
    """A line from `x0` to `x1` at the height `y`, from the page's upper left corner."""

    x0: float
    x1: float
    y: float


class StruckArea(NamedTuple):
    """A rectangle whose words an annotation strikes through."""

    x0: float
    top: float
    x1: float
    bottom: float


def parted(
    letters: Sequence[Letter], strikes: Sequence[Strike], areas: Sequence[StruckArea]
) -> tuple[list[Letter], list[list[Letter]]]:
    """The letters that are valid, and those that are struck through, a list a stretch."""
    by_line = _letters_by_line(letters) if strikes else {}
    largest = max((letter.size for letter in letters), default=0.0)
    struck = {
        at
        for strike in strikes
        for base in range(int(strike.y), int(strike.y + _HIGH * largest) + 2)
        if base in by_line
        for at in _struck_by(strike, letters, by_line[base])
    }
    struck |= {at for at, letter in enumerate(letters) if any(_is_within(letter, a) for a in areas)}
    if not struck:
        return list(letters), []
    valid: list[Letter] = []
    stretches: list[list[Letter]] = []
    spaces: list[Letter] = []  # they are struck where the letters on both sides are
    was_struck = False
    for at, letter in enumerate(letters):
        if letter.text.isspace():
            spaces.append(letter)
            continue
        is_struck = at in struck
        if is_struck and was_struck:
            stretches[-1] += [*spaces, letter]
        elif is_struck:
            valid += spaces
            stretches.append([letter])
        else:
            valid += [*spaces, letter]
        spaces, was_struck = [], is_struck
    return [*valid, *spaces], stretches


def strikes_of(strokes: Sequence[Stroke]) -> list[Strike]:
    """The strokes that may strike words: those that lie, and meet no upright one as rules do."""
    upright: dict[int, list[Stroke]] = {}
    for stroke in strokes:
        if abs(stroke.x1 - stroke.x0) < _THIN <= abs(stroke.y1 - stroke.y0):
            upright.setdefault(round(stroke.x0), []).append(stroke)
    lying = [s for s in strokes if abs(s.y1 - s.y0) < _THIN and abs(s.x1 - s.x0) >= _SHORTEST]
    found = [Strike(min(s.x0, s.x1), max(s.x0, s.x1), (s.y0 + s.y1) / 2) for s in lying]
    return [strike for strike in found if not _is_rule(strike, upright)]


def _is_rule(strike: Strike, upright: dict[int, list[Stroke]]) -> bool:
    """True where an upright stroke meets one of its ends."""
    places = {round(x) + shift for x in (strike.x0, strike.x1) for shift in (-1, 0, 1)}
    return any(_meets(strike, rule) for place in places for rule in upright.get(place, ()))


def _meets(strike: Strike, upright: Stroke) -> bool:
    low, high = sorted((upright.y0, upright.y1))
    at_an_end = min(abs(upright.x0 - strike.x0), abs(upright.x0 - strike.x1)) <= _THIN
    return at_an_end and low - _THIN <= strike.y <= high + _THIN


def _letters_by_line(letters: Sequence[Letter]) -> dict[int, list[int]]:
    """The places of letters by the height of their line, in whole points."""
    lines: dict[int, list[int]] = {}
    for at, letter in enumerate(letters):
        if not letter.text.isspace() and math.isfinite(letter.base):
            lines.setdefault(round(letter.base), []).append(at)
    return lines


def _struck_by(strike: Strike, letters: Sequence[Letter], line: Sequence[int]) -> list[int]:
    """The letters of the line that the stroke runs through; none where it is not theirs."""
    crossed = [at for at in line if _runs_through(strike, letters[at])]
    if not crossed:
        return []
    first = min(letters[at].x0 for at in crossed)
    last = max(letters[at].x1 for at in crossed)
    overhang = _OVERHANG * max(letters[at].size for at in crossed)
    is_theirs = strike.x0 >= first - overhang and strike.x1 <= last + overhang
    return crossed if is_theirs else []


def _runs_through(strike: Strike, letter: Letter) -> bool:
    covered = min(letter.x1, strike.x1) - max(letter.x0, strike.x0)
    height = letter.base - strike.y
    return (
        _LOW * letter.size <= height <= _HIGH * letter.size
        and letter.x1 > letter.x0
        and covered >= _REACH * (letter.x1 - letter.x0)
    )


def _is_within(letter: Letter, area: StruckArea) -> bool:
    middle = (letter.x0 + letter.x1) / 2
    height = letter.base - 0.25 * letter.size
    return area.x0 <= middle <= area.x1 and area.top <= height <= area.bottom


def areas_struck_on(page: PdfPage) -> list[StruckArea]:
    """What the page's StrikeOut annotations cover."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  (for PDFs only)

    from knowledge.reading.pdf.letters import turned_to_page  # noqa: PLC0415  (it loads PDFium)

    to_page = turned_to_page(page)
    areas = []
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, at)
        try:
            if pdfium.FPDFAnnot_GetSubtype(note) != pdfium.FPDF_ANNOT_STRIKEOUT:
                continue
            for quad in range(pdfium.FPDFAnnot_CountAttachmentPoints(note)):
                points = pdfium.FS_QUADPOINTSF()
                if pdfium.FPDFAnnot_GetAttachmentPoints(note, quad, points):
                    areas.append(_area(points, to_page))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return areas


def _area(points: Any, to_page: Callable[[float, float], tuple[float, float]]) -> StruckArea:
    corners = [
        to_page(x, y)
        for x, y in (
            *((points.x1, points.y1), (points.x2, points.y2)),
            *((points.x3, points.y3), (points.x4, points.y4)),
        )
    ]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return StruckArea(min(across), min(down), max(across), max(down))
