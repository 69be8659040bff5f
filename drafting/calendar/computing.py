"""What waits of one partner: one pure function over a source a module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from drafting.calendar.agreement_days import agreement_waitings
from drafting.calendar.checklist_days import checklist_waitings
from drafting.calendar.facts import CalendarFacts
from drafting.calendar.organisation_days import organisation_waitings
from drafting.calendar.review_days import relationship_waitings
from drafting.calendar.screening_days import screening_waitings
from drafting.register import EntryKind, RegisterRules, Unit, Waiting


def due(
    facts: CalendarFacts, kinds: Mapping[str, EntryKind], rules: RegisterRules, today: date
) -> list[Waiting]:
    """All that waits, the earliest first; what is told in words alone comes last.

    What an entry of the register stands for is told by the entry, and by the record no more.
    """
    told_by_entries = {kinds[entry.kind].stands_for(entry) for entry in facts.entries}
    on_record = (
        *organisation_waitings(facts),
        *agreement_waitings(facts, rules),
        *checklist_waitings(facts),
        *screening_waitings(facts, rules),
        *relationship_waitings(facts, kinds, rules),
    )
    waitings = [
        replace(waiting, is_old=True) if _is_old(waiting, facts, rules, today) else waiting
        for waiting in on_record
        if waiting.key not in told_by_entries
    ]
    waitings += _entry_waitings(facts, kinds, rules, today)
    followers = _followers(facts, kinds, today)
    return sorted((_followed(waiting, followers) for waiting in waitings), key=in_order)


def _followers(
    facts: CalendarFacts, kinds: Mapping[str, EntryKind], today: date
) -> Mapping[tuple[Unit, str], str]:
    """Who follows a unit's part of this partner, by unit and agreement, as somebody assigned it."""
    assignments = (
        kinds[entry.kind].assigned(entry, today)
        for entry in facts.entries
        if not (entry.restricted_to or kinds[entry.kind].is_closed(entry))
    )
    return {(each.unit, each.agreement): each.person for each in assignments if each is not None}


def _followed(waiting: Waiting, followers: Mapping[tuple[Unit, str], str]) -> Waiting:
    """With whoever follows it for its agreement, else for the whole relationship."""
    whole = followers.get((waiting.unit, ""), "")
    person = followers.get((waiting.unit, waiting.agreement), whole)
    return replace(waiting, followed_by=person) if person else waiting


def _is_old(waiting: Waiting, facts: CalendarFacts, rules: RegisterRules, today: date) -> bool:
    """True for what nobody can do on its day any more.

    That is the plan of an agreement that is past its end, and what was due before the office began
    to keep the calendar. What is owed by an agreement, reports and money, stays owed, and so do the
    duties of a phase-out.
    """
    if waiting.on is None or waiting.on >= today:
        return False
    if rules.begun_on is not None and waiting.on < rules.begun_on:
        return True
    ends_with_it = waiting.is_plan and ".phase_out." not in waiting.reference
    agreement = facts.partner.agreement(waiting.agreement) if ends_with_it else None
    return agreement is not None and agreement.end is not None and agreement.end < today


def in_order(waiting: Waiting) -> tuple[bool, date, str, str]:
    """By day, then by partner and key, so that a list is the same whenever it is made."""
    return waiting.on is None, waiting.on or date.max, waiting.partner, waiting.key


def _entry_waitings(
    facts: CalendarFacts, kinds: Mapping[str, EntryKind], rules: RegisterRules, today: date
) -> Iterator[Waiting]:
    for entry in facts.entries:
        kind = kinds[entry.kind]
        if not kind.is_closed(entry):
            yield from kind.waiting_beside(entry, facts.entries, rules, today)
