"""The table of partners' names: written with their records, read by whoever looks for a partner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from drafting.partners.finding import PartnerNames
from drafting.partners.tables import NAMES

LOCK = sa.text("LOCK TABLE partner_names IN EXCLUSIVE MODE")
IS_THERE = NAMES.c.legal_name != ""


def write_names(connection: sa.Connection, partners: Iterable[PartnerNames]) -> None:
    """Keeps the names of `partners` as they are now; the last thing that a transaction does."""
    names = {each.id: each for each in partners}
    kept = connection.execute(NAMES.select().where(NAMES.c.partner.in_(list(names))))
    same = [row.partner for row in kept if names_of(row) == names[row.partner]]
    _write(connection, [each for each in names.values() if each.id not in same])


def remove_names(connection: sa.Connection, partner_id: str) -> None:
    """Deletes a partner's names; the last thing that a transaction does."""
    _write(connection, [PartnerNames(partner_id, "")])


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


def changed_names(connection: sa.Connection, since: int) -> list[sa.Row[Any]]:
    """The rows that changed after change number `since`, or in it, in their order."""
    query = NAMES.select().where(NAMES.c.change >= since).order_by(NAMES.c.change)
    return list(connection.execute(query))


def names_of(row: sa.Row[Any]) -> PartnerNames | None:
    """The names in a row; None where the partner was deleted."""
    if not row.legal_name:
        return None
    return PartnerNames(
        row.partner, row.legal_name, row.acronym, tuple(row.former_names), row.urdu_name
    )


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
