"""Headings in the text's own type, known by their place: short lines with room above, prose below.

A single such line may be anything. Several of them, in a document that sets no other headings, are
how it is divided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from knowledge.reading.pdf.lines import Line
from knowledge.reading.typed_labels import typed_label

_LEAST = 3  # such lines
_MOST_WORDS = 9
_SHORT, _LONG = 0.7, 0.6  # of the column's width


def plain_headings(
    lines: Sequence[Line],
    is_set_apart: Callable[[Line], bool],
    has_gap: Callable[[Line, Line], bool],
) -> set[int]:
    """The ids of the lines that are such headings; none where the document sets others apart."""
    places = [
        at
        for at in range(len(lines) - 1)
        if _is_short(lines[at])
        and not is_set_apart(lines[at])
        and (at == 0 or _stands_below(lines[at - 1], lines[at], has_gap))
        and _is_prose(lines[at], lines[at + 1], has_gap)
    ]
    others = sum(is_set_apart(line) and _is_short(line) for line in lines)
    if len(places) < max(_LEAST, others):
        return set()
    return {id(lines[at]) for at in places}


def _is_short(line: Line) -> bool:
    text = line.text.strip()
    return (
        not line.cells
        and 0 < len(text.split()) <= _MOST_WORDS
        and text[:1].isupper()
        and any(c.isalpha() for c in text)
        and not text.endswith((".", ",", ";", ":"))
        and typed_label(text) is None
        and line.x1 - line.left < _SHORT * (line.right - line.left)
    )


def _stands_below(before: Line, line: Line, has_gap: Callable[[Line, Line], bool]) -> bool:
    """True where a new part may begin: with room above, or at the top of a column."""
    is_below = (before.page, before.column) == (line.page, line.column)
    ends = before.text.rstrip().endswith((".", ":", ";", "!", "?", ")")) or bool(before.cells)
    return (not is_below or has_gap(before, line)) and (ends or not is_below)


def _is_prose(line: Line, below: Line, has_gap: Callable[[Line, Line], bool]) -> bool:
    """True where the next line begins a paragraph close below."""
    text = below.text.strip()
    same_place = (line.page, line.column) == (below.page, below.column)
    wide = below.x1 - below.left >= _LONG * (below.right - below.left)
    return (
        same_place
        and not below.cells
        and not has_gap(line, below)
        and text[:1].isupper()
        and (wide or text.endswith("."))
    )
