"""Leases: which process works on which delivery, for how long, and what becomes of the rest.

Each delivery has a lease of its own. Its holder renews it while the delivery waits in the holder's
line or is worked on, and for nothing else: what a living process lost sight of falls free like what
a dead one left, and is taken over. A delivery's `fence` counts how often it changed hands. Whoever
holds it shows that number before each post and at each change of the row; where it has moved on,
nothing more is done, and LeaseLost is raised.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from bot.operations.database import Database
from bot.slack.delivery.deliveries import Delivery, LeaseLost
from bot.slack.delivery.tables import DELIVERIES, OPEN, delivery_of

LEASE = 30.0  # seconds after which another process may take over
IDS_AT_ONCE = 400  # in one statement


class Leases:
    """The leases of one process. Threads may share it; each process has its own."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.owner = uuid.uuid4().hex
        self._database = database
        self._clock = clock

    def renew(self, deliveries: Sequence[Delivery]) -> None:
        """Renews the leases of those that this process still holds: nobody else takes them over."""
        held = [(delivery.id, delivery.fence) for delivery in deliveries]
        for start in range(0, len(held), IDS_AT_ONCE):
            names = sa.tuple_(DELIVERIES.c.id, DELIVERIES.c.fence)
            some = names.in_(held[start : start + IDS_AT_ONCE])
            with self._database.write_lightly() as connection:
                connection.execute(
                    DELIVERIES.update()
                    .where(OPEN, DELIVERIES.c.owner == self.owner, some)
                    .values(lease_until=self._lease_end())
                )

    def begin(self, delivery: Delivery) -> bool:
        """Notes that work on it begins; False where it is not this process's any more."""
        return self._change_lightly(delivery, begun_at=self._clock(), lease_until=self._lease_end())

    def require(self, delivery: Delivery) -> None:
        """Raises LeaseLost where it is not this process's to answer any more.

        What runs out soon is renewed, so that there is time for one call of Slack's.
        """
        query = sa.select(DELIVERIES.c.lease_until).where(self._held(delivery))
        with self._database.read() as connection:
            lease_until = connection.execute(query).scalar()
        soon = self._clock() + LEASE / 2
        if lease_until is not None and lease_until >= soon:
            return
        if not self._change_lightly(delivery, lease_until=self._lease_end()):
            raise LeaseLost(delivery.id)

    def holds(self, delivery: Delivery) -> bool:
        """True where the delivery is still open and this process's, so that it may reply."""
        try:
            self.require(delivery)
        except LeaseLost:
            return False
        return True

    def put_off(self, delivery: Delivery, seconds: float, *, failed: bool = True) -> None:
        """Leaves one that failed for later, to be taken over when `seconds` have passed.

        One that was not even tried has not `failed`. Raises LeaseLost.
        """
        self._require_change(
            delivery,
            owner="",
            lease_until=self._clock() + seconds,
            failures=DELIVERIES.c.failures + int(failed),
            begun_at=None,
        )

    def bring_forward(self) -> None:
        """Makes all that was put off due now: what they waited for is back."""
        self._update(
            sa.and_(OPEN, DELIVERIES.c.owner == "", DELIVERIES.c.lease_until > self._clock()),
            lease_until=self._clock(),
        )

    def release(self) -> None:
        """Leaves what is open to whoever comes next: the next start, or another replica."""
        self._update(
            sa.and_(OPEN, DELIVERIES.c.owner == self.owner), lease_until=0.0, begun_at=None
        )

    def clear_begun(self) -> None:
        """Keeps the end of this process, which was asked to stop, from counting as a crash."""
        self._update(sa.and_(OPEN, DELIVERIES.c.owner == self.owner), begun_at=None)

    def release_all(self) -> None:
        """Ends every lease: for the one process that serves a database in the home folder."""
        self._update(sa.and_(OPEN, DELIVERIES.c.owner != ""), lease_until=0.0)

    def take_over(self, limit: int = 100, *, from_others: bool = True) -> list[Delivery]:
        """Open deliveries whose lease ran out, oldest first, now this process's to work on.

        Without `from_others`, only those that nobody holds and this process's own.
        """
        theirs = DELIVERIES.c.owner.not_in(["", self.owner])
        due = (
            sa.select(DELIVERIES.c.id)
            .where(OPEN, DELIVERIES.c.lease_until <= self._clock())
            .where(sa.true() if from_others else ~theirs)
            .order_by(DELIVERIES.c.received_at)
            .limit(limit)
            .with_for_update(skip_locked=True)  # SQLite has one writer and needs none
        )
        with self._database.write() as connection:
            ids = list(connection.execute(due).scalars())
            if not ids:
                return []
            taken = DELIVERIES.c.id.in_(ids)
            connection.execute(DELIVERIES.update().where(taken).values(self._new_lease()))
            rows = connection.execute(
                DELIVERIES.select().where(taken).order_by(DELIVERIES.c.received_at)
            )
            return [delivery_of(row) for row in rows]

    def _new_lease(self) -> dict[str, Any]:
        """What changes where a delivery is taken over.

        Where another process was at work on it, that one died of it, as far as anybody can tell.
        Where this one was, its work failed, and could not be put off.
        """
        begun = DELIVERIES.c.begun_at.is_not(None)
        own = DELIVERIES.c.owner == self.owner
        died, lost = sa.and_(begun, ~own), sa.and_(begun, own)
        return {
            "owner": self.owner,
            "fence": DELIVERIES.c.fence + 1,
            "lease_until": self._lease_end(),
            "attempts": DELIVERIES.c.attempts + 1,
            "crashes": DELIVERIES.c.crashes + sa.case((died, 1), else_=0),
            "blamed": sa.case(
                (died, _blame(DELIVERIES.c.owner, DELIVERIES.c.fence)), else_=DELIVERIES.c.blamed
            ),
            "failures": DELIVERIES.c.failures + sa.case((lost, 1), else_=0),
            "begun_at": None,
        }

    def withdraw_crash(self, delivery: Delivery) -> None:
        """Takes back the crash that was counted when another process took the delivery over.

        It was taken for dead, since it could not renew; it lives, and was merely cut off.
        """
        blame = _blame(sa.literal(self.owner), sa.literal(delivery.fence))
        self._update(
            sa.and_(DELIVERIES.c.id == delivery.id, DELIVERIES.c.blamed == blame),
            crashes=DELIVERIES.c.crashes - 1,
            blamed="",
        )

    def _lease_end(self) -> float:
        """When a lease that is given or renewed now runs out."""
        return self._clock() + LEASE

    def _held(self, delivery: Delivery) -> sa.ColumnElement[bool]:
        """What is true of its row while this process holds it."""
        return sa.and_(
            OPEN,
            DELIVERIES.c.id == delivery.id,
            DELIVERIES.c.owner == self.owner,
            DELIVERIES.c.fence == delivery.fence,
        )

    def _require_change(self, delivery: Delivery, **values: Any) -> None:
        """Changes its row. Raises LeaseLost where it is not this process's any more."""
        with self._database.write() as connection:
            if not self._changed(connection, delivery, values):
                raise LeaseLost(delivery.id)

    def _change_lightly(self, delivery: Delivery, **values: Any) -> bool:
        """Changes of it what a power cut may undo; False where it is not this process's."""
        with self._database.write_lightly() as connection:
            return self._changed(connection, delivery, values)

    def _changed(
        self, connection: sa.Connection, delivery: Delivery, values: dict[str, Any]
    ) -> bool:
        update = DELIVERIES.update().where(self._held(delivery)).values(values)
        return connection.execute(update).rowcount > 0

    def _update(self, condition: sa.ColumnElement[bool], **values: Any) -> None:
        with self._database.write() as connection:
            connection.execute(DELIVERIES.update().where(condition).values(values))


def _blame(owner: sa.ColumnElement[str], fence: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    """Whose loss of a delivery was counted as a crash, and which of its losses."""
    return owner + ":" + sa.cast(fence, sa.String)
