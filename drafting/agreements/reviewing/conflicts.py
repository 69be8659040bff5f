"""Where the record contradicts itself, or the calendar. Nothing is put right: people decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain

from drafting.agreements.reviewing.bank_account import account_conflicts
from drafting.agreements.reviewing.case import Case, day, money
from drafting.agreements.reviewing.papers import expired_before_start
from drafting.agreements.reviewing.review import Finding
from drafting.partners.naming import office_name
from drafting.partners.office import COORDINATOR
from drafting.partners.record.agreement import Money
from drafting.partners.record.field_types import NONE
from drafting.partners.record.people import FocalPoint
from drafting.partners.vocabulary import Flag, RelationshipForm, RelationshipStatus, Side

CLOSE = Decimal("0.01")  # of an amount: a rate is rounded


def conflicts(case: Case) -> Iterator[Finding]:
    """Every contradiction, the dates first."""
    return chain(
        _dates(case),
        _days_outside(case),
        _funding(case),
        _sums(case),
        _currencies(case),
        account_conflicts(case),
        expired_before_start(case),
        _same(case),
    )


def _dates(case: Case) -> Iterator[Finding]:
    start, end = case.agreement.start, case.agreement.end
    if start and end and end < start:
        yield Finding(
            "end-before-start",
            f"The agreement ends on {day(end)}, before it starts on {day(start)}; correct one of "
            "the two.",
            field="agreement.end",
        )
    if not case.document.ends_agreement and end and end < case.today:
        yield Finding(
            "over",
            f"The agreement ended on {day(end)}; give it a later end, or add a new agreement.",
            field="agreement.end",
        )
    if not case.document.ends_agreement and case.agreement.status is RelationshipStatus.ENDED:
        yield Finding(
            "ended",
            "The agreement is recorded as ended; correct ‘Status’, or add a new agreement.",
            field="agreement.status",
        )


def _days_outside(case: Case) -> Iterator[Finding]:
    """Payments and activities on days that the agreement does not cover."""
    agreement = case.agreement
    days: list[tuple[str, str, date | None]] = [
        *(
            (f"Tranche {number}", "money.tranches", entry.due)
            for number, entry in enumerate(agreement.money.tranches, 1)
        ),
        *((f"‘{entry.what}’", "workplan", entry.start) for entry in agreement.workplan),
        *((f"‘{entry.what}’", "workplan", entry.end) for entry in agreement.workplan),
    ]
    for name, field, when in days:
        if when and agreement.start and when < agreement.start:
            yield _outside(
                name, field, when, f"before the agreement starts on {day(agreement.start)}"
            )
        elif when and agreement.end and when > agreement.end:
            yield _outside(name, field, when, f"after the agreement ends on {day(agreement.end)}")
    for entry in agreement.workplan:
        if entry.start and entry.end and entry.end < entry.start:
            yield _outside(f"‘{entry.what}’", "workplan", entry.end, "before its own start")


def _outside(name: str, field: str, when: date, how: str) -> Finding:
    return Finding(
        "day-outside",
        f"{name} is set for {day(when)}, {how}; correct the day.",
        field=f"agreement.{field}",
    )


def _funding(case: Case) -> Iterator[Finding]:
    terms = case.agreement.money
    has_figures = terms.amount or terms.tranches or terms.budget
    if has_figures and terms.funding_involved is not Flag.YES:
        flag_text = "no" if terms.funding_involved is Flag.NO else "not known"
        yield Finding(
            "money-without-funding",
            f"The record holds an amount, a budget or tranches, yet ‘Funds change hands’ is "
            f"{flag_text}; settle which it is, since funded relationships are contracts.",
            ("CSPF 15(e)(ii)",),
            field="agreement.money.funding_involved",
        )
    if case.agreement.form is RelationshipForm.CONTRACTUAL and case.document.is_without_funds:
        yield Finding(
            "contractual-form",
            "The form is recorded as contractual, and this document is no contract; correct "
            "‘Form’, or draft a contract.",
            ("CSPF 15(e)(ii)",),
            field="agreement.form",
        )


def _sums(case: Case) -> Iterator[Finding]:
    terms = case.agreement.money
    tranches = _sum(tranche.amount for tranche in terms.tranches)
    if terms.amount is not None and tranches is not None and tranches != terms.amount:
        yield _differs(terms, "tranches", "The tranches", tranches, terms.amount, "the amount")
    yield from _budget(terms)


def _budget(terms: Money) -> Iterator[Finding]:
    """Lines against the amount; where some are paid by both, all against all that is given."""
    if any(line.paid_by is None for line in terms.budget):
        yield from _budget_of_unknown_payers(terms)
        return
    by_cip = [line for line in terms.budget if line.paid_by is Side.CIP]
    if len(by_cip) == len(terms.budget):
        lines, due, expected_sum = terms.budget, terms.amount, "the amount"
    elif any(line.paid_by is Side.BOTH for line in terms.budget):
        sums = (terms.amount, terms.partner_contribution)
        lines, due = terms.budget, _sum(sums)
        expected_sum = "the amount and the partner’s own contribution"
    else:
        lines, due, expected_sum = tuple(by_cip), terms.amount, "the amount"
        own = _sum(line.amount for line in terms.budget if line.paid_by is Side.PARTNER)
        if terms.partner_contribution is not None and own not in (None, terms.partner_contribution):
            assert own is not None
            name = "The partner’s budget lines"
            yield _differs(
                terms, "budget", name, own, terms.partner_contribution, "its own contribution"
            )
    total = _sum(line.amount for line in lines)
    if due is not None and total is not None and total != due:
        yield _differs(terms, "budget", "The budget lines", total, due, expected_sum)


def _budget_of_unknown_payers(terms: Money) -> Iterator[Finding]:
    """What does not agree whoever pays the lines that name nobody; those are open fields."""
    total = _sum(line.amount for line in terms.budget)
    by_cip = _sum(line.amount for line in terms.budget if line.paid_by is Side.CIP)
    due = terms.amount
    if due is not None and total is not None and total < due:
        yield _differs(terms, "budget", "The budget lines", total, due, "the amount")
    elif due is not None and by_cip is not None and by_cip > due:
        name = f"The budget lines that {office_name()} pays"
        yield _differs(terms, "budget", name, by_cip, due, "the amount")


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where there is none, or where one of them is not known."""
    every = list(amounts)
    known_amounts = [amount for amount in every if amount is not None]
    return sum(known_amounts, Decimal(0)) if every and len(known_amounts) == len(every) else None


def _differs(
    terms: Money, field: str, name: str, total: Decimal, due: Decimal, due_name: str
) -> Finding:
    gap = money(abs(total - due), terms.currency)
    more = "more" if total > due else "less"
    return Finding(
        f"{field}-sum",
        f"{name} come to {money(total, terms.currency)}, which is {gap} {more} than {due_name} "
        f"({money(due, terms.currency)}); correct the figures.",
        field=f"agreement.money.{field}",
    )


def _currencies(case: Case) -> Iterator[Finding]:
    terms = case.agreement.money
    if terms.amount is not None and not terms.currency:
        yield Finding(
            "no-currency",
            "An amount is recorded without its currency; fill in ‘Currency’.",
            field="agreement.money.currency",
        )
    foreign = terms.donor_currency and terms.currency and terms.donor_currency != terms.currency
    if foreign and terms.rate is None and terms.amount is not None:
        yield Finding(
            "no-rate",
            f"The donor pays in {terms.donor_currency} and the amount is in {terms.currency}, yet "
            "no exchange rate is recorded; fill in ‘Exchange rate’ and its date.",
            field="agreement.money.rate",
        )
    if terms.rate is not None and terms.rate_date is None:
        yield Finding(
            "no-rate-date",
            "The exchange rate is recorded without its date; fill in ‘Date of the exchange rate’.",
            field="agreement.money.rate_date",
        )
    if foreign and terms.rate and terms.amount and terms.donor_amount and not _fits(terms):
        donor_sum, due = (
            money(terms.donor_amount, terms.donor_currency),
            money(terms.amount, terms.currency),
        )
        yield Finding(
            "rate-differs",
            f"At the recorded rate of {terms.rate:f}, {donor_sum} are not {due}; correct the "
            "amounts or the rate.",
            field="agreement.money.rate",
        )


def _fits(terms: Money) -> bool:
    """True where amount and rate agree, whichever way round the rate is quoted."""
    assert terms.rate and terms.amount and terms.donor_amount
    ways = (terms.donor_amount * terms.rate, terms.donor_amount / terms.rate)
    return any(abs(way - terms.amount) <= CLOSE * terms.amount for way in ways)


def _same(case: Case) -> Iterator[Finding]:
    """One person who stands for two."""
    own = case.partner.people.focal_points
    for name, times in Counter(person.name.casefold() for person in own if person.name).items():
        if times > 1:
            label = next(person.name for person in own if person.name.casefold() == name)
            yield Finding(
                "focal-points-same",
                f"{label} stands {times} times among the partner’s focal points; take one away or "
                "name somebody else.",
                field="partner.people.focal_points",
            )
    for person in own:
        if _is_same(person, _coordinator(case)):
            yield Finding(
                "focal-points-of-both",
                f"{person.name or person.email} is recorded as the focal point of both sides; "
                "correct one of the two.",
                ("CSPF 18(a)",),
                field="partner.people.focal_points",
            )


def _coordinator(case: Case) -> FocalPoint:
    recorded = case.partner.people.cip.partnership_coordinator
    return case.office.contact(COORDINATOR, recorded)


def _is_same(person: FocalPoint, other_person: FocalPoint) -> bool:
    by_name = bool(person.name) and person.name.casefold() == other_person.name.casefold()
    email = person.email.casefold()
    return by_name or (email not in ("", NONE) and email == other_person.email.casefold())
