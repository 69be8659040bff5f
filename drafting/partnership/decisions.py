"""Recording what the Committee decided on an agreement (CSPF 18(c)) in the partner's file.

An outcome is chosen, never written as one likes, and with it stands what makes it hold: who
decided, when and how, what shows it, and up to which amount. Nothing is taken away: a later one
holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.partners.errors import DraftingError, UnknownAgreement
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.control import Approval
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import DecisionOutcome, Flag


class UnfitDecision(DraftingError):
    """A decision cannot be relied on as it was given; the message says what is missing."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """`faults` are sentences, by the field of the decision that each is about."""
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class DecisionInput:
    """A decision as somebody gives it."""

    partner: str
    agreement: str  # its key
    values: Mapping[str, object]  # by field of Approval, as people write them
    by: str  # who records it
    source: str  # by what way: 'Slack'


def record_decision(file: PartnerFile, decision: DecisionInput, today: date) -> Approval:
    """The decision as it stands in the partner's file now; recorded twice, it is there once.

    Without words of its own on what was decided it gets the agreement's title. Raises
    UnknownPartner, UnknownAgreement, BadRecord, pydantic's ValidationError for a value that is no
    value of its field, and UnfitDecision with what is missing.
    """
    recorded: list[Approval] = []

    def with_it(stored: StoredPartner) -> Partner:
        partner = stored.partner
        agreement = _agreement_of(partner, decision.agreement)
        named = {"what": agreement.title or agreement.key, **decision.values}
        approval = Approval.model_validate({**named, "agreement": agreement.key})
        faults = dict(_faults(approval, agreement, today))
        if faults:
            raise UnfitDecision(faults)
        recorded.append(approval)
        if approval in partner.control.approvals:
            return partner
        approvals = (*partner.control.approvals, approval)
        control = partner.control.model_copy(update={"approvals": approvals})
        return partner.model_copy(update={"control": control})

    file.change(decision.partner, with_it, by=decision.by, source=decision.source)
    return recorded[-1]


def _agreement_of(partner: Partner, key: str) -> Agreement:
    agreement = partner.agreement(key)
    if agreement is None:
        keys = ", ".join(f"‘{known.key}’" for known in partner.agreements) or "none yet"
        raise UnknownAgreement(f"{partner.name} has no agreement ‘{key}’; on record: {keys}.")
    return agreement


def _faults(decision: Approval, agreement: Agreement, today: date) -> Iterator[tuple[str, str]]:
    """What keeps the decision from being relied on, by its field."""
    if decision.outcome is None:
        yield "outcome", "Choose what was decided."
    if not decision.by:
        yield "by", "Say who decided: the Committee, or its members."
    if decision.on is None:
        yield "on", "Give the day of the decision."
    elif decision.on > today:
        yield "on", f"{decision.on.isoformat()} is still to come; give the day of the decision."
    if decision.procedure is None:
        yield "procedure", "Choose how it was decided."
    if not decision.proof:
        yield "proof", "Name the minutes or the paper that shows it, or a link to it."
    yield from _amount_faults(decision, agreement)
    yield from _condition_faults(decision)


def _amount_faults(decision: Approval, agreement: Agreement) -> Iterator[tuple[str, str]]:
    has_funds = agreement.money.funding_involved is Flag.YES or agreement.money.amount is not None
    approves = decision.outcome is not None and decision.outcome.is_approval
    if decision.amount is None and has_funds and approves:
        yield "amount", "Funds change hands under this agreement; give the amount decided on."
    if decision.amount is not None and not decision.currency:
        yield "currency", "Give the currency of the amount."
    if decision.currency and decision.amount is None and not (has_funds and approves):
        yield "amount", "Give the amount, or leave its currency out."


def _condition_faults(decision: Approval) -> Iterator[tuple[str, str]]:
    with_conditions = decision.outcome is DecisionOutcome.WITH_CONDITIONS
    if with_conditions and not decision.conditions:
        yield "conditions", "Write down the conditions."
    if decision.conditions and not with_conditions:
        yield (
            "conditions",
            f"Choose ‘{DecisionOutcome.WITH_CONDITIONS.label}’, or leave the conditions out.",
        )
