"""An agreement's own words with the values in place of their placeholders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from dateutil.relativedelta import relativedelta

from drafting.partners.field_values import day, money
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.partner import Partner
from drafting.partners.record.placeholders import NUMBERED, PLACE, placeholder_name

R = TypeVar("R", bound=RecordModel)
COUNTED = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)


class PlacedValue(NamedTuple):
    """What a placeholder stands for."""

    field: str  # of the agreement, where the value comes from: 'money.amount'
    label: str  # what is missing, where it is not known
    value: Callable[[Agreement], str]  # '' where it is not known


def _amount(agreement: Agreement) -> str:
    return _written(agreement.money.amount, agreement.money.currency)


def _written(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None or not currency else money(amount, currency)


def _tranches(agreement: Agreement) -> str:
    count = len(agreement.money.tranches)
    number = COUNTED[count] if count < len(COUNTED) else str(count)
    return f"{number} tranche{'' if count == 1 else 's'}" if count else ""


def _duration(agreement: Agreement) -> str:
    """'22 months'; in days where the months are not whole."""
    start, end = agreement.start, agreement.end
    if start is None or end is None:
        return ""
    gap = relativedelta(end + timedelta(days=1), start)
    months = 12 * gap.years + gap.months
    count, unit = ((end - start).days + 1, "day") if gap.days or not months else (months, "month")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _day(when: date | None) -> str:
    return day(when) if when else ""


PLACES: Mapping[str, PlacedValue] = {
    "amount": PlacedValue("money.amount", "Amount", _amount),
    "start": PlacedValue("start", "Starts on", lambda agreement: _day(agreement.start)),
    "end": PlacedValue("end", "Ends on", lambda agreement: _day(agreement.end)),
    "duration": PlacedValue("end", "Ends on", _duration),
    "tranches": PlacedValue("money.tranches", "Tranches", _tranches),
    "partner_contribution": PlacedValue(
        "money.partner_contribution",
        "Partner’s own contribution",
        lambda agreement: _written(agreement.money.partner_contribution, agreement.money.currency),
    ),
    "donor": PlacedValue("money.donor", "Donor", lambda agreement: agreement.money.donor),
    "donor_amount": PlacedValue(
        "money.donor_amount",
        "Amount in the donor’s currency",
        lambda agreement: _written(agreement.money.donor_amount, agreement.money.donor_currency),
    ),
    "still_to_pay": PlacedValue(
        "phase_out.final_transfers",
        "Final transfers",
        lambda agreement: _written(agreement.still_to_pay, agreement.money.currency),
    ),
}


def _place(name: str) -> PlacedValue:
    if numbered := NUMBERED.fullmatch(name):
        number = int(numbered[1])
        return PlacedValue("money.tranches", f"Amount of tranche {number}", _tranche(number))
    return PLACES[name]


def _tranche(number: int) -> Callable[[Agreement], str]:
    def value(agreement: Agreement) -> str:
        tranches = agreement.money.tranches
        known = tranches[number - 1].amount if number <= len(tranches) else None
        return _written(known, agreement.money.currency)

    return value


def split_at_places(text: str) -> Iterator[str | PlacedValue]:
    """The text in pieces: words as they stand, and what stands at each known placeholder."""
    end = 0
    for match in PLACE.finditer(text):
        if name := placeholder_name(match):
            yield text[end : match.start()]
            yield _place(name)
            end = match.end()
    yield text[end:]


def filled_in(text: str, agreement: Agreement) -> str:
    """The text with the values in place; what is not known stays open: '[Amount]'."""
    if "{" not in text:
        return text
    return "".join(
        piece if isinstance(piece, str) else piece.value(agreement) or f"[{piece.label}]"
        for piece in split_at_places(text)
    )


def with_values(agreement: Agreement) -> Agreement:
    """The agreement as people read it, with values at all placeholders. Never save the result."""
    return _with_values(agreement, agreement)


def as_read(partner: Partner) -> Partner:
    """The partner with all its agreements as people read them. Never save the result."""
    agreements = tuple(with_values(agreement) for agreement in partner.agreements)
    return partner.model_copy(update={"agreements": agreements})


def _with_values(record: R, agreement: Agreement) -> R:
    updates: dict[str, Any] = {}
    for name in type(record).model_fields:
        before = getattr(record, name)
        after = _value(before, agreement)
        if after != before:
            updates[name] = after
    return record.model_copy(update=updates) if updates else record


def _value(value: Any, agreement: Agreement) -> Any:
    if isinstance(value, RecordModel):
        return _with_values(value, agreement)
    if isinstance(value, tuple):
        return tuple(_value(entry, agreement) for entry in value)
    return filled_in(value, agreement) if type(value) is str else value  # a choice is a str too
