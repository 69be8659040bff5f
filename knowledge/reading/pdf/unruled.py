"""Tables without strokes, known by the white strips that go down between their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from knowledge.reading.contents import is_leader_line
from knowledge.reading.pdf.lines import CellLines, Line, PrintedWord, size_of

_NUMBER = re.compile(
    r"(?:\d{1,2}|[IVXivxlt1|]{1,5}|[A-Za-z])[.)]$|\(\w{1,4}\)$|\d{1,2}(?:\.\d{1,2})+\.?$"
)
_STRIP = 1.2  # times the type size: room between two cells
_GUTTER = 0.5  # times the type size: what is left of it once all rows are laid over each other
_LEAST_COLUMNS, _LEAST_ROWS = 3, 3
_LONGEST_CELL = 6  # words, as the median
_APART = 2.2  # times the type size: two rows with more room between them are not of one table
_CLOSE = 0.5  # times the type size: the next line of the same cell
UNRULED = 10_000  # these tables are counted from here on, apart from the ruled ones


def with_unruled_tables(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of each table replaced by its rows."""
    rows = _in_rows(lines)
    out: list[Line] = []
    at = count = 0
    while at < len(rows):
        end = _table_end(rows, at)
        if end > at:
            count += 1
            out.extend(_table(rows[at:end], UNRULED + count))
            at = end
        else:
            out.extend(rows[at])
            at += 1
    return out


Row = list[Line]


def _in_rows(lines: Sequence[Line]) -> list[Row]:
    """Lines side by side, a hair higher or lower, together."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: (line.top, line.x0)):
        if rows and _is_beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _is_beside(row: Row, line: Line) -> bool:
    top, bottom = min(other.top for other in row), max(other.bottom for other in row)
    overlap = min(bottom, line.bottom) - max(top, line.top)
    is_free = all(line.x0 > other.x1 or line.x1 < other.x0 for other in row)
    return is_free and overlap > 0.55 * (line.bottom - line.top)


def _segments(row: Row) -> list[list[PrintedWord]]:
    """The row's words, parted wherever there is clear room."""
    words = sorted((word for line in row for word in line.words), key=lambda word: word.x0)
    parts: list[list[PrintedWord]] = []
    for word in words:
        before = parts[-1][-1] if parts else None
        if before is None or word.x0 - before.x1 > _STRIP * max(before.size, word.size):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _table_end(rows: Sequence[Row], start: int) -> int:
    """Where the table that begins with the row ends; `start` where none does."""
    if len(_segments(rows[start])) < _LEAST_COLUMNS:
        return start
    strips: list[tuple[float, float]] = []
    full, end = 0, start
    for at in range(start, len(rows)):
        segments = _segments(rows[at])
        if is_leader_line(" ".join(line.text for line in rows[at])):
            break  # of a contents list
        if at > start and _room(rows[at - 1], rows[at]) > _APART * rows[at][0].size:
            break
        if (
            at > start
            and _opens_clause(segments[0])
            and not _opens_clause(_segments(rows[start])[0])
        ):
            break
        merged = _laid_over(strips, segments)
        if len(merged) < _LEAST_COLUMNS or (strips and len(merged) < len(strips)):
            break
        if len(segments) == 1:
            is_near = at > start and _room(rows[at - 1], rows[at]) <= _CLOSE * rows[at][0].size
            if not (is_near and _is_rest_of_cell(segments[0], strips)):
                break
        strips = merged
        full += len(segments) >= _LEAST_COLUMNS
        end = at + 1
    cells = [len(part) for row in rows[start:end] for part in _segments(row)]
    is_table = full >= max(_LEAST_ROWS - 1, 0.5 * (end - start)) and end - start >= _LEAST_ROWS
    return end if is_table and median(cells) <= _LONGEST_CELL else start


def _opens_clause(segment: Sequence[PrintedWord]) -> bool:
    """True where the segment opens with what is, or was misread from, a clause's number."""
    return bool(_NUMBER.match(segment[0].text))


def _room(upper: Row, lower: Row) -> float:
    return min(line.top for line in lower) - max(line.bottom for line in upper)


def _laid_over(
    strips: Sequence[tuple[float, float]], segments: Sequence[Sequence[PrintedWord]]
) -> list[tuple[float, float]]:
    """The columns' extents with the segments added: those that touch are one."""
    spans = sorted([*strips, *((part[0].x0, part[-1].x1) for part in segments)])
    gap = _GUTTER * (segments[0][0].size if segments else 0)
    merged: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if merged and x0 - merged[-1][1] < gap:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _is_rest_of_cell(segment: Sequence[PrintedWord], strips: Sequence[tuple[float, float]]) -> bool:
    """True for a lone line that stands within the first column: its cell has two lines."""
    return bool(strips) and segment[-1].x1 <= strips[0][1] + segment[0].size


def _table(rows: Sequence[Row], number: int) -> list[Line]:
    strips: list[tuple[float, float]] = []
    for row in rows:
        strips = _laid_over(strips, _segments(row))
    table: list[list[CellLines]] = []
    for row in rows:
        segments = _segments(row)
        if len(segments) == 1 and table:
            first = table[-1][0]
            more = _line(segments[0], row[0])
            table[-1][0] = replace(first, lines=(*first.lines, more))
            continue
        cells = [CellLines() for _ in strips]
        for part in segments:
            middle = (part[0].x0 + part[-1].x1) / 2
            at = next(i for i, (x0, x1) in enumerate(strips) if x0 - 1 <= middle <= x1 + 1)
            cells[at] = replace(cells[at], lines=(*cells[at].lines, _line(part, row[0])))
        table.append(cells)
    return [_row(cells, rows[0][0].page, number) for cells in table]


def _line(words: Sequence[PrintedWord], like: Line) -> Line:
    return replace(like, words=tuple(words), size=size_of(words))


def _row(cells: Sequence[CellLines], page: int, number: int) -> Line:
    words = [word for cell in cells for line in cell.lines for word in line.words]
    words.sort(key=lambda word: word.x0)
    return Line(tuple(words), page, size_of(words), cells=tuple(cells), table=number)
