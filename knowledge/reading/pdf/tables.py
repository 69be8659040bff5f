"""A page's words as lines, those of ruled tables and boxes kept together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.reading.pdf.extract import Cell, HorizontalRule, RawPage, RawWord
from knowledge.reading.pdf.lines import Line, PrintedWord, lines_of, opens_with_mark, size_of

_MAX_BOX_ROWS = 3  # a heading, the text and a source; a longer column is a list


def page_lines(page: RawPage, number: int) -> list[Line]:
    """The page's lines from top to bottom; each row of a table, and each box, is one of them."""
    words = list(page.words)
    rows: list[Line] = []
    for table in sorted(page.tables, key=_area):
        cells = _words_by_cell(table, words)
        used = {id(word) for row in cells for cell in row for word in cell}
        table_lines = _rows([[lines_of(cell, number) for cell in row] for row in cells], number)
        if table_lines:
            words = [word for word in words if id(word) not in used]
            rows.extend(table_lines)
    loose = _with_note_flags(lines_of(words, number), page.rules)
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


def _rows(table: list[list[list[Line]]], number: int) -> list[Line]:
    """The rows that hold words, or one box; nothing where a frame holds a single line."""
    rows = [row_cells for row in table if (row_cells := [cell for cell in row if cell])]
    if not rows:
        return []
    if len(table) <= _MAX_BOX_ROWS and all(len(row) == 1 for row in table):
        lines = [line for row in rows for line in row[0]]
        return [_bundle([lines], number, is_box=True)] if len(lines) > 1 else []
    return [_bundle(row, number, is_box=False) for row in rows]


def _bundle(cells: Sequence[Sequence[Line]], number: int, *, is_box: bool) -> Line:
    words: list[PrintedWord] = [word for cell in cells for line in cell for word in line.words]
    words.sort(key=lambda word: word.x0)
    cell_lines = tuple(tuple(cell) for cell in cells)
    return Line(tuple(words), number, size_of(words), cells=cell_lines, is_box=is_box)


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
