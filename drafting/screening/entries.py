"""What a list holds: its entries, its date, and the errors of reading one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drafting.partners.errors import DraftingError

CNIC_DIGITS = 13
SHORTEST_NUMBER = 5  # signs of an identity number that tells one holder from another


class BadList(DraftingError):
    """A list cannot be read, or there is none; the message names the file and the cure."""


class EntryKind(StrEnum):
    """What an entry is about."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"  # a ship or an aircraft
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ListEntry:
    """One entry of a list."""

    reference: str  # the list's own number, or the row's: 'QDi.001', 'row 12'
    name: str
    kind: EntryKind = EntryKind.UNKNOWN
    aliases: tuple[str, ...] = ()
    father: str = ""
    numbers: tuple[str, ...] = ()  # of identity cards, passports, registrations, as written
    about: str = ""  # '; '-joined: programme, place, day of listing

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return self.name, *self.aliases


@dataclass(frozen=True)
class WatchList:
    """A list, as one file gives it."""

    title: str
    file: str
    as_of: date | None  # the list's own date; None where the file gives none
    digest: str  # of the file's content: another one for a newer edition
    entries: tuple[ListEntry, ...]


def plain_number(number: str) -> str:
    """A number without what separates its parts: '3520200000011'; '' for one that is too short."""
    plain = re.sub(r"[^0-9a-z]", "", number.casefold())
    has_digit = any(sign.isdigit() for sign in plain)
    return plain if len(plain) >= SHORTEST_NUMBER and has_digit else ""


def is_cnic(plain: str) -> bool:
    """True for a number of a Pakistani identity card, as `plain_number` gives it."""
    return len(plain) == CNIC_DIGITS and plain.isdigit()


def day_in(text: str, *forms: str) -> date | None:
    """The day that `text` gives in one of the `forms` of strptime, or as ISO; None for none."""
    words = text.strip()
    for form in forms:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        return None
