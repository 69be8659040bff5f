"""What agreements owe by rule: their reports and tranches, computed from the record.

Nothing of it is stored until something is said to it; then its entry bears the rule's key, by which
a calendar knows that the record's own date is the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.agreements.lives.due_dates import only_day
from drafting.agreements.lives.steps import Life
from drafting.partners.errors import UnknownAgreement
from drafting.partners.field_values import day
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import RelationshipStatus, Side
from drafting.partnership.kinds.owed import KIND, WITHDRAWN, OwedBody, OwedItem, owed_of
from drafting.register import Author, Entry, OpeningInput

BOTH_SIDES = (Side.CIP, Side.PARTNER)
AT_WORK = (RelationshipStatus.ACTIVE, RelationshipStatus.PHASING_OUT)


@dataclass(frozen=True)
class OwedByRule:
    """What an agreement's record says is owed."""

    agreement: str  # its key
    body: OwedBody

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
    """The tranches and reports of an agreement, in the record's order; undated ones too."""
    bodies = [*_tranches(agreement), *_reports(agreement)]
    return [OwedByRule(agreement.key, body) for body in bodies]


def open_rules(
    partner: Partner, lives: Mapping[str, Life], entries: Iterable[Entry]
) -> list[OwedByRule]:
    """What the partner's agreements in force owe by rule and no entry stands for.

    `lives` are by the agreements' keys. An agreement is in force when it is signed, or when its
    record says that it is active or phasing out.
    """
    entries = list(entries)
    lines = [
        line
        for agreement in partner.agreements
        if is_in_force(agreement, lives.get(agreement.key))
        for line in owed_by_rule(agreement)
    ]
    return [line for line in lines if not _stands_for(line, entries)]


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
    over = [
        entry
        for entry in entries
        if _bears(entry, rule) and KIND.is_closed(entry) and not _is_over_for_good(entry)
    ]
    key = f"{partner.id}:{rule}:{len(over)}"
    values = line.body.model_dump(mode="json")
    return OpeningInput(KIND.name, partner.id, author, key, values, agreement)


def rule_key(agreement: str, what: str, on: date | None) -> str:
    """The key of one thing owed: 'owed:2026-schools:tranche-2:2026-07-01'."""
    return f"owed:{agreement}:{what}:{on.isoformat() if on else ''}"


def _stands_for(line: OwedByRule, entries: Iterable[Entry]) -> bool:
    mine = [entry for entry in entries if _bears(entry, line.key)]
    return any(not KIND.is_closed(entry) or _is_over_for_good(entry) for entry in mine)


def _bears(entry: Entry, rule: str) -> bool:
    return entry.kind == KIND.name and owed_of(entry).rule == rule


def _is_over_for_good(entry: Entry) -> bool:
    """True where it was given on its day; what has no day, a quarterly report, comes again."""
    return KIND.is_closed(entry) and not entry.latest(WITHDRAWN) and bool(owed_of(entry).due)


def _tranches(agreement: Agreement) -> Iterator[OwedBody]:
    for number, tranche in enumerate(agreement.money.tranches, 1):
        yield OwedBody(
            item=OwedItem.TRANCHE,
            what=f"Tranche {number}",
            by=Side.CIP,
            due=tranche.due,
            amount=tranche.amount,
            currency=agreement.money.currency,
            condition=tranche.condition,
            rule=rule_key(agreement.key, f"tranche-{number}", tranche.due),
        )


def _reports(agreement: Agreement) -> Iterator[OwedBody]:
    for number, report in enumerate(agreement.reports, 1):
        on = only_day(report.due)
        sides = BOTH_SIDES if report.by is Side.BOTH else (report.by or Side.PARTNER,)
        for side in sides:
            what = f"report-{number}" + (f"-{side.value}" if len(sides) > 1 else "")
            yield OwedBody(
                item=OwedItem.REPORT,
                what=report.what,
                by=side,
                due=on,
                due_words="" if on else report.due,
                rule=rule_key(agreement.key, what, on),
            )
