"""Partners of a file that bear the name of another one, or the account of another one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from drafting.partners.finding import PartnerNames
from drafting.partners.partner_file import PartnerFile
from drafting.partners.reading.grids import CellPlace, ImportProblem
from drafting.partners.reading.intake import Intake
from drafting.partners.reading.plans import PlannedChange, SameName

BANK = "bank."  # with what the paths of the account begin


def take_existing(
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


def with_accounts(plans: Sequence[PlannedChange], partners: PartnerFile) -> list[PlannedChange]:
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


def same_names(
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
