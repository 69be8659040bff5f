"""An import: what a file would change, shown before anything is saved, and saved whole or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from drafting.partners.changes import FieldChange, changes_between
from drafting.partners.errors import BadRecord
from drafting.partners.merging import merged
from drafting.partners.naming import office_names
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.reading.files import intake_of, read_intake
from drafting.partners.reading.grids import ImportProblem, NoPartnersInIt
from drafting.partners.reading.intake import Intake, PartnerInput
from drafting.partners.reading.marking import can_be_marked, marked_workbook, marks_of
from drafting.partners.reading.shown_changes import shown_changes
from drafting.partners.record.partner import Partner
from drafting.partners.record.slips import did_you_mean
from drafting.partners.refusals import field_refusals
from drafting.partners.sheets import PARTNER_ID, sheets


@dataclass(frozen=True)
class PlannedChange:
    """One partner as it would be saved."""

    partner: Partner
    changes: tuple[FieldChange, ...]  # of a new partner: all that is known of it
    version: int  # the version that they were made from; 0 for a new partner


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. With problems, it does nothing."""

    file: str
    new: tuple[PlannedChange, ...]
    changed: tuple[PlannedChange, ...]
    unchanged: tuple[str, ...]  # ids
    problems: tuple[ImportProblem, ...]
    notes: tuple[str, ...]  # what was read over, a sentence each

    @property
    def planned(self) -> tuple[PlannedChange, ...]:
        """All that would be saved."""
        return (*self.new, *self.changed)

    @property
    def can_be_marked(self) -> bool:
        """True where the cells that are wrong can be marked in the file itself."""
        return bool(self.problems) and can_be_marked(self.file)

    def marked(self, content: bytes) -> bytes:
        """The workbook with a note and a fill at each cell that is wrong. Raises BadRecord."""
        return marked_workbook(self.file, content, marks_of(self.problems))


def plan_import(file: Path, partners: PartnerFile) -> ImportPlan:
    """What importing the file would change. Raises BadRecord where it cannot be read at all."""
    return _plan(file.name, read_intake(file), partners)


def plan_content(name: str, content: bytes, partners: PartnerFile) -> ImportPlan:
    """The same for a file that somebody sent.

    Raises NoPartnersInIt where no sheet of it has a column for the partner's id, BadRecord where it
    cannot be read at all.
    """
    intake = intake_of(name, content, office_names())
    if not any(PARTNER_ID in headings for headings in intake.columns.values()):
        raise NoPartnersInIt(f"{name} has no column ‘{PARTNER_ID}’, so it is no partner file.")
    return _plan(name, intake, partners)


def _plan(file: str, intake: Intake, partners: PartnerFile) -> ImportPlan:
    problems = list(intake.problems)
    plans = []
    unchanged_ids = []
    for partner_id, partner_input in intake.partners.items():
        version, present = partners.raw(partner_id)
        strangers = _strangers(partner_input, present, partners)
        if strangers:
            problems += strangers
            continue
        outcome = _checked_partner(partner_input, present)
        if isinstance(outcome, list):
            problems += outcome
            continue
        after = outcome.model_dump(mode="json", exclude_defaults=True)
        changes = changes_between(Partner, present, after)
        if changes or not version:
            shown = shown_changes(changes, present, outcome)
            plans.append(PlannedChange(outcome, shown, version))
        else:
            unchanged_ids.append(partner_id)

    def located(problem: ImportProblem) -> ImportProblem:
        return replace(problem, place=intake.located(problem.place))

    return ImportPlan(
        file=file,
        new=tuple(plan for plan in plans if not plan.version),
        changed=tuple(plan for plan in plans if plan.version),
        unchanged=tuple(unchanged_ids),
        problems=tuple(sorted(map(located, problems), key=_in_order)),
        notes=tuple(intake.notes),
    )


def carry_out_import(plan: ImportPlan, partners: PartnerFile, *, by: str) -> list[StoredPartner]:
    """Saves all that was planned, or nothing.

    Raises PartnerChanged where one of the partners was changed since the plan was made, and
    BadRecord where the plan has problems.
    """
    if plan.problems:
        raise BadRecord(f"{plan.file} has problems, so nothing was saved; correct them first.")
    return partners.save_all(
        [change.partner for change in plan.planned],
        by=by,
        source=f"import of {plan.file}",
        expected_versions={change.partner.id: change.version for change in plan.planned},
    )


def _strangers(
    partner_input: PartnerInput, present: Mapping[str, Any], partners: PartnerFile
) -> list[ImportProblem]:
    """Rows that belong to a partner or to an agreement that nobody has told of."""
    partner_id = partner_input.data["id"]
    if not present and "identity" not in partner_input.data:
        near = partners.find(partner_id, limit=1)
        cure = f"did you mean '{near[0].id}'?" if near else "give its legal name with it"
        place = partner_input.places.get("id", partner_input.home)
        return [ImportProblem(place, f"no partner has the id '{partner_id}'; {cure}")]
    keys = {
        agreement["key"] for agreement in present.get("agreements", ())
    } | partner_input.own_rows
    return [
        ImportProblem(place, f"the partner has no agreement '{key}'; {_nearest_key(key, keys)}")
        for key, place in partner_input.key_places.items()
        if key not in keys
    ]


def _nearest_key(key: str, keys: Collection[str]) -> str:
    return did_you_mean(key, keys) or "add it to the sheet Agreements"


def _checked_partner(
    partner_input: PartnerInput, present: Mapping[str, Any]
) -> Partner | list[ImportProblem]:
    """The partner with what was given, or what is wrong with it."""
    data = merged(Partner, present, partner_input.data)
    try:
        return Partner.model_validate(data)
    except ValidationError as error:
        refusals = field_refusals(error, data)
        return [ImportProblem(partner_input.place_of(refusal), refusal.why) for refusal in refusals]


def _in_order(problem: ImportProblem) -> tuple[int, int, int]:
    titles = [sheet.title for sheet in sheets()]
    place = problem.place
    return (titles.index(place.sheet) if place.sheet in titles else -1, place.row, place.number)
