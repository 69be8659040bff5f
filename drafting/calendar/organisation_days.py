"""The days of the partner as an organisation: what runs out, and what holds until a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from drafting.calendar.facts import CalendarFacts
from drafting.calendar.record_waiting import on_record
from drafting.partners import RelationshipStatus, office_name
from drafting.partners.record import Approval, Completion, Partner
from drafting.partners.vocabulary import DecisionOutcome, Side
from drafting.register import Unit, Waiting, WaitingSource

DatedByAgreement = TypeVar("DatedByAgreement", Approval, Completion)


def organisation_waitings(facts: CalendarFacts) -> Iterator[Waiting]:
    """What runs out; nothing where the relationship is over."""
    if facts.partner.relationship.status is not RelationshipStatus.ENDED:
        yield from _papers(facts.partner)
        yield from _due_diligence(facts)
        yield from _decisions(facts)
        yield from _risks(facts.partner)


def _papers(partner: Partner) -> Iterator[Waiting]:
    """Registrations, approvals and permissions that expire; all but one are the partner's."""
    for path, what, on in (
        ("registration.expires", "Registration expires", partner.registration.expires),
        *(
            (
                f"registration.charity[{number}].expires",
                f"Charity registration ({charity.province.label}) expires",
                charity.expires,
            )
            for number, charity in enumerate(partner.registration.charity, 1)
        ),
        (
            "tax.approval_expires",
            "Approval under section 2(36) expires",
            partner.tax.approval_expires,
        ),
        ("foreign_funds.expires", "EAD MoU expires", partner.foreign_funds.expires),
        *(
            (f"nocs[{number}].expires", f"NOC ({noc.area or noc.authority}) expires", noc.expires)
            for number, noc in enumerate(partner.nocs, 1)
        ),
        ("control.last_audit.expires", "Last audit expires", partner.control.last_audit.expires),
    ):
        if on is not None:
            yield on_record(partner.id, path, what, on, Side.PARTNER)
    permission = partner.moi_permission
    if permission.expires is not None:
        what = f"{office_name()}’s MoI permission expires"
        yield on_record(partner.id, "moi_permission.expires", what, permission.expires, Side.CIP)


def _due_diligence(facts: CalendarFacts) -> Iterator[Waiting]:
    for number, completion in _last_of_each(facts.partner.control.completions):
        if completion.until is not None and not facts.has_ended(completion.agreement):
            yield on_record(
                facts.partner.id,
                f"control.completions[{number}].until",
                "Due diligence is to be done again",
                completion.until,
                Side.CIP,
                agreement=completion.agreement,
                clause="CSPF 15(d)",
            )


def _decisions(facts: CalendarFacts) -> Iterator[Waiting]:
    for number, decision in _last_of_each(facts.partner.control.approvals):
        is_over = decision.outcome is DecisionOutcome.DECLINED or facts.has_ended(
            decision.agreement
        )
        if decision.until is not None and not is_over:
            is_deferred = decision.outcome is DecisionOutcome.DEFERRED
            yield on_record(
                facts.partner.id,
                f"control.approvals[{number}].until",
                "Deferred decision is due" if is_deferred else "Decision of the Committee runs out",
                decision.until,
                Side.CIP,
                agreement=decision.agreement,
                unit=Unit.COMMITTEE,
                clause="CSPF 18(c)",
            )


def _last_of_each(
    entries: Iterable[DatedByAgreement],
) -> Iterator[tuple[int, DatedByAgreement]]:
    """The last entry of each agreement with its number: it takes the place of those before it."""
    last = {entry.agreement: (number, entry) for number, entry in enumerate(entries, 1)}
    yield from last.values()


def _risks(partner: Partner) -> Iterator[Waiting]:
    """Risks on record that nobody put on the register, where both sides say things to them."""
    for number, risk in enumerate(partner.control.risks, 1):
        yield Waiting(
            key=risk.rule,
            partner=partner.id,
            what=f"Risk: {' '.join(risk.what.split())}",
            on=None,
            of=risk.owner or Side.BOTH,
            source=WaitingSource.RECORD,
            reference=f"control.risks[{number}]",
            words="on record; nobody said who bears it",
            clause="CSPF 17",
        )
