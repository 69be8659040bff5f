"""What a partner's file learns of a completed checklist: what it covered, and what was agreed."""

from __future__ import annotations

from datetime import date

from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import AnswerState, Checklist
from drafting.due_diligence.checklists.reading import shown_to
from drafting.partners.errors import DraftingError
from drafting.partners.record.agreement import Agreement, CapacityStep, Money
from drafting.partners.record.control import Completion
from drafting.partners.record.field_types import LONGEST_LINE
from drafting.partners.record.partner import Partner


class NotOnRecord(DraftingError):
    """The partner's file has no completion of that checklist; the message says what to do."""


class UnfitAcknowledgement(DraftingError):
    """Nobody can have acknowledged it so; the message names what is wrong and the cure."""


def with_completion(partner: Partner, checklist: Checklist, by: str, today: date) -> Partner:
    """The partner with the checklist completed by somebody `today`, for its agreement's money.

    Completed again, it stays as it is, unless the agreement is about more money since, or other:
    then who completes it says that it holds for that too, and the partner acknowledges it anew.
    """
    agreement = partner.agreement(checklist.agreement)
    money = agreement.money if agreement else Money()
    completion = Completion(
        checklist=checklist.id,
        agreement=checklist.agreement,
        tier=checklist.tier,
        amount=money.amount,
        currency=money.currency,
        by=by,
        on=today,
        until=checklist.valid_until,
    )
    if _covers(completion_of(partner, checklist.id), money):
        return partner
    return _with_completions(partner, (*partner.control.completions, completion))


def completion_of(partner: Partner, checklist: str) -> Completion | None:
    """The last completion of that checklist in the partner's file; None for none."""
    completions = [entry for entry in partner.control.completions if entry.checklist == checklist]
    return completions[-1] if completions else None


def may_complete_again(partner: Partner, checklist: Checklist) -> bool:
    """True for a completed one whose agreement is about more money than it covers, or other."""
    agreement = partner.agreement(checklist.agreement)
    if checklist.completed_at is None or agreement is None:
        return False
    return not _covers(completion_of(partner, checklist.id), agreement.money)


def with_acknowledgement(
    partner: Partner, checklist: Checklist, person: str, on: date, today: date
) -> Partner:
    """The partner with who acknowledged the checklist's last completion, and when.

    Raises NotOnRecord, and UnfitAcknowledgement for a name that is missing and a day that cannot
    be.
    """
    completion = completion_of(partner, checklist.id)
    if completion is None:
        raise NotOnRecord(
            f"{checklist.id} is not completed in the partner’s file; complete it first."
        )
    name = " ".join(person.split())
    if not name:
        raise UnfitAcknowledgement("Name the person of the partner who acknowledged it.")
    if on > today:
        raise UnfitAcknowledgement(f"{on.isoformat()} is still to come; give the day it was done.")
    if completion.on is not None and on < completion.on:
        raise UnfitAcknowledgement(
            f"{on.isoformat()} is before {completion.on.isoformat()}, when it was completed; "
            "correct the day."
        )
    acknowledged = completion.model_copy(update={"acknowledged_by": name, "acknowledged_on": on})
    return _with_completions(
        partner,
        tuple(
            acknowledged if entry is completion else entry for entry in partner.control.completions
        ),
    )


def with_agreed_gaps(partner: Partner, checklist: Checklist) -> Partner:
    """The partner with the agreed gaps in the checklist's agreement.

    Of one that was completed before, those that were agreed upon since.
    """
    agreements = tuple(
        agreement.model_copy(update={"capacity": _with_gaps(agreement, checklist)})
        if agreement.key == checklist.agreement
        else agreement
        for agreement in partner.agreements
    )
    return partner.model_copy(update={"agreements": agreements})


def _covers(completion: Completion | None, money: Money) -> bool:
    """Whether it was completed for at least that money, in the same currency."""
    if completion is None:
        return False
    if money.amount is None:
        return True
    has_as_much = completion.amount is not None and completion.amount >= money.amount
    return has_as_much and completion.currency == money.currency


def _with_completions(partner: Partner, completions: tuple[Completion, ...]) -> Partner:
    control = partner.control.model_copy(update={"completions": completions})
    return partner.model_copy(update={"control": control})


def _with_gaps(agreement: Agreement, checklist: Checklist) -> tuple[CapacityStep, ...]:
    """The agreement's capacity support with the checklist's agreed gaps: CSPF 16(f).

    What is there already stays; a gap is added once. The partner reads the annex that this becomes,
    so that it holds nothing that is not for both.
    """
    known_gaps = {step.what for step in agreement.capacity}
    current = [(entry.side, entry.current) for entry in shown_to(checklist, Readers.BOTH).entries]
    steps = [
        CapacityStep(
            what=_in_line(answer.gap),
            of=side,
            who=answer.gap_side,
            action=answer.gap_action,
            by=answer.gap_due,
        )
        for side, answer in current
        if answer is not None and answer.state is AnswerState.GAP and answer.gap_action
        if checklist.completed_at is None or answer.at > checklist.completed_at
    ]
    return (*agreement.capacity, *(step for step in steps if step.what not in known_gaps))


def _in_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]
