"""What is a change of a partner's account, and what becomes of one.

The contract promises that its partner is called before anything is paid to another account than
the one that it names. So a first account is taken as it is given: the contract that names it is
signed by the partner. Any other is held.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from drafting.partners.changes import FieldChange, changes_between
from drafting.partners.record.banks import code_of_bank
from drafting.partners.record.organisation import Bank
from drafting.partners.record.partner import Partner

# What says where money goes; whether the account is dedicated does not.
DESTINATION = ("iban", "title", "bank", "branch", "currency")
FIELDS = tuple(Bank.model_fields)
Values = Mapping[str, Any]  # of the part `bank`, as a record is stored; None takes a value away


class AccountState(StrEnum):
    """What became of a change of account."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # by another change that was entered


@dataclass(frozen=True)
class CallBack:
    """How somebody made sure that a change is genuine. Who called is who records it."""

    number: str  # as it is on record
    spoke_to: str
    on: date


@dataclass(frozen=True)
class AccountChange:
    """A change of account on record. Who may not see bank details must not see `values`."""

    id: str
    partner: str
    values: Values  # what would change, by field; empty where the key for it is missing
    is_readable: bool
    state: AccountState
    entered_by: str
    entered_at: datetime  # UTC
    source: str
    version: int  # of the partner's file, on which it was entered
    settled_by: str = ""
    settled_at: datetime | None = None  # UTC
    call: CallBack | None = None
    reason: str = ""  # why it was refused or withdrawn

    def __repr__(self) -> str:
        """Without the values."""
        return f"AccountChange({self.id}, {self.partner}, {self.state})"


@dataclass(frozen=True)
class AccountStanding:
    """What people should know of a partner's account before anything is paid."""

    waiting: AccountChange | None  # the change that is held
    others: tuple[str, ...]  # ids of the partners in whose files its IBAN, also one held, stands


def held_values(before: Values, after: Values, locked: Collection[str] = ()) -> dict[str, Any]:
    """What of a changed account must wait, by field; nothing where the account is the first.

    Both are the part `bank` as it is stored, without what is unknown. `locked` are the fields that
    are held and cannot be read: blank in both where nobody touched them.
    """
    if not before.get("iban") and "iban" not in locked:
        return {}
    if not any(_is_another(name, before, after, locked) for name in DESTINATION):
        return {}
    # What is filled in with another account belongs to it.
    return {
        name: after.get(name)
        for name in FIELDS
        if after.get(name) != before.get(name) and (name not in locked or after.get(name))
    }


def _is_another(name: str, before: Values, after: Values, locked: Collection[str]) -> bool:
    """True where a value that is held would become another one, or go."""
    old, new = before.get(name), after.get(name)
    if name in locked:
        return bool(new)
    return bool(old) and not _is_same(name, str(old), str(new or ""))


def _is_same(name: str, old: str, new: str) -> bool:
    """True for two writings of one value: a bank by its other name, a title in capitals."""
    if name == "bank" and code_of_bank(old):
        return code_of_bank(old) == code_of_bank(new)
    return _plain(old) == _plain(new)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold().replace("’", "").replace("'", "")))


def field_changes(partner: Partner, change: AccountChange) -> tuple[FieldChange, ...]:
    """What the change would make of the partner's account, field by field; all restricted."""
    before, after = (
        record.model_dump(mode="json", exclude_defaults=True)
        for record in (partner, with_values(partner, change.values))
    )
    return changes_between(Partner, before, after)


def with_values(partner: Partner, values: Values) -> Partner:
    """The partner with that account. Raises pydantic's ValidationError."""
    account = partner.bank.model_dump(mode="json", exclude_defaults=True)
    merged = {name: value for name, value in {**account, **values}.items() if value is not None}
    return partner.model_copy(update={"bank": Bank.model_validate(merged)})
