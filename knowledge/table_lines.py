"""A table's rows as lines of text: as a clause's text prints them, and as people read them.

The text keeps each row between pipes, empty cells included. What is shown says each cell under the
head of its column, because a row of pipes cannot be read in a chat or a narrow window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

EMPHASIS = re.compile(r"(?<!\\)[*_]{1,3}|\\")
MARKUP = re.compile(r"([\\*_])")
Record = Sequence[tuple[str, str]]  # a row: each column's head with the cell below it


def is_table_line(line: str) -> bool:
    """True for a row as a clause's text prints it: its cells between pipes."""
    return line.startswith("| ") and line.endswith(" |")


def cells_of(line: str) -> list[str]:
    """The plain words of the cells of a row as a clause's text prints it; [] of another line."""
    if not is_table_line(line):
        return []
    return [EMPHASIS.sub("", cell).strip() for cell in line[2:-2].split(" | ")]


def row_sentence(record: Iterable[tuple[str, str]]) -> str:
    """A row's pairs of head and cell on one line, an empty cell as a dash."""
    return " · ".join(f"{head}: {cell or '–'}" if head else cell or "–" for head, cell in record)


class ReadableRows:
    """Turns the rows of some tables, in their order, into lines that people read."""

    def __init__(self, tables: Iterable[tuple[Sequence[str], Sequence[Record]]]) -> None:
        """`tables` are each the heads, and the rows with the line over all columns above them."""
        self._tables = [(list(header), list(records)) for header, records in tables]

    def text(self, printed: str) -> str:
        """`printed` with each row that stands between pipes as one line of words."""
        if "| " not in printed:
            return printed
        lines = (self._line(line) for line in printed.split("\n"))
        return "\n".join(line for line in lines if line is not None)

    def _line(self, line: str) -> str | None:
        """The line as it is shown; None where other lines say what it says: heads, and groups."""
        cells = cells_of(line)
        if not cells:
            return line
        for at, (header, records) in enumerate(self._tables):
            if records and _is_row(cells, records[0]):
                # What stands before it was read, or is not told apart from it.
                self._tables = [(header, records[1:]), *self._tables[at + 1 :]]
                return MARKUP.sub(r"\\\1", row_sentence(records[0]))
        words = list(dict.fromkeys(cell for cell in cells if cell))
        if self._is_said_by_rows(words):
            return None
        return MARKUP.sub(r"\\\1", " · ".join(words))

    def _is_said_by_rows(self, words: Sequence[str]) -> bool:
        """True of a row of heads, and of a line over all columns: the rows below repeat them."""
        header, records = next((t for t in self._tables if t[1]), ([], []))
        is_group = bool(records) and len(words) == 1 and ("", words[0]) in records[0]
        return is_group or (bool(header) and all(any(w in h for h in header) for w in words))


def _is_row(cells: Sequence[str], record: Record) -> bool:
    """True where the printed cells are the row; a cell may also hold what the row above said."""
    own = [cell for _, cell in record][-len(cells) :]
    return (
        len(own) == len(cells)
        and all(printed in ("", cell) for printed, cell in zip(cells, own, strict=True))
        and any(cells)
    )
