"""A partner's own focal point: told in place of the unit's people, and changed by a handover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.settings.partnership import FollowerSettings, PartnershipSettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.reminders import remind
from drafting.partners import office_today
from drafting.partners.record import Partner
from drafting.register import Entry
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_register import press, says
from tests.support.slack.forms import pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import from_saathi, opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, OFFICER, Visitor, visiting

Json = dict[str, Any]
PEOPLE = (COORDINATOR, FINANCE, OFFICER)
ROLES = RoleSettings(viewers=PEOPLE, editors=PEOPLE)
PARTNERSHIP = PartnershipSettings(followers=FollowerSettings(finance=(FINANCE,)))
# More than a week ahead on whatever day it is, so that Home has nothing else that is due soon.
MONDAY = office_today() + timedelta(days=14 - office_today().weekday())
COMING = "Tranche 2"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    settings: Json = {"roles": ROLES, "coordinators": (COORDINATOR,), "partnership": PARTNERSHIP}
    with office(desk, home, **settings) as made:
        made.app.edge.services.partners.save(zebra(), by="t", source="t")
        yield made


def zebra() -> Partner:
    """A partner with a payment that is late, and one that is due on a Tuesday."""
    tranches = [{"due": "2026-01-05"}, {"due": MONDAY + timedelta(days=1)}]
    agreement = {"key": "2026-roads", "status": "active", "money": {"tranches": tranches}}
    return Partner.model_validate(
        {
            "id": "zebra",
            "identity": {"legal_name": "Zebra Sample Society"},
            "agreements": [agreement],
        }
    )


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture
def finance(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, FINANCE)


@pytest.fixture
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


def register(visitor: Visitor, showing: str) -> Json:
    """The partner's register, from its line of time."""
    visitor.closes_all()
    visitor.commands("partnerships", "/partnership", "zebra")
    pressed(visitor, top(visitor, "Partnership"), names.REGISTER_OPEN)
    return top(visitor, "Register", showing=showing)


def looked(made: Office, visitor: Visitor, showing: str) -> Json:
    view = register(visitor, "Finance and Program Support")
    press(visitor, view, names.REGISTER_SHOW, entry=only_entry(made).id)
    return top(visitor, "Register", showing=showing)


def only_entry(made: Office) -> Entry:
    (entry,) = made.app.edge.services.register.of_partner("zebra", kind="assignment")
    return entry


def reminded(made: Office, day: date) -> dict[str, str]:
    """What each person was told on that day, in words."""
    before = {user: len(told(made, user)) for user in PEOPLE}
    edge = replace(made.app.edge, today=lambda: day)
    remind(edge, made.app.reminders.sources)
    return {user: " ".join(map(words, told(made, user)[before[user] :])) for user in PEOPLE}


def told(made: Office, user: str) -> list[Json]:
    at_rest(made)
    return from_saathi(Visitor(made.server.url, user))


def test_the_partners_own_focal_point_is_told_in_place_of_the_units_people(
    made: Office, coordinator: Visitor, finance: Visitor, officer: Visitor
) -> None:
    assert "Tranche 1" in words(opened_home(finance, "Late (1)"))
    press(coordinator, register(coordinator, "Record"), names.REGISTER_KIND, kind="assignment")
    form = top(coordinator, "Register", showing="Who is the focal point")
    assert not sends(coordinator, form, unit="finance", person=OFFICER)
    top(coordinator, "Register", showing="In charge")
    assert only_entry(made).body.model_dump()["person"] == OFFICER
    assert "Tranche 1" in words(opened_home(officer, "Late (1)"))
    assert "Tranche 1" not in words(opened_home(finance, "Your questions"))
    assert "Tranche 1" in words(opened_home(coordinator, "Late (1)"))
    digest = reminded(made, MONDAY)
    assert COMING in digest[OFFICER]
    assert COMING in digest[COORDINATOR]
    assert COMING not in digest[FINANCE]
    late = reminded(made, MONDAY + timedelta(days=2))
    assert COMING in late[OFFICER]
    assert COMING not in late[FINANCE] + late[COORDINATOR]


def test_who_stands_in_between_two_days_gets_the_messages(made: Office, officer: Visitor) -> None:
    view = looked(made, officer, "Somebody stands in")
    first, last = MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)
    days = {"since": last.isoformat(), "until": first.isoformat()}
    assert list(says(officer, view, "stands_in", "First day", person=FINANCE, **days)) == ["until"]
    days = {"since": first.isoformat(), "until": last.isoformat()}
    assert not sends(officer, officer.views[-1], person=FINANCE, **days)
    at_rest(made)
    digest = reminded(made, first)
    assert COMING in digest[FINANCE]
    assert COMING not in digest[OFFICER]
    assert COMING in reminded(made, first + timedelta(days=7))[OFFICER]


def test_a_handover_lists_what_is_due_and_ends_when_the_new_person_accepts(
    made: Office, officer: Visitor, finance: Visitor
) -> None:
    view = looked(made, officer, "Hand over")
    assert not says(
        officer, view, "handed_over", "To whom", to=FINANCE, words="The second bill is late."
    )
    view = top(officer, "Register", showing="What is handed over")
    for part in ("Tranche 1", COMING, "not accepted yet"):
        assert part in words(view)
    press(officer, view, names.REGISTER_SAY, verb="accepted")
    sends(officer, top(officer, "Register", showing="In a few words"))
    assert only_entry(made).events[-1].verb == "handed_over"
    assert "take it over" in reminded(made, MONDAY + timedelta(days=15))[FINANCE]
    view = looked(made, finance, "What is handed over")
    press(finance, view, names.REGISTER_SAY, verb="accepted")
    assert not sends(finance, top(finance, "Register", showing="In a few words"))
    view = top(finance, "Register", showing="In charge since")
    assert "What is handed over" not in words(view)
    assert only_entry(made).events[-1].author.by == FINANCE
    digest = reminded(made, MONDAY + timedelta(days=21))
    assert COMING in digest[FINANCE]
    assert COMING not in digest[OFFICER]
