"""A sheet as it was found in a file, before anybody knows what its columns mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import ascii_uppercase

from drafting.partners.errors import BadRecord

MOST_ROWS = 20_000  # with something in them, in one sheet
MOST_COLUMNS = 400
LARGEST_FILE = 10 * 1024 * 1024  # bytes


class NoPartnersInIt(BadRecord):
    """A workbook that is no partner file: another table, of somebody's own."""


@dataclass(frozen=True)
class CellPlace:
    """Where something stands: 'Agreements!D7, Starts on'; of a .yaml file 'r.yaml, row 4, id'."""

    sheet: str  # the sheet's title, or the file's name
    row: int  # counted from 1; of a .yaml file the line
    column: str = ""  # the heading, or the field's path
    number: int = 0  # of the column, counted from 1; 0 where no column is meant, or no sheet

    @property
    def address(self) -> str:
        """The cell as a spreadsheet names it, 'Agreements!D7'; 'r.yaml, row 4' where it is none."""
        if not self.number:
            return f"{self.sheet}, row {self.row}"
        sheet = self.sheet if re.fullmatch(r"\w+", self.sheet) else f"'{self.sheet}'"
        return f"{sheet}!{_letters(self.number)}{self.row}"

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.address, self.column)))


def _letters(number: int) -> str:
    """'A' of column 1, 'AB' of column 28."""
    above, last = divmod(number - 1, len(ascii_uppercase))
    return (_letters(above) if above else "") + ascii_uppercase[last]


@dataclass(frozen=True)
class ImportProblem:
    """What is wrong at one place of a file."""

    place: CellPlace
    why: str  # 'the cell holds a formula; …', without a point

    @property
    def sentence(self) -> str:
        """Place, what is wrong, and the cure."""
        return f"{self.place}: {self.why}" + ("" if self.why.endswith(("?", ")")) else ".")


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be read."""

    row: int
    column: int
    why: str


@dataclass
class Grid:
    """The cells of one sheet that hold something."""

    title: str
    rows: dict[int, dict[int, object]] = field(default_factory=dict)  # number → column → value
    faults: list[CellFault] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The rows that hold something, from the top."""
        return sorted(self.rows)
