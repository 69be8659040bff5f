"""A mark in Slack: made below an answer or from Home, held for the same question, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.marks import form_view
from bot.slack.members.directory import NoWorkspace
from bot.slack.roles import Permissions
from tests.support.command_line import run
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until, visiting
from tests.support.small_desk import desk_on, new_edition

Json = dict[str, Any]
ASKED = "May a driver keep the car overnight?"
AGAIN = "Can drivers keep the car overnight?"
OTHER = ("Must a driver keep the car overnight?", "May a driver keep a log overnight?")
MARKED = "as the clause that answers: Vehicle Policy 2"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    desk = desk_on(home)
    desk.build()
    with office(desk, home, coordinators=(COORDINATOR,), questions_per_minute=1000) as made:
        yield made


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)
    for mark in made.app.edge.services.marks.held():
        made.app.edge.services.marks.take_back(mark.id, "the test")


@pytest.fixture
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


def asked(visitor: Visitor, question: str) -> Json:
    """The reply in the channel's thread."""
    ts = visitor.says("partnerships", f"@Saathi {question}")
    until(lambda: visitor.replies("partnerships", ts))
    return visitor.replies("partnerships", ts)[-1]


def clause(document: str, number: str) -> str:
    return names.clause_value(names.ClauseName(document, number))


def marked(visitor: Visitor, reply: Json, number: str, verdict: str, **more: str) -> None:
    visitor.clicks(reply, names.MARK_OPEN)
    window = top(visitor, form_view.NAME)
    values = {form_view.CLAUSE: clause("vehicles", number), form_view.VERDICT: verdict, **more}
    assert not sends(visitor, window, **values)
    assert "Your mark is kept" in words(top(visitor, form_view.NAME, showing="kept"))
    visitor.closes(visitor.views[-1])


def test_a_mark_holds_for_the_same_question_and_for_no_other(
    made: Office, coordinator: Visitor, officer: Visitor
) -> None:
    before = asked(officer, AGAIN)
    assert MARKED not in words(before)
    marked(coordinator, asked(coordinator, ASKED), "2", form_view.ANSWERS)
    after = asked(officer, AGAIN)
    assert MARKED in words(after)
    assert {"type": "user", "user_id": COORDINATOR} in [
        part
        for block in after["blocks"]
        for element in block.get("elements", [])
        for part in element.get("elements", [])
    ]
    assert "do not travel after sunset" in words(after)
    answer = made.app.edge.policies.ask(AGAIN)
    assert answer.citations[0].clause == "2"
    assert answer.settles
    for question in OTHER:
        assert not made.app.edge.policies.ask(question).marks


def test_a_clause_marked_as_no_answer_is_left_out(made: Office, coordinator: Visitor) -> None:
    question = "Who keeps a log of every journey?"
    first = made.app.edge.policies.ask(question)
    assert (first.citations[0].document, first.citations[0].clause) == ("vehicles", "1")
    marked(coordinator, asked(coordinator, question), "1", form_view.DOES_NOT)
    reply = asked(coordinator, "who keeps the log of each journey?")
    assert "Left out: Vehicle Policy 1" in words(reply)
    answer = made.app.edge.policies.ask(question)
    shown = [*answer.citations, *answer.nearest]
    assert ("vehicles", "1") not in {(c.document, c.clause) for c in shown}
    assert [mark.answers for mark in answer.marks] == [False]


def test_it_is_taken_back_on_home_and_the_history_stays(made: Office, coordinator: Visitor) -> None:
    marked(coordinator, asked(coordinator, ASKED), "2", form_view.ANSWERS)
    home = opened_home(coordinator, MARKED)
    coordinator.clicks(home, names.MARK_TAKE_BACK)
    until(lambda: "is taken back" in words(coordinator.home))
    assert MARKED not in words(coordinator.home)
    assert not made.app.edge.policies.ask(ASKED).marks
    record = made.app.edge.services.marks.records(every=True)[0]
    assert (record.mark.by, record.taken_back_by) == (COORDINATOR, COORDINATOR)
    assert record.mark.at <= (record.taken_back_at or 0)


def test_it_is_made_from_home_with_a_clause_chosen_from_a_menu(
    made: Office, coordinator: Visitor
) -> None:
    coordinator.clicks(opened_home(coordinator, "Marked clauses"), names.MARK_OPEN)
    window = top(coordinator, form_view.NAME)
    offered = coordinator.asks_for_options(window, names.MARK_CLAUSE, "leave 3")
    assert [option["value"] for option in offered] == [clause("leave", "3")]
    by_name = coordinator.asks_for_options(window, names.MARK_CLAUSE, "vehicle")
    assert {names.clause_named(o["value"]).document for o in by_name} == {"vehicles"}  # type: ignore[union-attr]
    values = {form_view.QUESTION: "Does leave roll over?", form_view.CLAUSE: clause("leave", "3")}
    assert not sends(coordinator, window, **values)
    top(coordinator, form_view.NAME, showing="kept")
    coordinator.closes(coordinator.views[-1])
    answer = made.app.edge.policies.ask("does the leave roll over?")
    assert answer.citations[0].clause == "3"


def test_only_who_may_mark_is_let_and_nothing_private_is_kept(
    made: Office, coordinator: Visitor, officer: Visitor
) -> None:
    reply = asked(officer, ASKED)
    officer.clicks(reply, names.MARK_OPEN)
    assert "A few people here mark" in words(top(officer, form_view.NAME))
    officer.closes(officer.views[-1])
    coordinator.clicks(reply, names.MARK_OPEN)
    window = top(coordinator, form_view.NAME)
    chosen = {form_view.CLAUSE: clause("vehicles", "2")}
    report = "The accountant of our partner forged receipts and took the money."
    told = sends(coordinator, window, **{form_view.QUESTION: report}, **chosen)
    assert "never kept" in told[form_view.QUESTION]
    told = sends(coordinator, window, **{form_view.QUESTION: "And after that?"}, **chosen)
    assert "by itself" in told[form_view.QUESTION]
    iban = "May we pay PK36SCBL0000001123456702 at night?"
    assert not sends(coordinator, window, **{form_view.QUESTION: iban}, **chosen)
    top(coordinator, form_view.NAME, showing="kept")
    coordinator.closes(coordinator.views[-1])
    kept = [record.mark.question for record in made.app.edge.services.marks.records(every=True)]
    assert not any("SCBL" in question or "forged" in question for question in kept)
    assert form_view.NAME not in words(opened_direct(officer))


def opened_direct(visitor: Visitor) -> Json:
    """The answer that the officer, who may not mark, gets by direct message."""
    known = len([post for post in visitor.sees("saathi") if post["is_bot"]])
    visitor.commands("partnerships", "/ask-policy", ASKED)
    until(lambda: len([p for p in visitor.sees("saathi") if p["is_bot"]]) > known)
    return [post for post in visitor.sees("saathi") if post["is_bot"]][-1]


def test_a_mark_goes_with_its_words_and_is_stale_without_them(
    made: Office, coordinator: Visitor
) -> None:
    question = "How many days off do the staff have?"
    policies = made.app.edge.policies
    coordinator.clicks(opened_home(coordinator, "Marked clauses"), names.MARK_OPEN)
    window = top(coordinator, form_view.NAME)
    values = {form_view.QUESTION: question, form_view.CLAUSE: clause("leave", "1")}
    assert not sends(coordinator, window, **values)
    top(coordinator, form_view.NAME, showing="kept")
    coordinator.closes(coordinator.views[-1])
    assert [mark.is_stale for mark in policies.ask(question).marks] == [False]
    record = policies.library.edition("leave", "")
    policies.add(*new_edition(policies, 33, "2025"))
    try:
        answer = policies.ask(question)
        assert [mark.is_stale for mark in answer.marks] == [True]
        reply = asked(coordinator, question)
        assert "the mark does not hold any more" in words(reply)
        assert "does not hold" in words(opened_home(coordinator, "does not hold"))
    finally:
        policies.amend(policies.library.withdrawal(policies.library.edition("leave", "2025"), "x"))
    assert policies.library.document("leave") == record.document
    assert [mark.is_stale for mark in policies.ask(question).marks] == [False]


def test_the_terminal_lists_marks_and_takes_one_back(made: Office, coordinator: Visitor) -> None:
    marked(coordinator, asked(coordinator, ASKED), "2", form_view.ANSWERS)
    at_rest(made)
    (mark,) = made.app.edge.services.marks.held()
    listed = run("marks", "list", home=made.home)
    assert ASKED in listed.said
    assert COORDINATOR in listed.said
    assert mark.id[:8] in listed.said
    assert run("marks", "take-back", "zzz", home=made.home).complaint
    taken = run("marks", "take-back", mark.id[:8], home=made.home)
    assert taken.code == 0
    assert not made.app.edge.services.marks.held()
    every = json.loads(run("marks", "list", "--all", "--json", home=made.home).out)
    assert next(m for m in every if m["id"] == mark.id)["taken_back_by"]


def test_the_role_names_who_marks(made: Office) -> None:
    settings = made.app.edge.settings
    named = settings.model_copy(update={"roles": RoleSettings(marks=(OFFICER,))})
    for these, marking in ((settings, [True, False]), (named, [False, True])):
        permissions = Permissions(these, NoWorkspace())
        assert [permissions.of(who).marks for who in (COORDINATOR, OFFICER)] == marking
