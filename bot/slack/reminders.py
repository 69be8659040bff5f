"""Reminders: what sources say is due is sent to each person by direct message, once.

A reminder claims the keys of what it reminds of. The claims and the delivery that reminds are
written in one step, so that whatever is claimed is sent, whoever dies when; and one replica alone
can write them. What is claimed already is only read.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
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
AGAIN = 300.0  # seconds after a look that failed


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


class ReminderReplies:
    """What a person gets for a reminder that is due. Threads may share one."""

    def __init__(self, sources: Sequence[ReminderSource]) -> None:
        self._source_of = {topic: source for source in sources for topic in source.topics}

    def handlers(self) -> Handlers:
        """How its kind is answered."""
        return {DeliveryKind.REMINDER: Handler.whole(self._content)}

    def _content(self, delivery: Delivery) -> ReplyContent:
        return self._source_of[str(delivery.extra["about"])].content(delivery)


def remind(edge: Edge, sources: Iterable[ReminderSource]) -> int:
    """Sends what is due and was not sent yet; how many messages that makes."""
    return sum(send(edge, source.due(edge.today())) for source in sources)


def send(edge: Edge, reminders: Iterable[Reminder]) -> int:
    """Sends what was not sent yet of `reminders`; how many messages that makes."""
    due = list(reminders)
    unclaimed = edge.inbox.unclaimed({item.key for reminder in due for item in reminder.items})
    return sum(_send(edge, reminder, unclaimed) for reminder in due)


def _send(edge: Edge, reminder: Reminder, unclaimed: Collection[str]) -> bool:
    """True where it goes out now, with what of it is unclaimed."""
    while items := [item for item in reminder.items if item.key in unclaimed]:
        if edge.receive(_delivery(reminder, items), claims=[item.key for item in items]):
            return True
        # Another process claimed one of them just now; each look again finds fewer.
        unclaimed = edge.inbox.unclaimed([item.key for item in items])
        if len(unclaimed) == len(items):
            return False  # its delivery is there without claims: from the version before
    return False


def _delivery(reminder: Reminder, items: Sequence[DueItem]) -> Delivery:
    keys = [item.key for item in items]
    return Delivery(
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


class ReminderClock:
    """Looks every hour for what is due until it is stopped; after a look that failed, sooner."""

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
            went_well = [self._look(source) for source in self.sources]
            wait = self._every if all(went_well) else min(self._every, AGAIN)

    def _look(self, source: ReminderSource) -> bool:
        """True where all that is due of it is on its way."""
        try:
            remind(self._edge, [source])
        except Exception:  # the next look may go well
            LOG.exception("reminders failed")
            return False
        return True
