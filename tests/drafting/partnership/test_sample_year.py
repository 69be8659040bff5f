"""The year of the workspace's sample partner: entered once, and not where it is none any more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.services import Services, workspace_services
from bot.settings.settings import Settings
from drafting.partners import office_today
from drafting.partnership import TablePage
from drafting.partnership.kinds.lesson import used_in

BARSAT = "sample-barsat"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    services = workspace_services(Settings(home=tmp_path_factory.mktemp("home")))
    services.register.of_partner(BARSAT)
    return services


def test_a_newcomer_finds_clocks_money_an_action_and_a_decision_on_their_days(
    services: Services,
) -> None:
    today, register = office_today(), services.register
    roles = {kind.restricted_to for kind in register.kinds.values()}
    assert {entry.kind for entry in register.everything(roles)} == set(register.kinds)
    entries = register.of_partner(BARSAT)
    states = {entry.title: register.kinds[entry.kind].state(entry, today) for entry in entries}
    assert "1,600,000" in states["Tranche 1"]
    assert states["Make an exception"].startswith("Approved with conditions; the partner was told")
    assert all(event.at.date() <= today for entry in entries for event in entry.events)
    assert min(entry.day for entry in entries) == today - timedelta(days=118)
    turnaround = services.register_report("turnaround", today)
    assert any("Late" in str(row) or "leave" in str(row) for row in _rows(turnaround))


def test_a_lesson_of_its_meeting_became_a_question(services: Services) -> None:
    (lesson,) = services.register.of_kind("lesson")
    (item,) = used_in(lesson)
    assert services.catalogue().item(item).ask.endswith("(sample)?")
    past = services.calendar.of_partner("sample-roshni", office_today()).past
    assert any("Annual meeting of partners" in day.what for day in past)
    page = services.register_report("lessons", office_today())
    assert any(item in str(row) for row in _rows(page))


def test_it_is_entered_once_and_to_no_partner_of_the_office(
    services: Services, tmp_path: Path
) -> None:
    count = len(services.register.of_partner(BARSAT))
    again = workspace_services(services.settings)
    assert len(again.register.of_partner(BARSAT)) == count
    other = workspace_services(Settings(home=tmp_path))
    partner = other.partners.get(BARSAT)
    own = partner.identity.model_copy(update={"legal_name": "Sangat of the office"})
    other.partners.save(partner.model_copy(update={"identity": own}), by="t", source="t")
    assert not other.register.of_partner(BARSAT)


def _rows(page: TablePage) -> list[object]:
    return [row for table in page.tables for row in table.rows]
