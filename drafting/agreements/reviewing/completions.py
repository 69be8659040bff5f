"""Whether due diligence was completed for this agreement, as the partner's file tells.

CSPF 15(d) asks for it with each partner, shaped by the purpose and type of the partnership and by
whether funds are involved. So it counts for the agreement that it looked into; and for each
agreement that its tier and amount reach, where it was done for the partner as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafting.agreements.reviewing.amounts import CoveredSum
from drafting.agreements.reviewing.case import Case, day
from drafting.agreements.reviewing.review import Finding
from drafting.partners.field_values import listed
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.control import Completion, DiligenceStanding
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Context, Flag, Tier

BASIS = ("CSPF 15(d)",)
FIELD = "partner.control.completions"
MAKE_IT = "make its checklist with /due-diligence and complete it"
MAKE_IT_ANEW = "make the checklist of this agreement anew with /due-diligence and complete it"


def tier_by_funds(_partner: Partner, agreement: Agreement) -> Tier:
    """The tier that funds alone call for, for a desk that knows no thresholds of its office."""
    return Tier.C if agreement.money.funding_involved is Flag.YES else Tier.A


def no_diligence(_partner: str, _agreement: str) -> DiligenceStanding:
    """Nothing that stands against an agreement, for a desk that knows no checklists."""
    return DiligenceStanding()


def concern_findings(case: Case) -> Iterator[Finding]:
    """That due diligence holds concerns which nobody cleared; a person weighs them.

    What they are is read in its summary: not everybody who reads a review may know it.
    """
    standing = case.diligence
    count = standing.concerns
    if not count:
        return
    name = f"the due diligence ‘{standing.checklist}’"
    last = f", the last of {day(standing.last_raised)}" if standing.last_raised else ""
    yield _finding(
        "due-diligence-concerns",
        f"One concern stands in {name}{last}; read it at the head of its summary and weigh it."
        if count == 1
        else f"{count} concerns stand in {name}{last}; read them at the head of its summary and "
        "weigh them.",
    )


def match_findings(case: Case) -> Iterator[Finding]:
    """That a screening's or a debarment's match is not cleared: nobody's word settles it here."""
    if not case.document.needs_due_diligence or not case.diligence.matches:
        return
    count = case.diligence.matches
    matches = "A match" if count == 1 else f"{count} matches"
    be, them = ("is", "it") if count == 1 else ("are", "each")
    yield _finding(
        "due-diligence-match",
        f"{matches} of a screening or a debarment {be} not cleared; look into it, and clear {them} "
        "in the due diligence with a reason, or do not sign.",
    )


def completion_findings(case: Case) -> Iterator[Finding]:
    """What keeps due diligence from counting, or is left to settle of one that does."""
    completions = [*case.partner.control.completions_for(case.agreement.key)]
    if not completions:
        yield _none(case)
        return
    serving = [completion for completion in completions if not [*_shortfalls(completion, case)]]
    acknowledged = [completion for completion in serving if _is_acknowledged(completion, case)]
    if not serving:
        yield from min(
            ([*_shortfalls(completion, case)] for completion in reversed(completions)), key=len
        )
        return
    yield from _to_settle((acknowledged or serving)[-1], case)


def serving_completion(case: Case) -> Completion | None:
    """The due diligence that holds for the agreement today; None for none."""
    completions = case.partner.control.completions_for(case.agreement.key)
    serving = [completion for completion in completions if not [*_shortfalls(completion, case)]]
    return serving[-1] if serving else None


def _shortfalls(completion: Completion, case: Case) -> Iterator[Finding]:
    """Why it does not serve this agreement today; nothing where it does."""
    name = _name_of(completion)
    if completion.on is not None and completion.on > case.today:
        ahead = f"{name} is dated {day(completion.on)}, which is still to come; correct the day."
        yield _finding("due-diligence-ahead", ahead)
        return
    if completion.until is not None and completion.until < case.today:
        ran_out = f"{name} ran out on {day(completion.until)}; go through it again, both ways."
        yield _finding("due-diligence-expired", ran_out)
        return
    yield from _tier(completion, name, case)
    covered, terms = CoveredSum(completion.amount, completion.currency), case.agreement.money
    gap = covered.gap(terms)
    if gap is not None:
        sentence = covered.why(gap, name, MAKE_IT_ANEW, terms)
        yield _finding(f"due-diligence-{gap}", sentence)


def _tier(completion: Completion, name: str, case: Case) -> Iterator[Finding]:
    if completion.tier is None:
        yield _finding(
            "due-diligence-no-tier",
            f"{name} does not say of which tier it was, and this agreement asks for tier "
            f"{case.tier.label}; record the tier.",
        )
    elif not completion.tier.reaches(case.tier) and not _is_provisional(completion, case):
        yield _finding(
            "due-diligence-tier",
            f"{name} was of tier {completion.tier.label}, and this agreement asks for tier "
            f"{case.tier.label}, since CSPF 15(d) shapes it by the funding; {MAKE_IT_ANEW}.",
        )


def _is_provisional(completion: Completion, case: Case) -> bool:
    """True for the first days of an emergency, for as long as the rest may follow."""
    is_emergency = case.agreement.context is Context.EMERGENCY
    return completion.tier is Tier.F and is_emergency and completion.until is not None


def _is_acknowledged(completion: Completion, case: Case) -> bool:
    on = completion.acknowledged_on
    return completion.is_acknowledged and on is not None and on <= case.today


def _to_settle(completion: Completion, case: Case) -> Iterator[Finding]:
    """What is left to record of due diligence that serves the agreement."""
    name = _name_of(completion)
    if not _is_acknowledged(completion, case):
        yield _finding(
            "due-diligence-unacknowledged",
            f"{name} goes both ways, and the record does not say who at the partner acknowledged "
            "it and when; ask the partner and record it.",
        )
    if completion.until is not None and _is_provisional(completion, case):
        yield _finding(
            "due-diligence-provisional",
            f"{name} holds the questions of an emergency’s first days alone; complete the rest, "
            f"tier {case.tier.label}, by {day(completion.until)}.",
        )
    if completion.lacks:
        yield _finding(
            "due-diligence-unproven",
            f"Of the due diligence ‘{completion.checklist}’ the record does not say "
            f"{listed(completion.lacks)}; complete it.",
        )


def _none(case: Case) -> Finding:
    """That none was completed for this agreement, and what there is in its place."""
    control = case.partner.control
    if control.due_diligence_completed is not None and not control.completions:
        return _finding(
            "due-diligence-without-outcome",
            f"Due diligence was completed on {day(control.due_diligence_completed)}, but the "
            "record does not say for which agreement, tier and amount; complete the checklist of "
            "this agreement, or record what was covered.",
        )
    agreements = dict.fromkeys(completion.agreement for completion in control.completions)
    others = listed(f"‘{agreement}’" for agreement in agreements)
    beside = f" (on record is what looked into {others})" if others else ""
    return _finding(
        "no-due-diligence",
        f"No completed due diligence for this agreement is on record{beside}, and CSPF 15(d) "
        f"requires one, both ways and shaped by the purpose and the funding; {MAKE_IT}.",
    )


def _name_of(completion: Completion) -> str:
    return f"The due diligence ‘{completion.checklist}’"


def _finding(code: str, sentence: str) -> Finding:
    return Finding(code, sentence, BASIS, field=FIELD)
