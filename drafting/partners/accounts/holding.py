"""Changes of account in the database: put there by a save, and settled by a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from drafting.partners.accounts.account_changes import (
    AccountChange,
    AccountState,
    CallBack,
    held_values,
    with_values,
)
from drafting.partners.record.partner import Partner
from drafting.partners.restricted_values.sealed_records import OpenedRecord, RecordSeal
from drafting.partners.tables import ACCOUNT_CHANGES
from drafting.sealing import KeyRing, was_ever_sealed

BANK = "bank"
WAITS = ACCOUNT_CHANGES.c.state == AccountState.WAITING.value
Data = Mapping[str, Any]


@dataclass(frozen=True)
class ChangeSettlement:
    """What became of a change, by whom and when (seconds since 1970)."""

    state: AccountState
    by: str
    at: float
    call: CallBack | None = None
    reason: str = ""


def account_held_back(before: OpenedRecord, after: Data) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record `after` with the account as it is on record, and what of it must wait.

    `before` is what is kept; nothing waits where the account is the first.
    """
    locked = [
        path.removeprefix(f"{BANK}.") for path in before.unreadable if path.startswith(f"{BANK}.")
    ]
    account = before.record.get(BANK, {})
    values = held_values(account, after.get(BANK, {}), locked)
    if not values:
        return dict(after), {}
    kept = {k: value for k, value in after.get(BANK, {}).items() if k not in values}
    kept |= {name: account[name] for name in values if name in account}
    rest = {name: part for name, part in after.items() if name != BANK}
    return {**rest, **({BANK: kept} if kept else {})}, values


def hold(
    connection: sa.Connection,
    ring: KeyRing,
    partner_id: str,
    values: Mapping[str, Any],
    *,
    version: int,
    stamp: Mapping[str, Any],
) -> bool:
    """Puts a change on record, in place of another one that waits; False where it waits already.

    `stamp` says who entered it, by what way and when. Raises KeyMissing.
    """
    earlier = waiting(connection, ring, partner_id)
    if earlier is not None and earlier.is_readable and dict(earlier.values) == dict(values):
        return False
    if earlier is not None:
        replaced = ChangeSettlement(AccountState.REPLACED, stamp["by"], stamp["at"])
        settle(connection, earlier, replaced)
    seal = RecordSeal(ring, partner_id)
    kept = seal.to_keep({BANK: dict(values)}, {}, is_locked=lambda: was_ever_sealed(connection))
    row = {
        "id": uuid.uuid4().hex,
        "partner": partner_id,
        "version": version,
        "proposal": kept.record,
        "sealed_with": kept.sealed_with,
        "entered_by": stamp["by"],
        "entered_at": stamp["at"],
        "source": stamp["source"],
        "state": AccountState.WAITING.value,
    }
    connection.execute(ACCOUNT_CHANGES.insert().values(row))
    return True


def settle(connection: sa.Connection, change: AccountChange, settlement: ChangeSettlement) -> None:
    """Puts on record what became of a change that waits."""
    values: dict[str, Any] = {
        "state": settlement.state.value,
        "settled_by": settlement.by[:120],
        "settled_at": settlement.at,
        "reason": settlement.reason,
    }
    if call := settlement.call:
        values |= {"called_number": call.number, "spoke_to": call.spoke_to, "called_on": call.on}
    this = sa.and_(ACCOUNT_CHANGES.c.id == change.id, WAITS)
    connection.execute(ACCOUNT_CHANGES.update().where(this).values(values))


def waiting(connection: sa.Connection, ring: KeyRing, partner_id: str) -> AccountChange | None:
    """The change of the partner's account that waits; None for none."""
    row = connection.execute(_WAITING_OF, {"of_partner": partner_id}).first()
    return _change(row, ring) if row else None


_WAITING_OF = ACCOUNT_CHANGES.select().where(
    ACCOUNT_CHANGES.c.partner == sa.bindparam("of_partner"), WAITS
)


def all_waiting(connection: sa.Connection, ring: KeyRing) -> list[AccountChange]:
    """Every change that waits, the oldest first."""
    query = ACCOUNT_CHANGES.select().where(WAITS).order_by(ACCOUNT_CHANGES.c.entered_at)
    return [_change(row, ring) for row in connection.execute(query)]


def changes_of(connection: sa.Connection, ring: KeyRing, partner_id: str) -> list[AccountChange]:
    """Every change of the partner's account that was held, newest first."""
    query = ACCOUNT_CHANGES.select().where(ACCOUNT_CHANGES.c.partner == partner_id)
    newest = query.order_by(ACCOUNT_CHANGES.c.entered_at.desc(), ACCOUNT_CHANGES.c.id)
    return [_change(row, ring) for row in connection.execute(newest)]


def forget_changes(connection: sa.Connection, partner_id: str) -> None:
    """Deletes what is on record of the partner's changes, for when its file is deleted."""
    connection.execute(ACCOUNT_CHANGES.delete().where(ACCOUNT_CHANGES.c.partner == partner_id))


def records_with_numbers(
    connection: sa.Connection, ring: KeyRing, partner: Partner
) -> tuple[Partner, ...]:
    """The partner, and as it would be with the account that waits: both hold numbers of its."""
    change = waiting(connection, ring, partner.id)
    return (partner, with_values(partner, change.values)) if change else (partner,)


def _change(row: sa.Row[Any], ring: KeyRing) -> AccountChange:
    opened = RecordSeal(ring, row.partner).opened(row.proposal)
    call = CallBack(row.called_number, row.spoke_to, row.called_on) if row.called_on else None
    return AccountChange(
        id=row.id,
        partner=row.partner,
        values=opened.record.get(BANK, {}),
        is_readable=not opened.unreadable,
        state=AccountState(row.state),
        entered_by=row.entered_by,
        entered_at=_moment(row.entered_at),
        source=row.source,
        version=row.version,
        settled_by=row.settled_by,
        settled_at=None if row.settled_at is None else _moment(row.settled_at),
        call=call,
        reason=row.reason,
    )


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
