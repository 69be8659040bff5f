"""What day it is, and on which day a thing happened, is told by the office's clock alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.settings.due_diligence import DueDiligenceSettings
from bot.settings.settings import Settings
from bot.slack.checklists.reminders import due
from drafting.due_diligence import ChecklistRequest
from drafting.partners import office_day, office_today
from tests.support.databases import fresh_database
from tests.support.drafting.sample_checklists import desk_on

LATE = datetime(2026, 11, 29, 20, 30, tzinfo=UTC)  # half past one in the night in Islamabad
MACHINES = ("UTC", "Asia/Karachi", "Pacific/Kiritimati", "America/St_Johns")


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The process in another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_a_moment_falls_on_the_offices_day_on_every_machine(machine: str) -> None:
    assert office_day(LATE) == date(2026, 11, 30)
    assert office_day(LATE.astimezone()) == date(2026, 11, 30)
    assert office_today() == office_day(datetime.now(UTC))


def test_what_was_begun_at_night_is_reminded_of_on_the_same_day_everywhere(
    machine: str, tmp_path: Path
) -> None:
    """Thirteen days later it is not due; fourteen days later it is."""
    settings = Settings(home=tmp_path, due_diligence=DueDiligenceSettings(remind_after_days=14))
    with fresh_database("sqlite", tmp_path) as database:
        desk = desk_on(database, clock=lambda: LATE)
        desk.start(ChecklistRequest("sample-chaupal", "2026-water", "U0SAMPLE001", machine))
        assert due(desk, settings, date(2026, 12, 13)) == []
        assert len(due(desk, settings, date(2026, 12, 14))) == 1
