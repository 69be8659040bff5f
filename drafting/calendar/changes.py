"""Which partners' calendars may have changed: what was written since the last look, by its time.

A row of another process may become visible after one with a later time; so each look goes back a
while before the latest time that was seen, and leaves out what it saw already.
"""

from __future__ import annotations

import time
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from drafting.agreements.lives.tables import AGREEMENT_STEPS
from drafting.due_diligence.checklists.tables import ANSWERS, ASSIGNMENTS, CHECKLISTS
from drafting.partners.database import DatabaseAccess
from drafting.partners.search.kept_names import GONE
from drafting.partners.tables import NAMES, PARTNERS, VERSIONS
from drafting.register.tables import ENTRIES, EVENTS
from drafting.screening.tables import SCREENINGS

BACK = 600.0  # seconds: no transaction is open for longer, and no two clocks lie further apart


def _query(
    partner: sa.ColumnElement[Any], row: sa.ColumnElement[Any], at: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    name = sa.cast(row, sa.String(160)).label("row")
    return sa.select(partner.label("partner"), name, at.label("at"))


def _of_checklists(table: sa.Table) -> sa.Select[Any]:
    of = CHECKLISTS.c.id == table.c.checklist
    return _query(CHECKLISTS.c.partner, table.c.id, table.c.at).select_from(
        table.join(CHECKLISTS, of)
    )


# By its name, what is written of a partner, and the column with the time, which has an index.
FEEDS: dict[str, tuple[sa.Select[Any], sa.ColumnElement[float]]] = {
    "record": (_query(VERSIONS.c.partner, VERSIONS.c.version, VERSIONS.c.at), VERSIONS.c.at),
    "entries": (_query(ENTRIES.c.partner, ENTRIES.c.id, ENTRIES.c.at), ENTRIES.c.at),
    "events": (_query(EVENTS.c.partner, EVENTS.c.id, EVENTS.c.at), EVENTS.c.at),
    "steps": (
        _query(AGREEMENT_STEPS.c.partner, AGREEMENT_STEPS.c.id, AGREEMENT_STEPS.c.at),
        AGREEMENT_STEPS.c.at,
    ),
    "checklists": (
        _query(CHECKLISTS.c.partner, CHECKLISTS.c.id, CHECKLISTS.c.made_at),
        CHECKLISTS.c.made_at,
    ),
    "completed": (
        _query(CHECKLISTS.c.partner, CHECKLISTS.c.id, CHECKLISTS.c.completed_at),
        CHECKLISTS.c.completed_at,
    ),
    "answers": (_of_checklists(ANSWERS), ANSWERS.c.at),
    "assignments": (_of_checklists(ASSIGNMENTS), ASSIGNMENTS.c.at),
    "screenings": (
        _query(SCREENINGS.c.partner, SCREENINGS.c.id, SCREENINGS.c.at),
        SCREENINGS.c.at,
    ),
}


# All of it in one query, as of the time of each feed by its name.
WRITTEN = sa.union_all(
    *(
        query.add_columns(sa.literal(name).label("feed")).where(
            at > sa.bindparam(name, type_=sa.Float)
        )
        for name, (query, at) in FEEDS.items()
    )
)


@dataclass
class ChangeFeed:
    """What one process saw of what is written. Not for several threads at once."""

    _latest: dict[str, float] = field(default_factory=dict)
    _seen: Set[tuple[str, str, str]] = frozenset()  # rows that may come up again
    _last_deletion: int | None = None  # its number among the changes of names

    def begin(self, database: DatabaseAccess) -> None:
        """From now on is told what is written after this moment, or was just before."""
        with database.read() as connection:
            for name, (_, at) in FEEDS.items():
                latest = connection.execute(sa.select(sa.func.max(at))).scalar()
                self._latest[name] = float(latest or 0.0)
        self.changed(database)

    def changed(self, database: DatabaseAccess) -> frozenset[str]:
        """The ids of the partners of whom something was written since the last look."""
        times = {name: self._since(name) for name in FEEDS}
        with database.read() as connection:
            rows = {
                (row.feed, row.partner, row.row): row.at
                for row in connection.execute(WRITTEN, times)
            }
            deleted = self._deleted(connection)
        new_rows = rows.keys() - self._seen
        self._seen = rows.keys()
        for (feed, _, _), at in rows.items():
            self._latest[feed] = max(self._latest[feed], at)
        return frozenset({partner for _, partner, _ in new_rows} | deleted)

    def _since(self, name: str) -> float:
        """After which time rows may still come up: what is long past is all there."""
        latest = self._latest[name]
        return min(latest, max(latest, time.time()) - BACK)

    def _deleted(self, connection: sa.Connection) -> set[str]:
        """The partners that were ever deleted, where one more was since the last look."""
        last = connection.execute(sa.select(NAMES.c.change).where(NAMES.c.partner == GONE)).scalar()
        if last == self._last_deletion:
            return set()
        self._last_deletion = last
        deleted = sa.select(PARTNERS.c.id).where(PARTNERS.c.deleted)
        return set(connection.execute(deleted).scalars())
