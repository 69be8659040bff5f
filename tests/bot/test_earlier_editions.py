"""An edition that is superseded answers who asks about it, and nobody else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.blocks import names
from knowledge import PolicyDesk, Reason
from knowledge.asking.edition_asked import edition_asked
from tests.support.command_line import run
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import top, words
from tests.support.slack.workspace_client import OFFICER, Visitor, until, visiting
from tests.support.small_desk import DAYS, LEAVE, desk_on, new_edition

BEFORE = "How many days of paid leave did the edition before say staff have in a year?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> PolicyDesk:
    """The leave policy in three editions: 20 days, then 25, then 30."""
    desk = desk_on(tmp_path_factory.mktemp("editions"))
    desk.build()
    for days, edition in ((25, "2024"), (30, "2026")):
        desk.add(*new_edition(desk, days, edition))
    return desk


@pytest.fixture(scope="module")
def made(desk: PolicyDesk) -> Iterator[Office]:
    with office(desk, desk.home) as made:
        yield made


@pytest.fixture
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


@pytest.mark.parametrize(
    ("question", "edition", "days"),
    [
        (BEFORE, "2024", "25 days"),
        ("What did the old leave policy say about paid leave?", "2024", "25 days"),
        ("How many days of paid leave were there in the 2020 edition?", "2020-01", "20 days"),
        ("What did the Leave Policy say before about days of paid leave?", "2024", "25 days"),
        ("What did clause 1 of the previous edition of the leave policy say?", "2024", "25 days"),
    ],
)
def test_the_edition_asked_about_answers_and_is_marked(
    desk: PolicyDesk, question: str, edition: str, days: str
) -> None:
    answer = desk.ask(question)
    first = answer.citations[0]
    assert (first.edition, first.superseded_by) == (edition, "2026")
    assert days in first.quote
    assert {c.superseded_by for c in answer.citations if c.document == "leave"} == {"2026"}


@pytest.mark.parametrize(
    "question",
    [DAYS, "Is leave approved before it begins?", "Does a supervisor approve leave before it?"],
)
def test_a_plain_question_never_quotes_a_superseded_edition(
    desk: PolicyDesk, question: str
) -> None:
    desk.ask(BEFORE)
    answer = desk.ask(question)
    assert {c.edition for c in answer.citations if c.document == "leave"} == {"2026"}
    assert not any(c.superseded_by for c in answer.citations)


def test_a_follow_up_stays_with_the_edition(desk: PolicyDesk) -> None:
    answer = desk.ask("And when is it lost?", BEFORE)
    assert (answer.citations[0].edition, answer.citations[0].superseded_by) == ("2024", "2026")


def test_where_there_is_none_it_says_so_with_what_there_is(desk: PolicyDesk) -> None:
    answer = desk.ask("What did the previous vehicle policy say about sunset?")
    assert (answer.answered, answer.reason) == (False, Reason.NO_SUCH_EDITION)
    assert "edition 2021-06" in answer.text
    answer = desk.ask("What did the 1999 edition of the leave policy say about leave?")
    assert answer.reason is Reason.NO_SUCH_EDITION
    assert "2026, edition 2024, edition 2020-01" in answer.text
    assert "Vehicle" not in answer.text


def test_what_was_withdrawn_is_not_an_edition_before(tmp_path: Path, desk: PolicyDesk) -> None:
    shutil.copytree(desk.home, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock", "*.db*"))
    own = desk_on(tmp_path / "home", desk.models)
    own.amend(own.library.withdrawal(own.library.edition("leave", "2024"), "amina"))
    assert "20 days" in own.ask(BEFORE).citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Can we accept the partner's old procurement policy?",
        "How old must a policy be before we review it?",
        "What is in the latest edition about logos?",
        "Should we check a partner's past performance before we start?",
        "Does their previous policy count?",
        "When was the plan developed, in 2011?",
    ],
)
def test_a_question_that_only_sounds_so_is_about_what_is_in_force(question: str) -> None:
    assert edition_asked(question) is None


def test_slack_marks_it_at_the_clause_and_in_its_window(made: Office, officer: Visitor) -> None:
    ts = officer.says("partnerships", f"@Saathi {BEFORE}")
    until(lambda: officer.replies("partnerships", ts))
    (reply,) = officer.replies("partnerships", ts)
    assert "25 days" in words(reply)
    assert "Leave Policy 1 · edition 2024 · approved · superseded: edition 2026" in words(reply)
    assert "superseded" in reply["text"]
    officer.clicks(reply, names.OPEN_CLAUSE)
    window = top(officer, "Leave Policy 1")
    assert "25 days" in words(window)
    assert "superseded: edition 2026 is in force" in words(window)
    at_rest(made)


def test_the_terminal_and_its_json_mark_it(home: Path, tmp_path: Path) -> None:
    shipped, home = home, tmp_path / "home"
    shutil.copytree(shipped / "index", home / "index", ignore=shutil.ignore_patterns("*.lock"))
    for days, edition in ((25, "2024"), (30, "2026")):
        file = tmp_path / f"leave-{edition}.md"
        file.write_text(LEAVE.format(days=days), encoding="utf-8")
        asked = ("--as", "leave", "--edition", edition, "--status", "approved", "--yes")
        assert run("knowledge", "add", file, *asked, home=home).code == 0
    answer = run("ask", BEFORE, home=home)
    assert "25 days" in answer.said
    assert "superseded: edition 2026 is in force" in answer.said
    lines = run("ask", "--json", home=home, stdin=f"{BEFORE}\n{DAYS}\n".encode())
    superseded, plain = map(json.loads, lines.out.splitlines())
    assert superseded["citations"][0]["superseded_by"] == "2026"
    assert plain["citations"][0]["superseded_by"] == ""
    assert "30 days" in plain["citations"][0]["quote"]
