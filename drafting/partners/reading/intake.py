"""What a file gives for each partner, before any check: the data, and where each value stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from drafting.partners.reading.cells import UnusableCell, given_by
from drafting.partners.reading.grids import CellPlace, Grid, ImportProblem
from drafting.partners.reading.plain_values import PlainValues
from drafting.partners.record.fields import Field, spoken_path
from drafting.partners.record.slips import did_you_mean
from drafting.partners.refusals import Refusal
from drafting.partners.sheets import AGREEMENT_KEY, PARTNER_ID, VERSION, Sheet, sheet_called

VERSION_FIELD = "record_version"  # in a record of a .yaml file, as VERSION is in a sheet
MOST_PROBLEMS = 1_000  # nobody reads more at a time


@dataclass
class PartnerInput:
    """What a file says of one partner."""

    data: PlainValues
    home: CellPlace  # its row
    stamp: str = ""  # of the version that it was made from; '' where the file does not say
    places: dict[str, CellPlace] = field(default_factory=dict)  # path → where
    own_rows: set[str] = field(
        default_factory=set
    )  # keys of agreements that have a row of their own
    key_places: dict[str, CellPlace] = field(
        default_factory=dict
    )  # all keys, by where they stand first

    def place_of(self, refusal: Refusal) -> CellPlace:
        """Where the refused value stood, or would stand."""
        path = refusal.path
        while path:
            if path in self.places:
                return self.places[path]
            if place := self._row_of(path):
                return CellPlace(place.sheet, place.row, refusal.title)
            shorter = path[: path.rindex("[")] if path.endswith("]") else path.rpartition(".")[0]
            path = "" if shorter == path else shorter
        return CellPlace(self.home.sheet, self.home.row, refusal.title)

    def _row_of(self, entry: str) -> CellPlace | None:
        """Where something else of an entry of a repeated record stands, 'workplan[1]'."""
        if not entry.endswith("]"):
            return None
        own = re.compile(re.escape(entry) + r"\.[a-z_0-9]+")
        return next((place for path, place in self.places.items() if own.fullmatch(path)), None)


@dataclass
class Intake:
    """All that a file gives."""

    partners: dict[str, PartnerInput] = field(default_factory=dict)  # by id
    problems: list[ImportProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was read over
    columns: dict[str, dict[str, int]] = field(default_factory=dict)  # sheet → heading → number
    is_cut: bool = False  # True where there are more problems than were kept

    def located(self, place: CellPlace) -> CellPlace:
        """The place with the number of its column, where its sheet has such a column."""
        number = place.number or self.columns.get(place.sheet, {}).get(place.column, 0)
        return replace(place, number=number)

    def complain(self, place: CellPlace, why: str) -> None:
        """Keeps a problem."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(ImportProblem(place, why))
        elif not self.is_cut:
            self.is_cut = True
            self.notes.append(f"There are more problems than these {MOST_PROBLEMS:,}.")


def intake_of_grids(grids: Iterable[Grid]) -> Intake:
    """What the sheets give; the rows of each are joined to their partners and agreements."""
    intake = Intake()
    pairs = [(sheet, grid) for grid in grids if (sheet := sheet_called(grid.title))]
    order = {"Partners": 0, "Agreements": 1}
    for sheet, grid in sorted(pairs, key=lambda pair: order.get(pair[0].title, 2)):
        _SheetReader(intake, sheet, grid).read()
    return intake


class _SheetReader:
    """Reads one sheet into the intake."""

    def __init__(self, intake: Intake, sheet: Sheet, grid: Grid) -> None:
        self._intake = intake
        self._sheet = sheet
        self._grid = grid
        self._columns: dict[int, str] = {}  # → heading

    def read(self) -> None:
        numbers = self._grid.numbers
        headings = self._grid.rows[numbers[0]] if numbers else {}
        for fault in self._grid.faults:
            heading = str(headings.get(fault.column, ""))
            self._intake.complain(
                CellPlace(self._grid.title, fault.row, heading, fault.column), fault.why
            )
        if numbers and self._read_headings(numbers[0]):
            for number in numbers[1:]:
                self._read_row(number)

    def _read_headings(self, number: int) -> bool:
        for column, cell in self._grid.rows[number].items():
            heading = self._sheet.heading(str(cell))
            place = CellPlace(self._grid.title, number, str(cell)[:60], column)
            if not heading:
                cure = did_you_mean(str(cell), self._sheet.headings) or "delete the column"
                self._intake.complain(place, f"no column has that heading here; {cure}")
            elif heading in self._columns.values():
                self._intake.complain(place, "another column has the same heading; delete one")
            self._columns[column] = heading
            self._intake.columns.setdefault(self._grid.title, {})[heading] = column
        missing = [key for key in self._sheet.keys if key not in self._columns.values()]
        for key in missing:
            place = CellPlace(self._grid.title, number)
            self._intake.complain(place, f"the column '{key}' is missing; add it, and fill it in")
        return not missing

    def _read_row(self, number: int) -> None:
        keys: dict[str, str] = {}
        values: dict[str, Any] = {}
        for column, cell in self._grid.rows[number].items():
            heading = self._columns.get(column)
            place = CellPlace(self._grid.title, number, heading or f"column {column}", column)
            if heading is None:
                self._intake.complain(place, "this column has no heading; write one above it")
            elif heading:
                self._read_cell(place, cell, keys, values)
        missing = [key for key in self._sheet.keys if not keys.get(key)]
        if missing:
            place = self._place(number, missing[0])
            self._intake.complain(
                place, "nothing is given, and the row belongs to nobody; fill it in"
            )
        else:
            self._take(number, keys, values)

    def _read_cell(
        self, place: CellPlace, cell: object, keys: dict[str, str], values: dict[str, Any]
    ) -> None:
        field = self._sheet.fields.get(place.column)
        try:
            value = given_by(cell, field)
        except UnusableCell as error:
            self._intake.complain(place, str(error))
            return
        if field is None:
            keys[place.column] = str(value or "")
        else:
            values[place.column] = value

    def _take(self, number: int, keys: Mapping[str, str], values: Mapping[str, Any]) -> None:
        place = self._place(number, PARTNER_ID)
        partner, key = keys[PARTNER_ID], keys.get(AGREEMENT_KEY, "")
        if self._sheet.title == "Partners" and partner in self._intake.partners:
            self._intake.complain(place, f"'{partner}' has a row above already; keep one of them")
            return
        partner_input = self._intake.partners.setdefault(
            partner, PartnerInput({"id": partner}, place)
        )
        partner_input.places.setdefault("id", place)
        partner_input.stamp = partner_input.stamp or keys.get(VERSION, "")
        data, above = partner_input.data, ""
        if key:
            place = self._place(number, AGREEMENT_KEY)
            data, above = _agreement(partner_input, key, place)
            if self._sheet.title == "Agreements":
                if key in partner_input.own_rows:
                    why = f"'{key}' has a row above already; keep one of them"
                    self._intake.complain(place, why)
                    return
                partner_input.own_rows.add(key)
        if self._sheet.path:
            if not values:  # a row that waits to be filled in says nothing of its list
                return
            data, above = self._entry(data, above, values)
        for heading, value in values.items():
            field = self._sheet.fields[heading]
            _set(data, field, value)
            partner_input.places[f"{above}{field.path}"] = self._place(number, heading)

    def _place(self, row: int, heading: str) -> CellPlace:
        number = self._intake.columns.get(self._grid.title, {}).get(heading, 0)
        return CellPlace(self._grid.title, row, heading, number)

    def _entry(
        self, data: dict[str, Any], above: str, values: Mapping[str, Any]
    ) -> tuple[dict[str, Any], str]:
        """A new entry of the repeated record, and its path; where all is cleared, none."""
        names = self._sheet.path.split(".")
        for name in names[:-1]:
            data = data.setdefault(name, {})
        entries = data.setdefault(names[-1], [])
        entry: dict[str, Any] = {}
        if any(value is not None for value in values.values()):
            entries.append(entry)
        return entry, f"{above}{self._sheet.path}[{len(entries)}]."


def _agreement(
    partner_input: PartnerInput, key: str, place: CellPlace
) -> tuple[dict[str, Any], str]:
    """The agreement's own data, and the path to it."""
    above = f"agreements[{key}]."
    agreements = partner_input.data.setdefault("agreements", [])
    agreement = next((agreement for agreement in agreements if agreement["key"] == key), None)
    if agreement is None:
        agreement = {"key": key}
        agreements.append(agreement)
        partner_input.places[f"{above}key"] = partner_input.key_places[key] = place
    return agreement, above


def _set(data: dict[str, Any], field: Field, value: Any) -> None:
    names = field.path.split(".")
    for name in names[:-1]:
        data = data.setdefault(name, {})
    data[names[-1]] = value


def intake_of_records(
    file: str, records: Any, lines: Mapping[tuple[str | int, ...], int]
) -> Intake:
    """What whole records of a .yaml file give: one record, a list of them, or 'partners: [...]'."""
    intake = Intake()
    root: tuple[str | int, ...] = ()
    if isinstance(records, dict) and "partners" in records:
        records, root = records["partners"], ("partners",)
    if isinstance(records, dict):
        _take_record(intake, file, records, (), lines)
        return intake
    if not isinstance(records, list):
        intake.complain(
            CellPlace(file, 1), "no record is in it; write one as docs/partners.md shows"
        )
        return intake
    for number, record in enumerate(records):
        _take_record(intake, file, record, (*root, number), lines)
    return intake


def _take_record(
    intake: Intake,
    file: str,
    record: Any,
    at: tuple[str | int, ...],
    lines: Mapping[tuple[str | int, ...], int],
) -> None:
    home = CellPlace(file, lines.get(at, 1))
    partner = record.get("id") if isinstance(record, dict) else None
    if not partner or not isinstance(partner, str):
        intake.complain(home, "the record has no id; write 'id:' with a short and lasting one")
    elif partner in intake.partners:
        intake.complain(home, f"'{partner}' has a record above already; keep one of them")
    else:
        below = {loc[len(at) :]: line for loc, line in lines.items() if loc[: len(at)] == at}
        places = {
            (path := spoken_path(loc, record)): CellPlace(file, line, path)
            for loc, line in below.items()
        }
        data = _cleared(record)
        stamp = str(data.pop(VERSION_FIELD, None) or "")
        intake.partners[partner] = PartnerInput(data, home, stamp, places)


def _cleared(value: Any) -> Any:
    """The record with None where a value is to go: left empty, or the word for it."""
    if isinstance(value, dict):
        return {name: _cleared(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_cleared(below) if isinstance(below, dict) else below for below in value]
    return None if given_by(value, None) in ("", None) else value
