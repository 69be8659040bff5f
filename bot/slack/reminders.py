"""Reminders: what sources say is due is sent to each person by direct message, once.

A reminder is claimed by its key in the database, which one replica alone gets, and then goes
through the inbox like everything else that is sent.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.edge import Edge

LOG = logging.getLogger("saathi.reminders")
EVERY = 3600.0  # seconds between looks
FIRST = 60.0  # seconds after the start


@dataclass(frozen=True)
class DueItem:
    """One thing that somebody is reminded of."""

    id: str  # within what the reminder is about
    key: str  # it comes once


@dataclass(frozen=True)
class Reminder:
    """All that one person is reminded of at once, in one message."""

    to: str  # a member's id
    topic: str  # one of its source's
    about: Mapping[str, str]  # by which its source finds what it is about
    items: tuple[DueItem, ...]


class ReminderSource(Protocol):
    """What people are reminded of, for instance in checklists."""

    @property
    def topics(self) -> Collection[str]:
        """Its reminders' topics, which no other source has."""

    def due(self, today: date) -> Iterable[Reminder]:
        """What is due, whether it was sent already or not."""

    def content(self, delivery: Delivery) -> ReplyContent:
        """What a reminder says; its `about` and its items' ids are in the delivery's `extra`."""


class Claims(Protocol):
    """The reminders that were sent, by key."""

    def remind_once(self, key: str) -> bool:
        """True for the first who asks with `key`, and never again."""

    def forget_reminder(self, key: str) -> None:
        """Lets a reminder that reached nobody be sent again."""


class ReminderReplies:
    """What a person gets for a reminder that is due. Threads may share one."""

    def __init__(self, sources: Sequence[ReminderSource], claims: Callable[[], Claims]) -> None:
        """`claims` are opened when they are first needed."""
        self._source_of = {topic: source for source in sources for topic in source.topics}
        self._claims = claims

    def handlers(self) -> Handlers:
        """How its kind is answered."""
        return {DeliveryKind.REMINDER: Handler.whole(self._content, self._reached_nobody)}

    def _content(self, delivery: Delivery) -> ReplyContent:
        return self._source_of[str(delivery.extra["about"])].content(delivery)

    def _reached_nobody(self, delivery: Delivery) -> None:
        """Lets a reminder that could not be sent be sent again."""
        for key in delivery.extra["keys"]:
            self._claims().forget_reminder(str(key))


def remind(edge: Edge, sources: Iterable[ReminderSource]) -> int:
    """Sends what is due and was not sent yet; how many messages that makes."""
    return sum(send(edge, source.due(edge.today())) for source in sources)


def send(edge: Edge, reminders: Iterable[Reminder]) -> int:
    """Sends what was not sent yet of `reminders`; how many messages that makes."""
    claims = claims_of(edge)
    count = 0
    for reminder in reminders:
        items = [item for item in reminder.items if claims.remind_once(item.key)]
        if items:
            _send(edge, reminder, items)
            count += 1
    return count


def claims_of(edge: Edge) -> Claims:
    """The claims, which the due diligence desk's database keeps. Raises DatabaseError."""
    return edge.services.due_diligence.checklists


def _send(edge: Edge, reminder: Reminder, items: Sequence[DueItem]) -> None:
    keys = [item.key for item in items]
    try:
        edge.receive(
            Delivery(
                key=f"reminder:{hashlib.sha256(' '.join(keys).encode()).hexdigest()}",
                kind=DeliveryKind.REMINDER,
                user=reminder.to,
                way=Way.DIRECT,
                extra={
                    **reminder.about,
                    "about": reminder.topic,
                    "entries": [item.id for item in items],
                    "keys": keys,
                },
            )
        )
    except Exception:
        for key in keys:
            claims_of(edge).forget_reminder(key)
        raise


class ReminderClock:
    """Looks every hour for what is due, until it is stopped."""

    def __init__(
        self,
        edge: Edge,
        sources: Sequence[ReminderSource],
        first: float = FIRST,
        every: float = EVERY,
    ) -> None:
        """`first` and `every` are seconds: until the first look, and between looks."""
        self.sources = sources
        self._edge = edge
        self._first, self._every = first, every
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
        wait = self._first
        while not self._stopping.wait(wait):
            wait = self._every
            for source in self.sources:
                self._look(source)

    def _look(self, source: ReminderSource) -> None:
        try:
            remind(self._edge, [source])
        except Exception:  # the next look may go well
            LOG.exception("reminders failed")
