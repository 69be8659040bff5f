"""Strokes → the cells of the tables and boxes that they draw."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_NEAR = 3.0  # points: the same line, or touching
_LEAST = 3.0  # points: shorter strokes draw nothing
_LONG = 30.0  # points: a rule
_FAR = 20_000.0
_MAX_CELLS = 600  # of a page
_MAX_LINES = 400  # in one direction: more are a drawing


class Stroke(NamedTuple):
    """A straight line between two points, from the page's upper left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


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


class _Line(NamedTuple):
    """Strokes in one direction that go on into each other."""

    at: float  # its x where it is upright, its y where it lies
    start: float
    end: float


def rules_of(strokes: Iterable[Stroke]) -> list[HorizontalRule]:
    """The horizontal strokes of some length."""
    return [
        HorizontalRule(round(line.start, 2), round(line.end, 2), round(line.at, 2))
        for line in _lying(strokes)
        if _LONG <= line.end - line.start < _FAR
    ]


def cells_by_table(strokes: Sequence[Stroke], largest_box: float) -> list[list[list[Cell]]]:
    """The tables and boxes, row by row; a single cell larger than `largest_box` frames a page."""
    lying = _merged(_lying(strokes))
    upright = _merged(_upright(strokes))
    if not lying or not upright or max(len(lying), len(upright)) > _MAX_LINES:
        return []
    cells = list(_cells(lying, upright))
    if len(cells) > _MAX_CELLS:
        return []
    return [
        _rows(table)
        for table in _tables(cells)
        if len(table) > 1
        or (table[0].x1 - table[0].x0) * (table[0].bottom - table[0].top) < largest_box
    ]


def _lying(strokes: Iterable[Stroke]) -> list[_Line]:
    return [
        _Line((s.y0 + s.y1) / 2, min(s.x0, s.x1), max(s.x0, s.x1))
        for s in strokes
        if abs(s.y1 - s.y0) < 1 and _LEAST <= abs(s.x1 - s.x0) < _FAR
    ]


def _upright(strokes: Iterable[Stroke]) -> list[_Line]:
    return [
        _Line((s.x0 + s.x1) / 2, min(s.y0, s.y1), max(s.y0, s.y1))
        for s in strokes
        if abs(s.x1 - s.x0) < 1 and _LEAST <= abs(s.y1 - s.y0) < _FAR
    ]


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """Lines at nearly the same place as one, joined where they touch."""
    merged: list[_Line] = []
    for group in _grouped(sorted(lines)):
        at = sum(line.at for line in group) / len(group)
        start, end = None, 0.0
        for line in sorted(group, key=lambda line: line.start):
            if start is None or line.start > end + _NEAR:
                if start is not None:
                    merged.append(_Line(at, start, end))
                start, end = line.start, line.end
            end = max(end, line.end)
        if start is not None:
            merged.append(_Line(at, start, end))
    return merged


def _grouped(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    group: list[_Line] = []
    for line in lines:
        if group and line.at - group[0].at > _NEAR:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _cells(lying: Sequence[_Line], upright: Sequence[_Line]) -> Iterator[Cell]:
    """The smallest rectangles that lines enclose on all four sides."""
    upright = sorted(upright)
    lying = sorted(lying)
    places = [line.at for line in upright]
    for top_at, top in enumerate(lying):
        first = bisect_left(places, top.start - _NEAR)
        last = bisect_right(places, top.end + _NEAR)
        crossing = [v for v in upright[first:last] if v.start - _NEAR <= top.at < v.end - _NEAR]
        for at, left in enumerate(crossing):
            cell = _smallest(left, crossing[at + 1 :], top, lying[top_at + 1 :])
            if cell is not None:
                yield cell


def _smallest(
    left: _Line, rights: Sequence[_Line], top: _Line, lower: Sequence[_Line]
) -> Cell | None:
    """The smallest cell with its upper left corner where `left` and `top` cross."""
    for bottom in lower:
        if bottom.at - top.at <= _NEAR:
            continue
        if bottom.at > left.end + _NEAR:
            return None
        if not bottom.start - _NEAR <= left.at <= bottom.end + _NEAR:
            continue
        for right in rights:
            if right.at - left.at <= _NEAR:
                continue
            if right.at > min(top.end, bottom.end) + _NEAR:
                break
            if right.start - _NEAR <= top.at and bottom.at <= right.end + _NEAR:
                return Cell(*(round(v, 2) for v in (left.at, top.at, right.at, bottom.at)))
    return None


def _tables(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells that share a corner, together."""
    owner = list(range(len(cells)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    corners: dict[tuple[int, int], int] = {}
    for at, cell in enumerate(cells):
        for x in (cell.x0, cell.x1):
            for y in (cell.top, cell.bottom):
                key = (round(x), round(y))
                near = [
                    corners[k]
                    for dx in (-1, 0, 1)
                    for dy in (-1, 0, 1)
                    if (k := (key[0] + dx, key[1] + dy)) in corners
                ]
                for other in near:
                    owner[root(at)] = root(other)
                corners[key] = at
    tables: dict[int, list[Cell]] = {}
    for at, cell in enumerate(cells):
        tables.setdefault(root(at), []).append(cell)
    return list(tables.values())


def _rows(table: Sequence[Cell]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for cell in sorted(table, key=lambda cell: (cell.top, cell.x0)):
        if rows and abs(cell.top - rows[-1][0].top) <= _NEAR:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.x0) for row in rows]
