"""The register: entries are opened, and things are said to them; nothing is changed or taken away.

A wish has a key, so that one that comes twice is kept once. Of two who say something at once both
are kept, in the order in which they came; the second one's `based_on` says what it had not seen,
and the kind's rules look at the entry as it stands when it is kept.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import DraftingError
from drafting.partners.office_time import office_day
from drafting.partners.tables import PARTNERS
from drafting.partners.vocabulary import Side
from drafting.register.entries import (
    OFFICE,
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryProof,
    UnopenedItem,
)
from drafting.register.kinds import EntryKind, EntryRefused, Kinds
from drafting.register.known_partners import KnownPartners
from drafting.register.rows import LOCKED, NOTHING, EntryRows, LockedEntry
from drafting.register.sealing import kept_with
from drafting.register.tables import ENTRIES, EVENTS
from drafting.sealing import KeyRing

MOST_TRIES = 20  # of a write, while others write to the same entry


class UnknownEntry(DraftingError):
    """There is no entry of that id that the person may see."""


@dataclass(frozen=True)
class NewEntry:
    """An entry as somebody opens it."""

    kind: str
    partner: str
    title: str
    author: Author
    body: EntryBody
    key: str  # of the wish
    agreement: str = ""


@dataclass(frozen=True)
class NewEvent:
    """Something as somebody says it to an entry."""

    entry: str
    verb: str
    author: Author
    key: str  # of the wish
    based_on: int  # the number of the latest event that its author saw
    words: str = ""
    body: EntryBody = NOTHING
    proofs: tuple[EntryProof, ...] = ()


class Register:
    """All entries of all partners in one database. Threads and processes may share it."""

    def __init__(  # noqa: PLR0913  (what the register asks around it)
        self,
        database: DatabaseAccess,
        kinds: Iterable[EntryKind],
        clock: Callable[[], float] = time.time,
        ring: KeyRing | None = None,
        when_kept: Callable[[Entry], object] = lambda _: None,
        *,
        unopened: Callable[[str, date], Iterable[UnopenedItem]] = lambda _partner, _today: (),
        partners: KnownPartners | None = None,
    ) -> None:
        """`ring` seals what restricted entries say; without one it is kept as it came.

        `when_kept` is called with an entry after something was said to it and kept; after a crash
        it may not have been, so whoever rests on what it does looks again. `unopened` gives what a
        partner's record says by itself, nobody opened, and was due before a day. What entries say
        of `partners` is looked up there; without them it is taken as it comes.
        """
        self.kinds = Kinds(kinds)
        self._database = database
        self._clock = clock
        self._ring = ring or KeyRing()
        self._rows = EntryRows(self.kinds, self._ring)
        self._when_kept = when_kept
        self._unopened = unopened
        self._partners = partners

    def open(self, new_entry: NewEntry) -> Entry:
        """The entry as it is kept; asked for twice with one key, it is there once.

        Raises EntryRefused where its kind does not allow it, and KeyMissing.
        """
        kind = self.kinds[new_entry.kind]
        if kind.has_partner and new_entry.partner == OFFICE:
            raise EntryRefused(f"A {kind.label.lower()} is about a partner; choose which one.")
        if new_entry.partner != OFFICE and not kind.has_partner:
            raise EntryRefused(
                f"A {kind.label.lower()} is the office’s own; open it from the office’s register."
            )
        if self._partners is not None and not self._was_opened(new_entry.key):
            kind.check_partners(new_entry.body, self._partners)
        return self._retried(lambda connection: self._open(connection, kind, new_entry))

    def say(self, new_event: NewEvent, sees: Collection[str] = ()) -> Entry:
        """The entry with what was said to it; said twice with one key, it stands there once.

        `sees` are the roles of who says it. Raises UnknownEntry, EntryRefused, KeyMissing.
        """
        unopened = self._unopened_beside(new_event, sees)
        entry = self._retried(lambda connection: self._say(connection, new_event, sees, unopened))
        self._when_kept(entry)
        return entry

    def _was_opened(self, key: str) -> bool:
        query = sa.select(ENTRIES.c.id).where(ENTRIES.c.key == key)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def was_said(self, key: str) -> bool:
        """True where the wish of that key is kept already."""
        with self._database.read() as connection:
            return _is_kept(connection, key)

    def entry(self, entry_id: str, sees: Collection[str] = ()) -> Entry:
        """One entry. Raises UnknownEntry also where it is restricted to a role not in `sees`."""
        with self._database.read() as connection:
            return self._one(connection, entry_id, sees)

    def of_partner(
        self, partner: str, sees: Collection[str] = (), *, kind: str = ""
    ) -> list[Entry]:
        """A partner's entries, the earliest first: what is restricted for `sees`' roles alone."""
        which = [ENTRIES.c.partner == partner, *([ENTRIES.c.kind == kind] if kind else [])]
        with self._database.read() as connection:
            return self._rows.read(connection, sa.and_(*which), sees)

    def naming(self, partner: str, sees: Collection[str] = ()) -> list[Entry]:
        """The entries of the office's own that are about the partner among others."""
        names = [kind.name for kind in self.kinds.values() if not kind.has_partner]
        which = sa.and_(ENTRIES.c.partner == OFFICE, ENTRIES.c.kind.in_(names))
        with self._database.read() as connection:
            entries = self._rows.read(connection, which, sees) if names else []
        return [entry for entry in entries if partner in self.kinds[entry.kind].also_about(entry)]

    def come_from(self, entry_id: str, sees: Collection[str] = ()) -> list[Entry]:
        """The entries that name this one as the one from which they were opened."""
        kinds = [kind.name for kind in self.kinds.values() if kind.opened_from]
        with self._database.read() as connection:
            entries = self._rows.read(connection, ENTRIES.c.kind.in_(kinds), sees) if kinds else []
        return [each for each in entries if getattr(each.body, "from_entry", "") == entry_id]

    def of_partners(
        self, partners: Collection[str], sees: Collection[str] = ()
    ) -> dict[str, list[Entry]]:
        """The entries of several partners by their ids, as `of_partner` has them."""
        by_partner: dict[str, list[Entry]] = {}
        with self._database.read() as connection:
            for entry in self._rows.read(connection, ENTRIES.c.partner.in_(partners), sees):
                by_partner.setdefault(entry.partner, []).append(entry)
        return by_partner

    def of_kind(self, kind: str, sees: Collection[str] = ()) -> list[Entry]:
        """All entries of a kind, of every partner."""
        with self._database.read() as connection:
            return self._rows.read(connection, ENTRIES.c.kind == kind, sees)

    def everything(self, sees: Collection[str] = ()) -> list[Entry]:
        """All entries of all partners that somebody with these roles may see."""
        with self._database.read() as connection:
            return self._rows.read(connection, sa.true(), sees)

    def _retried(self, write: Callable[[sa.Connection], Entry]) -> Entry:
        """What `write` gives; it looks again where another process was quicker."""
        for _ in range(MOST_TRIES - 1):
            try:
                with self._database.write() as connection:
                    return write(connection)
            except IntegrityError:  # that number, or that wish, was taken just now
                continue
        with self._database.write() as connection:
            return write(connection)

    def _open(self, connection: sa.Connection, kind: EntryKind, new_entry: NewEntry) -> Entry:
        roles = {kind.restricted_to}
        known = connection.execute(
            sa.select(ENTRIES.c.id).where(ENTRIES.c.key == new_entry.key)
        ).scalar()
        if known is None:
            if kind.restricted_to and self._ring.first is None:
                _require_none_sealed(connection)
            # What may be opened beside others is looked at by one at a time for each partner.
            locked = sa.select(PARTNERS.c.id).where(PARTNERS.c.id == new_entry.partner)
            connection.execute(locked.with_for_update())
            siblings = self._rows.read(connection, ENTRIES.c.partner == new_entry.partner, roles)
            kind.check_opening(new_entry.body, siblings, new_entry.author)
            self._check_alone(kind, new_entry, siblings)
            row = self._row(new_entry, kind)
            connection.execute(ENTRIES.insert(), row)
            known = row["id"]
        return self._rows.read(connection, ENTRIES.c.id == known, roles)[0]

    def _check_alone(self, kind: EntryKind, new_entry: NewEntry, siblings: Iterable[Entry]) -> None:
        """Raises EntryRefused where the kind has an open entry of the same, and but one may be."""
        is_there = kind.one_at_a_time and any(
            (other.kind, other.agreement) == (kind.name, new_entry.agreement)
            and not kind.is_closed(other)
            for other in siblings
        )
        if is_there:
            raise EntryRefused(
                f"‘{kind.label}’ is open already; choose it from the list, and add to it."
            )

    def _unopened_beside(
        self, new_event: NewEvent, sees: Collection[str]
    ) -> tuple[UnopenedItem, ...]:
        """What the kind looks at beside its entries; read before anything is locked."""
        if not any(new_event.verb in kind.looks_beside for kind in self.kinds.values()):
            return ()
        today = office_day(datetime.fromtimestamp(self._clock(), UTC))
        return tuple(self._unopened(self.entry(new_event.entry, sees).partner, today))

    def _say(
        self,
        connection: sa.Connection,
        new_event: NewEvent,
        sees: Collection[str],
        unopened: Sequence[UnopenedItem],
    ) -> Entry:
        entry = self._one(connection, new_event.entry, sees)
        if _is_kept(connection, new_event.key):
            return entry
        event = self._checked(entry, new_event)
        kind = self.kinds[entry.kind]
        if event.verb in kind.looks_beside:
            siblings = self._rows.read(connection, ENTRIES.c.partner == entry.partner, sees)
            kind.check_beside(entry, event.body, siblings, unopened)
        connection.execute(EVENTS.insert(), self._event_row(entry, event, new_event.key))
        return replace(entry, events=(*entry.events, event))

    def forget(self, partner: str) -> None:
        """Deletes all entries of a partner."""
        with self._database.write() as connection:
            for table in (EVENTS, ENTRIES):
                connection.execute(table.delete().where(table.c.partner == partner))

    def _one(self, connection: sa.Connection, entry_id: str, sees: Collection[str]) -> Entry:
        entries = self._rows.read(connection, ENTRIES.c.id == entry_id, sees)
        if not entries:
            raise UnknownEntry("There is no such entry in the register; look again from the list.")
        return entries[0]

    def _checked(self, entry: Entry, new_event: NewEvent) -> EntryEvent:
        """The event as the next one of the entry. Raises EntryRefused."""
        kind = self.kinds[entry.kind]
        verb = kind.verb(new_event.verb)
        author = new_event.author
        if author.side not in verb.sides:
            raise EntryRefused(f"‘{verb.label}’ is not for that side to say.")
        if author.side is Side.PARTNER and not author.told_by.strip():
            raise EntryRefused("Write who at the partner said it.", "told_by")
        if verb.needs_words and not new_event.words.strip():
            raise EntryRefused(f"‘{verb.label}’ needs a few words; write them.", "words")
        kind.check(entry, verb, new_event.body, author)
        if self._partners is not None:
            kind.check_partners(new_event.body, self._partners)
        return EntryEvent(
            id=uuid.uuid4().hex,
            number=entry.last_number + 1,
            based_on=min(new_event.based_on, entry.last_number),
            verb=verb.name,
            author=author,
            at=datetime.fromtimestamp(self._clock(), UTC),
            words=new_event.words.strip(),
            body=new_event.body,
            proofs=new_event.proofs,
        )

    def _row(self, new_entry: NewEntry, kind: EntryKind) -> dict[str, Any]:
        entry_id = uuid.uuid4().hex
        facts = {"title": new_entry.title, "body": new_entry.body.model_dump(mode="json")}
        return {
            "id": entry_id,
            "key": new_entry.key,
            "kind": kind.name,
            "partner": new_entry.partner,
            "agreement": new_entry.agreement,
            "restricted_to": kind.restricted_to,
            "at": self._clock(),
            "by": new_entry.author.by,
            "name": new_entry.author.name,
            **self._kept(facts, kind.restricted_to, entry_id),
        }

    def _event_row(self, entry: Entry, event: EntryEvent, key: str) -> dict[str, Any]:
        facts = {
            "told_by": event.author.told_by,
            "words": event.words,
            "body": event.body.model_dump(mode="json"),
            "proofs": [proof.model_dump() for proof in event.proofs],
        }
        return {
            "id": event.id,
            "key": key,
            "entry": entry.id,
            "partner": entry.partner,
            "number": event.number,
            "based_on": event.based_on,
            "verb": event.verb,
            "side": event.author.side.value,
            "at": event.at.timestamp(),
            "by": event.author.by,
            "name": event.author.name,
            **self._kept(facts, entry.restricted_to, event.id),
        }

    def _kept(self, facts: Mapping[str, Any], restricted_to: str, row_id: str) -> dict[str, str]:
        """The columns of what a row says: sealed where its entry is restricted and a key is set."""
        return kept_with(self._ring.first, facts, row_id, is_restricted=bool(restricted_to))


def _require_none_sealed(connection: sa.Connection) -> None:
    """Raises LockedEntry where restricted entries are sealed: none is kept in the clear there."""
    sealed = sa.select(ENTRIES.c.id).where(
        ENTRIES.c.restricted_to != "", ENTRIES.c.sealed_with != ""
    )
    if connection.execute(sealed.limit(1)).first() is not None:
        raise LockedEntry(LOCKED)


def _is_kept(connection: sa.Connection, key: str) -> bool:
    query = sa.select(EVENTS.c.id).where(EVENTS.c.key == key)
    return connection.execute(query).first() is not None
