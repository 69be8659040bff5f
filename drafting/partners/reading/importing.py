"""An import: what a file would change, shown before anything is saved, and saved whole or not.

Of what somebody changed after the file was written, only what is chosen by name comes in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from drafting.partners.changes import changes_between
from drafting.partners.errors import BadRecord
from drafting.partners.merging import merged, without_field, without_restricted
from drafting.partners.naming import office_names
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.reading.files import intake_of, read_intake
from drafting.partners.reading.grids import CellPlace, ImportProblem, NoPartnersInIt
from drafting.partners.reading.intake import Intake, PartnerInput
from drafting.partners.reading.newer_work import (
    ALL,
    RECORD,
    ContestedField,
    NewerWork,
    is_chosen,
)
from drafting.partners.reading.plans import (
    AgreementName,
    ImportChoices,
    ImportPlan,
    PlannedChange,
)
from drafting.partners.reading.same_names import same_names, take_existing, with_accounts
from drafting.partners.reading.shown_changes import shown_changes
from drafting.partners.reading.stamps import version_in
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.fields import fields_of
from drafting.partners.record.partner import Partner
from drafting.partners.record.slips import did_you_mean
from drafting.partners.refusals import field_refusals
from drafting.partners.sheets import PARTNER_ID, VERSION, sheets

DELETED = "The partner itself"
NO_STAMP = "this is no version that an export wrote; write it as it was, or export again"
AS_IT_IS = ImportChoices()  # the file as it is: nobody decided anything about it
LEFT_OUT = "Bank details and CNICs in the file are left out: Finance imports those."


@dataclass(frozen=True)
class _Outcome:
    """What becomes of one partner: a change, or problems; neither where nothing differs."""

    planned: PlannedChange | None = None
    problems: tuple[ImportProblem, ...] = ()
    contested: tuple[ContestedField, ...] = ()

    @property
    def is_gone(self) -> bool:
        """True where the partner was deleted since, and stays so."""
        return any(field.path == RECORD and not field.is_taken for field in self.contested)


def plan_import(file: Path, partners: PartnerFile, choices: ImportChoices = AS_IT_IS) -> ImportPlan:
    """What importing the file would change. Raises BadRecord where it cannot be read at all.

    Raises BadRecord too where a choice names no field that was changed since the file was written.
    """
    return _plan(file.name, read_intake(file), partners, choices)


def plan_content(
    name: str,
    content: bytes,
    partners: PartnerFile,
    choices: ImportChoices = AS_IT_IS,
    *,
    may_set_restricted: bool,
) -> ImportPlan:
    """The same for a file that somebody sent.

    Restricted values are left out of it where whoever sent it may not set them. Raises
    NoPartnersInIt where no sheet of it has a column for the partner's id, BadRecord as above.
    """
    intake = intake_of(name, content, office_names())
    if intake.columns and not any(PARTNER_ID in headings for headings in intake.columns.values()):
        raise NoPartnersInIt(f"{name} has no column ‘{PARTNER_ID}’, so it is no partner file.")
    if not may_set_restricted:
        for partner_input in intake.partners.values():
            data = without_restricted(Partner, partner_input.data)
            if data != partner_input.data:
                partner_input.data = data
                intake.notes.append(LEFT_OUT)
    return _plan(name, intake, partners, choices)


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


def _plan(file: str, intake: Intake, partners: PartnerFile, choices: ImportChoices) -> ImportPlan:
    misplacements = take_existing(intake, choices.same_as, partners)
    outcomes = {
        partner_id: _outcome(partner_input, partners, choices.taken)
        for partner_id, partner_input in intake.partners.items()
    }
    plans = with_accounts([each.planned for each in outcomes.values() if each.planned], partners)
    problems = [problem for outcome in outcomes.values() for problem in outcome.problems]
    contested_fields = tuple(field for outcome in outcomes.values() for field in outcome.contested)
    _refuse_unknown(choices.taken, contested_fields)
    return ImportPlan(
        file=file,
        new=tuple(plan for plan in plans if not plan.version),
        changed=tuple(plan for plan in plans if plan.version),
        unchanged=tuple(
            partner_id
            for partner_id, outcome in outcomes.items()
            if not (outcome.planned or outcome.problems or outcome.is_gone)
        ),
        problems=_located(intake, [*intake.problems, *misplacements, *problems]),
        notes=tuple(dict.fromkeys(intake.notes)),
        contested=contested_fields,
        agreements=tuple(
            AgreementName(partner_id, key)
            for partner_id, partner_input in intake.partners.items()
            for key in _agreement_keys(partner_input)
        ),
        partners_in_file=len(intake.partners),
        choices=choices,
        same_names=tuple(same_names(plans, partners, _name_places(intake), choices.apart)),
    )


def _located(intake: Intake, problems: Sequence[ImportProblem]) -> tuple[ImportProblem, ...]:
    """The same in the order of the file, each with the address of its cell."""
    problems_in_file = (
        replace(problem, place=intake.located(problem.place)) for problem in problems
    )
    return tuple(sorted(problems_in_file, key=_in_order))


def _name_places(intake: Intake) -> dict[str, CellPlace]:
    """Where the file names each partner, by its id."""
    return {
        partner_id: partner_input.places.get("identity.legal_name", partner_input.home)
        for partner_id, partner_input in intake.partners.items()
    }


def _outcome(
    partner_input: PartnerInput, partners: PartnerFile, choices_taken: Collection[str]
) -> _Outcome:
    """What the file makes of one partner, in words as people read them."""
    version, present = partners.raw(str(partner_input.data["id"]))
    outcome = _compared(partner_input, partners, version, present, choices_taken)
    change = outcome.planned
    if change is None:
        return outcome
    changes = shown_changes(change.changes, present, change.partner)
    return replace(outcome, planned=replace(change, changes=changes))


def _compared(
    partner_input: PartnerInput,
    partners: PartnerFile,
    version: int,
    present: Mapping[str, Any],
    choices_taken: Collection[str],
) -> _Outcome:
    """The same, in words as they are typed."""
    partner_id = str(partner_input.data["id"])
    problems = _bad_stamp(partner_input) or _strangers(partner_input, present, partners)
    if problems:
        return _Outcome(problems=tuple(problems))
    if version:
        newer = NewerWork(partners, partner_id, version, partner_input.stamp)
        return _of_present(partner_input, version, present, newer, choices_taken)
    deletion = _deleted(partner_input, partners, choices_taken)
    if deletion and not deletion.is_taken:
        return _Outcome(contested=(deletion,))
    outcome = _planned(partner_input, partner_input.data, {}, 0)
    return replace(outcome, contested=(deletion,)) if deletion else outcome


def _of_present(
    partner_input: PartnerInput,
    version: int,
    present: Mapping[str, Any],
    newer: NewerWork,
    choices_taken: Collection[str],
) -> _Outcome:
    """What the file makes of a partner on record: newer work stays, but for what is chosen."""
    partner_id, data = str(partner_input.data["id"]), partner_input.data
    whole = _planned(partner_input, data, present, version)
    if not newer.since:
        return whole
    if whole.problems:  # they may come of what does not fit together with the newer work
        contested_fields = tuple(_unfit(partner_input, newer, choices_taken))
    else:
        changes = whole.planned.changes if whole.planned else ()
        contested_fields = tuple(newer.contested(partner_id, changes, choices_taken))
    for field in contested_fields:
        data = data if field.is_taken else without_field(data, field.path)
    outcome = _planned(partner_input, data, present, version)
    return replace(outcome, contested=contested_fields)


def _unfit(
    partner_input: PartnerInput, newer: NewerWork, choices_taken: Collection[str]
) -> Iterator[ContestedField]:
    """The fields that are newer and that the file gives, where the file as a whole is refused."""
    partner_id = str(partner_input.data["id"])
    for path, change in newer.since.items():
        if without_field(partner_input.data, path) != partner_input.data:
            is_taken = is_chosen(f"{partner_id}:{path}", choices_taken)
            yield ContestedField(partner_id, path, _title_of(path), change, (), True, is_taken)


def _title_of(path: str) -> str:
    """The title of a field of the record, or of one of its agreements."""
    head, _, rest = path.partition("].")
    if not rest:
        field = fields_of(Partner).get(path)
        return field.label if field else path
    field = fields_of(Agreement).get(rest)
    return f"{head.partition('[')[2]}: {field.label if field else rest}"


def _deleted(
    partner_input: PartnerInput, partners: PartnerFile, choices_taken: Collection[str]
) -> ContestedField | None:
    """The partner itself, where it was deleted after the file was written."""
    partner_id = str(partner_input.data["id"])
    if not partner_input.stamp or not partners.was_deleted(partner_id):
        return None
    is_taken = is_chosen(f"{partner_id}:{RECORD}", choices_taken)
    return ContestedField(partner_id, RECORD, DELETED, None, (), True, is_taken)


def _planned(
    partner_input: PartnerInput, data: Mapping[str, Any], present: Mapping[str, Any], version: int
) -> _Outcome:
    """The partner with `data` in it, or what is wrong with that."""
    result = _checked_partner(partner_input, data, present)
    if isinstance(result, list):
        return _Outcome(problems=tuple(result))
    after = result.model_dump(mode="json", exclude_defaults=True)
    changes = changes_between(Partner, present, after)
    if not changes and version:
        return _Outcome()
    return _Outcome(planned=PlannedChange(result, changes, version))


def _bad_stamp(partner_input: PartnerInput) -> list[ImportProblem]:
    stamp = partner_input.stamp
    if not stamp or version_in(stamp):
        return []
    place = CellPlace(partner_input.home.sheet, partner_input.home.row, VERSION)
    return [ImportProblem(place, NO_STAMP)]


def _refuse_unknown(choices_taken: Collection[str], fields: Collection[ContestedField]) -> None:
    """Raises BadRecord for a choice that names no field that is contested."""
    for choice in choices_taken:
        if not any(is_chosen(field.name, (choice,)) for field in fields) and choice != ALL:
            cure = did_you_mean(choice, [field.name for field in fields]) or "leave it out."
            raise BadRecord(
                f"'{choice}' is no field that was changed since the file was written; {cure}"
            )


def _agreement_keys(partner_input: PartnerInput) -> Iterator[str]:
    for agreement in partner_input.data.get("agreements") or ():
        if isinstance(agreement, dict) and agreement.get("key"):
            yield str(agreement["key"])


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
    partner_input: PartnerInput, data: Mapping[str, Any], present: Mapping[str, Any]
) -> Partner | list[ImportProblem]:
    """The partner with `data`, which the file gives, or what is wrong with it."""
    whole = merged(Partner, present, data)
    try:
        return Partner.model_validate(whole)
    except ValidationError as error:
        refusals = field_refusals(error, whole)
        return [ImportProblem(partner_input.place_of(refusal), refusal.why) for refusal in refusals]


def _in_order(problem: ImportProblem) -> tuple[int, int, int]:
    titles = [sheet.title for sheet in sheets()]
    place = problem.place
    return (titles.index(place.sheet) if place.sheet in titles else -1, place.row, place.number)
