"""What pages repeat in their margins and is not the document's text: headers, footers, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.reading.pdf.lines import SMALL, UNICODE_MARK, Line, body_size
from knowledge.reading.report import LeftOutKind
from knowledge.reading.typed_labels import typed_label

_PAGE_NUMBER = re.compile(
    r"(?:page|pg\.?|p\.)?\s*[-–—|]?\s*(\d{1,4}|[ivxl]{1,7})\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,4})?"
    r"(?:\s*[-–—|]?\s*page)?",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\b[^\W\d_](?: [^\W\d_]){2,}\b")  # 'P a g e'
_EDGE_LINES = 4  # of running text at the top or bottom of a page, at most
_EDGE_ZONE = 0.14  # of the page's height: where running lines are looked for
_TABLE_ZONE = 0.25  # where a table is looked for that every page begins with
_FAR_OUT = 0.09  # of the page's height: where little else is printed
_WIDE_GAP = 3.0  # times the size: between the document's name and that of a section
_ANY = "⋯"  # in place of the name of a section
_FEWEST_LETTERS = 6  # of what is said on every page beside the name of a section
_LARGE = 1.12  # times the usual size: a heading


Key = tuple[str, int, str]  # which edge, how far from the top, what it says


def without_running_lines(
    pages: Sequence[list[Line]], heights: Sequence[float]
) -> tuple[list[list[Line]], list[tuple[LeftOutKind, Line]]]:
    """The pages without running headers and footers and page numbers; and those lines."""
    margins = _Margins(pages, heights)
    texts = []
    left_out: list[tuple[LeftOutKind, Line]] = []
    for at, lines in enumerate(pages):
        running = [margins.is_running(line, at) for line in lines]
        if at > 0 and margins.is_small_head(at):
            running[0] = True  # such as a chapter's name, which changes from page to page
        start = max(margins.length(lines, running, at), margins.same_everywhere(lines, at))
        rest, flags = lines[start:], running[start:]
        stop = start + len(rest) - margins.length(rest[::-1], flags[::-1], at)
        texts.append(lines[start:stop])
        left_out += [(_kind(line, at, LeftOutKind.RUNNING_HEAD), line) for line in lines[:start]]
        left_out += [(_kind(line, at, LeftOutKind.RUNNING_FOOT), line) for line in lines[stop:]]
    return texts, left_out


def _kind(line: Line, at: int, otherwise: LeftOutKind) -> LeftOutKind:
    return LeftOutKind.PAGE_NUMBER if _offset_on(line, at) is not None else otherwise


class _Margins:
    """Knows what several pages print at the same place, and how pages are numbered."""

    def __init__(self, pages: Sequence[list[Line]], heights: Sequence[float]) -> None:
        self._pages = pages
        self._heights = heights
        self._usual = body_size(pages)
        self._offsets = self._number_offsets()
        self._everywhere: set[Key] = set()
        self._repeated = self._repeated_keys()
        self._sides = [key for key in self._repeated if _ANY in key[2]]

    def is_running(self, line: Line, at: int) -> bool:
        """True for a line of the margins that other pages have too, and for a page number."""
        keys = self._keys(line, at)
        return bool(keys) and (
            bool(keys & self._repeated)
            or _offset_on(line, at) in self._offsets
            or any(map(self._is_beside_repeated, keys))
        )

    def _is_beside_repeated(self, key: Key) -> bool:
        """True where the name of a section leaves no wide gap to what stands beside it."""
        edge, place, says = key
        return any(
            (edge, place) == (other_edge, other_place)
            and (
                says.startswith(side.removesuffix(_ANY))
                if side.endswith(_ANY)
                else says.endswith(side.removeprefix(_ANY))
            )
            for other_edge, other_place, side in self._sides
        )

    def is_small_head(self, at: int) -> bool:
        """True where the page opens with a line of small type and clear room below it."""
        lines = self._pages[at]
        if len(lines) < 2 or lines[0].cells or lines[0].size >= SMALL * self._usual:
            return False
        room = lines[1].top - lines[0].bottom
        return lines[0].bottom <= _EDGE_ZONE * self._heights[at] and room > 1.5 * lines[0].size

    def length(self, lines: Sequence[Line], running: Sequence[bool], at: int) -> int:
        """How many lines from the edge on are running ones, given from the edge inward.

        Running lines stand apart from the text; a second group of them is one only far out.
        """
        count = 0
        for group in _groups(lines):
            far_out = all(self._is_outside(line, at, _FAR_OUT) for line in group)
            if not all(running[count : count + len(group)]) or (count and not far_out):
                break
            count += len(group)
        return count

    def same_everywhere(self, lines: Sequence[Line], at: int) -> int:
        """How many lines at the top are the very same on most pages, however near the text is."""
        count = 0
        for line in lines:
            key = ("top", round(line.top / 6), " ".join(line.text.casefold().split()))
            if not self._is_outside(line, at, _EDGE_ZONE) or key not in self._everywhere:
                break
            count += 1
        return count

    def _is_outside(self, line: Line, at: int, zone: float) -> bool:
        height = self._heights[at]
        return line.bottom <= zone * height or line.top >= (1 - zone) * height

    def _keys(self, line: Line, at: int) -> set[Key]:
        """What makes a line of the margins the same on another page; nothing for one further in.

        A number in it may be the same on each page, or go on as the pages do.
        """
        if line.words[0].is_raised or UNICODE_MARK.match(line.text):
            return set()  # a footnote, and 'Ibid.' may well stand at the foot of every page
        if not self._is_outside(line, at, _TABLE_ZONE if line.cells else _EDGE_ZONE):
            return set()
        says = " ".join(line.text.casefold().split())
        wordings = {says}
        if line.size < _LARGE * self._usual and not _opens_with_number(line):
            for number in list(re.finditer(r"\d{1,6}", says))[:8]:
                shift = int(number.group()) - at
                wordings.add(f"{says[: number.start()]}page+{shift}{says[number.end() :]}")
            wordings |= _with_number_beside(line, at) | _beside_a_wide_gap(line)
        if line.bottom <= _EDGE_ZONE * self._heights[at]:
            return {("top", round(line.top / 6), wording) for wording in wordings}
        return {("bottom", round(line.bottom / 6), wording) for wording in wordings}

    def _repeated_keys(self) -> frozenset[Key]:
        counts: Counter[Key] = Counter()
        for at, lines in enumerate(self._pages):
            outer = {id(x): x for x in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])}.values()
            counts.update({key for line in outer for key in self._keys(line, at)})
        near: Counter[Key] = Counter()
        for (edge, place, says), count in counts.items():
            for shift in (-1, 0, 1):  # a hair higher or lower is the same place
                near[edge, place + shift, says] += count
        least = 2 if len(self._pages) <= 6 else 3
        most = max(least, 0.6 * len(self._pages))
        self._everywhere = {key for key, count in near.items() if count >= most}
        return frozenset(key for key, count in near.items() if count >= least)

    def _number_offsets(self) -> set[int]:
        """By how much the printed page numbers are ahead of the count of pages, wherever so."""
        offsets: Counter[int] = Counter()
        for at, lines in enumerate(self._pages):
            for line in {id(x): x for x in (*lines[:2], *lines[-2:])}.values():
                offset = _offset_on(line, at)
                if offset is not None and self._is_outside(line, at, _EDGE_ZONE):
                    offsets[offset] += 1
        return {offset for offset, count in offsets.items() if count > 1 or abs(offset) <= 1}


def _groups(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The first lines, cut wherever there is clear room between two."""
    start = 0
    for at in range(1, min(len(lines), _EDGE_LINES) + 1):
        if at == len(lines) or _room(lines[at - 1], lines[at]) > 0.6 * lines[at - 1].size:
            yield lines[start:at]
            start = at


def _room(upper: Line, lower: Line) -> float:
    return max(lower.top - upper.bottom, upper.top - lower.bottom)


def _with_number_beside(line: Line, at: int) -> set[str]:
    """What the line says where its first or last word is a number, set close to the others."""
    words = [word.text.casefold() for word in line.words]
    return {
        f"{' '.join(others)} page+{int(number) - at}"
        for number, others in ((words[0], words[1:]), (words[-1], words[:-1]))
        if others and re.fullmatch(r"[0-9]{1,4}", number)
    }


def _beside_a_wide_gap(line: Line) -> set[str]:
    """What stands at either side, where the other side may name the section of the page."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(line.words)]
    widest = max(gaps, default=0.0)
    if line.cells or widest < _WIDE_GAP * line.size:
        return set()
    cut = gaps.index(widest) + 1
    sides = (line.words[:cut], line.words[cut:])
    says = [" ".join(word.text.casefold() for word in side) for side in sides]
    return {
        wording
        for side, wording in zip(says, (f"{says[0]}{_ANY}", f"{_ANY}{says[1]}"), strict=True)
        if sum(map(str.isalpha, side)) >= _FEWEST_LETTERS and typed_label(side) is None
    }


def _opens_with_number(line: Line) -> bool:
    """True for a line that looks like a clause: its number may go on from page to page too."""
    label = typed_label(line.text.strip())
    return label is not None and not label.is_bullet


def _offset_on(line: Line, at: int) -> int | None:
    """By how much a line that is nothing but a page number is ahead of the count of pages."""
    text = _SPACED.sub(lambda word: word.group().replace(" ", ""), line.text.strip())
    match = _PAGE_NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = match.group(1).lower()
    return (int(digits) if digits.isdigit() else _roman(digits)) - at


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
