"""Reminders of due diligence: to whom, of what, when the settings say, and once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.services import Services
from bot.settings.due_diligence import DueDiligenceSettings
from bot.settings.roles import RoleSettings
from bot.slack.app import handlers_of, reminder_sources
from bot.slack.blocks import notices
from bot.slack.checklists.reminders import due, remind_assignees
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.replies import ReplyContent
from bot.slack.edge import Edge
from bot.slack.intake.surroundings import Surroundings
from bot.slack.reminders import DueItem, Reminder, ReminderClock, ReminderSource, remind
from bot.slack.roles import Permissions
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistRequest,
    Checklists,
    DueDiligenceDesk,
    Proof,
    ReminderTopic,
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
    remind_assignees(made.app.edge, after)


def in_days(made: Office, days: int) -> Edge:
    """The edge so many days from now."""
    return replace(made.app.edge, today=lambda: office_today() + timedelta(days=days))


def reminded_in(made: Office, days: int) -> int:
    """How many reminders go out so many days from now."""
    return remind(in_days(made, days), made.app.reminders.sources)


def told(made: Office, user: str) -> list[dict[str, Any]]:
    """Saathi's messages to somebody, when nothing is left to send."""
    at_rest(made)
    return from_saathi(Visitor(made.server.url, user))


def test_open_items_are_reminded_of_after_the_days_that_the_settings_say_and_once(
    made: Office, checklist: Checklist
) -> None:
    kept(made).answer(
        checklist.id, [AnswerInput(KEY, AnswerState.OPEN, OFFICER, f"{checklist.id}k", SECRET)]
    )
    for key in (KEY, OTHER):
        assign(made, checklist, key, FINANCE)
    before = len(told(made, FINANCE)), len(told(made, OFFICER))
    assert reminded_in(made, 13) == 0
    assert reminded_in(made, 14) == 1
    assert reminded_in(made, 15) == 0
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
    assert reminded_in(made, 1) == 0
    kept(made).assign(checklist.id, OTHER, FINANCE, TERMINAL, f"{checklist.id}terminal")
    assert reminded_in(made, 1) == 1  # given in the terminal
    kept(made).assign(checklist.id, KEY, OFFICER, OFFICER, f"{checklist.id}own")
    assert reminded_in(made, 1) == 0  # taken by themselves
    assert len(told(made, FINANCE)) == before + 2


def test_who_began_is_told_of_open_questions_that_nobody_has(made: Office) -> None:
    wish = ChecklistRequest("sample-chaupal", "2026-water", OFFICER, "began")
    checklist = kept(made).start(wish)
    kept(made).answer(
        checklist.id,
        [AnswerInput(OTHER, AnswerState.ANSWERED, FINANCE, f"{checklist.id}k", "So it is.")],
    )
    assign(made, checklist, KEY, FINANCE)
    before = len(told(made, OFFICER))
    assert reminded_in(made, 13) == 0
    assert reminded_in(made, 14) == 2
    assert reminded_in(made, 30) == 0
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
    assert reminded_in(made, 14) == 1
    assign(made, checklist, KEY, OFFICER)
    before = len(told(made, OFFICER))
    assert reminded_in(made, 14) == 1
    assert len(told(made, OFFICER)) == before + 1
    assign(made, checklist, OTHER, FINANCE)
    given = AnswerInput(OTHER, AnswerState.ANSWERED, FINANCE, f"{checklist.id}k", "So it is.")
    kept(made).answer(checklist.id, [given])
    assert reminded_in(made, 20) == 0


def test_evidence_that_expires_is_told_once_to_who_gave_it(
    made: Office, checklist: Checklist
) -> None:
    ends = office_today() + timedelta(days=100)
    proof = Proof(name="Registration certificate of the partner", expires=ends)
    given = AnswerInput(
        KEY, AnswerState.ANSWERED, FINANCE, f"{checklist.id}k", SECRET, proofs=(proof,)
    )
    kept(made).answer(checklist.id, [given])
    assert reminded_in(made, 30) == 0
    assert reminded_in(made, 45) == 1
    assert reminded_in(made, 46) == 0
    message = told(made, FINANCE)[-1]
    assert "expires soon" in words(message)
    assert "certificate" not in json.dumps(message)
    later = proof.model_copy(update={"expires": ends + timedelta(days=30)})
    kept(made).answer(checklist.id, [replace(given, key=f"{checklist.id}k2", proofs=(later,))])
    assert reminded_in(made, 90) == 1


def test_who_may_not_see_due_diligence_is_not_reminded(made: Office, checklist: Checklist) -> None:
    assign(made, checklist, KEY, FIELD)
    assign(made, checklist, OTHER, "Somebody by name")
    assert reminded_in(made, 30) == 0
    assert not told(made, FIELD)


def test_reminders_of_open_items_can_be_switched_off(made: Office, checklist: Checklist) -> None:
    assign(made, checklist, KEY, FINANCE)
    never = DueDiligenceSettings(remind_after_days=0)
    settings = made.app.edge.settings.model_copy(update={"due_diligence": never})
    reminders = due(kept(made), settings, office_today() + timedelta(days=300))
    topics = {reminder.topic for reminder in reminders}
    assert not topics & {ReminderTopic.OPEN, ReminderTopic.UNASSIGNED}


def test_where_slack_takes_no_message_the_reminder_comes_again(
    made: Office, checklist: Checklist
) -> None:
    assign(made, checklist, KEY, FINANCE)
    before = len(told(made, FINANCE))
    made.workspace.rules.take_away("chat.postMessage", error="account_inactive")
    assert reminded_in(made, 14) == 1
    assert len(told(made, FINANCE)) == before
    made.workspace.rules.without.clear()
    assert reminded_in(made, 14) == 1
    assert len(told(made, FINANCE)) == before + 1


def test_the_clock_looks_by_itself_and_of_several_replicas_one_sends(
    made: Office, checklist: Checklist
) -> None:
    assign(made, checklist, KEY, FINANCE)
    before = len(told(made, FINANCE))
    sources = made.app.reminders.sources
    clocks = [ReminderClock(in_days(made, 14), sources, first=0.0, every=0.05) for _ in range(4)]
    for clock in clocks:
        clock.start()
    until(lambda: len(told(made, FINANCE)) > before)
    for clock in clocks:
        clock.stop()
    assert len(told(made, FINANCE)) == before + 1


class Killed(BaseException):
    """The end of the process, which nothing catches."""


def remind_and_die_before_commit(made: Office, nth: int) -> bool:
    """Reminds, and dies before the n-th commit; False where there are not so many."""
    dialect, here, commits = made.app.database.engine.dialect, threading.get_ident(), 0
    commit = dialect.do_commit

    def die_or_commit(connection: Any) -> None:
        nonlocal commits
        commits += threading.get_ident() == here
        if commits == nth and threading.get_ident() == here:
            raise Killed
        commit(connection)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dialect, "do_commit", die_or_commit)
        try:
            reminded_in(made, 14)
        except Killed:
            return True
    return False


def test_whatever_commit_it_is_killed_before_each_item_is_reminded_of_once(
    made: Office, checklist: Checklist
) -> None:
    for key in (KEY, OTHER):
        assign(made, checklist, key, FINANCE)
    before, deaths = len(told(made, FINANCE)), 1
    while remind_and_die_before_commit(made, deaths):
        deaths += 1
        assert deaths < 20
    reminded_in(made, 14)
    (message,) = told(made, FINANCE)[before:]
    asked = [one.item.ask for one in checklist.entries if one.key in (KEY, OTHER)]
    assert all(one in words(message) for one in asked)


def test_what_was_reminded_of_is_not_written_again_at_each_look(
    made: Office, checklist: Checklist
) -> None:
    assign(made, checklist, KEY, FINANCE)
    assert reminded_in(made, 14) == 1
    at_rest(made)
    written: list[str] = []
    here = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == here and statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(made.app.database.engine, "before_cursor_execute", note)
    try:
        assert reminded_in(made, 14) == 0
    finally:
        event.remove(made.app.database.engine, "before_cursor_execute", note)
    assert written == []


class Harvests:
    """A made-up source: of one field's crops somebody is reminded once."""

    topics = ("harvest",)

    def due(self, today: date) -> list[Reminder]:
        crops = (DueItem("wheat", f"harvest:wheat:{today}"), DueItem("rice", "harvest:rice"))
        return [Reminder(OFFICER, "harvest", {"field": "north"}, crops)]

    def content(self, delivery: Delivery) -> ReplyContent:
        crops = " and ".join(delivery.extra["entries"])
        message = notices.error(f"In the {delivery.extra['field']}: {crops}.")
        return ReplyContent("reminder", message.whole())


def test_another_source_s_reminders_go_out_beside_those_of_checklists(
    desk: PolicyDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(services: Services, permissions: Permissions) -> tuple[ReminderSource, ...]:
        return (*reminder_sources(services, permissions), Harvests())

    monkeypatch.setattr("bot.slack.app.reminder_sources", both)
    with at_work(desk, tmp_path) as made:
        wish = ChecklistRequest("sample-chaupal", "2026-water", OFFICER, "both")
        kept(made).start(wish)
        assert reminded_in(made, 0) == 1
        assert "In the north: wheat and rice." in words(told(made, OFFICER)[-1])
        assert reminded_in(made, 0) == 0
        assert reminded_in(made, 14) == 2  # the checklist waits, and wheat is due again
        assert any("In the north: wheat." in words(post) for post in told(made, OFFICER)[-2:])


def test_what_reached_nobody_comes_again_from_every_source(
    desk: PolicyDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.app.reminder_sources", lambda *_services: (Harvests(),))
    with at_work(desk, tmp_path) as made:
        made.workspace.rules.take_away("chat.postMessage", error="account_inactive")
        assert reminded_in(made, 0) == 1
        assert told(made, OFFICER) == []
        made.workspace.rules.without.clear()
        assert reminded_in(made, 0) == 1
        assert "wheat and rice" in words(told(made, OFFICER)[-1])


def test_a_source_that_fails_does_not_keep_another_from_reminding(made: Office) -> None:
    class Broken(Harvests):
        def due(self, today: date) -> list[Reminder]:
            raise OSError(str(today))

    looks: list[date] = []

    class Seen(Harvests):
        def due(self, today: date) -> list[Reminder]:
            looks.append(today)
            return []

    clock = ReminderClock(made.app.edge, (Broken(), Seen()), first=0.0, every=0.05)
    clock.start()
    until(lambda: len(looks) > 1)
    clock.stop()


def test_every_kind_of_delivery_has_a_handler(made: Office) -> None:
    edge = made.app.edge
    services = edge.services
    sources = reminder_sources(services, edge.permissions)
    handlers = handlers_of(
        services,
        edge.permissions,
        edge.inbox,
        edge.signals,
        edge.client,
        sources,
        surroundings=Surroundings(edge.client),
        tell_second_persons=lambda: None,
    )
    assert set(handlers) == set(DeliveryKind)


def test_the_terminal_says_what_is_due(tmp_path: Path) -> None:
    made = run("due-diligence", "make", "sample-chaupal", "--out", str(tmp_path), home=tmp_path)
    assert made.code == 0
    assert "No reminder is due" in run("due-diligence", "remind", home=tmp_path).out


def test_a_look_reads_only_the_checklists_that_changed_since_the_last_one_of_the_day(
    made: Office, checklist: Checklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = Checklists.some
    ids: list[str] = []

    def noted(checklists: Checklists, names: Sequence[str]) -> Iterator[Checklist]:
        ids.extend(names)
        return some(checklists, names)

    def read() -> list[str]:
        ids.clear()
        reminded_in(made, 20)
        return ids.copy()

    monkeypatch.setattr(Checklists, "some", noted)

    assert checklist.id in read()
    assert read() == []
    assign(made, checklist, KEY, FINANCE)
    assert read() == [checklist.id]
    newer = kept(made).start(
        ChecklistRequest("sample-chaupal", "2026-water", TERMINAL, "newer than the one before")
    )
    assert read() == [newer.id]
    assert read() == []


def test_the_same_is_due_of_what_was_read_before(made: Office, checklist: Checklist) -> None:
    assign(made, checklist, KEY, FINANCE)
    source, *_ = made.app.reminders.sources
    today = office_today() + timedelta(days=20)
    first = list(source.due(today))
    assert first and list(source.due(today)) == first
    assert [(each.to, {item.key for item in each.items}) for each in first] == [
        (each.to, {item.key for item in each.items})
        for each in due(kept(made), made.app.edge.settings, today)
    ]
    assert list(source.due(office_today())) != first
