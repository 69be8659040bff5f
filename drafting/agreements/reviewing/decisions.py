"""Whether the Committee decided for this agreement, as the partner's file tells (CSPF 18(c)).

A decision counts by its outcome, for its own agreement, up to its amount and until its day. What an
earlier version kept as a free line says that something was decided, and not what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from drafting.agreements.reviewing.amounts import CoveredSum
from drafting.agreements.reviewing.case import Case, day
from drafting.agreements.reviewing.review import Finding
from drafting.partners.field_values import listed
from drafting.partners.record.control import Approval
from drafting.partners.vocabulary import DecisionOutcome

BASIS = ("CSPF 18(c)",)
FIELD = "partner.control.approvals"
REFUSALS = frozenset({"decision-declined", "decision-deferred"})  # that nobody's word settles
TO_THE_COMMITTEE = "bring it to the Committee and record what it decides"


def decision_findings(case: Case) -> Iterator[Finding]:
    """What keeps the Committee's decision from counting, or is left to settle of one that does."""
    yield from (finding for finding in _findings(case) if finding.code not in REFUSALS)


def refusals(case: Case) -> Iterator[Finding]:
    """That the Committee declined or deferred the agreement: only another decision mends that."""
    yield from (finding for finding in _findings(case) if finding.code in REFUSALS)


def _findings(case: Case) -> Iterator[Finding]:
    decisions = case.partner.control.decisions_on(case.agreement.key)
    taken = [decision for decision in decisions if not _is_ahead(decision, case.today)]
    if not taken:
        yield _ahead(decisions[-1]) if decisions else _none(case)
        return
    approvals = _since_the_last_refusal(taken, case)
    if not approvals:
        yield _refused(_in_order(taken)[-1])
        return
    holding = [decision for decision in approvals if not list(_shortfalls(decision, case))]
    if not holding:
        yield from _shortfalls(approvals[-1], case)
        return
    yield from _to_settle(holding[-1])


def _is_ahead(decision: Approval, today: date) -> bool:
    return decision.on is not None and decision.on > today


def _in_order(decisions: Sequence[Approval]) -> list[Approval]:
    """As they were taken; of one day, as they stand on record.

    A refusal without its day is taken for the last, and an approval without it for the first.
    """

    def taken_on(decision: Approval) -> date:
        assert decision.outcome is not None
        return decision.on or (date.min if decision.outcome.is_approval else date.max)

    return sorted(decisions, key=taken_on)


def _since_the_last_refusal(decisions: Sequence[Approval], case: Case) -> list[Approval]:
    """The approvals that no later decision took back, in the order in which they were taken."""
    approvals: list[Approval] = []
    for decision in _in_order(decisions):
        assert decision.outcome is not None
        if decision.outcome.is_approval:
            approvals.append(decision)
        elif not _is_about_more(decision, case):
            approvals.clear()
    return approvals


def _is_about_more(decision: Approval, case: Case) -> bool:
    """True for what was decided on a larger sum than the agreement's: it leaves this one alone."""
    terms = case.agreement.money
    converted = CoveredSum(decision.amount, decision.currency).converted(terms)
    is_known = decision.currency and terms.currency and terms.amount is not None
    return bool(is_known and converted is not None and converted > (terms.amount or 0))


def _shortfalls(decision: Approval, case: Case) -> Iterator[Finding]:
    """Why an approval does not hold for this agreement today; nothing where it does."""
    name = _name_of(decision)
    if decision.until is not None and decision.until < case.today:
        yield _finding(
            "decision-expired", f"{name} held until {day(decision.until)}; {TO_THE_COMMITTEE}."
        )
        return
    covered, terms = CoveredSum(decision.amount, decision.currency), case.agreement.money
    gap = covered.gap(terms)
    if gap is not None:
        yield _finding(f"decision-{gap}", covered.why(gap, name, TO_THE_COMMITTEE, terms))


def _to_settle(decision: Approval) -> Iterator[Finding]:
    """What a person looks at before relying on an approval that holds."""
    if decision.outcome is DecisionOutcome.WITH_CONDITIONS:
        conditions = " ".join(decision.conditions.split()).rstrip(".")
        quoted = f": “{conditions}”. See that they are met." if conditions else ", and the record"
        lacking = "" if conditions else " does not say on which; record them."
        yield _finding(
            "decision-conditions",
            f"{_name_of(decision)} was taken with conditions{quoted}{lacking}",
        )
    if decision.lacks:
        yield _finding(
            "decision-unproven",
            f"Of the decision for this agreement the record does not say {listed(decision.lacks)}; "
            "complete it.",
        )


def _refused(decision: Approval) -> Finding:
    deferred = decision.outcome is DecisionOutcome.DEFERRED
    how = "deferred" if deferred else "declined"
    when = f" on {day(decision.on)}" if decision.on else ""
    cure = "bring it there again" if deferred else "do not sign it, or bring it there anew"
    return _finding(
        f"decision-{how}",
        f"The Committee {how} this agreement{when}; {cure}, and record what it decides.",
    )


def _ahead(decision: Approval) -> Finding:
    assert decision.on is not None
    return _finding(
        "decision-ahead",
        f"The decision for this agreement is dated {day(decision.on)}, which is still to come; "
        "correct the day.",
    )


def _none(case: Case) -> Finding:
    """That nothing was decided for this agreement, and what there is in its place."""
    approvals = case.partner.control.approvals
    unclear = [decision for decision in approvals if decision.outcome is None]
    if unclear:
        return _finding(
            "decision-without-outcome",
            f"‘{unclear[-1].what}’ was decided, but the record does not say what; record the "
            "outcome, the agreement and the amount.",
        )
    agreements = dict.fromkeys(decision.agreement for decision in approvals)
    if "" in agreements:
        return _finding(
            "decision-without-agreement",
            "A decision of the Committee is on record that names no agreement; record which "
            "agreement it is about.",
        )
    others = listed(f"‘{agreement}’" for agreement in agreements)
    beside = f" (on record is what was decided on {others})" if others else ""
    return _finding(
        "no-approval",
        f"No decision of the Committee on this agreement is on record{beside}; CSPF 18(c) has a "
        "Committee of senior managers approve partnerships, so bring it there and record the "
        "decision.",
    )


def _name_of(decision: Approval) -> str:
    return f"The decision of {day(decision.on)}" if decision.on else "The decision"


def _finding(code: str, sentence: str) -> Finding:
    return Finding(code, sentence, BASIS, field=FIELD)
