"""The points of reviews that people settled, on record: who, when and why, for which agreement.

Nothing is overwritten: what was taken back stays, with who did it and when.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from drafting.agreements.lives.steps import Actor
from drafting.agreements.reviewing.review import Finding, PointSettlement
from drafting.agreements.reviewing.settling import SettledPoint
from drafting.agreements.tables import METADATA
from drafting.partners.database import DatabaseAccess
from drafting.partners.tables import PARTNERS

SETTLED_POINTS = sa.Table(
    "settled_points",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False),
    sa.Column("point", sa.String(120), nullable=False),
    sa.Column("code", sa.String(100), nullable=False),
    sa.Column("field", sa.String(255), nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("taken_back_by", sa.String(120), nullable=False, server_default=""),
    sa.Column("taken_back_at", sa.Float),
    sa.Index("settled_points_agreement", "partner", "agreement"),
)
HELD = SETTLED_POINTS.c.taken_back_at.is_(None)
LONGEST_NAME = 120  # characters


class Settler(Actor):
    """Who settles points, or takes that back."""


class SettledPoints:
    """Every point that was settled. Threads and processes may share it."""

    def __init__(self, database: DatabaseAccess, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def held(self, partner: str, agreement: str) -> list[SettledPoint]:
        """What is settled of that agreement and was not taken back, in the order it was settled."""
        with self._database.read() as connection:
            return held_points(connection, partner, agreement)

    def add(
        self,
        partner: str,
        agreement: str,
        settled: Sequence[tuple[Finding, str]],
        settler: Settler,
    ) -> None:
        """Puts findings on record as settled, each with its reason; all of them or none."""
        now = self._clock()
        rows = [
            {
                "id": uuid.uuid4().hex,
                "partner": partner,
                "agreement": agreement,
                "point": finding.point,
                "code": finding.code,
                "field": finding.field,
                "sentence": finding.sentence,
                "reason": reason,
                "by": settler.by[:LONGEST_NAME],
                "name": settler.name[:LONGEST_NAME],
                "at": now,
            }
            for finding, reason in settled
        ]
        if rows:
            with self._database.write() as connection:
                _wait_for_drafts(connection, partner)
                connection.execute(SETTLED_POINTS.insert(), rows)

    def take_back(
        self, partner: str, agreement: str, points: Sequence[str], settler: Settler
    ) -> None:
        """Notes that these are settled no more; what is taken back already stays as it is."""
        these = sa.and_(HELD, _of(partner, agreement), SETTLED_POINTS.c.point.in_(points))
        values = {"taken_back_by": settler.by[:LONGEST_NAME], "taken_back_at": self._clock()}
        with self._database.write() as connection:
            _wait_for_drafts(connection, partner)
            connection.execute(SETTLED_POINTS.update().where(these).values(values))


def _wait_for_drafts(connection: sa.Connection, partner: str) -> None:
    """Waits while a draft of that partner is saved, which relies on what is settled."""
    connection.execute(PARTNERS.select().where(PARTNERS.c.id == partner).with_for_update())


_HELD_OF = (
    SETTLED_POINTS.select()
    .where(
        HELD,
        SETTLED_POINTS.c.partner == sa.bindparam("of_partner"),
        SETTLED_POINTS.c.agreement == sa.bindparam("of_agreement"),
    )
    .order_by(SETTLED_POINTS.c.at, SETTLED_POINTS.c.id)
)


def held_points(connection: sa.Connection, partner: str, agreement: str) -> list[SettledPoint]:
    """The same as `SettledPoints.held`, in a transaction of the caller's."""
    rows = connection.execute(_HELD_OF, {"of_partner": partner, "of_agreement": agreement})
    return [_point_of(row) for row in rows]


def _of(partner: str, agreement: str) -> sa.ColumnElement[bool]:
    row = SETTLED_POINTS.c
    return sa.and_(row.partner == partner, row.agreement == agreement)


def _point_of(row: sa.Row[tuple[object, ...]]) -> SettledPoint:
    at = datetime.fromtimestamp(row.at, UTC)
    settlement = PointSettlement(row.by, row.name, row.reason, at, row.sentence)
    return SettledPoint(row.point, row.code, row.field, settlement)
