"""Cases in Slack: opened, looked at and added to by who investigates, and known to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.settings.privacy import PrivacySettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.partners import office_today
from drafting.partnership import Access
from drafting.partnership.cases import matter_reference
from drafting.register import Entry
from drafting.register.tables import ENTRIES, EVENTS
from drafting.sealing import new_key
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_calendar import reminded_on
from tests.bot.slack.whole.test_drafts import files_of
from tests.bot.slack.whole.test_register import press, says, window
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import (
    from_saathi,
    newest_direct,
    opened_home,
    top,
    wherever,
    words,
)
from tests.support.slack.workspace_client import (
    COORDINATOR,
    FIELD,
    FINANCE,
    OFFICER,
    Visitor,
    until,
    visiting,
)

Json = dict[str, Any]
ROSHNI, SEES = "sample-roshni", ("investigations",)
WORD = "Zanzibar receipts"
DAY = "Empty: the day on which it is entered."  # below the first field of most forms
# FIELD investigates and is nothing else; the others hold every other role, and look in vain.
OTHERS = (COORDINATOR, FINANCE)
ROLES = RoleSettings(
    viewers=OTHERS,
    editors=OTHERS,
    drafters=OTHERS,
    finance=OTHERS,
    due_diligence=OTHERS,
    settlers=OTHERS,
    committee=(*OTHERS, OFFICER),
    compliance=OTHERS,
    investigations=(FIELD,),
)


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    privacy = PrivacySettings(encryption_key=SecretStr(new_key()))
    settings: Json = {"roles": ROLES, "coordinators": (COORDINATOR,), "privacy": privacy}
    with stocked_office(desk, tmp_path_factory.mktemp("office"), **settings) as made:
        yield made


@pytest.fixture(scope="module")
def investigator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, FIELD)


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def cases(made: Office) -> list[Entry]:
    return made.app.edge.services.register.of_kind("case", SEES)


def looks(made: Office, who: str, entry: Entry) -> int:
    """How often it is on record that the person looked at the case."""
    noted = made.app.edge.services.access.entries()
    about = matter_reference(entry.id)
    return sum(each.who == who and each.about == about for each in noted)


def opened_case(made: Office, visitor: Visitor) -> Entry:
    press(visitor, window(visitor), names.REGISTER_KIND, kind="case")
    form = top(visitor, "Register", showing="What kind of matter")
    known = len(cases(made))
    assert not sends(visitor, form, irregularity="financial", about=WORD)
    top(visitor, "Register", showing="The partner is not told yet")
    assert len(cases(made)) == known + 1
    return max(cases(made), key=lambda entry: entry.opened_at)


def test_a_suspicion_that_nothing_comes_of_is_restored_to_two_donors(
    made: Office, investigator: Visitor
) -> None:
    """Month 7 of one partner's year."""
    entry = opened_case(made, investigator)
    assert looks(made, FIELD, entry) == 1
    view = top(investigator, "Register", showing="For your role alone")
    chair = {"told_by": "Sample Chairwoman"}
    for verb, label, after, values in (
        ("told", DAY, "Waits for: The partner", {"whom": "Head", "way": "joint"}),
        ("way", "Who leads it", "Both together", {"way": "joint", "side": "partner", **chair}),
        ("step", DAY, "determine the resolution", {"step": "cause"}),
        ("outside", DAY, "Sample Donor One", {"whom": "Sample Donor One"}),
        ("outside", DAY, "Sample Donor Two", {"whom": "Sample Donor Two"}),
        ("outcome", DAY, "restoring is due", {"finding": "not_substantiated"}),
        ("restored", DAY, "the partner is to agree", {"to_whom": "Both", "how": "Letters"}),
        ("agrees", DAY, "the partner agreed on", chair),
    ):
        assert not says(investigator, view, verb, label, **values), verb
        view = top(investigator, "Register", showing=after)
    assert not says(investigator, view, "closed", "In a few words")
    top(investigator, "Register", showing="Closed on")
    (entry,) = cases(made)
    assert [event.verb for event in entry.events][-1] == "closed"
    assert entry.events[-2].author.told_by == "Sample Chairwoman"
    assert looks(made, FIELD, entry) > len(entry.events)
    with made.app.database.read() as connection:
        rows = [*connection.execute(ENTRIES.select()), *connection.execute(EVENTS.select())]
    assert rows
    assert not [row for row in rows if any(word in repr(row) for word in (WORD, "Donor", "CIP"))]


def test_others_neither_see_nor_reach_a_case(
    made: Office, investigator: Visitor, coordinator: Visitor
) -> None:
    entry = opened_case(made, investigator)
    known = len(cases(made))
    assert entry.title in words(window(investigator, showing=entry.title))
    view = window(coordinator)
    for secret in (entry.id, entry.title, WORD, '"kind":"case"'):
        assert secret not in json.dumps(view).replace("\\", "")

    here = names.RegisterRef(ROSHNI, entry.id, "remark")
    for element, reference, answer in (
        (names.REGISTER_SHOW, here, "no such entry"),
        (names.REGISTER_SAY, here, "no such entry"),
        (names.REGISTER_KIND, names.RegisterRef(ROSHNI, kind="case"), "windows of its own"),
        (names.REGISTER_OPEN, names.RegisterRef(ROSHNI, kind="case"), "windows of its own"),
        (names.REGISTER_MATTERS, here, "There is none."),
    ):
        window(coordinator)
        value = names.register_value(reference)
        coordinator.clicks(forged(made, element, value), element, value=value)
        until(lambda answer=answer: answer in words(coordinator.views[-1]))  # type: ignore[misc]
        assert entry.title not in json.dumps(coordinator.views[-1])
    for of_form in (here, here._replace(entry="", verb="", kind="case")):
        press(coordinator, window(coordinator), names.REGISTER_KIND, kind="action")
        form = top(coordinator, "Register", showing="What is to be done")
        stored = made.workspace.views.stack(COORDINATOR)[-1]
        stored["private_metadata"] = names.register_value(of_form)
        is_saying = bool(of_form.entry)
        stored["callback_id"] = names.REGISTER_SAY_MODAL if is_saying else names.REGISTER_OPEN_MODAL
        assert sends(coordinator, form, what="Write a letter", of="cip")
    register = made.app.edge.services.register
    assert len(cases(made)) == known
    assert register.entry(entry.id, SEES).events == ()
    assert looks(made, COORDINATOR, entry) == 0


def forged(made: Office, action: str, value: str) -> Json:
    """The coordinator's open window with a button in it that Saathi never showed."""
    stored = made.workspace.views.stack(COORDINATOR)[-1]
    text = {"type": "plain_text", "text": "Forged", "emoji": False}
    element = {"type": "button", "action_id": action, "text": text, "value": value}
    stored["blocks"].append({"type": "actions", "block_id": "forged", "elements": [element]})
    return dict(stored)


def test_who_investigates_is_told_that_a_matter_waits_and_finds_it_from_home(
    made: Office, investigator: Visitor, coordinator: Visitor
) -> None:
    entry = opened_case(made, investigator)
    day = office_today() + timedelta(days=30)
    known = {visitor.user: len(from_saathi(visitor)) for visitor in (investigator, coordinator)}
    assert reminded_on(made, day)
    at_rest(made)
    message = newest_direct(investigator, known[FIELD])
    assert "for your role alone" in words(message)
    assert not [word for word in (entry.title, WORD, "Roshni") if word in json.dumps(message)]
    for told in from_saathi(coordinator)[known[COORDINATOR] :]:
        assert "role alone" not in words(told)
    before = looks(made, FIELD, entry)
    investigator.closes_all()
    press(investigator, message, names.REGISTER_MATTERS)
    view = top(investigator, "Register", showing=entry.title)
    assert looks(made, FIELD, entry) > before
    press(investigator, view, names.REGISTER_SHOW, entry=entry.id)
    top(investigator, "Register", showing=WORD)
    assert names.REGISTER_MATTERS in json.dumps(opened_home(investigator, "Restorings"))
    home = json.dumps(opened_home(coordinator, "Restorings"))
    assert not [word for word in (names.REGISTER_MATTERS, entry.title, entry.id) if word in home]


def test_the_report_on_restorings_counts_and_says_no_more(
    made: Office, investigator: Visitor
) -> None:
    home = opened_home(investigator, "Restorings")
    known = len(from_saathi(investigator))
    press(investigator, home, names.REGISTER_REPORT)
    newest_direct(investigator, known)
    at_rest(made)
    reports = [each for each in files_of(investigator) if "restoring" in each["name"]]
    assert {each["name"].rpartition(".")[2] for each in reports} == {"docx", "xlsx"}


def test_a_report_of_misconduct_opens_no_case_by_itself(made: Office, coordinator: Visitor) -> None:
    known = len(cases(made))
    said = len(from_saathi(coordinator))
    coordinator.says("saathi", "I want to report that the director of Roshni stole the money.")
    newest_direct(coordinator, said)
    at_rest(made)
    assert len(cases(made)) == known


def test_nothing_of_it_is_in_logs_deliveries_and_messages(made: Office) -> None:
    for entry in cases(made):
        for secret in (entry.id, entry.title, WORD):
            assert wherever(made, secret) == []
    kept = made.app.edge.services.access.entries(partner=ROSHNI)
    assert not [each for each in kept if each.how is Access.MATTER]
