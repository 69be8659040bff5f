"""Whether what the office keeps is backed up, for `saathi doctor`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.operations.backup.contents import contents_of, last_backup
from bot.settings.settings import Settings
from bot.terminal.doctor.office import has_database
from bot.terminal.doctor.report import CheckResult

OLD = timedelta(days=8)
PRODUCTION = "one a day, on another machine: docs/operations.md"


def backups(settings: Settings) -> CheckResult:
    """When the last backup was made; advice where a real desk has none of this week."""
    made = last_backup(settings.home)
    if made is None:
        now, is_old = "none was made yet", True
    else:
        now, is_old = f"the last on {made:%Y-%m-%d at %H:%M} UTC", datetime.now(UTC) - made > OLD
    holds_something = has_database(settings) or not contents_of(settings.home).is_empty
    is_missing = is_old and settings.serves_an_office and holds_something
    advice = "run `saathi backup`" if is_missing else ""
    return CheckResult("Backups", now, PRODUCTION, advice=advice)
