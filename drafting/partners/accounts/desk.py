"""The desk at which changes of accounts are settled: confirmed by a call, refused, withdrawn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import sqlalchemy as sa

from drafting.partners.accounts.account_changes import AccountChange, AccountState, CallBack
from drafting.partners.accounts.call_backs import (
    CallBackRefused,
    EarlierVersion,
    KnownNumber,
    checked_call,
    checked_reason,
    known_numbers,
    require_second_person,
    require_who_entered,
)
from drafting.partners.accounts.holding import (
    ChangeSettlement,
    all_waiting,
    changes_of,
    settle,
    waiting,
)
from drafting.partners.database import DatabaseAccess
from drafting.partners.office_time import office_day
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.restricted_values.sealed_records import RecordSeal
from drafting.partners.tables import PARTNERS, VERSIONS
from drafting.sealing import KeyRing

GONE = (
    "This change of account does not wait any more: somebody settled it, or another one took its "
    "place. Open the partner again."
)
LOCKED = (
    "The account that waits is encrypted and its key is missing, so it cannot come into force; "
    "whoever runs Saathi sets `privacy.encryption_key` again (docs/privacy.md)."
)


class AccountDesk:
    """The changes of accounts in one database. Threads and processes may share it."""

    def __init__(
        self,
        database: DatabaseAccess,
        partners: PartnerFile,
        ring: KeyRing | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`ring` opens what is held, as it opens the partners' records."""
        self._database = database
        self._partners = partners
        self._ring = ring or KeyRing()
        self._clock = clock

    def all_waiting(self) -> list[AccountChange]:
        """Every change that waits for a call-back, the oldest first."""
        with self._database.read() as connection:
            return all_waiting(connection, self._ring)

    def changes(self, partner_id: str) -> list[AccountChange]:
        """Every change of the partner's account that was ever held, newest first."""
        with self._database.read() as connection:
            return changes_of(connection, self._ring, partner_id)

    def known_numbers(self, change: AccountChange) -> list[KnownNumber]:
        """The numbers by which the partner may be called for that change; [] for none."""
        with self._database.read() as connection:
            return self._known_numbers(connection, change)

    def confirm(self, partner_id: str, change_id: str, call: CallBack, *, by: str) -> StoredPartner:
        """The partner with the account that waited; `by` called, and records it.

        Raises CallBackRefused where who entered the change calls, where the number is none that
        was on record before, or the change does not wait any more; and UnknownPartner.
        """
        with self._settling(partner_id, change_id) as (connection, change):
            require_second_person(change, by)
            if not change.is_readable:
                raise CallBackRefused(LOCKED)
            numbers = self._known_numbers(connection, change)
            checked = checked_call(change, call, numbers, self._today)
            confirmed = ChangeSettlement(AccountState.CONFIRMED, by, self._clock(), checked)
            settle(connection, change, confirmed)
            return self._partners.take_account(connection, change, by=by)

    def refuse(
        self,
        partner_id: str,
        change_id: str,
        reason: str,
        *,
        by: str,
        call: CallBack | None = None,
    ) -> AccountChange:
        """Keeps the account on record; `call` where the partner was asked.

        Raises CallBackRefused without a reason, where the call cannot be as it is told, and where
        the change does not wait any more.
        """
        with self._settling(partner_id, change_id) as (connection, change):
            require_second_person(change, by)
            text, checked = checked_reason(reason), None
            if call is not None:
                numbers = self._known_numbers(connection, change)
                checked = checked_call(change, call, numbers, self._today)
            refused = ChangeSettlement(AccountState.REFUSED, by, self._clock(), checked, text)
            self._settle(connection, change, refused)
            return change

    def withdraw(self, partner_id: str, change_id: str, *, by: str) -> AccountChange:
        """Keeps the account on record: who entered the change takes it back.

        Raises CallBackRefused for anybody else, and where it does not wait any more.
        """
        with self._settling(partner_id, change_id) as (connection, change):
            require_who_entered(change, by)
            withdrawn = ChangeSettlement(AccountState.WITHDRAWN, by, self._clock())
            self._settle(connection, change, withdrawn)
            return change

    @contextmanager
    def _settling(
        self, partner_id: str, change_id: str
    ) -> Iterator[tuple[sa.Connection, AccountChange]]:
        """A transaction, and the change that waits in it; nobody saves the partner meanwhile."""
        with self._database.write() as connection:
            locked = PARTNERS.select().where(PARTNERS.c.id == partner_id).with_for_update()
            connection.execute(locked)
            change = waiting(connection, self._ring, partner_id)
            if change is None or change.id != change_id:
                raise CallBackRefused(GONE)
            yield connection, change

    def _settle(
        self, connection: sa.Connection, change: AccountChange, settlement: ChangeSettlement
    ) -> None:
        """Settles what does not come into force; its numbers are nobody's any more."""
        settle(connection, change, settlement)
        self._partners.note_numbers(connection, change.partner)

    def _known_numbers(self, connection: sa.Connection, change: AccountChange) -> list[KnownNumber]:
        query = VERSIONS.select().where(
            VERSIONS.c.partner == change.partner, VERSIONS.c.version <= change.version
        )
        seal = RecordSeal(self._ring, change.partner)
        versions = [
            EarlierVersion(datetime.fromtimestamp(row.at, UTC), seal.as_far_as_readable(row.record))
            for row in connection.execute(query.order_by(VERSIONS.c.version))
        ]
        return known_numbers(change, versions)

    @property
    def _today(self) -> date:
        return office_day(datetime.fromtimestamp(self._clock(), UTC))
