"""What people are told of due diligence: what was given to them, what waits, what expires; once.

A reminder is claimed by its key in the database, which one replica alone gets, and then goes
through the inbox like everything else that is sent.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.settings.settings import Settings
from bot.slack.delivery.deliveries import Delivery, Kind, Way
from bot.slack.partners.view import MEMBER
from bot.slack.roles import rights
from drafting.partners import office_day

if TYPE_CHECKING:
    from bot.slack.edge import Edge
    from drafting.due_diligence import Checklist, DueDiligenceDesk, Entry

LOG = logging.getLogger("saathi.reminders")
EVERY = 3600.0  # seconds between looks
FIRST = 60.0  # seconds after the start
ASSIGNED, OPEN, UNASSIGNED, EXPIRING = "assigned", "open", "unassigned", "expiring"


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody is reminded of."""

    to: str  # a Slack member id
    about: str  # ASSIGNED, OPEN, UNASSIGNED or EXPIRING
    entry: Entry
    key: str  # it comes once


@dataclass(frozen=True)
class Reminder:
    """All that one person is reminded of in one checklist at once."""

    to: str
    about: str
    checklist: Checklist
    items: tuple[Waiting, ...]


def due(desk: DueDiligenceDesk, settings: Settings, today: date) -> list[Reminder]:
    """What is due today, whether it was sent already or not; the newest of an agreement counts."""
    newest = {(one.partner, one.agreement): one for one in reversed(desk.checklists.every())}
    return [due for one in newest.values() for due in _of(one, settings, today)]


def remind(edge: Edge) -> int:
    """Sends what is due and was not sent yet; how many messages that makes."""
    return _tell(edge, due(edge.services.due_diligence, edge.settings, edge.today()))


def tell_assigned(edge: Edge, checklist: Checklist) -> None:
    """Tells at once whoever was given a question of the checklist."""
    found = _of(checklist, edge.settings, edge.today())
    _tell(edge, [one for one in found if one.about == ASSIGNED])


def _tell(edge: Edge, reminders: Iterable[Reminder]) -> int:
    checklists = edge.services.due_diligence.checklists
    sent = 0
    for one in reminders:
        new = [item for item in one.items if checklists.remind_once(item.key)]
        if new:
            _send(edge, one, new)
            sent += 1
    return sent


def _of(checklist: Checklist, settings: Settings, today: date) -> list[Reminder]:
    """What is due of one checklist, by person and by what it is about."""
    found: dict[tuple[str, str], list[Waiting]] = {}
    for one in _waiting(checklist, settings, today):
        if rights(settings, one.to).assesses:
            found.setdefault((one.to, one.about), []).append(one)
    return [Reminder(to, about, checklist, tuple(held)) for (to, about), held in found.items()]


def _send(edge: Edge, reminder: Reminder, items: list[Waiting]) -> None:
    keys = [item.key for item in items]
    try:
        edge.receive(
            Delivery(
                key=f"reminder:{hashlib.sha256(' '.join(keys).encode()).hexdigest()}",
                kind=Kind.REMINDER,
                user=reminder.to,
                way=Way.DIRECT,
                extra={
                    "checklist": reminder.checklist.id,
                    "about": reminder.about,
                    "entries": [item.entry.key for item in items],
                    "keys": keys,
                },
            )
        )
    except Exception:
        for key in keys:
            edge.services.due_diligence.checklists.forget_reminder(key)
        raise


def _waiting(checklist: Checklist, settings: Settings, today: date) -> Iterator[Waiting]:
    soon = today + timedelta(days=settings.due_diligence.expires_soon_days)
    for entry in checklist.entries:
        if not entry.is_done(today):
            yield from _open(checklist, entry, today, settings.due_diligence.remind_after_days)
        ends = min(_ends(entry, soon), default=None)
        to = next(_cares(checklist, entry), "")
        if ends and to:
            yield Waiting(to, EXPIRING, entry, _key(EXPIRING, checklist, entry, to, ends))


def _open(checklist: Checklist, entry: Entry, today: date, days: int) -> Iterator[Waiting]:
    """Whom an open question is told: who has it, or, where nobody has it, who began."""
    since = entry.assigned_at if entry.assigned_to and entry.assigned_at else checklist.made_at
    late = bool(days) and today - office_day(since) >= timedelta(days=days)
    to = entry.assigned_to or checklist.made_by
    if not MEMBER.fullmatch(to):
        return
    if late:
        about = OPEN if entry.assigned_to else UNASSIGNED
        yield Waiting(to, about, entry, _key(about, checklist, entry, to, office_day(since)))
    elif entry.assigned_to and entry.assigned_by != to:
        key = _key(ASSIGNED, checklist, entry, to, since.isoformat())
        yield Waiting(to, ASSIGNED, entry, key)


def _ends(entry: Entry, soon: date) -> Iterator[date]:
    """When each piece of evidence expires that does so by `soon`."""
    proofs = entry.current.proofs if entry.current else ()
    return (one.expires for one in proofs if one.expires and one.expires <= soon)


def _cares(checklist: Checklist, entry: Entry) -> Iterator[str]:
    """Whom expiring evidence is told: who has the question, who answered it, who began."""
    by = entry.current.by if entry.current else ""
    return (one for one in (entry.assigned_to, by, checklist.made_by) if MEMBER.fullmatch(one))


def _key(about: str, checklist: Checklist, entry: Entry, to: str, when: object) -> str:
    """A key of at most 255 characters; what was assigned anew, or expires anew, has another."""
    named = f"{about}:{checklist.id}:{entry.key}:{to}:{when}"
    return f"{about}:{hashlib.sha256(named.encode()).hexdigest()}"


class ReminderClock:
    """Looks every hour for what is due, until it is stopped."""

    def __init__(self, edge: Edge, first: float = FIRST, every: float = EVERY) -> None:
        """`first` and `every` are seconds: until the first look, and between looks."""
        self._edge = edge
        self._waits: Iterable[float] = (first, every)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reminders", daemon=True)

    def start(self) -> None:
        """Starts looking."""
        self._thread.start()

    def stop(self) -> None:
        """Stops looking; a look under way is finished."""
        self._stopping.set()
        if self._thread.ident:
            self._thread.join()

    def _run(self) -> None:
        first, every = self._waits
        wait = first
        while not self._stopping.wait(wait):
            wait = every
            try:
                remind(self._edge)
            except Exception:  # the next look may go well
                LOG.exception("reminders failed")
