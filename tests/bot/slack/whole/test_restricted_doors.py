"""Nothing that is for a role alone comes out of any door of Slack for somebody without the role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import wait
from dataclasses import dataclass, field
from datetime import timedelta
from unittest.mock import patch

import pytest
from pydantic import SecretStr
from slack_bolt import BoltRequest

from bot.settings.privacy import PrivacySettings
from bot.settings.roles import RoleSettings
from bot.slack import routing
from bot.slack.blocks import names
from bot.slack.http.health import Health
from bot.slack.manifest import manifest
from bot.workspace import Workspace
from drafting.partners import office_today
from drafting.partnership import all_kinds
from drafting.register import Entry
from drafting.sealing import new_key
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_calendar import reminded_on
from tests.bot.slack.whole.test_who_may_see import (
    AGREEMENT,
    EVERY_DOOR,
    PARTNER,
    PEOPLE,
    Doors,
    Json,
    action,
    opened_doors,
    submission,
)
from tests.support.drafting.filled_entries import filled_entries, restricted_to
from tests.support.slack.saathi_in_slack import at_rest, stocked_office
from tests.support.slack.sights import from_saathi, opened_home, wherever
from tests.support.slack.workspace_client import COORDINATOR, FIELD, FINANCE, Visitor

ROLE, WORD = "investigations", "Zanzibarword"
OTHERS = (COORDINATOR, FINANCE)  # they hold every other role
ROLES = RoleSettings(
    viewers=OTHERS,
    editors=OTHERS,
    drafters=OTHERS,
    finance=OTHERS,
    due_diligence=OTHERS,
    policies=OTHERS,
    marks=OTHERS,
    settlers=OTHERS,
    committee=OTHERS,
    compliance=OTHERS,
    investigations=(FIELD,),
)
FORGED = [
    *((action, name) for name in routing.ACTIONS if name.startswith(("register", "committee"))),
    *((submission, name) for name in routing.SUBMISSIONS if name.startswith("register")),
    (submission, names.COMMITTEE_STEP_MODAL),
]
QUESTIONS = (
    "What is due with Roshni?",
    "What is late?",
    "What waits for us with Roshni Invented Women’s Society?",
    "Is there a case about Roshni?",
)


@dataclass
class Walk(Doors):
    """Doors at which the values of buttons and windows may be made up."""

    entries: list[Entry] = field(default_factory=list)
    forged: str = ""

    def value(self, name: str) -> str:
        return self.forged or super().value(name)

    def knocked(self, user: str, body: Json) -> str:
        """As in Doors; what a made-up window cannot be read as may fail, and tells nothing either.

        Whoever holds every other role gets as far as a window's fields, which are made up here.
        """
        before = max((each.id for each in self.made.workspace.traffic.exchanges), default=0)
        answer = self.made.app.bolt.dispatch(BoltRequest(mode="socket_mode", body=body))
        while self.chores:
            wait([self.chores.pop()])
        at_rest(self.made)
        calls = [
            each["payload"]
            for each in self.made.workspace.traffic.after(before)
            if each["direction"] == "from_bot"
        ]
        return json.dumps([answer.body, calls], ensure_ascii=False).replace("\\", "")

    def secrets(self, *, ids: bool = True) -> set[str]:
        numbers = {entry.title.rpartition(" ")[2] for entry in self.entries if entry.kind == "case"}
        return {WORD, *numbers, *(entry.id for entry in self.entries if ids)}

    def told(self, shown: str, *, ids: bool = True) -> list[str]:
        return [secret for secret in self.secrets(ids=ids) if secret in shown]


@pytest.fixture(scope="module")
def walk(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """An office where everything on the register is for a role that the knocker does not hold."""
    kinds = tuple(restricted_to(ROLE, kind) for kind in all_kinds())
    workspace = Workspace(manifest(), people=PEOPLE)
    privacy = PrivacySettings(encryption_key=SecretStr(new_key()))
    home = tmp_path_factory.mktemp("office")
    settings = {"roles": ROLES, "coordinators": (COORDINATOR,), "privacy": privacy}
    with (
        patch("drafting.partnership.all_kinds", return_value=kinds),
        stocked_office(desk, home, workspace, **settings) as made,
    ):
        register_desk = made.app.edge.services.register_desk
        entries = [
            entry
            for kind in kinds
            for entry in filled_entries(register_desk, kind, PARTNER, AGREEMENT, WORD)
        ]
        doors = opened_doors(made)
        yield Walk(made, doors.draft, doors.checklist, doors.entry, doors.chores, entries)


def state(walk: Walk) -> dict[str, int]:
    register = walk.made.app.edge.services.register
    return {entry.id: len(entry.events) for entry in register.everything({ROLE})}


def test_the_walk_would_see_what_the_role_sees(walk: Walk) -> None:
    """Else the tests below could pass by looking at nothing."""
    case = next(entry for entry in walk.entries if entry.kind == "case")
    walk.forged = names.register_value(names.RegisterRef(PARTNER, case.id))
    shown = walk.knocked(FIELD, action(walk, names.REGISTER_SHOW, FIELD))
    walk.forged = ""
    assert WORD in shown
    assert case.title in shown


def test_no_door_tells_of_it(walk: Walk) -> None:
    for knock, name in EVERY_DOOR:
        shown = walk.knocked(COORDINATOR, knock(walk, name, COORDINATOR))
        assert not walk.told(shown), name


def test_no_made_up_value_reaches_it(walk: Walk) -> None:
    before = state(walk)
    ones = list({(entry.kind, entry.partner): entry for entry in walk.entries}.values())
    assert {entry.kind for entry in ones} == {kind.name for kind in all_kinds()}
    for knock, name in FORGED:
        for entry in ones:
            verb = entry.events[0].verb
            reference = names.RegisterRef(entry.partner, entry.id, verb, seen=1)
            walk.forged = json.dumps(
                {**reference._asdict(), "step": verb, "vote": "yes"}
                if "committee" in name
                else reference._asdict()
            )
            shown = walk.knocked(COORDINATOR, knock(walk, name, COORDINATOR))
            walk.forged = ""
            assert not walk.told(shown, ids=False), (name, entry.kind)
    assert state(walk) == before


def test_no_question_reminder_home_tab_metric_or_log_tells_of_it(walk: Walk) -> None:
    made, visitor = walk.made, Visitor(walk.made.server.url, COORDINATOR)
    known = len(from_saathi(visitor))
    for place in ("saathi", "partnerships"):
        for question in QUESTIONS:
            mention = "" if place == "saathi" else "@Saathi "
            visitor.says(place, f"{mention}{question}")
    at_rest(made)
    for days in (0, 7, 30, 400):
        reminded_on(made, office_today() + timedelta(days=days))
    at_rest(made)
    answers = from_saathi(visitor)[known:]
    assert answers
    assert not walk.told(json.dumps([answers, opened_home(visitor, "Ask a question")]))
    assert not [message for message in answers if "role alone" in json.dumps(message)]
    investigator = Visitor(made.server.url, FIELD)
    assert [each for each in from_saathi(investigator) if "role alone" in json.dumps(each)]
    metrics = made.app.edge.metrics.render().decode()
    health = json.dumps(Health(made.app).state(), default=str)
    assert not walk.told(metrics + health)
    for secret in walk.secrets():
        assert wherever(made, secret) == []
