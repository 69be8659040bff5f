"""The office's day: in Pakistan it begins five hours before UTC's, wherever the machine stands.

Moments are kept in UTC. What day one falls on, and what day it is, are told by the office's clock
alone: by the machine's, an agreement drafted after midnight would bear the day before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

OFFICE_TIME = timezone(timedelta(hours=5), "PKT")  # Pakistan keeps one time all year


def office_day(moment: datetime) -> date:
    """The day in the office at that moment, which knows its time zone."""
    return moment.astimezone(OFFICE_TIME).date()


def office_today() -> date:
    """The day that it is in the office now."""
    return office_day(datetime.now(UTC))
