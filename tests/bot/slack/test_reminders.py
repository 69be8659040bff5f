"""Reminders of due diligence: to whom, of what, when the settings say, and once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.settings.due_diligence import DueDiligenceSettings
from bot.settings.roles import RoleSettings
from bot.slack import reminders
from bot.slack.edge import Edge
from bot.slack.reminders import ReminderClock
from drafting.due_diligence import (
    Checklist,
    ChecklistRequest,
    DueDiligenceDesk,
    Given,
    Proof,
    State,
)
from drafting.partners import office_today
from knowledge import PolicyDesk
from tests.support.command_line import run
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, words
from tests.support.slack.workspace_client import FIELD, FINANCE, OFFICER, Visitor, until

SECRET = "zebra-crossing"
TERMINAL = "terminal"
KEY, OTHER = "fit-value-added.partner", "fit-lrsp-link.partner"


@contextmanager
def at_work(desk: PolicyDesk, home: Path, **settings: Any) -> Iterator[Office]:
    roles = RoleSettings(due_diligence=(OFFICER, FINANCE))
    with stocked_office(desk, home, roles=roles, **settings) as made:
        yield made


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with at_work(desk, tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def checklist(made: Office, request: pytest.FixtureRequest) -> Checklist:
    """A new checklist of one agreement; the newest is the one that counts."""
    wish = ChecklistRequest("sample-chaupal", "2026-water", TERMINAL, request.node.name)
    return kept(made).start(wish)


def kept(made: Office) -> DueDiligenceDesk:
    return made.app.edge.services.due_diligence


def assign(made: Office, checklist: Checklist, key: str, to: str, again: str = "") -> None:
    """Gives a question to somebody, who is told at once."""
    after = kept(made).assign(checklist.id, key, to, TERMINAL, f"{checklist.id}{key}{to}{again}")
    reminders.tell_assigned(made.app.edge, after)


def in_days(made: Office, days: int) -> Edge:
    """The edge so many days from now."""
    return replace(made.app.edge, today=lambda: office_today() + timedelta(days=days))


def told(made: Office, user: str) -> list[dict[str, Any]]:
    """Saathi's messages to somebody, when nothing is left to send."""
    at_rest(made)
    return from_saathi(Visitor(made.server.url, user))


def test_open_items_are_reminded_of_after_the_days_that_the_settings_say_and_once(
    made: Office, checklist: Checklist
) -> None:
    kept(made).answer(checklist.id, [Given(KEY, State.OPEN, OFFICER, f"{checklist.id}k", SECRET)])
    for key in (KEY, OTHER):
        assign(made, checklist, key, FINANCE)
    before = len(told(made, FINANCE)), len(told(made, OFFICER))
    assert reminders.remind(in_days(made, 13)) == 0
    assert reminders.remind(in_days(made, 14)) == 1
    assert reminders.remind(in_days(made, 15)) == 0
    message = told(made, FINANCE)[-1]
    asked = [one.item.ask for one in checklist.entries if one.key in (KEY, OTHER)]
    assert all(one in words(message) for one in asked)
    assert checklist.partner_name in words(message)
    assert SECRET not in json.dumps(message)
    assert (len(told(made, FINANCE)), len(told(made, OFFICER))) == (before[0] + 1, before[1])
    with made.app.database.read() as connection:
        rows = connection.exec_driver_sql("select * from deliveries").fetchall()
    assert asked[0] not in repr(rows)


def test_who_is_given_a_question_is_told_at_once_and_once(
    made: Office, checklist: Checklist
) -> None:
    before = len(told(made, FINANCE))
    assign(made, checklist, KEY, FINANCE)
    entry = kept(made).get(checklist.id).entry(KEY)
    assert entry is not None
    assert entry.item.ask in words(told(made, FINANCE)[-1])
    assert reminders.remind(in_days(made, 1)) == 0
    kept(made).assign(checklist.id, OTHER, FINANCE, TERMINAL, f"{checklist.id}terminal")
    assert reminders.remind(in_days(made, 1)) == 1  # given in the terminal
    kept(made).assign(checklist.id, KEY, OFFICER, OFFICER, f"{checklist.id}own")
    assert reminders.remind(in_days(made, 1)) == 0  # taken by themselves
    assert len(told(made, FINANCE)) == before + 2


def test_who_began_is_told_of_open_questions_that_nobody_has(made: Office) -> None:
    wish = ChecklistRequest("sample-chaupal", "2026-water", OFFICER, "began")
    checklist = kept(made).start(wish)
    kept(made).answer(
        checklist.id, [Given(OTHER, State.ANSWERED, FINANCE, f"{checklist.id}k", "So it is.")]
    )
    assign(made, checklist, KEY, FINANCE)
    before = len(told(made, OFFICER))
    assert reminders.remind(in_days(made, 13)) == 0
    assert reminders.remind(in_days(made, 14)) == 2
    assert reminders.remind(in_days(made, 30)) == 0
    assert len(told(made, OFFICER)) == before + 1
    message = words(told(made, OFFICER)[-1])
    others = [one for one in checklist.entries if one.key not in (KEY, OTHER)]
    assert message.count(" answers") == 10
    assert all(one.item.ask in message for one in others[:10])
    assert f"and {len(others) - 10} more" in message


def test_what_is_assigned_anew_is_reminded_of_anew_and_what_is_done_is_not(
    made: Office, checklist: Checklist
) -> None:
    assign(made, checklist, KEY, FINANCE)
    assert reminders.remind(in_days(made, 14)) == 1
    assign(made, checklist, KEY, OFFICER)
    before = len(told(made, OFFICER))
    assert reminders.remind(in_days(made, 14)) == 1
    assert len(told(made, OFFICER)) == before + 1
    assign(made, checklist, OTHER, FINANCE)
    given = Given(OTHER, State.ANSWERED, FINANCE, f"{checklist.id}k", "So it is.")
    kept(made).answer(checklist.id, [given])
    assert reminders.remind(in_days(made, 20)) == 0


def test_evidence_that_expires_is_told_once_to_who_gave_it(
    made: Office, checklist: Checklist
) -> None:
    ends = office_today() + timedelta(days=100)
    proof = Proof(name="Registration certificate of the partner", expires=ends)
    given = Given(KEY, State.ANSWERED, FINANCE, f"{checklist.id}k", SECRET, proofs=(proof,))
    kept(made).answer(checklist.id, [given])
    assert reminders.remind(in_days(made, 30)) == 0
    assert reminders.remind(in_days(made, 45)) == 1
    assert reminders.remind(in_days(made, 46)) == 0
    message = told(made, FINANCE)[-1]
    assert "expires soon" in words(message)
    assert "certificate" not in json.dumps(message)
    later = proof.model_copy(update={"expires": ends + timedelta(days=30)})
    kept(made).answer(checklist.id, [replace(given, key=f"{checklist.id}k2", proofs=(later,))])
    assert reminders.remind(in_days(made, 90)) == 1


def test_who_may_not_see_due_diligence_is_not_reminded(made: Office, checklist: Checklist) -> None:
    assign(made, checklist, KEY, FIELD)
    assign(made, checklist, OTHER, "Somebody by name")
    assert reminders.remind(in_days(made, 30)) == 0
    assert not told(made, FIELD)


def test_reminders_of_open_items_can_be_switched_off(made: Office, checklist: Checklist) -> None:
    assign(made, checklist, KEY, FINANCE)
    never = DueDiligenceSettings(remind_after_days=0)
    settings = made.app.edge.settings.model_copy(update={"due_diligence": never})
    due = reminders.due(kept(made), settings, office_today() + timedelta(days=300))
    assert {one.about for one in due} <= {reminders.ASSIGNED}


def test_where_slack_takes_no_message_the_reminder_comes_again(
    made: Office, checklist: Checklist
) -> None:
    assign(made, checklist, KEY, FINANCE)
    before = len(told(made, FINANCE))
    made.workspace.rules.take_away("chat.postMessage", error="account_inactive")
    assert reminders.remind(in_days(made, 14)) == 1
    assert len(told(made, FINANCE)) == before
    made.workspace.rules.without.clear()
    assert reminders.remind(in_days(made, 14)) == 1
    assert len(told(made, FINANCE)) == before + 1


def test_the_clock_looks_by_itself_and_of_several_replicas_one_sends(
    made: Office, checklist: Checklist
) -> None:
    assign(made, checklist, KEY, FINANCE)
    before = len(told(made, FINANCE))
    clocks = [ReminderClock(in_days(made, 14), first=0.0, every=0.05) for _ in range(4)]
    for clock in clocks:
        clock.start()
    until(lambda: len(told(made, FINANCE)) > before)
    for clock in clocks:
        clock.stop()
    assert len(told(made, FINANCE)) == before + 1


def test_the_terminal_says_what_is_due(tmp_path: Path) -> None:
    made = run("due-diligence", "make", "sample-chaupal", "--out", str(tmp_path), home=tmp_path)
    assert made.code == 0
    assert "No reminder is due" in run("due-diligence", "remind", home=tmp_path).out
