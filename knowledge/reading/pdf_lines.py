"""The words of PDF pages → printed lines in reading order, without running heads and page numbers.

Everything is judged by place and type size, as a reader's eye does: words on one baseline are a
line, a clear gutter makes two columns, what stands at the same place on page after page is no text
of the document, and small type at the foot that opens with a mark is a footnote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from statistics import median

from knowledge.models import superscript
from knowledge.reading.pdf_extract import BOLD, ITALIC, RawPage, RawWord
from knowledge.reading.spans import Span

_RAISED_SIZE = 0.85  # of the line's size, at most
_MARK = re.compile(r"\d{1,3}(?:[,;]\d{1,3})*[,;]?|[*†‡§¶]{1,3}")
_UNICODE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_PLAIN_MARK = re.compile(r"\[?(\d{1,3})[\].)]?")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NAMELESS = re.compile(r"\(cid:\d+\)")  # one sign without a meaning: before a text, a bullet
_PAGE_NUMBER = re.compile(
    r"(?:page|pg\.?|p\.)?\s*[-–—|]?\s*(\d{1,4}|[ivxl]{1,7})\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r".*(?:\.\s?|…\s?|·\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})")
_LEAST_COLUMN = 6  # lines
_EDGE_LINES = 4  # of running text at the top or bottom of a page, at most
_EDGE_ZONE = 0.14  # of the page's height


@dataclass(frozen=True, slots=True)
class Word:
    """A word in one type; `raised` where it is a footnote mark."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `left` and `right` are the edges of the column that it stands in."""

    words: tuple[Word, ...]
    page: int
    size: float
    column: int = 0
    left: float = 0.0
    right: float = 0.0

    @property
    def x0(self) -> float:
        """Where its first word begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where its last word ends."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """The top of its letters of usual size."""
        return min((w.top for w in self.words if not w.raised), default=self.words[0].top)

    @property
    def bottom(self) -> float:
        """The bottom of its letters of usual size."""
        return max((w.bottom for w in self.words if not w.raised), default=self.words[0].bottom)

    @property
    def text(self) -> str:
        """Its words, footnote marks raised."""
        return "".join(span.text for span in spans_of(self))

    @property
    def is_bold(self) -> bool:
        """True where all of its letters and digits are bold."""
        worded = [w for w in self.words if not w.raised and any(c.isalnum() for c in w.text)]
        return bool(worded) and all(word.bold for word in worded)


def spans_of(line: Line) -> list[Span]:
    """The line's words as spans, with a space wherever there is room for one between two."""
    spans: list[Span] = []
    before: Word | None = None
    for word in line.words:
        if before is not None and word.x0 - before.x1 > 0.1 * max(before.size, word.size):
            spans.append(Span(" "))
        text = superscript(word.text) if word.raised else word.text
        spans.append(Span(text, word.bold, word.italic))
        before = word
    return spans


# --- words → lines ------------------------------------------------------------------------------


def lines_of(page: RawPage, number: int) -> list[Line]:
    """The page's lines from top to bottom; words across a column's gutter are on one line still."""
    rows = _rows(_word(raw) for raw in page.words if raw.text.strip())
    main = [row for row in rows if not row.is_part_of_others(rows)]
    kept = {id(row) for row in main}
    for row in rows:
        for word in () if id(row) in kept else row.words:
            _nearest(word, main).words.append(word)
    lines = [_line(row.words, number) for row in main]
    return sorted(lines, key=lambda line: (line.top, line.x0))


def _word(raw: RawWord) -> Word:
    return Word(
        raw.text.replace("\u00a0", " ").strip(),
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
    """Words with the same baseline."""

    words: list[Word]
    size: float = 0.0

    def is_part_of_others(self, rows: Sequence[_Row]) -> bool:
        """True for raised or lowered small type that stands within other rows' height."""
        return all(
            any(row is not self and row.holds(word, self.size) for row in rows)
            for word in self.words
        )

    def holds(self, word: Word, size: float) -> bool:
        """True where the word, of smaller type, stands beside a word of this row."""
        if max(size, word.size) > _RAISED_SIZE * self.size:
            return False
        middle = (word.top + word.bottom) / 2
        return any(
            w.top - 0.1 * w.size <= middle <= w.bottom
            and (abs(w.x1 - word.x0) < 0.5 * w.size or abs(w.x0 - word.x1) < 0.8 * w.size)
            for w in self.words
        )


def _rows(words: Iterable[Word]) -> list[_Row]:
    rows: list[_Row] = []
    for word in sorted(words, key=lambda w: w.bottom):
        last = rows[-1].words[0] if rows else None
        if last and word.bottom - last.bottom <= 0.25 * min(word.size, last.size):
            rows[-1].words.append(word)
        else:
            rows.append(_Row([word]))
    for row in rows:
        row.size = _size(row.words)
    return rows


def _nearest(word: Word, rows: Sequence[_Row]) -> _Row:
    """The row next to which a small word stands."""
    holding = [row for row in rows if row.holds(word, word.size)]
    return min(
        holding or rows,
        key=lambda row: min(abs(w.x1 - word.x0) + abs(w.bottom - word.bottom) for w in row.words),
    )


def _size(words: Iterable[Word]) -> float:
    """The type size of most of the letters."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _line(words: Iterable[Word], page: int) -> Line:
    ordered = sorted(words, key=lambda word: word.x0)
    if len(ordered) > 1 and _NAMELESS.fullmatch(ordered[0].text):
        ordered[0] = replace(ordered[0], text="•")
    size = _size(ordered)
    bottom = max((w.bottom for w in ordered if w.size > _RAISED_SIZE * size), default=0.0)
    marked = [
        replace(word, raised=True)
        if word.size <= _RAISED_SIZE * size
        and word.bottom < bottom - 0.1 * size
        and _MARK.fullmatch(word.text)
        else word
        for word in ordered
    ]
    return Line(tuple(marked), page, size)


# --- what is no text of the document ------------------------------------------------------------


def without_running_lines(
    pages: Sequence[list[Line]], heights: Sequence[float]
) -> list[list[Line]]:
    """The pages without running headers and footers, page numbers and contents lists."""
    offsets = _page_number_offsets(pages, heights)
    repeated = _repeated(pages, heights)
    kept = []
    for at, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        running = [
            key is not None and (key in repeated or _offset_on(line, at) in offsets)
            for line in lines
            for key in [_edge_key(line, height)]
        ]
        start = _run_length(running)
        stop = len(lines) - _run_length(running[start:][::-1])
        kept.append(_without_contents(lines[start:stop]))
    return kept


def _run_length(flags: Sequence[bool]) -> int:
    """How many flags are set from the first on, as far as running lines go."""
    return next(
        (i for i, flag in enumerate(flags[:_EDGE_LINES]) if not flag), len(flags[:_EDGE_LINES])
    )


def _edge_key(line: Line, height: float) -> tuple[str, int, str] | None:
    """What makes a line of the margins the same on another page; None for one further in."""
    if line.words[0].raised or _UNICODE_MARK.match(line.text):
        return None  # a footnote, and 'Ibid.' may well stand at the foot of every page
    words = re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))
    if line.bottom <= _EDGE_ZONE * height:
        return "top", round(line.top / 6), words
    if line.top >= (1 - _EDGE_ZONE) * height:
        return "bottom", round(line.bottom / 6), words
    return None


def _repeated(
    pages: Sequence[list[Line]], heights: Sequence[float]
) -> frozenset[tuple[str, int, str]]:
    """The keys of lines that stand at the same place on several pages."""
    counts: Counter[tuple[str, int, str]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        outer = [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]
        counts.update({key for line in outer if (key := _edge_key(line, height))})
    near: Counter[tuple[str, int, str]] = Counter()
    for (edge, place, words), count in counts.items():
        for shift in (-1, 0, 1):  # a hair higher or lower is the same place
            near[edge, place + shift, words] += count
    least = 2 if len(pages) <= 6 else 3
    return frozenset(key for key, count in near.items() if count >= least)


def _offset_on(line: Line, at: int) -> int | None:
    """By how much a line that is nothing but a page number is ahead of the count of pages."""
    found = _PAGE_NUMBER.fullmatch(line.text.strip())
    if found is None:
        return None
    digits = found.group(1).lower()
    return (int(digits) if digits.isdigit() else _roman(digits)) - at


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _page_number_offsets(pages: Sequence[list[Line]], heights: Sequence[float]) -> set[int]:
    """By how much the printed page numbers are ahead of the count of pages, wherever they are."""
    offsets: Counter[int] = Counter()
    for at, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        outer = {id(line): line for line in [*lines[:2], *lines[-2:]]}.values()
        for line in outer:
            offset = _offset_on(line, at)
            if offset is not None and _edge_key(line, height):
                offsets[offset] += 1
    return {offset for offset, count in offsets.items() if count > 1 or abs(offset) <= 1}


def _without_contents(lines: list[Line]) -> list[Line]:
    """The lines without a table of contents: leaders of dots, then a page number."""
    listed = [bool(_CONTENTS_LINE.fullmatch(line.text.strip())) for line in lines]
    if not any(listed):
        return lines
    first = listed.index(True)
    heading = first > 0 and "contents" in lines[first - 1].text.casefold()
    return [
        line
        for at, line in enumerate(lines)
        if not listed[at] and not (heading and at == first - 1)
    ]


# --- columns ------------------------------------------------------------------------------------


def in_columns(lines: Sequence[Line], width: float) -> list[Line]:
    """The page's lines in reading order, each with its column's edges."""
    gutter = _gutter(lines)
    if gutter is None:
        return _edged(lines, 0)
    ordered: list[Line] = []
    column = 0
    for crosses, run in groupby(lines, key=lambda line: _crosses(line, gutter)):
        if crosses:
            ordered.extend(_edged(list(run), column))
            column += 1
            continue
        both = list(run)
        for side in (0, 1):
            halves = [half for line in both if (half := _half(line, gutter, side))]
            ordered.extend(_edged(halves, column))
            column += 1
    return ordered


def _edged(lines: Sequence[Line], column: int) -> list[Line]:
    """The lines with the edges of their column: where most begin, and the furthest that any go."""
    if not lines:
        return []
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    return [replace(line, column=column, left=left, right=right) for line in lines]


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the white strip between two columns; None where the page has one column."""
    if len(lines) < _LEAST_COLUMN:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    step = max((right - left) / 100, 1.0)
    places = [left + 0.35 * (right - left) + step * i for i in range(31)]
    crossed = {x: sum(_crosses(line, x) for line in lines) for x in places}
    least = min(crossed.values())
    if least > 0.4 * len(lines):
        return None
    best = [x for x in places if crossed[x] == least]
    middle = best[len(best) // 2]
    return middle if _has_two_columns(lines, middle, left, right) else None


def _crosses(line: Line, x: float) -> bool:
    """True where a word of the line stands at `x`, or its words go on across with a mere space."""
    before = max((w.x1 for w in line.words if w.x0 < x), default=None)
    after = min((w.x0 for w in line.words if w.x0 >= x), default=None)
    if before is None:
        return False
    return before > x or (after is not None and after - before < 0.75 * line.size)


def _has_two_columns(lines: Sequence[Line], gutter: float, left: float, right: float) -> bool:
    """True where both sides are prose: many lines, most of them as wide as their column."""
    inside = [line for line in lines if not _crosses(line, gutter)]
    for side, room in ((0, gutter - left), (1, right - gutter)):
        halves = [half for line in inside if (half := _half(line, gutter, side))]
        widths = [half.x1 - half.x0 for half in halves]
        if len(halves) < _LEAST_COLUMN or median(widths) < 0.7 * room:
            return False
    return True


def _half(line: Line, gutter: float, side: int) -> Line | None:
    """The words of the line on one side of the gutter."""
    words = tuple(w for w in line.words if ((w.x0 + w.x1) / 2 > gutter) == bool(side))
    return replace(line, words=words, size=_size(words)) if words else None


# --- footnotes ----------------------------------------------------------------------------------


@dataclass
class PageNote:
    """A footnote: its mark, the page where it begins, and its lines without the mark."""

    label: str
    page: int
    lines: list[Line] = field(default_factory=list)


@dataclass
class Notes:
    """Takes the footnotes out of the pages, one column after another."""

    body_size: float
    found: list[PageNote] = field(default_factory=list)

    def taken_from(self, column: list[Line]) -> list[Line]:
        """The column's lines without the footnotes at its foot."""
        start = self._start(column)
        for line in column[start:]:
            self._take(line)
        return column[:start]

    def _start(self, column: list[Line]) -> int:
        """Where the footnotes begin: small type that opens with a mark or goes on with a note.

        Notes in the text's own type are known by the raised number that comes next, in the lower
        part of the column.
        """
        start, above_notes = len(column), False
        for at in range(len(column) - 1, -1, -1):
            line = column[at]
            if self._is_small(line) and not above_notes:
                if self._mark(line, loosely=True) or self._goes_on(column, at):
                    start = at
                continue
            above_notes = True
            if line.top < column[0].top + 0.4 * (column[-1].bottom - column[0].top):
                break
            if self._mark(line, loosely=False) == str(self._expected()) and at > 0:
                start = at
        return start

    def _is_small(self, line: Line) -> bool:
        return line.size < 0.93 * self.body_size

    def _goes_on(self, column: list[Line], at: int) -> bool:
        """True where the page before left a note open: its last line was full."""
        line = column[at]
        if not self.found or self.found[-1].lines[-1].page != line.page - 1:
            return False
        is_first = at == 0 or not self._is_small(column[at - 1])
        return is_first and not fits(line, self.found[-1].lines[-1])

    def _mark(self, line: Line, *, loosely: bool) -> str | None:
        """The mark that opens the line; `loosely`, a plain number in its turn will do."""
        first = line.words[0]
        if first.raised:
            return first.text.rstrip(",;") if len(line.words) > 1 else None
        found = _UNICODE_MARK.match(first.text)
        if found and (len(line.words) > 1 or found.end() < len(first.text)):
            return found.group().translate(_DIGITS)
        plain = _PLAIN_MARK.fullmatch(first.text)
        if loosely and plain and len(line.words) > 1 and int(plain.group(1)) == self._expected():
            return plain.group(1)
        return None

    def _expected(self) -> int:
        last = self.found[-1].label if self.found else "0"
        return int(last) + 1 if last.isdigit() else 1

    def _take(self, line: Line) -> None:
        mark = self._mark(line, loosely=True)
        if mark is None and self.found:
            self.found[-1].lines.append(line)
        elif mark is not None:
            self.found.append(PageNote(mark, line.page, [_without_mark(line)]))


def _without_mark(line: Line) -> Line:
    first, *others = line.words
    left_over = _UNICODE_MARK.sub("", first.text, count=1) if not first.raised else ""
    if left_over and left_over != first.text:
        others.insert(0, replace(first, text=left_over))
    return replace(line, words=tuple(others))


def fits(line: Line, before: Line) -> bool:
    """True where the line's first word would have found room at the end of the line before it.

    Then the line before was ended on purpose: a paragraph ends there.
    """
    first = line.words[0]
    width = first.x1 - first.x0
    return before.x1 + 0.3 * before.size + width <= before.right - 0.2 * before.size


def body_size(pages: Iterable[Iterable[Line]]) -> float:
    """The type size of most of the text."""
    return _size(word for lines in pages for line in lines for word in line.words)


def columns_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The page's lines, a column at a time."""
    for _, column in groupby(lines, key=lambda line: line.column):
        yield list(column)
