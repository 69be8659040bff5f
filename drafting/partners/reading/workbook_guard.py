"""The look at a workbook's package before it is opened: small enough, and plain XML inside.

A workbook can be small and still say that a million cells are merged, or name a range a hundred
thousand times; the reader would make a thing of each. So they are counted before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drafting.partners.errors import BadRecord
from knowledge.reading import BadPackage, Caps, PackageFault, look_through

CAPS = Caps(
    members=500,
    inflated_size=32 * 1024 * 1024,  # 500 partners with all their sheets need about 3 MB
    xml=32 * 1024 * 1024,
    elements=2_000_000,
    depth=100,
)
MOST_CELLS = 400_000
MOST_MERGED = 2_000  # areas
MOST_IN_MERGED = 100_000  # cells; a merged line across a whole sheet has 16,384
MOST_RANGES = 5_000  # of rules and formats
MOST_OF_A_KIND = 10_000  # names, comments, hidden links, styles of columns, …
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .xls, or a workbook with a password
AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
FEW = frozenset({"definedName", "comment", "hyperlink", "col", "cfRule", "dataValidation", "xf"})
ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet


@dataclass(frozen=True)
class WorkbookPurpose:
    """What a workbook is read as."""

    what: str  # 'a partner file'
    otherwise: str  # the cure where it holds more than that: 'import it in parts'


def check_workbook(name: str, data: bytes, expectation: WorkbookPurpose) -> None:
    """Raises BadRecord where the bytes are no .xlsx workbook that is safe to open."""
    if data.startswith(LOCKED):
        raise BadRecord(
            f"{name} is locked with a password or of the old .xls kind; save it as .xlsx without a "
            "password."
        )
    try:
        look_through(data, CAPS, _Counts(name, expectation).see)
    except BadPackage as error:
        raise BadRecord(_sentence(name, error.fault, expectation)) from error


def _sentence(name: str, fault: PackageFault, expectation: WorkbookPurpose) -> str:
    match fault:
        case PackageFault.LOCKED:
            return f"{name} is locked with a password; save it without one."
        case PackageFault.BOMB:
            return (
                f"{name} unpacks to far more than {expectation.what} holds and was not opened; "
                f"delete empty formatted rows, or {expectation.otherwise}."
            )
        case PackageFault.ENTITIES:
            return f"{name} holds XML that no workbook needs; save it as .xlsx anew."
        case PackageFault.DAMAGED:
            return (
                f"{name} is no .xlsx workbook, or it is damaged; open it and save it as .xlsx anew."
            )


@dataclass
class _Counts:
    """Counts what the reader would make things of, and refuses too many."""

    name: str
    expectation: WorkbookPurpose
    cells: int = 0
    merged_areas: int = 0
    cells_in_merged: int = 0
    ranges: int = 0
    few: dict[str, int] = field(default_factory=dict)

    def see(self, _member: str, tag: str, attributes: Mapping[str, str]) -> None:
        """Takes an element that begins. Raises BadRecord at the first one that is too many."""
        kind = tag.rpartition(" ")[2]
        count = COUNTED.get(kind)
        if count:
            count(self, attributes)
        if kind in FEW:
            self._count_few(kind)
        if "sqref" in attributes:
            self.ranges += attributes["sqref"].count(" ") + 1
            if self.ranges > MOST_RANGES:
                self._refuse(f"more than {MOST_RANGES:,} ranges of rules and formats", "clear them")

    def _count_cell(self, _attributes: Mapping[str, str]) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            self._refuse(f"more than {MOST_CELLS:,} cells", "delete empty formatted rows")

    def _count_merged(self, attributes: Mapping[str, str]) -> None:
        self.merged_areas += 1
        self.cells_in_merged += _cells_in(attributes.get("ref", ""))
        if self.merged_areas > MOST_MERGED or self.cells_in_merged > MOST_IN_MERGED:
            self._refuse("far too many merged cells", "unmerge them")

    def _count_few(self, kind: str) -> None:
        self.few[kind] = self.few.get(kind, 0) + 1
        if self.few[kind] > MOST_OF_A_KIND:
            parts = "names, comments, links or formats"
            self._refuse(f"more than {MOST_OF_A_KIND:,} {parts}", "delete them")

    def _refuse(self, excess: str, cure: str) -> None:
        raise BadRecord(f"{self.name} has {excess}; {cure}, or {self.expectation.otherwise}.")


COUNTED: Mapping[str, Callable[[_Counts, Mapping[str, str]], None]] = {
    "c": _Counts._count_cell,
    "mergeCell": _Counts._count_merged,
}


def _cells_in(area: str) -> int:
    """How many cells the area has; as many as a sheet where it is none that is written as usual."""
    corners = AREA.fullmatch(area.strip().upper())
    if corners is None:
        return ROWS * COLUMNS
    first_column, top, last_column, bottom = corners.groups()
    width = abs(_column(last_column or first_column) - _column(first_column)) + 1
    return width * (abs(int(bottom or top) - int(top)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
