"""Risks of a partner's file, as the register has them: computed until somebody says something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drafting.partners.errors import UnknownAgreement
from drafting.partners.record.control import Risk
from drafting.partners.record.field_types import LONGEST_LINE
from drafting.partners.record.partner import Partner
from drafting.partnership.kinds.risk import KIND, NOBODY_YET, RiskBody
from drafting.register import Author, Entry, OpeningInput


@dataclass(frozen=True)
class RiskByRule:
    """A risk on record that no entry stands for."""

    body: RiskBody

    @property
    def key(self) -> str:
        """By which the record and the entry are known to be the same."""
        return self.body.rule

    @property
    def when(self) -> str:
        """How it stands, in a few words."""
        return f"a risk on record; {NOBODY_YET}"


def risks_by_rule(partner: Partner, entries: Iterable[Entry]) -> list[RiskByRule]:
    """The risks of the partner's file that no entry stands for, in the record's order."""
    told_by_entries = {KIND.stands_for(entry) for entry in entries if entry.kind == KIND.name}
    risks = {risk.rule: risk for risk in partner.control.risks}
    return [RiskByRule(_body(risk)) for rule, risk in risks.items() if rule not in told_by_entries]


def risk_opening(
    partner: Partner, rule: str, entries: Iterable[Entry], author: Author
) -> OpeningInput:
    """How the entry of that rule is opened; asked for twice, it is there once.

    Raises UnknownAgreement where the record does not say so any more.
    """
    risk = next((each for each in partner.control.risks if each.rule == rule), None)
    if risk is None:
        raise UnknownAgreement("The partner’s file changed meanwhile; look at its register again.")
    over = [entry for entry in entries if _bears(entry, rule) and not KIND.stands_for(entry)]
    values = _body(risk).model_dump(mode="json")
    return OpeningInput(KIND.name, partner.id, author, f"{partner.id}:{rule}:{len(over)}", values)


def _bears(entry: Entry, rule: str) -> bool:
    return isinstance(entry.body, RiskBody) and entry.body.rule == rule


def _body(risk: Risk) -> RiskBody:
    """The record says who watches it; who bears it is for both sides to say."""
    return RiskBody(
        what=" ".join(risk.what.split())[:LONGEST_LINE],
        kind=risk.kind,
        treatment=risk.mitigation,
        watched_by=risk.owner,
        rule=risk.rule,
    )
