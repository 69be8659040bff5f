"""Searching the partners' names in a database: the index in memory, kept in step with the table.

Each search reads what changed since the one before, whoever changed it. What changed lately has an
index of its own, so that a change does not make the large one anew.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from drafting.partners.database import DatabaseAccess
from drafting.partners.finding import PartnerMatch, PartnerNames
from drafting.partners.search.kept_names import changed_rows, changes_in
from drafting.partners.search.name_index import NameIndex
from drafting.partners.search.namesakes import Namesakes

LATELY = 64  # partners whose names changed since the large index was made

EMPTY = NameIndex.of(())


@dataclass(frozen=True)
class _Snapshot:
    """The names as they were after one change."""

    change: int = 0
    names: Mapping[str, PartnerNames] = field(default_factory=dict)
    index: NameIndex = EMPTY  # of all but what changed lately
    lately: Mapping[str, PartnerNames | None] = field(default_factory=dict)  # None: it was deleted
    recent: NameIndex = EMPTY  # of what changed lately

    def after(self, changes: Mapping[str, PartnerNames | None], change: int) -> _Snapshot:
        """The names after those `changes`, the last of which is number `change`."""
        lately = {**self.lately, **changes}
        if len(lately) <= LATELY:
            recent = NameIndex.of(filter(None, lately.values()))
            return _Snapshot(change, self.names, self.index, lately, recent)
        every = {**self.names, **lately}
        names = {partner: each for partner, each in every.items() if each is not None}
        return _Snapshot(change, names, NameIndex.of(names.values()))

    def only_known(
        self, changes: Mapping[str, PartnerNames | None]
    ) -> Mapping[str, PartnerNames | None]:
        """The changes without the deletions of partners that are not among the names."""
        return {
            partner: names
            for partner, names in changes.items()
            if names is not None or partner in self.names or partner in self.lately
        }

    def search(self, text: str, limit: int) -> list[PartnerMatch]:
        """As in NameIndex."""
        earlier = self.index.search(text, limit, self.lately)
        if not self.lately:
            return earlier
        both = [*earlier, *self.recent.search(text, limit)]
        in_order = sorted(both, key=lambda match: (-match.score, match.name.casefold(), match.id))
        return in_order[:limit]

    def named_in(self, text: str) -> list[str]:
        """As in NameIndex."""
        earlier = [each for each in self.index.named_in(text) if each not in self.lately]
        return [*earlier, *self.recent.named_in(text)]


class NameSearch:
    """Finds partners in one database by what people type. Threads may share one."""

    def __init__(self, database: DatabaseAccess) -> None:
        self._database = database
        self._snapshot = _Snapshot()
        self._changing = threading.Lock()
        self._namesakes, self._namesakes_change = Namesakes(()), 0

    def find(self, text: str, limit: int) -> list[PartnerMatch]:
        """The partners that `text` may mean, best first; of no text, all of them by name."""
        return self._current().search(text, limit)

    def named_in(self, text: str) -> list[str]:
        """The ids of the partners whose legal names stand in `text`, whatever is written big."""
        return self._current().named_in(text)

    def namesakes_of(self, partner: PartnerNames) -> list[PartnerNames]:
        """The other partners that bear one of its names; only what changed is read anew."""
        with self._changing:
            rows = self._rows(self._namesakes_change)
            if not rows:  # a database without partners, or put back to an earlier state
                self._namesakes, self._namesakes_change = Namesakes(()), 0
                rows = self._rows(0)
            new = [row for row in rows if row.change > self._namesakes_change]
            with self._database.read() as connection:
                changes = changes_in(connection, new) if new else {}
            for partner_id, names in changes.items():
                if names is None:
                    self._namesakes.remove(partner_id)
                else:
                    self._namesakes.add(names)
            if new:
                self._namesakes_change = new[-1].change
            return self._namesakes.of(partner)

    def _current(self) -> _Snapshot:
        """The names as they are now."""
        snapshot = self._snapshot
        rows = self._rows(snapshot.change)
        changes = [row.change for row in rows]
        if changes == [snapshot.change] or not (changes or snapshot.change):
            return snapshot
        with self._changing:
            return self._changed()

    def _changed(self) -> _Snapshot:
        snapshot = self._snapshot
        rows = self._rows(snapshot.change)
        if not rows:  # the database was put back to an earlier state
            snapshot, rows = _Snapshot(), self._rows(0)
        new = [row for row in rows if row.change > snapshot.change]
        if new:
            with self._database.read() as connection:
                changes = changes_in(connection, new)
            snapshot = snapshot.after(snapshot.only_known(changes), new[-1].change)
        self._snapshot = snapshot
        return snapshot

    def _rows(self, since: int) -> list[sa.Row[Any]]:
        with self._database.read() as connection:
            return changed_rows(connection, since)
