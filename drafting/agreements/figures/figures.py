"""What a figure in a text is: a sum, a day, a share, a period or a number of instalments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class WrittenFigure:
    """Something that a text states in figures or number words, where it stands."""

    text: str  # as it stands: 'Rs. 75 lakh'
    start: int
    end: int


@dataclass(frozen=True)
class Sum(WrittenFigure):
    """An amount of money."""

    amount: Decimal
    currency: str  # an ISO 4217 code; '' where none is said


@dataclass(frozen=True)
class DayInText(WrittenFigure):
    """A day, or a month or a year's end that stands for one."""

    spans: tuple[tuple[date, date], ...]  # the days that may be meant: two where it is ambiguous

    def may_be(self, day: date) -> bool:
        """True where it may be that day."""
        return any(first <= day <= last for first, last in self.spans)

    @property
    def first(self) -> date:
        """The earliest day that may be meant."""
        return min(first for first, _ in self.spans)


@dataclass(frozen=True)
class Share(WrittenFigure):
    """A percentage."""

    percent: Decimal


@dataclass(frozen=True)
class Period(WrittenFigure):
    """A length of time: how many 'day', 'week', 'month' or 'year'."""

    count: Decimal
    unit: str

    @property
    def months(self) -> Decimal | None:
        """The same in months; None for days and weeks."""
        return {"month": self.count, "year": self.count * 12}.get(self.unit)


@dataclass(frozen=True)
class Rhythm(WrittenFigure):
    """How often something comes: every so many months."""

    months: Decimal


@dataclass(frozen=True)
class Instalments(WrittenFigure):
    """In how many payments money comes, and whether they are said to be equal."""

    count: int
    are_equal: bool
