"""A collective meeting in Slack, a lesson of it, and a proposal that only a coordinator takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.due_diligence import ChecklistRequest
from drafting.partners import Side, office_today
from drafting.register import OFFICE, Entry
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_register import press, says
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, stocked_office
from tests.support.slack.sights import opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until, visiting

Json = dict[str, Any]
ROSHNI, MASHAL = "sample-roshni", "sample-mashal"
ROLES = RoleSettings(editors=(COORDINATOR, OFFICER), viewers=(OFFICER, COORDINATOR))
SETTINGS: Json = {"roles": ROLES, "coordinators": (COORDINATOR,)}
ASK = "How do the villages hear of a change of plans (sample)?"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), **SETTINGS) as made:
        yield made


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture(scope="module")
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


def own_register(visitor: Visitor, showing: str = "") -> Json:
    """The office's register, from Home."""
    visitor.closes_all()
    press(visitor, opened_home(visitor, "Office’s register"), names.REGISTER_OPEN, partner="")
    return top(visitor, "Register", showing=showing)


def entries(made: Office, kind: str) -> list[Entry]:
    return made.app.edge.services.register.of_partner(OFFICE, kind=kind)


def test_a_meeting_leads_to_a_lesson_and_to_a_question_in_the_next_checklist(
    made: Office, coordinator: Visitor, officer: Visitor
) -> None:
    press(coordinator, own_register(coordinator), names.REGISTER_KIND, kind="collective")
    form = top(coordinator, "Register", showing="Partners invited")
    offered = coordinator.asks_for_options(form, names.REGISTER_NAMES, "Roshni")
    assert offered[0]["value"] == ROSHNI
    assert list(sends(coordinator, form, partners=("sample-nobody", ROSHNI))) == ["partners"]
    assert list(sends(coordinator, form, partners=(ROSHNI,))) == ["partners"]
    assert entries(made, "collective") == []
    assert not sends(coordinator, form, partners=(ROSHNI, MASHAL), called="Annual meeting (sample)")
    view = top(coordinator, "Register", showing="Planned, no day yet")
    today = office_today().isoformat()
    assert not says(coordinator, view, "held", "Held on", on=today, partners=(ROSHNI,))
    view = top(coordinator, "Register", showing="Held on")
    partners = {"topic": "networking", "side": "partner", "told_by": "Sample Director One"}
    unnamed = says(coordinator, view, "words", "On what", words="More of it.", **partners)
    assert list(unnamed) == ["partner"]
    form = coordinator.views[-1]
    assert not sends(coordinator, form, words="More of it.", partner=ROSHNI, **partners)
    (meeting,) = entries(made, "collective")
    assert [event.author.side for event in meeting.events] == [Side.CIP, Side.PARTNER]
    past = made.app.edge.services.calendar.of_partner(ROSHNI, office_today()).past
    assert "More of it." in {day.words for day in past}

    view = top(coordinator, "Register", showing="More of it.")
    press(coordinator, view, names.REGISTER_KIND, kind="lesson", entry=meeting.id)
    form = top(coordinator, "Register", showing="What was learned")
    assert not sends(coordinator, form, what="Villages ask first (sample).", for_whom="Program")
    (lesson,) = entries(made, "lesson")
    assert lesson.body.model_dump()["from_entry"] == meeting.id

    view = top(coordinator, "Register", showing="Villages ask first (sample).")
    press(coordinator, view, names.REGISTER_KIND, kind="proposal", entry=lesson.id)
    form = top(coordinator, "Register", showing="What should change")
    new = {"step": "new", "area": "fit", "ask": ASK, "answers": "partner", "why": "Asked (sample)."}
    assert list(sends(coordinator, form, **{**new, "area": ""})) == ["area"]
    assert not sends(coordinator, coordinator.views[-1], **new)
    (proposal,) = entries(made, "proposal")
    _only_a_coordinator_takes_it(made, coordinator, officer, proposal)
    item = f"fit-{proposal.id[:8]}"
    desk = made.app.edge.services.due_diligence
    checklist = desk.start(ChecklistRequest(ROSHNI, "2026-schools", COORDINATOR, "after"))
    asked = {entry.item.id: entry.item.ask for entry in checklist.entries}
    assert asked[item] == ASK

    view = own_register(coordinator, showing="Villages ask first")
    press(coordinator, view, names.REGISTER_SHOW, entry=lesson.id)
    view = top(coordinator, "Register", showing="What was learned")
    press(coordinator, view, names.REGISTER_SAY, verb="used")
    form = top(coordinator, "Register", showing="A question of due diligence")
    assert list(sends(coordinator, form)) == ["clause"]
    assert not sends(coordinator, coordinator.views[-1], item=item)
    assert [event.verb for event in entries(made, "lesson")[0].events] == ["used"]


def _only_a_coordinator_takes_it(
    made: Office, coordinator: Visitor, officer: Visitor, proposal: Entry
) -> None:
    """Also where somebody who may record sends the button and the form all the same."""
    view = own_register(officer, showing=ASK[:20])
    press(officer, view, names.REGISTER_SHOW, entry=proposal.id)
    view = top(officer, "Register", showing="Withdraw it")
    assert "Take it" not in words(view)
    press(officer, view, names.REGISTER_SAY, verb="remark")
    form = top(officer, "Register", showing="In a few words")
    stored = made.workspace.views.stack(OFFICER)[-1]
    taking = names.RegisterRef(OFFICE, proposal.id, "taken")
    stored["private_metadata"] = names.register_value(taking)
    sends(officer, form, words="I take it.")
    assert entries(made, "proposal")[0].events == ()

    view = own_register(coordinator, showing=ASK[:20])
    press(coordinator, view, names.REGISTER_SHOW, entry=proposal.id)
    view = top(coordinator, "Register", showing="Take it")
    missing = says(coordinator, view, "taken", "The wording taken", evidence="A plan (sample).")
    assert list(missing) == ["tier"]
    assert not sends(coordinator, coordinator.views[-1], evidence="A plan (sample).", tier="A")
    until(lambda: [event.verb for event in entries(made, "proposal")[0].events] == ["taken"])
