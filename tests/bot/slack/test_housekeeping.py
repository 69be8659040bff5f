"""Whoever serves deletes what is too old, once a day for all replicas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.services import Services, make_services
from bot.settings.privacy import PrivacySettings
from bot.settings.settings import Settings
from bot.slack.housekeeping import Housekeeping
from drafting.partnership import Access
from tests.support.slack.workspace_client import until


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(Settings(home=tmp_path, privacy=PrivacySettings(keep_access_days=30)))
    yield services
    services.database.close()


def note_long_ago(services: Services) -> None:
    services.access.note("U1", Access.WINDOW, "sample-roshni", ("bank.iban",))
    with services.database.write() as connection:
        connection.execute(sa.text("UPDATE access_record SET at = 1700000000"))


def test_what_is_too_old_goes_while_it_serves_and_a_second_replica_does_nothing(
    services: Services,
) -> None:
    note_long_ago(services)
    housekeeping = Housekeeping(services, first=0.0)
    housekeeping.start()
    until(lambda: not services.access.entries())
    housekeeping.stop()
    note_long_ago(services)
    assert Housekeeping(services).look() == 0
    assert len(services.access.entries()) == 1


def test_a_database_that_fails_ends_no_housekeeping(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    housekeeping = Housekeeping(services, first=0.0, every=0.0)
    looks: list[int] = []

    def look() -> int:
        looks.append(1)
        if len(looks) < 3:
            raise OSError("the disk is away")
        return 0

    monkeypatch.setattr(housekeeping, "look", look)
    housekeeping.start()
    until(lambda: len(looks) >= 3)
    housekeeping.stop()
