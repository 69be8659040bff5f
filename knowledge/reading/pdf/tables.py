"""A page's words as lines, those of tables and boxes kept together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.reading.pdf.extract import RawPage, RawWord
from knowledge.reading.pdf.lines import (
    CellLines,
    Line,
    PrintedWord,
    lines_of,
    opens_with_mark,
    size_of,
)
from knowledge.reading.pdf.strokes import Cell, HorizontalRule
from knowledge.reading.pdf.unruled import with_unruled_tables

_MAX_BOX_ROWS = 3  # a heading, the text and a source; a longer column is a list
_NEAR = 4.0  # points: the same edge


def page_lines(page: RawPage, number: int) -> list[Line]:
    """The page's lines from top to bottom; each row of a table, and each box, is one of them."""
    words = list(page.words)
    rows: list[Line] = []
    for at, table in enumerate(sorted(page.tables, key=_area)):
        cells = _words_by_cell(table, words)
        used = {id(word) for row in cells for cell in row for word in cell}
        lines = [[lines_of(cell, number) for cell in row] for row in cells]
        table_lines = _rows(table, lines, number, at + 1)
        if table_lines:
            words = [word for word in words if id(word) not in used]
            rows.extend(table_lines)
    loose = with_unruled_tables(_with_note_flags(lines_of(words, number), page.rules))
    return sorted([*loose, *rows], key=lambda line: (line.top, line.x0))


def _area(table: list[list[Cell]]) -> float:
    return sum((c.x1 - c.x0) * (c.bottom - c.top) for row in table for c in row)


def _words_by_cell(table: list[list[Cell]], words: Iterable[RawWord]) -> list[list[list[RawWord]]]:
    """The words of each cell of the table."""
    words_by_cell: list[list[list[RawWord]]] = [[[] for _ in row] for row in table]
    places = [(cell, r, c) for r, row in enumerate(table) for c, cell in enumerate(row)]
    bottom = max((cell.bottom for cell, _, _ in places), default=0.0)
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        above = [place for place in places if place[0].x0 <= x <= place[0].x1 and place[0].top <= y]
        if above and y <= bottom:
            # Where no cell holds the word, it is in the lower part of a merged one, left undrawn.
            _, r, c = max(above, key=lambda place: (y <= place[0].bottom, place[0].top))
            words_by_cell[r][c].append(word)
    return words_by_cell


def _rows(
    table: list[list[Cell]], lines: list[list[list[Line]]], number: int, table_number: int
) -> list[Line]:
    """The rows that hold words, or one box; nothing where a frame holds a single line."""
    if not any(cell for row in lines for cell in row):
        return []
    if len(table) <= _MAX_BOX_ROWS and all(len(row) == 1 for row in table):
        inner = [line for row in lines for cell in row for line in cell]
        cell = CellLines(tuple(inner))
        return [_bundle([cell], number, is_box=True)] if len(inner) > 1 else []
    edges = _edges([cell.x0 for row in table for cell in row])
    tops = _edges([cell.top for row in table for cell in row])
    rows = []
    for cells, row_lines in zip(table, lines, strict=True):
        bundle = _spread(cells, row_lines, edges, tops)
        if any(cell.lines for cell in bundle):
            rows.append(_bundle(bundle, number, is_box=False, table=table_number))
    return rows


def _edges(places: Iterable[float]) -> list[float]:
    """Places that are the same but for a hair, once each."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _spread(
    cells: Sequence[Cell], lines: Sequence[list[Line]], edges: list[float], tops: list[float]
) -> list[CellLines]:
    """A cell for every column: those that a merged cell covers are empty."""
    row = [CellLines() for _ in edges]
    for cell, inner in zip(cells, lines, strict=True):
        at = min(range(len(edges)), key=lambda i: abs(edges[i] - cell.x0))
        across = sum(cell.x0 - _NEAR <= edge < cell.x1 - _NEAR for edge in edges)
        down = sum(cell.top - _NEAR <= top < cell.bottom - _NEAR for top in tops)
        row[at] = CellLines((*row[at].lines, *inner), max(across, 1), max(down, 1))
    return row


def _bundle(cells: Sequence[CellLines], number: int, *, is_box: bool, table: int = 0) -> Line:
    words: list[PrintedWord] = [w for cell in cells for line in cell.lines for w in line.words]
    words.sort(key=lambda word: word.x0)
    return Line(
        tuple(words), number, size_of(words), cells=tuple(cells), is_box=is_box, table=table
    )


# --- the stroke above footnotes -----------------------------------------------------------------


def _with_note_flags(lines: list[Line], rules: Iterable[HorizontalRule]) -> list[Line]:
    """The lines, those below the stroke that sets footnotes apart marked as such."""
    if not lines:
        return []
    left_edge, right_edge = min(line.x0 for line in lines), max(line.x1 for line in lines)
    strokes = [rule.y for rule in rules if _sets_apart(rule, lines, left_edge, right_edge)]
    if not strokes:
        return lines
    foot = max(strokes) - 1
    first = next((line for line in lines if line.top >= foot), None)
    if first is None or not opens_with_mark(first):
        return lines
    return [replace(line, under_rule=line.top >= foot) for line in lines]


def _sets_apart(
    rule: HorizontalRule, lines: Sequence[Line], left_edge: float, right_edge: float
) -> bool:
    """True for a short stroke at the left edge that underlines nothing."""
    length = rule.x1 - rule.x0
    if abs(rule.x0 - left_edge) > 6 or not 0.12 * (right_edge - left_edge) <= length <= 0.5 * (
        right_edge - left_edge
    ):
        return False
    return not any(
        line.bottom - 0.4 * line.size <= rule.y <= line.bottom + 1 and line.x0 < rule.x1
        for line in lines
    )
