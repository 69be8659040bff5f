"""The table of partners' names: written with their records, read by whoever looks for a partner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from drafting.partners.finding import PartnerNames
from drafting.partners.tables import NAMES, PARTNERS

# Stands in place of a partner's id in the row of the last deletion, so that no id of a deleted
# partner is kept here: which they are is known to the table of partners.
GONE = ""
LOCK = sa.text("LOCK TABLE partner_names IN EXCLUSIVE MODE")
IS_THERE = NAMES.c.legal_name != ""


def write_names(connection: sa.Connection, partners: Iterable[PartnerNames]) -> None:
    """Keeps the names of `partners` as they are now; the last thing that a transaction does."""
    names = {each.id: each for each in partners}
    kept = connection.execute(NAMES.select().where(NAMES.c.partner.in_(list(names))))
    same = {each for each in changes_in(connection, kept).values() if each is not None}
    _write(connection, [each for each in names.values() if each not in same])


def remove_names(connection: sa.Connection, partner_id: str) -> None:
    """Deletes a partner's names; the last thing that a transaction does."""
    _write(connection, [PartnerNames(GONE, "")])  # first: the numbers of changes only grow
    connection.execute(NAMES.delete().where(NAMES.c.partner == partner_id))


def _write(connection: sa.Connection, names: Sequence[PartnerNames]) -> None:
    if not names:
        return
    # Changes are numbered in the order in which they can be read: nobody else writes until this
    # transaction ends. SQLite has one writer and needs no lock.
    if connection.dialect.name == "postgresql":
        connection.execute(LOCK)
    last = connection.execute(sa.select(sa.func.max(NAMES.c.change))).scalar() or 0
    ids = [each.id for each in names]
    connection.execute(NAMES.delete().where(NAMES.c.partner.in_(ids)))
    rows = [_row(each, number) for number, each in enumerate(names, last + 1)]
    connection.execute(NAMES.insert(), rows)


def changed_rows(connection: sa.Connection, since: int) -> list[sa.Row[Any]]:
    """The rows that changed after change number `since`, or in it, in their order."""
    query = NAMES.select().where(NAMES.c.change >= since).order_by(NAMES.c.change)
    return list(connection.execute(query))


def changes_in(
    connection: sa.Connection, rows: Iterable[sa.Row[Any]]
) -> dict[str, PartnerNames | None]:
    """What the partners in `rows` are found by now; None for those that were deleted."""
    names = {
        row.partner: PartnerNames(
            row.partner, row.legal_name, row.acronym, tuple(row.former_names), row.urdu_name
        )
        for row in rows
    }
    if names.pop(GONE, None) is None:
        return dict(names)
    deleted = connection.execute(sa.select(PARTNERS.c.id).where(PARTNERS.c.deleted)).scalars()
    return {**dict.fromkeys(deleted), **names}


def _row(names: PartnerNames, change: int) -> dict[str, Any]:
    return {
        "partner": names.id,
        "change": change,
        "legal_name": names.legal_name,
        "acronym": names.acronym,
        "urdu_name": names.urdu_name,
        "former_names": list(names.former_names),
        "sort_name": names.legal_name.casefold(),
    }
