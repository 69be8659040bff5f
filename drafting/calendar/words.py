"""A waiting in words, for every place that shows one."""

from __future__ import annotations

from datetime import date

from drafting.partners.field_values import day
from drafting.register import Waiting

NO_DAY = "no time set"


def due_words(waiting: Waiting, today: date) -> str:
    """When it is due: 'due on 3 March 2027', 'late since 3 March 2026', or as the record has it."""
    if waiting.on is None:
        return waiting.words or NO_DAY
    if waiting.is_late(today):
        return f"late since {day(waiting.on)}"
    return "due today" if waiting.on == today else f"due on {day(waiting.on)}"


def interval_note(waiting: Waiting) -> str:
    """Whose the time is, where a setting sets it: 'by the office’s setting'; '' else."""
    return "by the office’s setting" if waiting.interval else ""
