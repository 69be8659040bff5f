"""What an import would do: one partner as it would be saved, and the plan of a whole file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from drafting.partners.changes import FieldChange
from drafting.partners.reading.grids import CellPlace, ImportProblem
from drafting.partners.reading.marking import can_be_marked, marked_workbook, marks_of
from drafting.partners.reading.newer_work import ContestedField
from drafting.partners.record.partner import Partner


@dataclass(frozen=True)
class ImportChoices:
    """What somebody decided about a file before it comes in."""

    taken: Collection[
        str
    ] = ()  # newer fields that come in all the same: `ContestedField.name`, all
    same_as: Mapping[str, str] = field(
        default_factory=dict
    )  # a new partner's id → the one on record
    apart: Collection[str] = ()  # ids of partners that are others than those of the same name


@dataclass(frozen=True)
class PlannedChange:
    """One partner as it would be saved."""

    partner: Partner
    changes: tuple[FieldChange, ...]  # of a new partner: all that is known of it
    version: int  # the version that they were made from; 0 for a new partner
    holds_account: bool = False  # True where another account than the one on record would wait
    account_others: tuple[str, ...] = ()  # ids of the other partners that have the same IBAN


@dataclass(frozen=True)
class SameName:
    """A partner in the file that bears the name of another one."""

    partner: str  # its id
    name: str
    place: CellPlace
    other: str  # the id of the other one
    other_name: str
    is_on_record: bool  # False where the other one is in the same file
    is_new: bool  # False where the partner is on record itself, and would be renamed

    @property
    def may_be_taken(self) -> bool:
        """True where the file may be about the other one, which is on record."""
        return self.is_new and self.is_on_record


class AgreementName(NamedTuple):
    """Which agreement of which partner."""

    partner: str  # its id
    agreement: str  # its key


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. With problems, it does nothing."""

    file: str
    new: tuple[PlannedChange, ...]
    changed: tuple[PlannedChange, ...]
    unchanged: tuple[str, ...]  # ids
    problems: tuple[ImportProblem, ...]
    notes: tuple[str, ...]  # what was read over, a sentence each
    contested: tuple[ContestedField, ...] = ()  # changed since the file was written
    agreements: tuple[AgreementName, ...] = ()  # that the file tells of
    partners_in_file: int = 0
    same_names: tuple[SameName, ...] = ()  # what somebody decides before anything is saved
    choices: ImportChoices = field(default_factory=ImportChoices)  # that it was made with

    @property
    def planned(self) -> tuple[PlannedChange, ...]:
        """All that would be saved."""
        return (*self.new, *self.changed)

    @property
    def digest(self) -> str:
        """Tells this plan from another one; no restricted value can be learned of it."""
        changes = [
            (planned.partner.id, planned.version, *(_sign(change) for change in planned.changes))
            for planned in self.planned
        ]
        contested = [
            (newer.name, newer.is_taken, *(_sign(change) for change in newer.changes))
            for newer in self.contested
        ]
        return hashlib.sha256(repr((changes, contested)).encode()).hexdigest()[:16]

    @property
    def can_be_marked(self) -> bool:
        """True where the cells that are wrong can be marked in the file itself."""
        return bool(self.problems) and can_be_marked(self.file)

    def marked(self, content: bytes) -> bytes:
        """The workbook with a note and a fill at each cell that is wrong. Raises BadRecord."""
        return marked_workbook(self.file, content, marks_of(self.problems))

    @property
    def undecided(self) -> tuple[ContestedField, ...]:
        """What the file would change and does not, for it was changed since and nobody chose it."""
        return tuple(each for each in self.contested if each.is_edited and not each.is_taken)


def _sign(change: FieldChange) -> tuple[str, str, str]:
    visible = change.shown(may_see_restricted_fields=False)
    return visible.path, visible.before, visible.after
