"""The days of agreements: their beginning and end, payments, reports, activities and duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from drafting.agreements.lives import OwedTerm, owed_terms
from drafting.calendar.facts import CalendarFacts
from drafting.calendar.record_waiting import on_record
from drafting.calendar.review_days import review_key
from drafting.partners import RelationshipStatus
from drafting.partners.record import Agreement
from drafting.partners.vocabulary import Side
from drafting.register import RegisterRules, Unit, Waiting, WaitingSource, unit_of_owed

REVIEW = "partnership.review_before_end_days"


def agreement_waitings(facts: CalendarFacts, rules: RegisterRules) -> Iterator[Waiting]:
    """What each agreement has by its days; of one that is over, only what is left to do."""
    for agreement in facts.partner.agreements:
        is_over = facts.has_ended(agreement.key)
        for term in owed_terms(agreement):
            if (term.on or term.condition or term.words) and (term.is_final or not is_over):
                yield _owed(facts.partner.id, term)
        if not is_over:
            yield from _beginning(facts, agreement)
            yield from _end(facts.partner.id, agreement, rules)
            yield from _work(facts.partner.id, agreement)
        yield from _phase_out(facts.partner.id, agreement)


def _beginning(facts: CalendarFacts, agreement: Agreement) -> Iterator[Waiting]:
    """Both sides are to sign before it begins; nothing once they did."""
    life = facts.lives.get(agreement.key)
    is_signed = life is not None and life.state.is_in_force
    is_at_work = agreement.status in (RelationshipStatus.ACTIVE, RelationshipStatus.PHASING_OUT)
    if agreement.start is not None and not (is_signed or is_at_work):
        path = f"agreements[{agreement.key}].start"
        what = "Agreement begins, and is not signed yet"
        yield on_record(
            facts.partner.id, path, what, agreement.start, Side.BOTH, agreement=agreement.key
        )


def _end(partner: str, agreement: Agreement, rules: RegisterRules) -> Iterator[Waiting]:
    if agreement.end is None:
        return
    path = f"agreements[{agreement.key}].end"
    what = "Agreement ends: extend it, end it or phase it out"
    yield on_record(partner, path, what, agreement.end, Side.BOTH, agreement=agreement.key)
    days = rules.count(REVIEW)
    if days:
        review = on_record(
            partner,
            f"{path}.review",
            "Review before the agreement ends",
            agreement.end - timedelta(days=days),
            Side.BOTH,
            agreement=agreement.key,
            interval=REVIEW,
            clause="CSPF 16(d)",
        )
        yield replace(review, key=review_key(agreement.key, agreement.end))


def _owed(partner: str, term: OwedTerm) -> Waiting:
    """What is owed, under the key that an entry of the register stands for."""
    return Waiting(
        key=term.key,
        partner=partner,
        what=term.what,
        on=term.on,
        of=term.by,
        source=WaitingSource.AGREEMENT,
        reference=term.path,
        agreement=term.agreement,
        words=term.condition if term.is_payment else term.words,
        unit=unit_of_owed(term.what, is_payment=term.is_payment),
        clause="" if term.is_final else "CSPF 16(e)",
    )


def _work(partner: str, agreement: Agreement) -> Iterator[Waiting]:
    for number, activity in enumerate(agreement.workplan, 1):
        if activity.end is not None:
            yield on_record(
                partner,
                f"agreements[{agreement.key}].workplan[{number}].end",
                activity.what,
                activity.end,
                activity.who or Side.BOTH,
                agreement=agreement.key,
                unit=Unit.PROGRAM,
                is_plan=True,
            )
    for number, step in enumerate(agreement.capacity, 1):
        if step.by is not None:
            yield on_record(
                partner,
                f"agreements[{agreement.key}].capacity[{number}].by",
                step.action or step.what,
                step.by,
                step.who or Side.BOTH,
                agreement=agreement.key,
                unit=Unit.PDQ,
                clause="CSPF 16(f)",
                is_plan=True,
            )


def _phase_out(partner: str, agreement: Agreement) -> Iterator[Waiting]:
    plan, path = agreement.phase_out, f"agreements[{agreement.key}].phase_out"
    for name, duties in (("steps", plan.steps), ("remaining_duties", plan.remaining_duties)):
        for number, duty in enumerate(duties, 1):
            if duty.by is not None:
                yield on_record(
                    partner,
                    f"{path}.{name}[{number}].by",
                    duty.what,
                    duty.by,
                    duty.who or Side.BOTH,
                    agreement=agreement.key,
                    clause="CSPF 15(e)(iii)",
                    is_plan=True,
                )
