"""The words of PDF pages → printed lines in reading order.

Everything is judged by place and type size, as a reader's eye does: words on one baseline are a
line, small raised digits beside them are footnote marks, and a clear gutter makes two columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from statistics import median

from knowledge.models import superscript
from knowledge.reading.pdf.extract import BOLD, ITALIC, RawWord
from knowledge.reading.spans import TextSpan

SMALL = 0.93  # of the usual size: the type of footnotes
_RAISED_SIZE = 0.85  # of the line's size, at most
_MARK = re.compile(r"\d{1,3}(?:[,;]\d{1,3})*[,;]?|[*†‡§¶]{1,3}")
UNICODE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NAMELESS = re.compile(r"\(cid:\d+\)")  # one sign without a meaning: before a text, a bullet
_MIRRORED = str.maketrans("()[]", ")(][")  # as brackets are drawn in text from the right
_SOFT_HYPHEN_INSIDE = re.compile("\u00ad(?=.)")  # at the end, it broke the word
_NEAR_ROWS = 12  # a raised mark's line is among these, above or below, even between columns
_NOTE_START = re.compile(r"\(?\s?[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§]{1,3}\)?\s*\S|\[?\d{1,3}\]?\s+\S")
_LEAST_COLUMN = 6  # lines
_LEAST_RUN, _STRAY = 0.2, 0.1  # of the page's lines are in columns; of those, cross the strip
_LEAST_PROSE, _LEAST_ROOM = 3, 0.28  # words of a line; of the page's width
_SPACE = 0.45  # times the type size: less room between two words is a mere space
_KNOWN = 3  # pages in two columns
_WIDE, _LEAST_WIDE, _SHARE_WIDE = 0.75, 4, 0.35  # of the column's lines reach across it


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word in one type; `is_raised` where it is a footnote mark."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    is_raised: bool = False


@dataclass(frozen=True, slots=True)
class CellLines:
    """A table's cell, or a box: its lines, and how many columns and rows it covers."""

    lines: tuple[Line, ...] = ()
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `left` and `right` are the edges of the column that it stands in.

    A row of a table and a box are a line each, their cells' own lines kept in `cells`; `table`
    counts the page's tables from 1.
    """

    words: tuple[PrintedWord, ...]
    page: int
    size: float
    column: int = 0
    left: float = 0.0
    right: float = 0.0
    under_rule: bool = False  # below the stroke that Word draws above footnotes
    cells: tuple[CellLines, ...] = ()
    is_box: bool = False
    table: int = 0

    @property
    def x0(self) -> float:
        """Where its leftmost word begins."""
        return min(self.words[0].x0, self.words[-1].x0)

    @property
    def x1(self) -> float:
        """Where its rightmost word ends."""
        return max(self.words[0].x1, self.words[-1].x1)

    @property
    def top(self) -> float:
        """The top of its letters of usual size."""
        return min((w.top for w in self.words if not w.is_raised), default=self.words[0].top)

    @property
    def bottom(self) -> float:
        """The bottom of its letters of usual size."""
        return max((w.bottom for w in self.words if not w.is_raised), default=self.words[0].bottom)

    @property
    def text(self) -> str:
        """Its words, footnote marks raised."""
        return "".join(span.text for span in spans_of(self))

    @property
    def is_bold(self) -> bool:
        """True where all of its letters and digits are bold."""
        words = [w for w in self.words if not w.is_raised and any(c.isalnum() for c in w.text)]
        return bool(words) and all(word.bold for word in words)


def spans_of(line: Line) -> list[TextSpan]:
    """The line's words as spans, with a space wherever there is room for one between two."""
    spans: list[TextSpan] = []
    before: PrintedWord | None = None
    for word in line.words:
        if before is not None and room_between(before, word) > 0.1 * max(before.size, word.size):
            spans.append(TextSpan(" "))
        text = superscript(word.text) if word.is_raised else word.text
        spans.append(TextSpan(text, word.bold, word.italic))
        before = word
    return spans


def room_between(one: PrintedWord, other: PrintedWord) -> float:
    """The room between two words, whichever stands on the left."""
    return max(other.x0 - one.x1, one.x0 - other.x1)


# --- words → lines ------------------------------------------------------------------------------


def lines_of(words: Iterable[RawWord], page: int) -> list[Line]:
    """The words as lines from top to bottom; lines still run across the gutter between columns."""
    rows = _rows(_word(raw) for raw in words if raw.text.strip())
    # Large type first: a row can only join one that is known to be a line itself.
    for at in sorted(range(len(rows)), key=lambda at: -rows[at].size):
        near = rows[max(at - _NEAR_ROWS, 0) : at + _NEAR_ROWS + 1]
        rows[at].join([row for row in near if row is not rows[at] and not row.is_guest])
    lines = [_line([*row.words, *row.guests], page) for row in rows if not row.is_guest]
    return sorted(lines, key=lambda line: (line.top, line.x0))


def _word(raw: RawWord) -> PrintedWord:
    return PrintedWord(
        _SOFT_HYPHEN_INSIDE.sub("", raw.text.replace("\u00a0", " ").strip()),
        raw.x0,
        raw.x1,
        raw.top,
        raw.bottom,
        raw.size,
        bool(raw.style & BOLD),
        bool(raw.style & ITALIC),
    )


@dataclass
class _Row:
    """Words with the same baseline, and the raised or lowered ones that belong with them."""

    words: list[PrintedWord]
    size: float = 0.0
    guests: list[PrintedWord] = field(default_factory=list)
    is_guest: bool = False  # its words are guests of other rows

    def join(self, rows: Sequence[_Row]) -> None:
        """Makes the words guests of the rows, where all are small type beside their words."""
        hosts = [[row for row in rows if row.holds(word, self.size)] for word in self.words]
        if not all(hosts):
            return
        for word, holding in zip(self.words, hosts, strict=True):
            min(holding, key=lambda row: row.distance(word)).guests.append(word)
        self.is_guest = True

    def distance(self, word: PrintedWord) -> float:
        """How far the word is from the nearest end of a word of this row."""
        return min(abs(w.x1 - word.x0) + abs(w.bottom - word.bottom) for w in self.words)

    def holds(self, word: PrintedWord, size: float) -> bool:
        """True where the word, of smaller type, stands beside a word of this row."""
        if max(size, word.size) > _RAISED_SIZE * self.size:
            return False
        middle = (word.top + word.bottom) / 2
        return any(
            w.top - 0.1 * w.size <= middle <= w.bottom
            and (abs(w.x1 - word.x0) < 0.5 * w.size or abs(w.x0 - word.x1) < 0.8 * w.size)
            for w in self.words
        )


def _rows(words: Iterable[PrintedWord]) -> list[_Row]:
    rows: list[_Row] = []
    for word in sorted(words, key=lambda w: w.bottom):
        last = rows[-1].words[0] if rows else None
        if last and word.bottom - last.bottom <= 0.25 * min(word.size, last.size):
            rows[-1].words.append(word)
        else:
            rows.append(_Row([word]))
    for row in rows:
        row.size = size_of(row.words)
    return rows


def size_of(words: Iterable[PrintedWord]) -> float:
    """The type size of most of the letters."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _as_read(words: list[PrintedWord]) -> list[PrintedWord]:
    """Words from left to right in the order of reading: from the right in Urdu and Arabic."""
    ways = [_way(word.text) for word in words]
    if ways.count("R") <= ways.count("L"):
        return words
    in_order: list[PrintedWord] = []
    run: list[PrintedWord] = []  # words and numbers that are read from left to right within it
    for word, way in zip(reversed(words), reversed(ways), strict=True):
        if way in ("L", "N"):
            run.insert(0, word)
            continue
        in_order += [*run, replace(word, text=word.text.translate(_MIRRORED))]
        run = []
    return [*in_order, *run]


def _way(text: str) -> str:
    """'R' for a word of a script from the right, 'L' from the left, 'N' for numbers, else ''."""
    kinds = {unicodedata.bidirectional(c) for c in text}
    if kinds & {"R", "AL"}:
        return "R"
    return "L" if "L" in kinds else "N" if kinds & {"EN", "AN"} else ""


def _line(words: Iterable[PrintedWord], page: int) -> Line:
    in_order = _as_read(sorted(words, key=lambda word: word.x0))
    if len(in_order) > 1 and _NAMELESS.fullmatch(in_order[0].text):
        in_order[0] = replace(in_order[0], text="•")
    size = size_of(in_order)
    bottom = max((w.bottom for w in in_order if w.size > _RAISED_SIZE * size), default=0.0)
    with_marks = [
        replace(word, is_raised=True)
        if word.size <= _RAISED_SIZE * size
        and word.bottom < bottom - 0.1 * size
        and _MARK.fullmatch(word.text)
        else word
        for word in in_order
    ]
    return Line(tuple(with_marks), page, size)


# --- columns ------------------------------------------------------------------------------------


def in_columns(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Each page's lines in reading order, with their columns' edges.

    Pages of one column share their edges: a page with a few short lines does not show its own.
    """
    gutters = [_gutter(lines, _LEAST_WIDE) for lines in pages]
    known = [gutter for gutter in gutters if gutter is not None]
    if len(known) >= _KNOWN:  # where other pages have two columns, fewer signs will do
        gutters = [
            gutter if gutter is not None else _gutter(lines, _LEAST_WIDE // 2)
            for gutter, lines in zip(gutters, pages, strict=True)
        ]
    prose = [[line for line in lines if not line.cells] for lines in pages]
    single = [lines for lines, gutter in zip(prose, gutters, strict=True) if not gutter and lines]
    left_edge = median([min(line.x0 for line in lines) for lines in single] or [0.0])
    right_edge = median([max(line.x1 for line in lines) for lines in single] or [0.0])
    return [
        _with_edges(lines, 0, (left_edge, right_edge))
        if gutter is None
        else _two_columns(lines, gutter)
        for lines, gutter in zip(pages, gutters, strict=True)
    ]


def _two_columns(lines: Sequence[Line], gutter: float) -> list[Line]:
    """The left column, then the right; lines across both stand between such pairs."""
    in_order: list[Line] = []
    column = 0
    for crosses, group in groupby(lines, key=lambda line: _crosses(line, gutter)):
        group_lines = list(group)
        halves = [
            [h for line in group_lines if (h := _half(line, gutter, side))] for side in (0, 1)
        ]
        for part in [group_lines] if crosses else halves:
            in_order.extend(_with_edges(part, column))
            column += 1
    return in_order


def _with_edges(
    lines: Sequence[Line], column: int, common: tuple[float, float] | None = None
) -> list[Line]:
    """The lines with their column's number and edges: where lines begin and how far they go."""
    prose = [line for line in lines if not line.cells] or lines
    left_edge = min((line.x0 for line in prose), default=0.0)
    right_edge = max((line.x1 for line in prose), default=0.0)
    if common:
        left_edge, right_edge = min(left_edge, common[0]), max(right_edge, common[1])
    return [replace(line, column=column, left=left_edge, right=right_edge) for line in lines]


def _gutter(lines: Sequence[Line], least_wide: int) -> float | None:
    """The middle of the white strip between two columns; None where the page has one column.

    The strip need not go from top to bottom: a page may begin or end in one column.
    """
    if len(lines) < _LEAST_COLUMN:
        return None
    left_edge, right_edge = min(line.x0 for line in lines), max(line.x1 for line in lines)
    step = max((right_edge - left_edge) / 100, 1.0)
    places = [left_edge + 0.35 * (right_edge - left_edge) + step * i for i in range(31)]
    runs = {x: _longest_run(lines, x) for x in places}
    longest = max(map(len, runs.values()))
    if longest < max(_LEAST_COLUMN, _LEAST_RUN * len(lines)):
        return None
    best = [x for x in places if len(runs[x]) == longest]
    middle = best[len(best) // 2]
    is_set = _has_two_columns(runs[middle], middle, (left_edge, right_edge), least_wide)
    return middle if is_set else None


def _longest_run(lines: Sequence[Line], x: float) -> Sequence[Line]:
    """The most lines, one below the other, of which hardly any crosses `x`."""
    longest: Sequence[Line] = ()
    start = crossing = 0
    for at, line in enumerate(lines):
        if _crosses(line, x):
            crossing += 1
            if crossing > _STRAY * (at - start):
                start, crossing = at + 1, 0
        elif at + 1 - start > len(longest):
            longest = lines[start : at + 1]
    return longest


def _crosses(line: Line, x: float) -> bool:
    """True where a word of the line stands at `x`, or its words go on across with a mere space."""
    if line.cells:
        return line.words[0].x0 < x < max(word.x1 for word in line.words)
    before = max((w.x1 for w in line.words if w.x0 < x), default=None)
    after = min((w.x0 for w in line.words if w.x0 >= x), default=None)
    if before is None:
        return False
    return before > x or (after is not None and after - before < _SPACE * line.size)


def _has_two_columns(
    lines: Sequence[Line], gutter: float, edges: tuple[float, float], least_wide: int
) -> bool:
    """True where both sides are prose: many lines, enough of them as wide as their column."""
    inside = [line for line in lines if not line.cells and not _crosses(line, gutter)]
    for side in (0, 1):
        halves = [half for line in inside if (half := _half(line, gutter, side))]
        if len(halves) < _LEAST_COLUMN or median(len(h.words) for h in halves) < _LEAST_PROSE:
            return False
        widths = sorted(half.x1 - half.x0 for half in halves)
        room = widths[(3 * len(widths)) // 4]  # a title over one column may be wider
        wide = sum(half.x1 - half.x0 >= _WIDE * room for half in halves)
        least = max(least_wide, _SHARE_WIDE * len(halves) * least_wide / _LEAST_WIDE)
        if room < _LEAST_ROOM * (edges[1] - edges[0]) or wide < least:
            return False
    return True


def _half(line: Line, gutter: float, side: int) -> Line | None:
    """The words of the line on one side of the gutter."""
    words = tuple(w for w in line.words if ((w.x0 + w.x1) / 2 > gutter) == bool(side))
    return replace(line, words=words, size=size_of(words)) if words else None


def opens_with_mark(line: Line) -> bool:
    """True where the line begins as a footnote does: '¹ See', '(¹) See', '1 See', '* See'."""
    return bool(_NOTE_START.match(line.text.lstrip()))


# --- measures ---------------------------------------------------------------------------------


def fits(line: Line, before: Line) -> bool:
    """True where the line's first word would have found room at the end of the line before it.

    Then the line before was ended on purpose: a paragraph ends there.
    """
    first = line.words[0]
    width = first.x1 - first.x0
    return before.x1 + 0.3 * before.size + width <= before.right - 0.2 * before.size


def body_size(pages: Iterable[Iterable[Line]]) -> float:
    """The type size of most of the text."""
    return size_of(word for lines in pages for line in lines for word in line.words)


def columns_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The page's lines, a column at a time."""
    for _, column in groupby(lines, key=lambda line: line.column):
        yield list(column)
