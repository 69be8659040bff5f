"""Working days: every day but the office's weekend and its holidays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class WorkingDays:
    """Which days the office works."""

    weekend: Collection[int] = (SATURDAY, SUNDAY)  # Monday is 0
    holidays: Collection[date] = ()

    def is_working(self, day: date) -> bool:
        """True on a day on which the office works."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; for 0 the day itself, or the next working one."""
        current = day
        while not self.is_working(current):
            current += timedelta(days=1)
        for _ in range(count):
            current += timedelta(days=1)
            while not self.is_working(current):
                current += timedelta(days=1)
        return current

    def between(self, first: date, last: date) -> int:
        """How many working days come after `first`, `last` included; 0 where that is earlier."""
        span = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, span + 1))
