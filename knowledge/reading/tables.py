"""A table's cells → its block: a line a row for the clause's text, and rows with their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.models import Table
from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.typed_labels import TypedLabel, typed_label, values

_LONGEST_HEAD = 12  # words
_EMPHASIS = re.compile(r"(?<!\\)[*_]{1,3}")
_VALUE = re.compile(r"[^A-Za-z؀-ۿ]*\d[\d.,:/%\s-]*(?:[a-z]{1,4}\.?)?", re.IGNORECASE)
_MOST_TITLES = 2
_SHORT_HEAD = 4  # words
# What the second of two columns is called: such a row is a head, without looking like one.
_HEAD_NOUN = re.compile(
    r"""(?:descriptions?|amounts?|rates?|limits?|periods?|values?|requirements?|responsib\w+
        |authority|approv(?:al|er)s?|process|actions?|deadlines?|thresholds?|allowances?|notes?
        |remarks?|details?|meaning|definitions?|penalt(?:y|ies)|consequences?|percentage|weight
        |duration|frequency|documents?|examples?|ceiling|fees?|cost|price|score)\W*(?:\(.*\))?""",
    re.IGNORECASE | re.VERBOSE,
)
_SHARE_NUMBERED = 0.6  # of the rows of a table whose rows are clauses


@dataclass
class GridCell:
    """A cell's words, how many columns and rows it covers, and how it looks."""

    text: str = ""
    across: int = 1
    down: int = 1
    is_bold: bool = False
    is_covered: bool = False  # another cell, merged, reaches over it


@dataclass
class Grid:
    """A table: its rows, each with a cell for every column."""

    rows: list[list[GridCell]] = field(default_factory=list)
    heads: int = 0  # how many rows the file itself marks as heads
    ruled: bool = True

    @property
    def columns(self) -> int:
        """How many columns the widest row has."""
        return max(map(len, self.rows), default=0)

    @property
    def merged(self) -> int:
        """How many cells cover more than one place."""
        return sum(c.across > 1 or c.down > 1 for row in self.rows for c in row)


def even(grid: Grid) -> Grid:
    """The grid with rows of one length, without rows and columns that hold nothing at all."""
    width = grid.columns
    rows = [[*row, *(GridCell() for _ in range(width - len(row)))] for row in grid.rows]
    rows = [row for row in rows if any(cell.text for cell in row)]
    kept = [at for at in range(width) if any(row[at].text for row in rows)]
    return Grid([[row[at] for at in kept] for row in rows], grid.heads, grid.ruled)


def table_block(grid: Grid, page: int | None = None) -> FlatBlock | None:
    """The table as a block; None where it holds no words."""
    grid = even(grid)
    if not grid.rows:
        return None
    text = "\n".join(_line([cell.text for cell in row]) for row in grid.rows)
    return FlatBlock(
        BlockKind.TEXT,
        text,
        page=page,
        table=_table(grid) if grid.columns > 1 else None,
        merged=grid.merged,
        is_ruled=grid.ruled,
    )


def _table(grid: Grid) -> Table:
    """The table: its title, its heads, and each row with the line over all columns above it."""
    titles = _title_rows(grid)
    body = Grid(grid.rows[titles:], max(0, grid.heads - titles), grid.ruled)
    heads = _head_rows(body)
    filled = _filled_down(body)
    rows, groups, group = [], [], ""
    for cells, words in zip(body.rows[heads:], filled[heads:], strict=True):
        if _is_across(cells):
            group = words[0]
        else:
            rows.append(tuple(words))
            groups.append(group)
    if not rows:  # nothing but such lines: they are the rows
        rows, groups = [tuple(words) for words in filled[heads:]], []
    return Table(
        title=" ".join(plain_cell(row[0].text) for row in grid.rows[:titles]),
        header=_header(body, heads),
        rows=tuple(rows),
        groups=tuple(groups) if any(groups) else (),
    )


def _title_rows(grid: Grid) -> int:
    """How many rows above the heads are one cell over all columns."""
    count = next((at for at, row in enumerate(grid.rows) if not _is_across(row)), 0)
    return count if count <= _MOST_TITLES and len(grid.rows) > count + 1 else 0


def _is_across(row: Sequence[GridCell]) -> bool:
    """True where one merged cell is all of the row."""
    return len(row) > 1 and row[0].across >= len(row) and not any(c.text for c in row[1:])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |"


def plain_cell(text: str) -> str:
    """A cell's words without emphasis, on one line."""
    return " ".join(_EMPHASIS.sub("", text).replace("\\", "").split())


def _filled_down(grid: Grid) -> list[list[str]]:
    """The rows' plain words; what a cell says over several rows, each of them says."""
    filled = [[plain_cell(cell.text) for cell in row] for row in grid.rows]
    for at, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            for below in range(at + 1, min(at + cell.down, len(grid.rows))):
                if not filled[below][column]:
                    filled[below][column] = filled[at][column]
    return filled


def _head_rows(grid: Grid) -> int:
    """How many rows at the top are heads."""
    if len(grid.rows) < 2 or grid.columns < 2:
        return 0
    if grid.heads:
        return min(grid.heads, len(grid.rows) - 1)
    first, second = grid.rows[0], grid.rows[1]
    if not _is_head(first, grid):
        return 0
    spans = any(cell.across > 1 for cell in first)
    others_go_down = all(
        cell.down > 1 or not below.text
        for cell, below in zip(first, second, strict=True)
        if cell.text and cell.across == 1
    )
    is_double = spans and others_go_down and len(grid.rows) > 2
    return 2 if is_double and _is_head(second, grid, partly=True) else 1


def _is_head(row: Sequence[GridCell], grid: Grid, *, partly: bool = False) -> bool:
    cells = [cell for cell in row if cell.text]
    if len(cells) < (1 if partly else 2) or any(_is_value(cell.text) for cell in cells):
        return False
    if any(plain_cell(cell.text).endswith(":") for cell in cells):
        return False
    is_bold = all(cell.is_bold for cell in cells)
    others = [cell for other in grid.rows if other is not row for cell in other if cell.text]
    stands_out = is_bold and not all(cell.is_bold for cell in others)
    is_full = len(cells) >= grid.columns - 1 or partly
    return is_full and (stands_out or grid.columns > 2 or _is_named_as_head(cells))


def _is_named_as_head(cells: Sequence[GridCell]) -> bool:
    """True for "Level | Description": two short cells, the second with the name of a column."""
    first, last = (plain_cell(cell.text) for cell in (cells[0], cells[-1]))
    is_short = max(len(first.split()), len(last.split())) <= _SHORT_HEAD
    return is_short and _HEAD_NOUN.fullmatch(last.split()[-1]) is not None


def _is_value(text: str) -> bool:
    """True for what heads do not say: an amount, a date, a whole sentence."""
    plain = plain_cell(text)
    is_sentence = plain.endswith((".", ";")) and len(plain.split()) > 3
    return bool(_VALUE.fullmatch(plain)) or len(plain.split()) > _LONGEST_HEAD or is_sentence


def _header(grid: Grid, heads: int) -> tuple[str, ...]:
    """The columns' heads; a head over several columns leads each of theirs."""
    if not heads:
        return ()
    header = [""] * grid.columns
    for row in grid.rows[:heads]:
        at = 0
        while at < len(row):
            cell = row[at]
            for column in range(at, min(at + max(cell.across, 1), grid.columns)):
                text = plain_cell(cell.text)
                header[column] = f"{header[column]} {text}".strip()
            at += max(cell.across, 1)
    return tuple(header)


def clauses_of(grid: Grid, page: int | None = None) -> list[FlatBlock]:
    """The rows as clauses, where the table is nothing but numbers beside texts; else nothing."""
    grid = even(grid)
    if grid.columns != 2 or not grid.rows:
        return []
    labels = [_label_of(row[0].text) for row in grid.rows]
    numbered = sum(label is not None for label in labels)
    if numbered < max(1, _SHARE_NUMBERED * len(grid.rows)) or not _go_on(labels):
        return []
    if len(grid.rows) == 1 and len(grid.rows[0][1].text.split()) < 3:
        return []
    return [
        FlatBlock(BlockKind.CLAUSE, row[1].text, label=label.label, page=page)
        if label
        else FlatBlock(BlockKind.TEXT, " ".join(c.text for c in row if c.text), page=page)
        for row, label in zip(grid.rows, labels, strict=True)
    ]


def _label_of(text: str) -> TypedLabel | None:
    plain = plain_cell(text)
    label = typed_label(plain, bare=True) if plain else None
    return label if label and not label.is_bullet and label.length >= len(plain) else None


def _go_on(labels: Sequence[TypedLabel | None]) -> bool:
    """True where each number follows the one before it, or opens or leaves a level."""
    steps = [values(label.label) for label in labels if label]
    following = sum(
        any(value.next() in later for value in earlier) or any(v.is_first for v in later)
        for earlier, later in pairwise(steps)
    )
    return following >= 0.6 * (len(steps) - 1)
