"""What a person looks at before a new partner is saved: sums, accounts and dates.

They follow from the fields' kinds: a new field of a record is among them by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from drafting.partners.changes import FieldValue, text_of
from drafting.partners.field_values import day, money
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of, is_unknown, value_at
from drafting.partners.record.partner import Partner

LOOKED_AT = frozenset({"amount", "rate", "date"})


@dataclass(frozen=True)
class Highlights:
    """Of a partner, or of one of its agreements."""

    title: str  # the partner's name, or the agreement's title
    values: tuple[FieldValue, ...]


def highlights(partner: Partner) -> tuple[Highlights, ...]:
    """The partner's, then those of each agreement; restricted values are marked as such."""
    return (
        Highlights(partner.name, tuple(_values(partner, ""))),
        *(
            Highlights(
                agreement.title or agreement.key,
                tuple(_values(agreement, agreement.money.currency)),
            )
            for agreement in partner.agreements
        ),
    )


def _values(record: RecordModel, currency: str) -> Iterator[FieldValue]:
    for field in fields_of(type(record)).values():
        value = value_at(record, field.path)
        if is_unknown(value) or field.model is Agreement:
            continue
        if field.kind == "records":
            yield from _of_list(field, value, currency)
        elif field.restricted or field.kind in LOOKED_AT:
            yield FieldValue(field.label, _text(record, field, value, currency), field.restricted)


def _text(record: RecordModel, field: Field, value: Any, currency: str) -> str:
    """The value; an amount with its currency, its own where the record has one for it."""
    if field.kind != "amount":
        return text_of(field, value)
    own = f"{field.path.removesuffix('amount')}currency"
    unit = value_at(record, own) if own in fields_of(type(record)) else currency
    return money(value, unit).removesuffix(".00")


def _of_list(field: Field, entries: Sequence[Any], currency: str) -> Iterator[FieldValue]:
    """How many there are, what they come to, and from when to when; restricted values each."""
    amounts = [value for value, item in _looked_at(field, entries) if item.kind == "amount"]
    days = sorted(
        value
        for value, item in _looked_at(field, entries)
        if item.kind == "date" and not is_unknown(value)
    )
    if amounts or days:
        yield FieldValue(
            field.label,
            ", ".join(filter(None, (_count(entries), _sum(amounts, currency), _period(days)))),
            is_restricted=False,
        )
    for value, item in _looked_at(field, entries):
        if item.restricted and not is_unknown(value):
            title = f"{field.label}: {item.title}"
            yield FieldValue(title, text_of(item, value), is_restricted=True)


def _looked_at(field: Field, entries: Sequence[Any]) -> Iterator[tuple[Any, Field]]:
    for entry in entries:
        for item in field.item.values():
            if item.restricted or item.kind in LOOKED_AT:
                yield value_at(entry, item.path), item


def _count(entries: Sequence[Any]) -> str:
    return "1 row" if len(entries) == 1 else f"{len(entries)} rows"


def _sum(amounts: Sequence[Decimal | None], currency: str) -> str:
    """'PKR 7,500,000 in all'; where amounts are missing, how many."""
    if not amounts:
        return ""
    known = [amount for amount in amounts if amount is not None]
    missing = len(amounts) - len(known)
    total = money(sum(known, Decimal(0)), currency).removesuffix(".00")
    parts = (f"{total} in all" if known else "", f"{missing} without an amount" if missing else "")
    return " and ".join(filter(None, parts))


def _period(days: Sequence[date]) -> str:
    if not days:
        return ""
    return day(days[0]) if days[0] == days[-1] else f"{day(days[0])} to {day(days[-1])}"
