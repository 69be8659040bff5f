"""An import: what a file would change, shown before anything is saved, and saved whole or not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from drafting.partners.changes import FieldChange, changes_between
from drafting.partners.errors import BadRecord
from drafting.partners.finding import PartnerNames
from drafting.partners.merging import merged
from drafting.partners.naming import office_names
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.reading.files import intake_of, read_intake
from drafting.partners.reading.grids import CellPlace, ImportProblem, NoPartnersInIt
from drafting.partners.reading.intake import Intake, PartnerInput
from drafting.partners.reading.marking import can_be_marked, marked_workbook, marks_of
from drafting.partners.reading.shown_changes import shown_changes
from drafting.partners.record.partner import Partner
from drafting.partners.record.slips import did_you_mean
from drafting.partners.refusals import field_refusals
from drafting.partners.sheets import PARTNER_ID, sheets

BANK = "bank."  # with what the paths of the account begin


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


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. With problems, it does nothing."""

    file: str
    new: tuple[PlannedChange, ...]
    changed: tuple[PlannedChange, ...]
    unchanged: tuple[str, ...]  # ids
    problems: tuple[ImportProblem, ...]
    notes: tuple[str, ...]  # what was read over, a sentence each
    same_names: tuple[SameName, ...] = ()  # what somebody decides before anything is saved

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


def plan_import(
    file: Path,
    partners: PartnerFile,
    *,
    same_as: Mapping[str, str] | None = None,
    apart: Collection[str] = (),
) -> ImportPlan:
    """What importing the file would change. Raises BadRecord where it cannot be read at all.

    `same_as` says which partner on record a new one of the file is, by their ids; `apart` are the
    partners of the file that are others than those of the same name.
    """
    return _plan(file.name, read_intake(file), partners, same_as or {}, apart)


def plan_content(
    name: str,
    content: bytes,
    partners: PartnerFile,
    *,
    same_as: Mapping[str, str] | None = None,
    apart: Collection[str] = (),
) -> ImportPlan:
    """The same for a file that somebody sent.

    Raises NoPartnersInIt where no sheet of it has a column for the partner's id, BadRecord where it
    cannot be read at all.
    """
    intake = intake_of(name, content, office_names())
    if not any(PARTNER_ID in headings for headings in intake.columns.values()):
        raise NoPartnersInIt(f"{name} has no column ‘{PARTNER_ID}’, so it is no partner file.")
    return _plan(name, intake, partners, same_as or {}, apart)


def _plan(
    file: str,
    intake: Intake,
    partners: PartnerFile,
    same_as: Mapping[str, str],
    apart: Collection[str],
) -> ImportPlan:
    problems = [*intake.problems, *_take_existing(intake, same_as, partners)]
    plans: list[PlannedChange] = []
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
    plans = _with_accounts(plans, partners)
    places = {
        partner_id: entry.places.get("identity.legal_name", entry.home)
        for partner_id, entry in intake.partners.items()
    }

    def located(problem: ImportProblem) -> ImportProblem:
        return replace(problem, place=intake.located(problem.place))

    return ImportPlan(
        file=file,
        new=tuple(plan for plan in plans if not plan.version),
        changed=tuple(plan for plan in plans if plan.version),
        unchanged=tuple(unchanged_ids),
        problems=tuple(sorted(map(located, problems), key=_in_order)),
        notes=tuple(intake.notes),
        same_names=tuple(_same_names(plans, partners, places, apart)),
    )


def carry_out_import(plan: ImportPlan, partners: PartnerFile, *, by: str) -> list[StoredPartner]:
    """Saves all that was planned, or nothing.

    Raises PartnerChanged where one of the partners was changed since the plan was made, and
    BadRecord where the plan has problems, or partners of one name that nobody decided on.
    """
    if plan.problems:
        raise BadRecord(f"{plan.file} has problems, so nothing was saved; correct them first.")
    if plan.same_names:
        raise BadRecord(
            f"{plan.file} has partners of the same name as others, so nothing was saved; decide on "
            "them first."
        )
    return partners.save_all(
        [change.partner for change in plan.planned],
        by=by,
        source=f"import of {plan.file}",
        expected_versions={change.partner.id: change.version for change in plan.planned},
    )


def _take_existing(
    intake: Intake, same_as: Mapping[str, str], partners: PartnerFile
) -> list[ImportProblem]:
    """Gives partners of the file the ids of those on record that they are; what is wrong there."""
    problems = []
    for new_id, existing_id in same_as.items():
        entry = intake.partners.get(new_id)
        if entry is None:
            sheet = next(iter(intake.partners.values())).home.sheet if intake.partners else ""
            place = CellPlace(sheet, 1)
            problems.append(ImportProblem(place, f"no partner '{new_id}' is in the file"))
        elif not partners.has(existing_id):
            why = f"'{new_id}' was to be '{existing_id}', and no partner on record has that id"
            problems.append(ImportProblem(entry.home, why))
        elif existing_id in intake.partners:
            why = f"'{existing_id}' is in the file as well; keep one of the two rows"
            problems.append(ImportProblem(entry.home, why))
        else:
            entry.data["id"] = existing_id
            intake.partners = {
                existing_id if partner_id == new_id else partner_id: each
                for partner_id, each in intake.partners.items()
            }
    return problems


def _with_accounts(plans: Sequence[PlannedChange], partners: PartnerFile) -> list[PlannedChange]:
    """The same with what is to be told of accounts that are new, or would change."""
    banking = [plan for plan in plans if any(each.path.startswith(BANK) for each in plan.changes)]
    ibans = dict.fromkeys(plan.partner.bank.iban for plan in banking if plan.partner.bank.iban)
    on_record = partners.holders_of(list(ibans))
    in_file: dict[str, list[str]] = {}
    for plan in plans:
        in_file.setdefault(plan.partner.bank.iban, []).append(plan.partner.id)
    held = {plan.partner.id for plan in banking if partners.would_hold(plan.partner)}
    return [
        replace(
            plan,
            holds_account=plan.partner.id in held,
            account_others=tuple(
                other
                for other in dict.fromkeys((*on_record.get(iban, ()), *in_file[iban]))
                if other != plan.partner.id
            ),
        )
        if (iban := plan.partner.bank.iban) in ibans
        else replace(plan, holds_account=plan.partner.id in held)
        for plan in plans
    ]


def _same_names(
    plans: Sequence[PlannedChange],
    partners: PartnerFile,
    places: Mapping[str, CellPlace],
    apart: Collection[str],
) -> Iterator[SameName]:
    """The partners that are new, or would be renamed, and bear the name of another one."""
    named = [plan for plan in plans if not plan.version or _is_renamed(plan)]
    if not named:
        return
    known = partners.namesakes()
    in_file: set[str] = set()
    for plan in named:
        names = PartnerNames.of(plan.partner)
        for other in known.of(names) if names.id not in apart else ():
            yield SameName(
                partner=names.id,
                name=names.legal_name,
                place=places[names.id],
                other=other.id,
                other_name=other.legal_name,
                is_on_record=other.id not in in_file,
                is_new=not plan.version,
            )
        if not plan.version:
            in_file.add(names.id)
            known.add(names)


def _is_renamed(plan: PlannedChange) -> bool:
    return any(change.path == "identity.legal_name" for change in plan.changes)


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
