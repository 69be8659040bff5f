"""A sheet as it was found in a file, before anybody knows what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_ROWS = 20_000  # with something in them, in one sheet
MOST_COLUMNS = 400
LARGEST_FILE = 10 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class CellPlace:
    """Where something stands: 'Partners, row 4, IBAN'."""

    sheet: str  # the sheet's title, or the file's name
    row: int  # counted from 1; of a .yaml file the line
    column: str = ""  # the heading, or the field's path

    def __str__(self) -> str:
        return ", ".join(part for part in (self.sheet, f"row {self.row}", self.column) if part)


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
