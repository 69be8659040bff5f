"""What a page repeats in its margins and is no text of the document: headers, footers, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.reading.pdf_lines import SMALL, UNICODE_MARK, Line, body_size

_PAGE_NUMBER = re.compile(
    r"(?:page|pg\.?|p\.)?\s*[-–—|]?\s*(\d{1,4}|[ivxl]{1,7})\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r".*(?:\.\s?|…\s?|·\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})")
_EDGE_LINES = 4  # of running text at the top or bottom of a page, at most
_EDGE_ZONE = 0.14  # of the page's height


def without_running_lines(
    pages: Sequence[list[Line]], heights: Sequence[float]
) -> list[list[Line]]:
    """The pages without running headers and footers, page numbers and contents lists."""
    offsets = _page_number_offsets(pages, heights)
    repeated = _repeated(pages, heights)
    usual = body_size(pages)
    kept = []
    for at, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        running = [
            key is not None and (key in repeated or _offset_on(line, at) in offsets)
            for line in lines
            for key in [_edge_key(line, height)]
        ]
        if at > 0 and _is_small_head(lines, height, usual):
            running[0] = True  # such as a chapter's name, which changes from page to page
        start = _run_length(running)
        stop = len(lines) - _run_length(running[start:][::-1])
        kept.append(_without_contents(lines[start:stop]))
    return kept


def _is_small_head(lines: Sequence[Line], height: float, usual: float) -> bool:
    """True where the page opens with a line of small type and clear room below it."""
    if len(lines) < 2 or lines[0].bottom > _EDGE_ZONE * height or lines[0].cells:
        return False
    room = lines[1].top - lines[0].bottom
    return lines[0].size < SMALL * usual and room > 1.5 * lines[0].size


def _run_length(flags: Sequence[bool]) -> int:
    """How many flags are set from the first on, as far as running lines go."""
    return next(
        (i for i, flag in enumerate(flags[:_EDGE_LINES]) if not flag), len(flags[:_EDGE_LINES])
    )


def _edge_key(line: Line, height: float) -> tuple[str, int, str] | None:
    """What makes a line of the margins the same on another page; None for one further in."""
    if line.cells or line.words[0].raised or UNICODE_MARK.match(line.text):
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
