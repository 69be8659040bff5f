"""A page as data: a title, lines, and tables, some with cells to be filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

BAR, LONGEST_BAR = "█", 30
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")  # letters that run so


@dataclass(frozen=True)
class PageRow:
    """A row of a table: what stands in it, and the mark by which it is known again."""

    cells: tuple[str, ...]
    mark: str = ""  # hidden; '' for a row that nothing is read of
    values: tuple[float, ...] = ()  # its numbers for a chart, beside the cells


@dataclass(frozen=True)
class PageTable:
    """A table below a heading. The last `to_fill` columns are for whoever gets the page."""

    heading: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]  # of the columns, in parts of their sum
    rows: Sequence[PageRow]
    to_fill: int = 0
    empty: str = ""  # what stands there where it has no rows
    charted: tuple[str, ...] = ()  # the names of the rows' values, where they make a chart


@dataclass(frozen=True)
class TablePicture:
    """A picture above the tables of a Word file; a workbook has the tables and their charts."""

    content: bytes  # a PNG
    words: str  # the same for whoever does not see it
    height: int = 118  # millimetres


@dataclass(frozen=True)
class TablePage:
    """A whole page."""

    title: str
    subtitle: str
    reference: str
    lines: tuple[str, ...]
    tables: tuple[PageTable, ...]
    day: date
    language: str = "en-GB"
    right_to_left: bool = False
    picture: TablePicture | None = None


def bar(count: int) -> str:
    """A count as a bar of blocks, with the count behind it: what a chart is on a plain page."""
    return f"{BAR * min(count, LONGEST_BAR)} {count}" if count else "0"
