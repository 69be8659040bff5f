"""Fits the tables that a template drew with one column to those of the composition.

Widths, figures set to the right and the sum row follow the table; how they look, the styles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from drafting.documents.composition import Table
from drafting.documents.word.keeping import row_kept, with_its_table

GRID = re.compile(r"<w:tblGrid>.*?</w:tblGrid>|<w:tblGrid/>", re.DOTALL)
COLUMN = re.compile(r'<w:gridCol w:w="(\d+)"')
ROW = re.compile(r"(?=<w:tr[ >])")
START, END = "<w:tbl>", "</w:tbl>"
SPANNING = re.compile(r"<w:(?:gridSpan|gridBefore|gridAfter) ")
CELL_WIDTH_OF = re.compile(r'<w:tcW [^>]*?w:w="(\d+)"')
CELL_WIDTH = re.compile(r"<w:tcW [^>]*/>")
PLACE = "<!--table {}-->"
HEADING, HEADING_NUMBER = "Table heading", "Table heading number"
TEXT, NUMBER = "Table text", "Table number"
TOTAL, TOTAL_NUMBER = "Table total", "Table total number"
WRITING_HEIGHT = 680  # twentieths of a point: 12 millimetres, for two lines by hand
ROW_START = re.compile(r"(<w:tr(?: [^>]*)?>)(<w:trPr>)?")
SHORT = 8  # rows with the heading: a table of no more stands on one page
STYLES = (HEADING, HEADING_NUMBER, TEXT, NUMBER, TOTAL, TOTAL_NUMBER)


def fitted(xml: str, tables: Sequence[Table], styles: Mapping[str, str]) -> str:
    """`xml` with each of `tables`, where it stands, at its widths and in its styles."""
    pieces: list[str] = []
    rest = 0
    for number, table in enumerate(tables):
        place = PLACE.format(number)
        at = xml.find(place, rest)
        if at < 0:  # it stands in another part
            continue
        start, end = xml.rfind(START, rest, at), xml.find(END, at)
        if start < 0 or xml.find(END, start, at) >= 0:  # set without a table
            start = end = at + len(place)
        pieces += [
            with_its_table(xml[rest:start].replace(place, "")),
            _fit(xml[start:end].replace(place, ""), table, styles),
        ]
        rest = end
    return "".join([*pieces, xml[rest:]])


def squared(xml: str) -> str:
    """`xml` with the grid of every table that of its widest row, where a loop made the cells."""
    before, *tables = xml.split(START)
    return START.join([before, *map(_squared_to_its_end, tables)])


def _squared_to_its_end(xml: str) -> str:
    table, end, rest = xml.partition(END)
    return f"{_squared(table)}{end}{rest}" if end else xml  # without an end, one is nested in it


def _squared(xml: str) -> str:
    grid = GRID.search(xml)
    head, *rows = ROW.split(xml)
    widths = [CELL_WIDTH_OF.findall(row) for row in rows]
    widest = max(widths, key=len, default=[])
    if grid is None or len(widest) == len(COLUMN.findall(grid[0])) or SPANNING.search(xml):
        return xml
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widest)
    full_rows = [_filled(row, widest[len(own) :]) for row, own in zip(rows, widths, strict=True)]
    return "".join([head.replace(grid[0], f"<w:tblGrid>{columns}</w:tblGrid>", 1), *full_rows])


def _filled(row: str, missing: Sequence[str]) -> str:
    """`row` with the place of the cells that it has not left empty after it."""
    if not missing or "</w:trPr>" not in row:
        return row
    width = sum(map(int, missing))
    rest = f'<w:gridAfter w:val="{len(missing)}"/><w:wAfter w:w="{width}" w:type="dxa"/>'
    return row.replace("</w:trPr>", f"{rest}</w:trPr>", 1)


def _fit(xml: str, table: Table, styles: Mapping[str, str]) -> str:
    grid = GRID.search(xml)
    if grid is None:
        return xml
    widths = _widths(sum(int(width) for width in COLUMN.findall(grid[0])), table.widths)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head, *rows = ROW.split(xml.replace(grid[0], f"<w:tblGrid>{columns}</w:tblGrid>", 1))
    return "".join([head, *_rows(rows, table, widths, styles)])


def _rows(
    rows: Sequence[str], table: Table, widths: Sequence[int], styles: Mapping[str, str]
) -> list[str]:
    last = len(rows) - 1
    fit = [
        _row(row, table, widths, _renamed(styles, table.has_total and number == last))
        for number, row in enumerate(rows)
    ]
    if table.to_write_in:
        fit[1:] = map(_with_room, fit[1:])
    together = 0 if len(rows) <= SHORT else last - 1 if table.has_total else last
    return [*fit[:together], *map(row_kept, fit[together:last]), *fit[last:]]


def _with_room(row: str) -> str:
    """A row high enough to be written in by hand."""
    height = f'<w:trHeight w:val="{WRITING_HEIGHT}" w:hRule="atLeast"/>'

    def with_height(start: re.Match[str]) -> str:
        return f"{start[1]}<w:trPr>{height}{'' if start[2] else '</w:trPr>'}"

    return ROW_START.sub(with_height, row, count=1)


def _row(
    xml: str,
    table: Table,
    widths: Sequence[int],
    new_styles: tuple[Mapping[str, str], Mapping[str, str]],
) -> str:
    *cells, end = xml.split("</w:tc>")
    if len(cells) != len(widths):
        return xml
    for number, width in enumerate(widths):
        cell = CELL_WIDTH.sub(f'<w:tcW w:w="{width}" w:type="dxa"/>', cells[number], count=1)
        for before, after in new_styles[number in table.numeric].items():
            cell = cell.replace(before, after)
        cells[number] = cell
    return "</w:tc>".join([*cells, end])


def _renamed(styles: Mapping[str, str], total: bool) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What a cell's style becomes: in a column of words, and in one of figures."""
    words = {TEXT: TOTAL} if total else {}
    figures = {HEADING: HEADING_NUMBER, TEXT: TOTAL_NUMBER if total else NUMBER}
    return _attributes(words, styles), _attributes(figures, styles)


def _attributes(names: Mapping[str, str], styles: Mapping[str, str]) -> dict[str, str]:
    return {
        f'<w:pStyle w:val="{styles[before]}"/>': f'<w:pStyle w:val="{styles[after]}"/>'
        for before, after in names.items()
        if before in styles and after in styles
    }


def _widths(whole: int, parts: Sequence[int]) -> list[int]:
    """`whole` divided in proportion to `parts`, with nothing lost to rounding."""
    edges = [0, *(whole * share // sum(parts) for share in accumulate(parts))]
    return [end - start for start, end in pairwise(edges)]
