"""What is in the inbox, for whoever runs Saathi: never what somebody wrote, and no report's writer.

It works beside the processes that serve: they find what is put back in line within a second.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.errors import EdgeError
from bot.operations.database import Database
from bot.slack.delivery.deliveries import MOST_CRASHES, REFERENCE, SET_ASIDE, DeliveryKind, Way
from bot.slack.delivery.tables import ASIDE, DELIVERIES, OPEN

ID = re.compile(r"[0-9a-f]{4,32}")
SHOWN = (
    "id", "kind", "user", "channel", "way", "received_at", "owner", "lease_until", "begun_at",
    "attempts", "crashes", "failures", "closed_at", "outcome",
)  # fmt: skip


class InboxError(EdgeError):
    """A delivery is not there, or cannot be put back in line; the message says the cure."""


class DeliveryState(StrEnum):
    """The state of a delivery."""

    WAITING = "waiting"  # in line, or about to be taken over from a process that is gone
    WORKED_ON = "worked on"
    PUT_OFF = "put off"  # it failed, and is tried again later
    SET_ASIDE = "set aside"
    CLOSED = "closed"


@dataclass(frozen=True)
class InboxEntry:
    """A delivery, without anything that somebody wrote; times in seconds since 1970."""

    id: str
    kind: DeliveryKind
    state: DeliveryState
    user: str  # '' where it is not shown: a report's
    channel: str  # '' where it is not shown, and where it came from no conversation
    way: Way
    received_at: float
    attempts: int
    crashes: int
    failures: int
    begun_at: float | None
    due_at: float | None  # when one that was put off is tried again
    closed_at: float | None
    outcome: str

    @property
    def reference(self) -> str:
        """The beginning of its id, which its writer was shown."""
        return self.id[:REFERENCE]

    @property
    def why(self) -> str:
        """Why it was set aside, or ''."""
        if self.state is not DeliveryState.SET_ASIDE:
            return ""
        if self.crashes >= MOST_CRASHES:
            return f"Saathi’s process died {self.crashes} times while it worked on it"
        return "its work failed each time; the log names the error with its id"


class InboxOverview:
    """The deliveries of one database, to be looked at and to be put back in line."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def entries(self) -> list[InboxEntry]:
        """All that waits, is worked on, is put off or is set aside, oldest first."""
        return self._entries(sa.or_(OPEN, ASIDE))

    def set_aside(self) -> list[InboxEntry]:
        """All that is set aside, oldest first."""
        return self._entries(ASIDE)

    def entry(self, reference: str) -> InboxEntry:
        """The delivery whose id begins with `reference`; closed ones too. Raises InboxError."""
        name = reference.strip().lower()
        condition = DELIVERIES.c.id.startswith(name)
        entries = self._entries(condition) if ID.fullmatch(name) else []
        if not entries:
            raise InboxError(
                f"The inbox holds no delivery ‘{reference[:40]}’; `saathi inbox list` shows what "
                "is open or set aside."
            )
        if len(entries) > 1:
            raise InboxError(f"Several deliveries begin with ‘{name}’; give more of the id.")
        return entries[0]

    def retry(self, reference: str) -> InboxEntry:
        """The delivery, in line again and due now. Raises InboxError.

        One that processes died of is tried once more: if one dies of it again, it is set aside.
        """
        entry = self.entry(reference)
        if entry.state not in {DeliveryState.SET_ASIDE, DeliveryState.PUT_OFF}:
            raise InboxError(_retry_refusal(entry))
        with self._database.write() as connection:
            update = connection.execute(
                DELIVERIES.update()
                .where(DELIVERIES.c.id == entry.id, sa.or_(ASIDE, self._is_put_off()))
                .values(self._in_line(entry))
            )
        if not update.rowcount:
            raise InboxError(_retry_refusal(self.entry(entry.id)))
        return self.entry(entry.id)

    def _in_line(self, entry: InboxEntry) -> dict[str, Any]:
        again: dict[str, Any] = {"owner": "", "lease_until": 0.0, "failures": 0}
        if entry.state is DeliveryState.SET_ASIDE:
            again |= {"closed_at": None, "outcome": "", "reply_channel": "", "reply_ts": ""}
            again |= {"stream_ts": "", "crashes": min(entry.crashes, MOST_CRASHES - 1)}
        return again

    def _is_put_off(self) -> sa.ColumnElement[bool]:
        later = DELIVERIES.c.lease_until > self._clock()
        return sa.and_(OPEN, DELIVERIES.c.owner == "", later)

    def _entries(self, condition: sa.ColumnElement[bool]) -> list[InboxEntry]:
        columns = [DELIVERIES.c[name] for name in SHOWN]
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(*columns).where(condition).order_by(DELIVERIES.c.received_at)
            )
            return [_entry(row, self._clock()) for row in rows]


def _entry(row: sa.Row[Any], now: float) -> InboxEntry:
    kind, state = DeliveryKind(row.kind), _state(row, now)
    is_report = kind is DeliveryKind.REPORT
    return InboxEntry(
        id=row.id,
        kind=kind,
        state=state,
        user="" if is_report else row.user,
        channel="" if is_report else row.channel,
        way=Way(row.way),
        received_at=row.received_at,
        attempts=row.attempts,
        crashes=row.crashes,
        failures=row.failures,
        begun_at=row.begun_at,
        due_at=row.lease_until if state is DeliveryState.PUT_OFF else None,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )


def _state(row: sa.Row[Any], now: float) -> DeliveryState:
    if row.closed_at is not None:
        return DeliveryState.SET_ASIDE if row.outcome == SET_ASIDE else DeliveryState.CLOSED
    if row.lease_until <= now:
        return DeliveryState.WAITING
    if row.begun_at is not None:
        return DeliveryState.WORKED_ON
    return DeliveryState.WAITING if row.owner else DeliveryState.PUT_OFF


def _retry_refusal(entry: InboxEntry) -> str:
    if entry.state is DeliveryState.CLOSED:
        return f"Delivery {entry.reference} is closed ({entry.outcome}); there is nothing to retry."
    return f"Delivery {entry.reference} is in line already; Saathi answers it while it serves."
