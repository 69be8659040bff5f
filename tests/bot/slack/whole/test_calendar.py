"""The calendar in Slack: a line of time, Home, reminders once, and questions that it answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.settings.partnership import FollowerSettings, PartnershipSettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.edge import Edge
from bot.slack.reminders import remind
from drafting.partners import Side, office_today
from drafting.partners.record import Partner
from drafting.partnership import all_kinds
from drafting.partnership.kinds import action
from drafting.register import Author, NewEntry, Register
from knowledge import PolicyDesk
from tests.support.slack.forms import pressed
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import from_saathi, newest_direct, opened_home, top, words
from tests.support.slack.workspace_client import (
    COORDINATOR,
    FIELD,
    FINANCE,
    OFFICER,
    Visitor,
    visiting,
)

Json = dict[str, Any]
ROLES = RoleSettings(viewers=(COORDINATOR, FINANCE, OFFICER), compliance=(OFFICER,))
PARTNERSHIP = PartnershipSettings(
    followers=FollowerSettings(finance=(FINANCE,)), review_before_end_days=60
)
# More than a week ahead on whatever day it is, so that Home has nothing that is due soon.
MONDAY = office_today() + timedelta(days=14 - office_today().weekday())
SECRET = "Zebra Crossing Society"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    with office(
        desk, home, roles=ROLES, coordinators=(COORDINATOR,), partnership=PARTNERSHIP
    ) as made:
        made.app.edge.services.partners.save(zebra(), by="t", source="t")
        yield made


def zebra() -> Partner:
    """A partner with something late, something due on Tuesday and something of its own."""
    tuesday = MONDAY + timedelta(days=1)
    return Partner.model_validate(
        {
            "id": "zebra",
            "identity": {"legal_name": SECRET, "acronym": "ZCS"},
            "registration": {"expires": tuesday, "issued": "2020-02-03"},
            "people": {"focal_points": [{"name": "Sample Focal Point", "title": "Manager"}]},
            "agreements": [
                {
                    "key": "2026-roads",
                    "title": "Roads (sample)",
                    "status": "active",
                    "end": MONDAY + timedelta(days=400),
                    "capacity": [{"what": "Cash book", "by": "2026-01-05", "who": "cip"}],
                    "money": {"tranches": [{"due": tuesday, "condition": "the report is in"}]},
                    "reports": [{"what": "Yearly report", "due": "yearly"}],
                }
            ],
        }
    )


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture
def finance(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, FINANCE)


def on(made: Office, day: date) -> Edge:
    return replace(made.app.edge, today=lambda: day)


def reminded_on(made: Office, day: date) -> int:
    return remind(on(made, day), made.app.reminders.sources)


def test_a_partnership_shows_what_waits_on_whom_and_what_happened(
    made: Office, coordinator: Visitor
) -> None:
    coordinator.commands("partnerships", "/partnership", "zebra")
    view = top(coordinator, "Partnership")
    shown = words(view)
    for part in ("Cash book", "late since 5 January 2026", "Tranche 1", "Registration expires"):
        assert part in shown
    assert "(the report is in)" in shown
    assert "Yearly report · 2026-roads · yearly" in shown.replace(
        '"}, {"type": "text", "text": "', ""
    )
    assert "Sample Focal Point" in shown
    assert "3 February 2020" in shown
    assert "by the office’s setting" in shown
    pressed(coordinator, view, names.PARTNER_OPEN)
    top(coordinator, "Partner", showing="Line of time")
    coordinator.closes_all()
    coordinator.commands("partnerships", "/partnership", "nobody of that name")
    assert "I found no partner" in words(top(coordinator, "Partnership"))


def test_home_shows_each_unit_its_own_and_the_coordinator_all(
    made: Office, coordinator: Visitor, finance: Visitor
) -> None:
    view = opened_home(coordinator, "Late (1)")
    assert "Cash book" in words(view)
    pressed(coordinator, view, names.PARTNERSHIP_OPEN)
    top(coordinator, "Partnership", showing=SECRET)
    opened_home(finance, "Your questions")
    assert "Cash book" not in words(finance.home)
    field = Visitor(made.server.url, FIELD)
    assert SECRET not in words(opened_home(field, "Your questions"))


def test_a_change_shows_at_once(made: Office, coordinator: Visitor) -> None:
    partners = made.app.edge.services.partners
    stored = partners.get("zebra")
    terms = stored.agreements[0]
    without = terms.model_copy(update={"capacity": ()})
    partners.save(stored.model_copy(update={"agreements": (without,)}), by="t", source="t")
    opened_home(coordinator, "Calendar")
    assert "Cash book" not in words(coordinator.home)
    partners.save(stored, by="t", source="t")
    opened_home(coordinator, "Late (1)")


def test_each_is_told_once_of_what_is_late_and_of_the_week(made: Office) -> None:
    at_rest(made)
    before = {user: len(told(made, user)) for user in (COORDINATOR, FINANCE, OFFICER, FIELD)}
    thursday = MONDAY - timedelta(days=4)
    outcomes: list[int] = []
    replicas = [
        threading.Thread(target=lambda: outcomes.append(reminded_on(made, thursday)))
        for _ in range(2)
    ]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.join()
    assert sum(outcomes) == 1  # PDQ has nobody: the coordinator is told that the step is late
    assert reminded_on(made, MONDAY) == 2
    assert reminded_on(made, MONDAY + timedelta(days=1)) == 0
    assert reminded_on(made, MONDAY + timedelta(days=2)) == 1  # the tranche is late since today
    assert reminded_on(made, MONDAY + timedelta(days=3)) == 0
    late, digest = (words(message) for message in told(made, COORDINATOR)[-2:])
    assert "Cash book" in late
    assert "Tranche 1" not in late
    for part in ("Due this week", "Tranche 1", "Cash book", "Waiting for the other side", SECRET):
        assert part in digest
    own = words(told(made, FINANCE)[-2])
    assert "Tranche 1" in own
    assert "Cash book" not in own
    counts = {user: len(told(made, user)) - count for user, count in before.items()}
    assert counts == {COORDINATOR: 2, FINANCE: 2, OFFICER: 0, FIELD: 0}


def told(made: Office, user: str) -> list[Json]:
    at_rest(made)
    return from_saathi(Visitor(made.server.url, user))


def test_a_question_of_the_calendar_is_answered_to_who_may_see_it(made: Office) -> None:
    officer, field = Visitor(made.server.url, OFFICER), Visitor(made.server.url, FIELD)

    def answer(visitor: Visitor, channel: str, question: str) -> str:
        at_rest(made)
        known = len(from_saathi(visitor))
        visitor.says(channel, question)
        return words(newest_direct(visitor, known))

    reply = answer(officer, "saathi", "When is the next tranche for Zebra due?")
    assert "Tranche 1" in reply
    assert "Cash book" not in reply
    assert "Cash book" in answer(officer, "saathi", "what is late with the zebra crossing society?")
    refused = answer(field, "saathi", "What is due with Zebra?")
    assert "Partners’ files are kept" in refused
    assert SECRET not in refused
    policies = answer(officer, "saathi", "What is due diligence for?")
    assert "CSPF" in policies

    reply = answer(officer, "partnerships", "@Saathi What is due with Zebra?")
    assert "Cash book" in reply
    assert "Cash book" not in str(officer.sees("partnerships"))
    kept = [record.question for record in made.app.edge.inbox.recent(OFFICER, 10)]
    assert kept == ["What is due diligence for?"]


class SecretKind(action.ActionKind):
    """An action for one role alone."""

    name, label, restricted_to = "secret", "Secret matter", "compliance"


def test_a_restricted_matter_is_told_to_its_role_alone_and_without_a_word_of_it(
    made: Office,
) -> None:
    services = made.app.edge.services
    people = (COORDINATOR, FINANCE, OFFICER, FIELD)
    reminded_on(made, MONDAY)
    before = {user: len(told(made, user)) for user in people}
    kept = {name: services.__dict__.pop(name, None) for name in ("register", "calendar")}
    register = Register(services.database, [*all_kinds(), SecretKind()])
    services.__dict__["register"] = register
    body = action.ActionBody(what="Hidden matter", of=Side.CIP, due=MONDAY)
    author = Author(COORDINATOR, "Sample Coordinator")
    register.open(NewEntry("secret", "zebra", "Hidden matter", author, body, "hidden"))
    assert reminded_on(made, MONDAY) == 1
    assert reminded_on(made, MONDAY) == 0
    after = {user: len(told(made, user)) for user in people}
    assert {user: after[user] - before[user] for user in people} == {
        **dict.fromkeys(people, 0),
        OFFICER: 1,
    }
    message = str(told(made, OFFICER)[-1])
    assert "for your role alone" in message
    for word in ("Hidden", "zebra", SECRET, "Secret matter"):
        assert word not in message
    services.__dict__.pop("calendar", None)
    services.__dict__.update({name: value for name, value in kept.items() if value})
