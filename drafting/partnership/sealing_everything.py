"""Seals everything that a database holds with the first key: what is plain, and what others sealed.

Each step is a transaction of its own, and each row says what it is sealed with: killed at any
moment, the next run goes on with what is left. Whoever reads meanwhile reads both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from drafting.agreements.lives import step_record
from drafting.agreements.lives.tables import SIGNED_FILES
from drafting.agreements.tables import (
    DRAFTS,
    FILES,
    open_file,
    sealed_file,
    without_typed_numbers_of,
)
from drafting.due_diligence.checklists import sealing as checklist_sealing
from drafting.due_diligence.checklists.tables import (
    ANSWERS,
    EVIDENCE_FILES,
    PEER_ASSESSMENTS,
    STANDING,
)
from drafting.partners.accounts.holding import records_with_numbers
from drafting.partners.database import DatabaseAccess
from drafting.partners.record.field_types import AS_STORED
from drafting.partners.record.partner import Partner
from drafting.partners.restricted_values.sealed_records import RecordSeal
from drafting.partners.restricted_values.shared_numbers import keep_digests
from drafting.partners.tables import ACCOUNT_CHANGES, PARTNERS, VERSIONS
from drafting.register.sealing import kept_with, opened_facts
from drafting.register.tables import ENTRIES, EVENTS
from drafting.screening.sealing import sealed_match
from drafting.screening.tables import DECISIONS, MATCHES
from drafting.sealing import CannotOpen, KeyRing, SealingKey

PARTNERS_AT_ONCE = 25  # in a transaction, each with all its versions
ROWS_AT_ONCE = 50
FILES_AT_ONCE = 10
TABLES = (
    *(VERSIONS, ACCOUNT_CHANGES, DRAFTS, SIGNED_FILES),
    *(ANSWERS, STANDING, PEER_ASSESSMENTS, EVIDENCE_FILES),
    *(MATCHES, DECISIONS),
    *(ENTRIES, EVENTS),
)
SEALED_TABLES = tuple(table.name for table in TABLES)
Values = dict[str, Any]
SealRow = Callable[[Any], Values]


@dataclass(frozen=True)
class SealingState:
    """How many rows are sealed with the first key, and what is left."""

    current: int
    plain: int  # rows that nobody sealed yet, whether anything restricted stands in them or not
    older: int  # sealed with another key that is in force
    locked: int  # sealed with a key that is missing
    missing_keys: tuple[str, ...]  # the ids of those

    @property
    def left(self) -> int:
        """How many rows are still to be sealed with the first key, and can be."""
        return self.plain + self.older


def sealing_state(database: DatabaseAccess, ring: KeyRing) -> SealingState:
    """What is sealed and with what, of all rows; without a key, nothing is current."""
    counts: dict[str, int] = {}
    with database.read() as connection:
        for table in TABLES:
            column = table.c.sealed_with
            query = sa.select(column, sa.func.count()).group_by(column)
            for key_id, count in connection.execute(query):
                counts[key_id] = counts.get(key_id, 0) + count
    first = ring.first.id if ring.first else None
    ours = {key.id for key in ring.keys}
    missing = tuple(sorted(key_id for key_id in counts if key_id and key_id not in ours))
    return SealingState(
        current=counts.get(first, 0) if first else 0,
        plain=counts.get("", 0),
        older=sum(counts.get(key_id, 0) for key_id in ours - {first}),
        locked=sum(counts[key_id] for key_id in missing),
        missing_keys=missing,
    )


def seal_everything(
    database: DatabaseAccess,
    ring: KeyRing,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Seals what is left with the first key; how many rows that was.

    `tell` hears how many were sealed so far. What no key in force opens stays as it is.
    """
    key = ring.first
    if key is None:
        return 0
    count = 0
    for step in (
        *(_partner_steps, _account_steps, _draft_steps, _signed_file_steps),
        *(_checklist_steps, _screening_steps, _register_steps),
    ):
        for rows in step(database, ring, key):
            count += rows
            tell(count)
    return count


def _partner_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    """Partners, each with all its versions at once, so that equal values keep equal seals."""
    last = ""
    while True:
        with database.write() as connection:
            query = (
                sa.select(VERSIONS.c.partner)
                .distinct()
                .where(VERSIONS.c.sealed_with != key.id, VERSIONS.c.partner > last)
                .order_by(VERSIONS.c.partner)
                .limit(PARTNERS_AT_ONCE)
            )
            partners = list(connection.execute(query).scalars())
            sealed = sum(_seal_partner(connection, partner, ring, key) for partner in partners)
        if not partners:
            return
        last = partners[-1]
        yield sealed


def _seal_partner(connection: sa.Connection, partner: str, ring: KeyRing, key: SealingKey) -> int:
    connection.execute(PARTNERS.select().where(PARTNERS.c.id == partner).with_for_update())
    seal, seals, count = RecordSeal(ring, partner), dict[str, Any](), 0
    query = VERSIONS.select().where(VERSIONS.c.partner == partner)
    rows = list(connection.execute(query.order_by(VERSIONS.c.version.desc())))
    for row in rows:
        kept = seal.sealed_anew(row.record, key, seals)
        if vars(kept) != {"record": row.record, "sealed_with": row.sealed_with}:
            this = sa.and_(VERSIONS.c.partner == partner, VERSIONS.c.version == row.version)
            connection.execute(VERSIONS.update().where(this).values(vars(kept)))
            count += kept.sealed_with == key.id
    _digest_present(connection, partner, ring, key)
    return count


def _digest_present(
    connection: sa.Connection, partner: str, ring: KeyRing, key: SealingKey
) -> None:
    """Makes the digests of the present version anew, unless something in it cannot be read."""
    present = sa.and_(VERSIONS.c.partner == PARTNERS.c.id, VERSIONS.c.version == PARTNERS.c.version)
    query = sa.select(VERSIONS.c.record).join(PARTNERS, present)
    record = connection.execute(query.where(PARTNERS.c.id == partner, ~PARTNERS.c.deleted)).scalar()
    opened = RecordSeal(ring, partner).opened(record or {})
    if record and not opened.unreadable:
        try:
            current = Partner.model_validate(opened.record, context=AS_STORED)
            keep_digests(connection, records_with_numbers(connection, ring, current), key)
        except ValidationError:  # of an older Saathi: `PartnerFile.unreadable` reports it
            return


def _account_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    """Changes of accounts, waiting or settled."""

    def sealed(row: Any) -> Values:
        kept = RecordSeal(ring, row.partner).sealed_anew(row.proposal, key, {})
        if kept.sealed_with != key.id:
            raise CannotOpen(kept.sealed_with)
        return {"proposal": kept.record, "sealed_with": kept.sealed_with}

    yield from _steps(database, ACCOUNT_CHANGES, key, sealed, ROWS_AT_ONCE)


def _draft_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    def sealed(row: Any) -> Values:
        changes = without_typed_numbers_of(row)
        if not changes.get("holds_restricted", row.holds_restricted):
            return {**changes, "sealed_with": key.id}
        plain = {name: open_file(getattr(row, name), ring, row.id, name) for name in FILES}
        files = {name: sealed_file(plain[name], key, row.id, name) for name in FILES}
        return {**changes, **files, "sealed_with": key.id}

    yield from _steps(database, DRAFTS, key, sealed, FILES_AT_ONCE)


def _signed_file_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    def sealed(row: Any) -> Values:
        content = step_record.open_file(row.content, ring, row.id)
        return {
            "content": step_record.sealed_file(content, key, row.id),
            "sealed_with": key.id,
        }

    yield from _steps(database, SIGNED_FILES, key, sealed, FILES_AT_ONCE)


def _checklist_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    def evidence(row: Any) -> Values:
        content = checklist_sealing.open_file(row.content, ring, row.id)
        sealed = checklist_sealing.sealed_file(content, key, row.id)
        return {"content": sealed, "sealed_with": key.id}

    def texts(column: str) -> SealRow:
        def sealed(row: Any) -> Values:
            kept = checklist_sealing.sealed_anew(getattr(row, column), ring, key, row.id)
            return {column: kept.text, "sealed_with": kept.sealed_with}

        return sealed

    yield from _steps(database, EVIDENCE_FILES, key, evidence, FILES_AT_ONCE)
    for table, column in (
        (ANSWERS, "answer"),
        (STANDING, "answer"),
        (PEER_ASSESSMENTS, "assessment"),
    ):
        yield from _steps(database, table, key, texts(column), ROWS_AT_ONCE)


def _screening_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    """Possible matches, and what people decided about them."""

    def texts(column: str) -> SealRow:
        def sealed(row: Any) -> Values:
            kept = sealed_match(getattr(row, column), ring, key, row.id)
            return {column: kept.text, "sealed_with": kept.sealed_with}

        return sealed

    for table, column in ((MATCHES, "match"), (DECISIONS, "decision")):
        yield from _steps(database, table, key, texts(column), ROWS_AT_ONCE)


def _register_steps(database: DatabaseAccess, ring: KeyRing, key: SealingKey) -> Iterator[int]:
    """The register's rows: what restricted entries say is sealed, the others name the key."""
    secret = sa.select(ENTRIES.c.id).where(ENTRIES.c.restricted_to != "")
    with database.read() as connection:
        # One that is opened from now on is sealed as it is kept.
        restricted = set(connection.execute(secret).scalars())

    def sealed(entry: str) -> SealRow:
        def kept(row: Any) -> Values:
            facts = opened_facts(row.facts, ring, row.id)
            is_restricted = getattr(row, entry) in restricted
            return dict(kept_with(key, facts, row.id, is_restricted=is_restricted))

        return kept

    yield from _steps(database, ENTRIES, key, sealed("id"), ROWS_AT_ONCE)
    yield from _steps(database, EVENTS, key, sealed("entry"), ROWS_AT_ONCE)


def _steps(
    database: DatabaseAccess, table: sa.Table, key: SealingKey, sealed: SealRow, at_once: int
) -> Iterator[int]:
    """How many rows of a table each step sealed; what cannot be opened is passed over."""
    last = ""
    while True:
        with database.write() as connection:
            query = sa.select(table.c.id).where(table.c.sealed_with != key.id, table.c.id > last)
            ids = list(connection.execute(query.order_by(table.c.id).limit(at_once)).scalars())
            # In one order, so that two who do this at once wait for each other.
            batch = table.select().where(table.c.id.in_(ids)).order_by(table.c.id)
            rows = connection.execute(batch.with_for_update()).all()
            count = sum(_seal_row(connection, table, row, sealed) for row in rows)
        if not ids:
            return
        last = ids[-1]
        yield count


def _seal_row(connection: sa.Connection, table: sa.Table, row: Any, sealed: SealRow) -> bool:
    try:
        values: Mapping[str, Any] = sealed(row)
    except CannotOpen:
        return False
    connection.execute(table.update().where(table.c.id == row.id).values(values))
    return True
