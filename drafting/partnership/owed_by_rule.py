"""What agreements owe by rule: their reports and tranches, computed from the record.

Nothing of it is stored until something is said to it; then its entry bears the rule's key, by which
a calendar knows that the record's own date is the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.agreements.lives.steps import Life
from drafting.agreements.lives.what_is_owed import OwedTerm, owed_terms
from drafting.partners.errors import UnknownAgreement
from drafting.partners.field_values import day
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import RelationshipStatus
from drafting.partnership.kinds.owed import KIND, OwedBody, OwedItem, owed_of
from drafting.register import Author, Entry, OpeningInput, UnopenedItem

AT_WORK = (RelationshipStatus.ACTIVE, RelationshipStatus.PHASING_OUT)


@dataclass(frozen=True)
class OwedByRule:
    """What an agreement's record says is owed."""

    term: OwedTerm
    body: OwedBody

    @property
    def agreement(self) -> str:
        """Its key."""
        return self.term.agreement

    @property
    def key(self) -> str:
        """By which the record's date and the entry are known to be the same."""
        return self.body.rule

    @property
    def when(self) -> str:
        """'until 1 July 2026', or as the record has it."""
        body = self.body
        until = f"until {day(body.due)}" if body.due else body.due_words or "no day on record"
        return f"{until}, when {body.condition}" if body.condition else until


def owed_by_rule(agreement: Agreement) -> list[OwedByRule]:
    """The tranches and reports of an agreement, in the record's order; undated ones too.

    A report that comes again is there for each of its days.
    """
    return [OwedByRule(term, _body(term)) for term in owed_terms(agreement)]


def open_rules(
    partner: Partner, lives: Mapping[str, Life], entries: Iterable[Entry]
) -> list[OwedByRule]:
    """What the partner's agreements in force owe by rule and no entry stands for, by day.

    `lives` are by the agreements' keys. An agreement is in force when it is signed, or when its
    record says that it is active or phasing out; of one that is over only final transfers are owed.
    """
    told_by_entries = {KIND.stands_for(entry) for entry in entries if entry.kind == KIND.name}
    lines = [
        line
        for agreement in partner.agreements
        for line in owed_by_rule(agreement)
        if line.key not in told_by_entries
        and _is_owed(line.term, agreement, lives.get(agreement.key))
    ]
    return sorted(lines, key=lambda line: (line.body.due is None, line.body.due or date.max))


def unopened_before(
    partner: Partner, lives: Mapping[str, Life], entries: Iterable[Entry], today: date
) -> list[UnopenedItem]:
    """What of it was due before that day, for what is looked at beside entries."""
    return [
        UnopenedItem(line.agreement, line.body)
        for line in open_rules(partner, lives, entries)
        if line.body.due is not None and line.body.due < today
    ]


def is_in_force(agreement: Agreement, life: Life | None) -> bool:
    """True for an agreement by which something is owed."""
    if life is not None and life.steps:
        return life.state.is_in_force
    return agreement.status in AT_WORK


def rule_opening(
    partner: Partner, agreement: str, rule: str, entries: Iterable[Entry], author: Author
) -> OpeningInput:
    """How the entry of a rule is opened; asked for twice, it is there once.

    Raises UnknownAgreement where the record does not say so any more.
    """
    terms = partner.agreement(agreement)
    lines = owed_by_rule(terms) if terms else []
    line = next((each for each in lines if each.key == rule), None)
    if line is None:
        raise UnknownAgreement("The partner’s file changed meanwhile; look at its register again.")
    over = [entry for entry in entries if _bears(entry, rule) and KIND.stands_for(entry) != rule]
    key = f"{partner.id}:{rule}:{len(over)}"
    values = line.body.model_dump(mode="json")
    return OpeningInput(KIND.name, partner.id, author, key, values, agreement)


def _is_owed(term: OwedTerm, agreement: Agreement, life: Life | None) -> bool:
    is_over = agreement.status is RelationshipStatus.ENDED or (
        life is not None and life.ending is not None
    )
    return is_in_force(agreement, life) or (term.is_final and is_over)


def _bears(entry: Entry, rule: str) -> bool:
    return entry.kind == KIND.name and owed_of(entry).rule == rule


def _body(term: OwedTerm) -> OwedBody:
    return OwedBody(
        item=OwedItem.TRANCHE if term.is_payment else OwedItem.REPORT,
        what=term.what,
        by=term.by,
        due=term.on,
        amount=term.amount,
        currency=term.currency,
        condition=term.condition,
        due_words=term.words,
        rule=term.key,
    )
