"""Contact and disclosures in Slack: asked, answered, told, acknowledged, and what waits on whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.settings.partnership import PartnershipSettings
from bot.slack.blocks import names
from drafting.partners import Side, office_today
from drafting.partnership.contacts.questions import open_questions, questions
from drafting.partnership.kinds.disclosure import follow_ups
from drafting.register import Entry
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import files_of
from tests.bot.slack.whole.test_register import ROSHNI, SETTINGS, entries, press, says, window
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, Visitor, visiting

Json = dict[str, Any]
QUESTION = "When does the second tranche come? <!channel> & *soon*"
PARTNERSHIP = PartnershipSettings(answer_days=3, acknowledge_days=2)


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    with stocked_office(desk, home, partnership=PARTNERSHIP, **SETTINGS) as made:
        yield made


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def the_only(made: Office, kind: str) -> Entry:
    (entry,) = entries(made, kind)
    return entry


def shown(visitor: Visitor, entry: Entry, showing: str = "") -> Json:
    """The entry's own window, from the partner's register."""
    press(visitor, window(visitor), names.REGISTER_SHOW, entry=entry.id)
    return top(visitor, "Register", showing=showing)


def answered_of_calendar(made: Office, visitor: Visitor, question: str) -> str:
    at_rest(made)
    known = len(from_saathi(visitor))
    visitor.says("saathi", question)
    return words(newest_direct(visitor, known))


def test_questions_of_both_sides_are_answered_by_their_number(
    made: Office, coordinator: Visitor
) -> None:
    press(coordinator, window(coordinator), names.REGISTER_KIND, kind="contact")
    form = top(coordinator, "Register", showing="In touch at least every")
    wrong = sends(coordinator, form, every="now and then", face_a_year="2")
    assert list(wrong) == ["every"]
    assert entries(made, "contact") == []
    view = coordinator.views[-1]
    assert not sends(coordinator, view, every="2 weeks", face_a_year="2")
    view = top(coordinator, "Register", showing="no contact entered yet")

    told_on = (office_today() - timedelta(days=20)).isoformat()
    asked = {"side": "partner", "words": QUESTION, "on": told_on}
    wrong = says(coordinator, view, "asked", "In a few words", **asked)
    assert list(wrong) == ["told_by"]
    form = coordinator.views[-1]
    assert not sends(coordinator, form, told_by="Sample Chairwoman", **asked)
    view = top(coordinator, "Register", showing="Question 1: When does")
    assert "by the office’s setting" in words(view)
    assert not says(coordinator, view, "asked", "In a few words", words="Who signs?")
    view = top(coordinator, "Register", showing="2 questions open")

    reply = answered_of_calendar(made, coordinator, "What does Roshni wait for from us?")
    assert "Question 1: When does the second tranche come?" in reply
    assert "late since" in reply
    assert "Question 2: Who signs?" in reply.partition("The partner’s turn")[2]

    view = shown(coordinator, the_only(made, "contact"), "Waits for")
    answer = {"side": "cip", "words": "On the first of the month."}
    wrong = says(coordinator, view, "answered", "In a few words", question="2", **answer)
    assert list(wrong) == ["question"]
    assert not sends(coordinator, coordinator.views[-1], question="1", **answer)
    top(coordinator, "Register", showing="1 question open")
    first, second = questions(the_only(made, "contact"))
    assert [event.words for event in first.answers] == ["On the first of the month."]
    assert (first.by, first.event.words) == (Side.PARTNER, QUESTION)
    assert open_questions(the_only(made, "contact")) == [second]
    reply = answered_of_calendar(made, coordinator, "What does Roshni wait for from us?")
    assert "Question 1" not in reply


def test_a_new_head_is_acknowledged_and_the_record_is_looked_at(
    made: Office, coordinator: Visitor
) -> None:
    press(coordinator, window(coordinator), names.REGISTER_KIND, kind="disclosure")
    form = top(coordinator, "Register", showing="Who discloses")
    told = {
        "side": "partner",
        "about": "governance",
        "prompting": "unasked",
        "what": "A new head since June (sample).",
    }
    assert list(sends(coordinator, form, **told)) == ["from_whom"]
    assert not sends(coordinator, coordinator.views[-1], from_whom="Sample Chairwoman", **told)
    view = top(coordinator, "Register", showing="not acknowledged yet")
    services = made.app.edge.services
    before = services.partners.get(ROSHNI)
    waits = services.calendar.of_partner(ROSHNI, office_today()).waiting
    days = services.register_rules.working.after(office_today(), 2)
    (line,) = (each for each in waits if each.what.startswith("Acknowledge:"))
    assert (line.of, line.on, line.interval) == (
        Side.CIP,
        days,
        "partnership.acknowledge_days",
    )
    assert not says(coordinator, view, "acknowledged", "In a few words", side="cip")
    view = top(coordinator, "Register", showing="Look at the head and the signatories")
    assert services.partners.get(ROSHNI) == before  # nothing is changed by itself
    assert not says(coordinator, view, "followed_up", "In a few words", what="record")
    top(coordinator, "Register", showing="Acknowledged on")
    entry = the_only(made, "disclosure")
    assert follow_ups(entry) == []
    assert services.register.kinds["disclosure"].is_closed(entry)
    assert window(coordinator)  # it is not among what is open any more
    assert entry.title not in words(coordinator.views[-1])


def test_coordinators_have_the_report_from_home(made: Office, coordinator: Visitor) -> None:
    home = opened_home(coordinator, "Questions and disclosures")
    known = len(from_saathi(coordinator))
    menus = [block["accessory"] for block in home["blocks"] if "accessory" in block]
    menu = next(menu for menu in menus if menu["action_id"] == names.REGISTER_REPORT)
    chosen = next(option for option in menu["options"] if option["value"] == "disclosures")
    coordinator.clicks(home, names.REGISTER_REPORT, selected_option=chosen)
    newest_direct(coordinator, known)
    at_rest(made)
    reports = [each["name"] for each in files_of(coordinator) if "disclosures" in each["name"]]
    assert {name.rpartition(".")[2] for name in reports} == {"docx", "xlsx"}
