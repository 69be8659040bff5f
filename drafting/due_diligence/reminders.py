"""Who is to be reminded of what in a checklist: what was given to them, what waits, what expires.

Nothing is sent here. Each reminder has a key, by which whoever sends it knows that it went out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from drafting.due_diligence.checklists.checklist import Checklist, ChecklistEntry
from drafting.partners.office_time import office_day


class ReminderTopic(StrEnum):
    """What a reminder is about."""

    ASSIGNED = "assigned"  # a question was given to somebody
    OPEN = "open"  # it waits for the person whom it is assigned to
    UNASSIGNED = "unassigned"  # nobody in particular has it
    EXPIRING = "expiring"  # its evidence


@dataclass(frozen=True)
class ReminderRules:
    """When somebody is reminded, and who can be."""

    open_after_days: int  # that a question waited; 0: nobody is reminded of it
    expires_soon_days: int  # before evidence expires
    is_member: Callable[[str], bool]  # True for whom a message reaches
    may_see: Callable[[str], bool]  # True for who may see checklists


@dataclass(frozen=True)
class DueEntry:
    """One question that somebody is reminded of."""

    to: str  # a member's id
    topic: ReminderTopic
    entry: ChecklistEntry
    key: str  # it comes once


@dataclass(frozen=True)
class ChecklistReminder:
    """All that one person is reminded of in one checklist at once."""

    to: str
    topic: ReminderTopic
    checklist: Checklist
    items: tuple[DueEntry, ...]


def reminders_of(
    checklist: Checklist, rules: ReminderRules, today: date
) -> list[ChecklistReminder]:
    """What is due of one checklist, by person and topic."""
    by_person: dict[tuple[str, ReminderTopic], list[DueEntry]] = {}
    for due in _due_entries(checklist, rules, today):
        if rules.may_see(due.to):
            by_person.setdefault((due.to, due.topic), []).append(due)
    return [
        ChecklistReminder(to, topic, checklist, tuple(items))
        for (to, topic), items in by_person.items()
    ]


def _due_entries(checklist: Checklist, rules: ReminderRules, today: date) -> Iterator[DueEntry]:
    soon = today + timedelta(days=rules.expires_soon_days)
    for entry in checklist.entries:
        if not entry.is_done(today):
            yield from _open(checklist, entry, rules, today)
        ends = min(_ends(entry, soon), default=None)
        to = next(filter(rules.is_member, _in_charge(checklist, entry)), "")
        if ends and to:
            key = _key(ReminderTopic.EXPIRING, checklist, entry, to, ends)
            yield DueEntry(to, ReminderTopic.EXPIRING, entry, key)


def _open(
    checklist: Checklist, entry: ChecklistEntry, rules: ReminderRules, today: date
) -> Iterator[DueEntry]:
    """The reminder of an open question to its assignee, or else to who began the checklist."""
    since = entry.assigned_at if entry.assigned_to and entry.assigned_at else checklist.made_at
    days = rules.open_after_days
    late = bool(days) and today - office_day(since) >= timedelta(days=days)
    to = entry.assigned_to or checklist.made_by
    if not rules.is_member(to):
        return
    if late:
        topic = ReminderTopic.OPEN if entry.assigned_to else ReminderTopic.UNASSIGNED
        key = _key(topic, checklist, entry, to, office_day(since))
        yield DueEntry(to, topic, entry, key)
    elif entry.assigned_to and entry.assigned_by != to:
        key = _key(ReminderTopic.ASSIGNED, checklist, entry, to, since.isoformat())
        yield DueEntry(to, ReminderTopic.ASSIGNED, entry, key)


def _ends(entry: ChecklistEntry, soon: date) -> Iterator[date]:
    """When each piece of evidence expires that does so by `soon`."""
    proofs = entry.current.proofs if entry.current else ()
    return (proof.expires for proof in proofs if proof.expires and proof.expires <= soon)


def _in_charge(checklist: Checklist, entry: ChecklistEntry) -> tuple[str, ...]:
    """Whom to remind of expiring evidence: the assignee, who answered, who began."""
    by = entry.current.by if entry.current else ""
    return entry.assigned_to, by, checklist.made_by


def _key(
    topic: ReminderTopic, checklist: Checklist, entry: ChecklistEntry, to: str, when: object
) -> str:
    """A key of at most 255 characters; what was assigned again, or expires again, has another."""
    text = f"{topic}:{checklist.id}:{entry.key}:{to}:{when}"
    return f"{topic}:{hashlib.sha256(text.encode()).hexdigest()}"
