"""Who may settle a change of account, and which numbers count for calling the partner back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from drafting.partners.accounts.account_changes import AccountChange, CallBack
from drafting.partners.errors import DraftingError
from drafting.partners.office_time import office_day
from drafting.partners.record.numbers import phone
from drafting.sealing import reason_of, why_unfit

LONG_ENOUGH = timedelta(days=14)  # on record; a number that came shortly before came with it
LONGEST_NAME = 120


class CallBackRefused(DraftingError):
    """A change of account is not settled so; the message says why and what to do."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """`field` names what is wrong: 'number', 'spoke_to', 'on', 'reason'; '' for the whole."""
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class KnownNumber:
    """A telephone number of one of the partner's focal points that counts for a call-back."""

    number: str
    name: str  # whose it is
    since: date  # on record


@dataclass(frozen=True)
class EarlierVersion:
    """One version of a partner's file, as far as it can be read."""

    at: datetime
    record: Mapping[str, Any]


def known_numbers(change: AccountChange, versions: Sequence[EarlierVersion]) -> list[KnownNumber]:
    """The numbers by which the partner may be called, the one longest on record first.

    `versions` are those up to the one on which the change was entered, oldest first. A number that
    was replaced since still counts; one that came shortly before the change does not, unless the
    account itself came no earlier.
    """
    latest = change.entered_at - LONG_ENOUGH
    if versions:
        latest = max(latest, _account_since(versions))
    numbers: dict[str, KnownNumber] = {}
    for version in versions:
        if version.at <= latest:
            for number, name in _numbers_in(version.record):
                since = office_day(version.at)
                earlier = numbers.get(number, KnownNumber(number, name, since))
                numbers[number] = replace(earlier, name=name)
    return list(numbers.values())


def _account_since(versions: Sequence[EarlierVersion]) -> datetime:
    """When the account that the last version holds came on record."""
    account = versions[-1].record.get("bank", {}).get("iban")
    since = versions[-1].at
    for version in reversed(versions):
        if version.record.get("bank", {}).get("iban") != account:
            break
        since = version.at
    return since


def _numbers_in(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for person in record.get("people", {}).get("focal_points", ()):
        if number := person.get("phone"):
            yield str(number), str(person.get("name", ""))


def checked_call(
    change: AccountChange, call: CallBack, numbers: Sequence[KnownNumber], today: date
) -> CallBack:
    """The call as it is put on record. Raises CallBackRefused."""
    if not numbers:
        raise CallBackRefused(
            "No telephone number of a focal point was on record long enough before this change, "
            "so the partner cannot be called back; refuse the change, and enter it again once a "
            f"number has been on record for {LONG_ENOUGH.days} days.",
            "number",
        )
    number = _written(call.number)
    if number not in {known.number for known in numbers}:
        raise CallBackRefused(
            "Call a number of a focal point that was on record before the change: "
            f"{' or '.join(known.number for known in numbers)}; never one that came with it.",
            "number",
        )
    spoke_to = " ".join(call.spoke_to.split())
    if not spoke_to or len(spoke_to) > LONGEST_NAME:
        raise CallBackRefused(
            f"Write whom you spoke to, in at most {LONGEST_NAME} characters.", "spoke_to"
        )
    if not office_day(change.entered_at) <= call.on <= today:
        raise CallBackRefused(
            "The call comes after the change was entered, on "
            f"{_day(office_day(change.entered_at))}, and not after today; correct the day.",
            "on",
        )
    return CallBack(number, spoke_to, call.on)


def require_second_person(change: AccountChange, by: str) -> None:
    """Raises CallBackRefused for whoever entered the change."""
    if is_same_person(change.entered_by, by):
        raise CallBackRefused(
            "You entered this change yourself; a second person calls the partner and records it. "
            "You can withdraw it."
        )


def require_who_entered(change: AccountChange, by: str) -> None:
    """Raises CallBackRefused for everybody else than who entered the change."""
    if not is_same_person(change.entered_by, by):
        raise CallBackRefused(
            "Only who entered a change withdraws it; refuse it, with the reason, where it must "
            "not come into force."
        )


def checked_reason(reason: str) -> str:
    """Why a change is refused, on one line. Raises CallBackRefused for one that says nothing."""
    text = reason_of(reason)
    if why_not := why_unfit(text, "Write why the change is refused, in a sentence."):
        raise CallBackRefused(why_not, "reason")
    return text


def is_same_person(one: str, other: str) -> bool:
    """True for the same Slack member, or the same account at the terminal."""
    return one.strip().casefold() == other.strip().casefold()


def _written(number: str) -> str:
    try:
        return phone(number)
    except ValueError:
        return number


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
