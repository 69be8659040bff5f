"""A page's words as lines, those of ruled tables and boxes kept together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.reading.pdf.extract import Cell, RawPage, RawWord, Rule
from knowledge.reading.pdf.lines import Line, Word, lines_of, size_of

_MAX_BOX_ROWS = 3  # a heading, the text and a source; a longer column is a list


def page_lines(page: RawPage, number: int) -> list[Line]:
    """The page's lines from top to bottom; each row of a table, and each box, is one of them."""
    words = list(page.words)
    rows: list[Line] = []
    for table in sorted(page.tables, key=_area):
        cells = _filled(table, words)
        used = {id(word) for row in cells for cell in row for word in cell}
        found = _rows([[lines_of(cell, number) for cell in row] for row in cells], number)
        if found:
            words = [word for word in words if id(word) not in used]
            rows.extend(found)
    loose = _flagged(lines_of(words, number), page.rules)
    return sorted([*loose, *rows], key=lambda line: (line.top, line.x0))


def _area(table: list[list[Cell]]) -> float:
    return sum((c.x1 - c.x0) * (c.bottom - c.top) for row in table for c in row)


def _filled(table: list[list[Cell]], words: Iterable[RawWord]) -> list[list[list[RawWord]]]:
    """The words of each cell of the table."""
    filled: list[list[list[RawWord]]] = [[[] for _ in row] for row in table]
    places = [(cell, r, c) for r, row in enumerate(table) for c, cell in enumerate(row)]
    bottom = max((cell.bottom for cell, _, _ in places), default=0.0)
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        above = [place for place in places if place[0].x0 <= x <= place[0].x1 and place[0].top <= y]
        if above and y <= bottom:
            # Where no cell holds the word, it is in the lower part of a merged one, left undrawn.
            _, r, c = max(above, key=lambda place: (y <= place[0].bottom, place[0].top))
            filled[r][c].append(word)
    return filled


def _rows(table: list[list[list[Line]]], number: int) -> list[Line]:
    """The rows that hold words, or one box; nothing where a frame holds a single line."""
    rows = [filled for row in table if (filled := [cell for cell in row if cell])]
    if not rows:
        return []
    if len(table) <= _MAX_BOX_ROWS and all(len(row) == 1 for row in table):
        lines = [line for row in rows for line in row[0]]
        return [_bundle([lines], number, is_box=True)] if len(lines) > 1 else []
    return [_bundle(row, number, is_box=False) for row in rows]


def _bundle(cells: Sequence[Sequence[Line]], number: int, *, is_box: bool) -> Line:
    words: list[Word] = [word for cell in cells for line in cell for word in line.words]
    words.sort(key=lambda word: word.x0)
    kept = tuple(tuple(cell) for cell in cells)
    return Line(tuple(words), number, size_of(words), cells=kept, is_box=is_box)


# --- the stroke above footnotes -----------------------------------------------------------------


def _flagged(lines: list[Line], rules: Iterable[Rule]) -> list[Line]:
    """The lines, those below the stroke that sets footnotes apart marked as such."""
    if not lines:
        return []
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    strokes = [rule.y for rule in rules if _sets_apart(rule, lines, left, right)]
    if not strokes:
        return lines
    return [replace(line, under_rule=line.top >= max(strokes) - 1) for line in lines]


def _sets_apart(rule: Rule, lines: Sequence[Line], left: float, right: float) -> bool:
    """True for a short stroke at the left edge that underlines nothing."""
    length = rule.x1 - rule.x0
    if abs(rule.x0 - left) > 6 or not 0.12 * (right - left) <= length <= 0.5 * (right - left):
        return False
    return not any(
        line.bottom - 0.4 * line.size <= rule.y <= line.bottom + 1 and line.x0 < rule.x1
        for line in lines
    )
