"""What happened with a partner, for its line of time: by record, agreements and register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.agreements.lives import Life
from drafting.calendar.facts import CalendarFacts
from drafting.partners import office_day
from drafting.partners.record import Partner
from drafting.register import Entry, EntryKind


@dataclass(frozen=True)
class PastDay:
    """Something that happened on a day."""

    on: date
    what: str
    agreement: str = ""  # its key; '' for the whole relationship
    words: str = ""  # what was said
    by: str = ""  # who, as it is shown


def past_days(facts: CalendarFacts, kinds: Mapping[str, EntryKind], today: date) -> list[PastDay]:
    """What happened until today, the latest first."""
    days = (
        *_of_record(facts.partner),
        *(day for life in facts.lives.values() for day in _of_life(life)),
        *_of_checklists(facts),
        *(
            day
            for entry in (*facts.entries, *facts.named_in)
            for day in _of_entry(entry, kinds[entry.kind])
        ),
    )
    return sorted(
        (day for day in days if day.on <= today), key=lambda day: (day.on, day.what), reverse=True
    )


def _of_record(partner: Partner) -> Iterator[PastDay]:
    control, funds = partner.control, partner.foreign_funds
    for on, title in (
        (partner.registration.issued, "Registered"),
        (funds.applied, "Applied to EAD"),
        (funds.signed, "EAD MoU signed"),
        (control.last_audit.issued, "Last audit issued"),
    ):
        if on is not None:
            yield PastDay(on, title)
    for completion in control.completions:
        if completion.on is not None:
            yield PastDay(
                completion.on, "Due diligence completed", completion.agreement, by=completion.by
            )
        if completion.acknowledged_on is not None:
            yield PastDay(
                completion.acknowledged_on,
                "Partner acknowledged the due diligence",
                completion.agreement,
                by=completion.acknowledged_by,
            )
    for decision in control.approvals:
        if decision.on is not None:
            outcome = f": {decision.outcome.label.lower()}" if decision.outcome else ""
            yield PastDay(decision.on, f"Decision{outcome}", decision.agreement, decision.what)
    for disclosure in control.disclosures:
        if disclosure.on is not None:
            by = disclosure.by.label if disclosure.by else ""
            yield PastDay(disclosure.on, "Disclosed", words=disclosure.what, by=by)
    for conflict in control.conflicts_of_interest:
        if conflict.disclosed is not None:
            yield PastDay(conflict.disclosed, "Conflict of interest made known")


def _of_life(life: Life) -> Iterator[PastDay]:
    for step in life.standing_steps:
        signature, ending = step.facts.signature, step.facts.ending
        title = step.facts.title or "Agreement"
        if signature is not None:
            yield PastDay(signature.last_day, f"{title} signed by both sides", life.agreement)
        elif ending is not None:
            yield PastDay(ending.on, "Agreement ended", life.agreement, ending.how.label)
        else:
            on = office_day(step.at)
            yield PastDay(on, f"{title} issued for signature", life.agreement, by=step.name)


def _of_checklists(facts: CalendarFacts) -> Iterator[PastDay]:
    for checklist in facts.checklists:
        yield PastDay(office_day(checklist.made_at), "Due diligence begun", checklist.agreement)


def _of_entry(entry: Entry, kind: EntryKind) -> Iterator[PastDay]:
    yield PastDay(
        entry.day, f"{kind.label}: {entry.title}", entry.agreement, by=entry.opened_by.name
    )
    for event in filter(kind.is_for_all, entry.events):
        label = kind.verb(event.verb).label
        by = event.author.told_by or event.author.name
        yield PastDay(event.day, f"{entry.title}: {label}", entry.agreement, event.words, by)
