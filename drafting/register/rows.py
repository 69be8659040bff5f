"""The register's rows as entries: what all its readers, and the calendar of all partners, wait for.

Hundreds of thousands may be read at once, so a row is taken apart as the tuple that it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from drafting.partners.errors import DraftingError, KeyMissing
from drafting.partners.vocabulary import Side
from drafting.register.entries import Author, Entry, EntryBody, EntryEvent, EntryProof, NoBody
from drafting.register.kinds import EntryKind, Kinds
from drafting.register.sealing import opened_facts
from drafting.register.tables import ENTRIES, EVENTS
from drafting.sealing import CannotOpen, KeyRing

NOTHING = NoBody()
LOCKED = (
    "This entry is encrypted, and the key is missing; whoever runs Saathi sets "
    "`privacy.encryption_key` again."
)
NEWER = (
    "The register holds a ‘{kind}’, which a later version of Saathi entered; whoever runs Saathi "
    "installs that version again."
)
OF_ENTRIES = tuple(
    ENTRIES.c[name]
    for name in ("id", "kind", "partner", "agreement", "restricted_to", "at", "by", "name", "facts")
)
OF_EVENTS = tuple(
    EVENTS.c[name]
    for name in (
        *("entry", "id", "number", "based_on", "verb", "side", "at", "by", "name", "facts"),
    )
)
EventRow = Sequence[Any]
_author = lru_cache(maxsize=4_096)(Author)  # few people enter many things


class LockedEntry(KeyMissing):
    """An entry is encrypted, and its key is missing."""


class EntryRows:
    """Reads entries with what was said to them."""

    def __init__(self, kinds: Kinds, ring: KeyRing) -> None:
        self._kinds = kinds
        self._ring = ring

    def read(
        self, connection: sa.Connection, which: sa.ColumnElement[bool], sees: Collection[str]
    ) -> list[Entry]:
        """The entries that `which` means, the earliest first.

        What is restricted is read for its role in `sees` alone. Raises KeyMissing, and
        DraftingError for what a later version entered.
        """
        wanted = sa.and_(which, ENTRIES.c.restricted_to.in_(["", *sees]))
        query = sa.select(*OF_ENTRIES).where(wanted).order_by(ENTRIES.c.at, ENTRIES.c.id)
        rows = connection.execute(query).all()
        events = _events_by_entry(connection, wanted) if rows else {}
        return [self._entry(row, events.get(row[0], ())) for row in rows]

    def _entry(self, row: Sequence[Any], events: Sequence[EventRow]) -> Entry:
        entry_id, name, partner, agreement, restricted_to, at, by, by_name, text = row
        kind = self._kinds.get(name)
        if kind is None:
            raise DraftingError(NEWER.format(kind=name))
        facts = self._facts(text, entry_id)
        return Entry(
            id=entry_id,
            kind=name,
            partner=partner,
            agreement=agreement,
            title=facts["title"],
            opened_at=datetime.fromtimestamp(at, UTC),
            opened_by=_author(by, by_name),
            body=kind.body.model_validate(facts["body"]),
            restricted_to=restricted_to,
            events=tuple([self._event(kind, event) for event in events]),
        )

    def _event(self, kind: EntryKind, row: EventRow) -> EntryEvent:
        _, event_id, number, based_on, verb, side, at, by, by_name, text = row
        facts = self._facts(text, event_id)
        return EntryEvent(
            id=event_id,
            number=number,
            based_on=based_on,
            verb=verb,
            author=_author(by, by_name, Side(side), facts["told_by"]),
            at=datetime.fromtimestamp(at, UTC),
            words=facts["words"],
            body=_body(kind.verb(verb).body, facts["body"]),
            proofs=tuple(map(EntryProof.model_validate, facts["proofs"])),
        )

    def _facts(self, text: str, row_id: str) -> Mapping[str, Any]:
        try:
            return opened_facts(text, self._ring, row_id)
        except CannotOpen as error:
            raise LockedEntry(LOCKED) from error


def _body(of: type[EntryBody], values: Mapping[str, Any]) -> EntryBody:
    """What was said beside the words; most of it is nothing, which is made once."""
    return NOTHING if of is NoBody and not values else of.model_validate(values)


def _events_by_entry(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> dict[str, list[EventRow]]:
    """The events of the entries that `which` means, in their order."""
    ids = sa.select(ENTRIES.c.id).where(which)
    query = sa.select(*OF_EVENTS).where(EVENTS.c.entry.in_(ids)).order_by(EVENTS.c.number)
    events: dict[str, list[EventRow]] = {}
    for row in connection.execute(query):
        events.setdefault(row[0], []).append(row)
    return events
