"""The standard that both sides agree for their communication, and since when each figure holds.

The framework sets no figure; what the standard does not say is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from drafting.partners.record.field_types import Line, Of
from drafting.partners.vocabulary import Side
from drafting.register import Entry, EntryBody

AGREED, CHANGED = "agreed", "standard_changed"
SPAN = re.compile(r"(?:every )?(\d{1,3})(?: ?(day|week)s?)?", re.IGNORECASE)
COUNT = re.compile(r"\d{1,3}")
LONGEST = 366  # days
DAYS_IN = {"day": 1, "week": 7}


def _days(value: object) -> int:
    """Days, of '10', '10 days' or '2 weeks'. Raises ValueError with the cure."""
    match = SPAN.fullmatch(" ".join(str(value).split()))
    days = int(match[1]) * DAYS_IN[(match[2] or "day").casefold()] if match else 0
    if not 1 <= days <= LONGEST:
        raise ValueError("write from 1 day to a year, as in 10, or 2 weeks")
    return days


def _count(value: object) -> int:
    """A count from 1 on. Raises ValueError with the cure."""
    text = str(value).strip()
    count = int(text) if COUNT.fullmatch(text) else 0
    if not 1 <= count <= LONGEST:
        raise ValueError("write a whole number from 1 on, in digits")
    return count


Span = Annotated[int, Of("line"), BeforeValidator(_days)]
Count = Annotated[int, Of("line"), BeforeValidator(_count)]


class Standard(EntryBody):
    """What both sides agree on."""

    every: Span | None = Field(
        default=None,
        title="In touch at least every so many days",
        description="Days, or such as ‘2 weeks’.",
    )
    channel: Line = Field(
        default="", title="By which channel", description="For example: visits, calls, letters."
    )
    language: Line = Field(default="", title="In which language")
    answer_days: Count | None = Field(
        default=None, title="A question is answered within so many working days"
    )
    face_a_year: Count | None = Field(default=None, title="Face to face so many times a year")


@dataclass(frozen=True)
class StandardVersion:
    """The standard as it holds from an event on."""

    standard: Standard
    number: int  # of the event by which it holds; 0 for the opening
    since: date


@dataclass(frozen=True)
class AgreedFigure:
    """A figure of the standard, with the day since which it is that."""

    count: int
    since: date


def standard_of(entry: Entry) -> Standard:
    """The standard with which it was opened."""
    assert isinstance(entry.body, Standard)
    return entry.body


def current_standard(entry: Entry) -> Standard:
    """The standard as it was proposed or agreed last."""
    return versions(entry, Side.CIP)[-1].standard


def is_proposed(entry: Entry) -> bool:
    """True where the office wrote a standard to which the partner has not agreed yet."""
    return says_something(standard_of(entry)) and not entry.latest(AGREED, CHANGED)


def says_something(standard: Standard) -> bool:
    """True where anything is in it."""
    return standard != Standard()


def versions(entry: Entry, side: Side) -> list[StandardVersion]:
    """The standards one after the other, as far as `side` is held to them.

    The office is held to what it proposes at once, and the partner to what it agreed to.
    """
    changes = [
        StandardVersion(event.body, event.number, event.day)
        for event in entry.said(CHANGED)
        if isinstance(event.body, Standard)
    ]
    first = changes[0].number if changes else entry.last_number + 1
    consent = next((event for event in entry.said(AGREED) if event.number < first), None)
    opening = standard_of(entry)
    if side is Side.CIP:
        return [StandardVersion(opening, 0, entry.day), *changes]
    return [*([StandardVersion(opening, consent.number, consent.day)] if consent else []), *changes]


def figure_since(entry: Entry, name: str) -> AgreedFigure | None:
    """The office's figure of that field with its day, however often the rest was changed since."""
    figure: AgreedFigure | None = None
    for version in versions(entry, Side.CIP):
        count = getattr(version.standard, name)
        if count is None:
            figure = None
        elif figure is None or figure.count != count:
            figure = AgreedFigure(count, version.since)
    return figure
