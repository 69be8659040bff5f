"""Decisions as rows of a report: what was asked, how long it took, whether the partner knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drafting.partners.vocabulary import DecisionOutcome
from drafting.partnership.committee.bodies import DecisionQuestion, PartnerToldBody, asked_about
from drafting.partnership.committee.filing import KIND
from drafting.partnership.committee.sheets import (
    conflicted,
    outcome_event,
    outcome_of,
    seats_of,
    sheets_against,
    sheets_of,
)
from drafting.register.entries import Entry
from drafting.register.rules import RegisterRules


@dataclass(frozen=True)
class DecisionRow:
    """One question to the Committee."""

    partner: str  # its id
    agreement: str  # its key; '' for the whole relationship
    title: str
    question: DecisionQuestion
    amount: Decimal | None  # asked for, or decided on where that is less
    currency: str
    asked_on: date
    sheets: int
    seats: int
    conflicts: int  # of interest, that were made known
    outcome: DecisionOutcome | None  # None: not decided yet
    why: str
    conditions: str
    is_against_sheets: bool  # True where a sheet says otherwise
    decided_on: date | None
    working_days: int | None  # from the question to the decision
    told_on: date | None
    working_days_told: int | None  # from the decision until the partner was told
    answered_by: str  # who at the partner answered; '' for nobody


def decision_rows(entries: Iterable[Entry], rules: RegisterRules) -> Iterator[DecisionRow]:
    """A row for each decision among `entries`, in their order."""
    return (_row(entry, rules) for entry in entries if entry.kind == KIND)


def _row(entry: Entry, rules: RegisterRules) -> DecisionRow:
    question, event, outcome = asked_about(entry.body), outcome_event(entry), outcome_of(entry)
    telling, answer = entry.latest("told"), entry.latest("answered")
    decided_on = event.day if event else None
    told_on = telling.body.on if telling and isinstance(telling.body, PartnerToldBody) else None
    between = rules.working.between
    return DecisionRow(
        partner=entry.partner,
        agreement=entry.agreement,
        title=entry.title,
        question=question.question,
        amount=(outcome.amount if outcome else None) or question.amount,
        currency=question.currency,
        asked_on=entry.day,
        sheets=len(sheets_of(entry)),
        seats=len(seats_of(entry)),
        conflicts=len(conflicted(entry)),
        outcome=outcome.outcome if outcome else None,
        why=outcome.why if outcome else "",
        conditions=outcome.conditions if outcome else "",
        is_against_sheets=bool(outcome and sheets_against(entry, outcome.outcome)),
        decided_on=decided_on,
        working_days=between(entry.day, decided_on) if decided_on else None,
        told_on=told_on,
        working_days_told=between(decided_on, told_on) if decided_on and told_on else None,
        answered_by=answer.author.told_by if answer else "",
    )
