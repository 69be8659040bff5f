"""The office's own figures for the register. No clause sets an interval: each one is a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from drafting.register.workdays import WorkingDays


@dataclass(frozen=True)
class RegisterRules:
    """What the office set; None where it did not decide, and then no day is made up."""

    working: WorkingDays = field(default_factory=WorkingDays)
    days: Mapping[str, int] = field(default_factory=dict)  # by the name of the setting
    begun_on: date | None = None  # the day on which the office began to keep the calendar

    def count(self, setting: str) -> int | None:
        """The office's figure for the setting; None where it is not set."""
        return self.days.get(setting)
