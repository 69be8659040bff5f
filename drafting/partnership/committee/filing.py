"""What the Committee decided, filed in the partner's record, where reviews of agreements read it.

The register is what was decided; the record follows it. Whatever is missing there is added whenever
somebody looks, so that a process that died between the two leaves nothing undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from drafting.partners.errors import UnknownPartner
from drafting.partners.field_values import listed
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.record.control import Approval
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import DecisionOutcome, DecisionProcedure
from drafting.partnership.committee.bodies import (
    DecisionQuestion,
    OutcomeBody,
    asked_about,
)
from drafting.partnership.committee.sheets import sheets_of, whose
from drafting.register.entries import Entry, EntryEvent

KIND = "decision"
SOURCE = "decision of the Committee"
DECIDING = ("deferred", "decided")
LONGEST = 900  # characters of what was decided, and of the names of who did


NameOf = Callable[[str], str]


def file_decisions(
    partners: PartnerFile, partner: str, entries: Sequence[Entry], name_of: NameOf = str
) -> int:
    """Adds to the partner's record what these decisions of it say; how much was missing.

    `name_of` says what a member is called whose sheet somebody else entered from paper. A partner,
    or an agreement, that is gone is passed over. Raises BadRecord.
    """
    if not any(event for entry in entries for event in entry.said(*DECIDING)):
        return 0
    try:
        missing = _missing(entries, partners.get(partner), name_of)
        if not missing:
            return 0
        partners.change(
            partner, lambda stored: _with(stored, entries, name_of), by=_by(entries), source=SOURCE
        )
    except UnknownPartner:
        return 0
    return len(missing)


def approvals_of(entry: Entry, name_of: NameOf = str) -> Iterator[tuple[str, Approval]]:
    """What a decision means for its agreement, as the record keeps it, each with its reference.

    Nothing where it leaves the agreement's approval as it is: an exception, or a question on the
    whole relationship; or where a suspension or an end was declined.
    """
    if entry.kind != KIND or not entry.agreement:
        return
    for event in entry.said(*DECIDING):
        outcome = _outcome(asked_about(entry.body).question, event)
        if outcome is not None:
            yield reference_of(entry, event), _approval(entry, event, outcome, name_of)


def reference_of(entry: Entry, event: EntryEvent) -> str:
    """By what the record names a decision: where it stands in the register."""
    return f"Register: decision {entry.id[:8]} (line {event.number})"


def _outcome(question: DecisionQuestion, event: EntryEvent) -> DecisionOutcome | None:
    """What it means for the approval of the agreement; None where it means nothing for it."""
    outcome = (
        event.body.outcome if isinstance(event.body, OutcomeBody) else DecisionOutcome.DEFERRED
    )
    if question.approves_agreement:
        return outcome
    if question.stops_agreement and outcome.is_approval:
        is_end = question is DecisionQuestion.END
        return DecisionOutcome.DECLINED if is_end else DecisionOutcome.DEFERRED
    return None


def _approval(
    entry: Entry, event: EntryEvent, outcome: DecisionOutcome, name_of: NameOf
) -> Approval:
    question, body = asked_about(entry.body), event.body
    until, conditions, amount = None, "", question.amount
    if isinstance(body, OutcomeBody):
        conditions = body.conditions
        until = max(body.until, event.day) if body.until else None
        amount = question.amount if body.amount is None else body.amount
    is_stop = question.question.stops_agreement
    # A stop is about all of it, whatever the sum.
    amount_fields: dict[str, Any] = (
        {} if is_stop or amount is None else {"amount": amount, "currency": question.currency}
    )
    return Approval(
        what=f"{question.question.label}: {entry.title}"[:LONGEST],
        by=_deciders(entry, name_of),
        on=event.day,
        outcome=outcome,
        agreement=entry.agreement,
        until=until if outcome.is_approval else None,
        procedure=DecisionProcedure.CIRCULATED_PAPER,
        proof=reference_of(entry, event),
        conditions=conditions if outcome is DecisionOutcome.WITH_CONDITIONS else "",
        **amount_fields,
    )


def _deciders(entry: Entry, name_of: NameOf) -> str:
    """Whose sheets they are: of one entered from paper its member, not who entered it."""
    names = listed(
        sheet.author.name if whose(sheet) == sheet.author.by else name_of(whose(sheet))
        for sheet in sheets_of(entry)
    )
    return f"The Committee: {names[:LONGEST]}" if names else "The Committee"


def _missing(entries: Sequence[Entry], partner: Partner, name_of: NameOf) -> list[Approval]:
    """What of these decisions on its agreements stands in no approval on record."""
    proofs = [approval.proof for approval in partner.control.approvals]
    return [
        approval
        for entry in entries
        if partner.agreement(entry.agreement) is not None
        for reference, approval in approvals_of(entry, name_of)
        if not any(reference in proof for proof in proofs)
    ]


def _with(stored: StoredPartner, entries: Sequence[Entry], name_of: NameOf) -> Partner:
    partner = stored.partner
    control = partner.control
    approvals = (*control.approvals, *_missing(entries, partner, name_of))
    return partner.model_copy(
        update={"control": control.model_copy(update={"approvals": approvals})}
    )


def _by(entries: Sequence[Entry]) -> str:
    """Who recorded the latest decision."""
    events = [event for entry in entries for event in entry.said(*DECIDING)]
    return max(events, key=lambda event: event.at).author.by
