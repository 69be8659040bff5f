"""Where the record contradicts itself, or the calendar. Nothing is put right: people decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain

from drafting.agreements.reviewing.case import Case, day, money
from drafting.agreements.reviewing.review import Finding
from drafting.partners.record.agreement import Money
from drafting.partners.record.people import FocalPoint
from drafting.partners.vocabulary import Flag, Form, Side, Status

CLOSE = Decimal("0.01")  # of an amount: a rate is rounded


def conflicts(case: Case) -> Iterator[Finding]:
    """Every contradiction, the dates first."""
    return chain(
        _dates(case),
        _days_outside(case),
        _funding(case),
        _sums(case),
        _currencies(case),
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
    if not case.document.ends_agreement and case.agreement.status is Status.ENDED:
        yield Finding(
            "ended",
            "The agreement is recorded as ended; correct ‘Status’, or add a new agreement.",
            field="agreement.status",
        )


def _days_outside(case: Case) -> Iterator[Finding]:
    """Payments and activities on days that the agreement does not cover."""
    made = case.agreement
    dated: list[tuple[str, str, date | None]] = [
        *(
            (f"Tranche {number}", "money.tranches", one.due)
            for number, one in enumerate(made.money.tranches, 1)
        ),
        *((f"‘{one.what}’", "workplan", one.start) for one in made.workplan),
        *((f"‘{one.what}’", "workplan", one.end) for one in made.workplan),
    ]
    for name, field, when in dated:
        if when and made.start and when < made.start:
            yield _outside(name, field, when, f"before the agreement starts on {day(made.start)}")
        elif when and made.end and when > made.end:
            yield _outside(name, field, when, f"after the agreement ends on {day(made.end)}")
    for one in made.workplan:
        if one.start and one.end and one.end < one.start:
            yield _outside(f"‘{one.what}’", "workplan", one.end, "before its own start")


def _outside(name: str, field: str, when: date, how: str) -> Finding:
    return Finding(
        "day-outside",
        f"{name} is set for {day(when)}, {how}; correct the day.",
        field=f"agreement.{field}",
    )


def _funding(case: Case) -> Iterator[Finding]:
    made = case.agreement.money
    held = made.amount or made.tranches or made.budget
    if held and made.funding_involved is not Flag.YES:
        known = "no" if made.funding_involved is Flag.NO else "not known"
        yield Finding(
            "money-without-funding",
            f"The record holds an amount, a budget or tranches, yet ‘Funds change hands’ is "
            f"{known}; settle which it is, since funded relationships are contracts.",
            ("CSPF 15(e)(ii)",),
            field="agreement.money.funding_involved",
        )
    if case.agreement.form is Form.CONTRACTUAL and case.document.is_without_funds:
        yield Finding(
            "contractual-form",
            "The form is recorded as contractual, and this document is no contract; correct "
            "‘Form’, or draft a contract.",
            ("CSPF 15(e)(ii)",),
            field="agreement.form",
        )


def _sums(case: Case) -> Iterator[Finding]:
    made = case.agreement.money
    tranches = _sum(one.amount for one in made.tranches)
    if made.amount is not None and tranches is not None and tranches != made.amount:
        yield _differs(made, "tranches", "The tranches", tranches, made.amount, "the amount")
    yield from _budget(made)


def _budget(made: Money) -> Iterator[Finding]:
    """Lines against the amount; where some are paid by both, all against all that is given."""
    by_cip = [line for line in made.budget if line.paid_by is Side.CIP]
    if len(by_cip) == len(made.budget):
        lines, due, what = made.budget, made.amount, "the amount"
    elif any(line.paid_by is Side.BOTH for line in made.budget):
        both = (made.amount, made.partner_contribution)
        lines, due = made.budget, _sum(both)
        what = "the amount and the partner’s own contribution"
    else:
        lines, due, what = tuple(by_cip), made.amount, "the amount"
        own = _sum(line.amount for line in made.budget if line.paid_by is Side.PARTNER)
        if made.partner_contribution is not None and own not in (None, made.partner_contribution):
            assert own is not None
            name = "The partner’s budget lines"
            yield _differs(
                made, "budget", name, own, made.partner_contribution, "its own contribution"
            )
    total = _sum(line.amount for line in lines)
    if due is not None and total is not None and total != due:
        yield _differs(made, "budget", "The budget lines", total, due, what)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where there is none, or where one of them is not known."""
    every = list(amounts)
    known = [one for one in every if one is not None]
    return sum(known, Decimal(0)) if every and len(known) == len(every) else None


def _differs(
    made: Money, field: str, name: str, total: Decimal, due: Decimal, what: str
) -> Finding:
    gap = money(abs(total - due), made.currency)
    more = "more" if total > due else "less"
    return Finding(
        f"{field}-sum",
        f"{name} come to {money(total, made.currency)}, which is {gap} {more} than {what} "
        f"({money(due, made.currency)}); correct the figures.",
        field=f"agreement.money.{field}",
    )


def _currencies(case: Case) -> Iterator[Finding]:
    made = case.agreement.money
    if made.amount is not None and not made.currency:
        yield Finding(
            "no-currency",
            "An amount is recorded without its currency; fill in ‘Currency’.",
            field="agreement.money.currency",
        )
    foreign = made.donor_currency and made.currency and made.donor_currency != made.currency
    if foreign and made.rate is None and made.amount is not None:
        yield Finding(
            "no-rate",
            f"The donor pays in {made.donor_currency} and the amount is in {made.currency}, yet no "
            "exchange rate is recorded; fill in ‘Exchange rate’ and its date.",
            field="agreement.money.rate",
        )
    if made.rate is not None and made.rate_date is None:
        yield Finding(
            "no-rate-date",
            "The exchange rate is recorded without its date; fill in ‘Date of the exchange rate’.",
            field="agreement.money.rate_date",
        )
    if foreign and made.rate and made.amount and made.donor_amount and not _fits(made):
        given, due = (
            money(made.donor_amount, made.donor_currency),
            money(made.amount, made.currency),
        )
        yield Finding(
            "rate-differs",
            f"At the recorded rate of {made.rate:f}, {given} are not {due}; correct the amounts or "
            "the rate.",
            field="agreement.money.rate",
        )


def _fits(made: Money) -> bool:
    """True where amount and rate agree, whichever way round the rate is quoted."""
    assert made.rate and made.amount and made.donor_amount
    ways = (made.donor_amount * made.rate, made.donor_amount / made.rate)
    return any(abs(way - made.amount) <= CLOSE * made.amount for way in ways)


def _same(case: Case) -> Iterator[Finding]:
    """One person who stands for two."""
    own = case.partner.people.focal_points
    for name, times in Counter(one.name.casefold() for one in own if one.name).items():
        if times > 1:
            named = next(one.name for one in own if one.name.casefold() == name)
            yield Finding(
                "focal-points-same",
                f"{named} stands {times} times among the partner’s focal points; take one away or "
                "name somebody else.",
                field="partner.people.focal_points",
            )
    for one in own:
        if _is_same(one, _coordinator(case)):
            yield Finding(
                "focal-points-of-both",
                f"{one.name or one.email} is recorded as the focal point of both sides; correct "
                "one of the two.",
                ("CSPF 18(a)",),
                field="partner.people.focal_points",
            )


def _coordinator(case: Case) -> FocalPoint:
    own = case.partner.people.cip.partnership_coordinator
    return own if own.name else case.office.coordinator


def _is_same(one: FocalPoint, other: FocalPoint) -> bool:
    by_name = bool(one.name) and one.name.casefold() == other.name.casefold()
    return by_name or (bool(one.email) and one.email.casefold() == other.email.casefold())
