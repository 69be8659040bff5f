"""How long cases are kept, whether any stands in the clear, and what the access record says."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import sqlalchemy as sa

from drafting.partners.database import DatabaseAccess
from drafting.partnership.cases.standing import CASE, ENDS
from drafting.register.tables import ENTRIES, EVENTS


def cases_closed_before(connection: sa.Connection, moment: float) -> list[str]:
    """The ids of the cases that were closed before that moment; nothing sealed is read for it."""
    cases = sa.select(ENTRIES.c.id).where(ENTRIES.c.kind == CASE)
    query = sa.select(EVENTS.c.entry).where(
        EVENTS.c.entry.in_(cases), EVENTS.c.verb.in_(ENDS), EVENTS.c.at < moment
    )
    return sorted(set(connection.execute(query).scalars()))


def forget_cases(connection: sa.Connection, ids: Collection[str]) -> None:
    """Deletes these cases with all that was said to them."""
    connection.execute(EVENTS.delete().where(EVENTS.c.entry.in_(ids)))
    connection.execute(ENTRIES.delete().where(ENTRIES.c.id.in_(ids)))


def stands_in_the_clear(database: DatabaseAccess) -> bool:
    """True where something that is for a role alone is not encrypted."""
    secret = sa.select(ENTRIES.c.id).where(ENTRIES.c.restricted_to != "")
    queries = (
        secret.where(ENTRIES.c.sealed_with == ""),
        sa.select(EVENTS.c.id).where(EVENTS.c.entry.in_(secret), EVENTS.c.sealed_with == ""),
    )
    with database.read() as connection:
        return any(connection.execute(query.limit(1)).first() is not None for query in queries)


def matter_reference(entry_id: str) -> str:
    """What the record calls an entry that is for a role alone: whoever sees the entry knows it."""
    return f"matter {hashlib.sha256(f'matter {entry_id}'.encode()).hexdigest()[:12]}"
