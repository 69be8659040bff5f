"""A policy sent by direct message: described, looked at, and put in force once by who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.policies import form_view
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import from_saathi, newest_direct, top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until, visiting
from tests.support.small_desk import LEAVE, corpus_in, desk_on

Json = dict[str, Any]
ROLES = RoleSettings(policies=(OFFICER,))
FRAMEWORK = """---
id: cspf
title: Partnership Framework
short_title: CSPF
edition: 2020-01
status: approved
provenance: written for the tests
---

# Partnership Framework

17. The relationship has its risks.

   a. The Partner must not limit its own visibility in the district.

   b. Partners keep records of every payment for seven years.
"""
DAYS = "How many days of paid leave do staff have in a year?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    corpus = corpus_in(home / "corpus")
    (corpus / "cspf.md").write_text(FRAMEWORK, encoding="utf-8")
    desk = desk_on(home)
    desk.build()
    with office(desk, home, roles=ROLES) as made:
        yield made


@pytest.fixture
def keeper(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


@pytest.fixture
def other(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def sent(visitor: Visitor, name: str, content: str | bytes) -> Json:
    """What Saathi says to a file that was sent to it."""
    known = len(from_saathi(visitor))
    data = content.encode() if isinstance(content, str) else content
    visitor.says("saathi", "", files=(visitor.uploads(name, data),))
    return newest_direct(visitor, known)


def described(visitor: Visitor, offer: Json, document: str, edition: str, **more: str) -> Json:
    """The report on the file, once its sender said which policy it is."""
    known = len(from_saathi(visitor))
    visitor.clicks(offer, names.POLICY_DESCRIBE)
    window = top(visitor, form_view.NAME)
    values = {form_view.DOCUMENT: document, form_view.EDITION: edition, **more}
    assert not sends(visitor, window, **values)
    assert "Nothing is in force yet" in words(top(visitor, form_view.NAME, showing="reading"))
    visitor.closes(visitor.views[-1])
    until(lambda: has_button(visitor, known))
    return from_saathi(visitor)[-1]


def has_button(visitor: Visitor, known: int) -> bool:
    posts = from_saathi(visitor)[known:]
    return any(names.POLICY_IN_FORCE in json.dumps(post["blocks"]) for post in posts)


def reported(visitor: Visitor, days: int, edition: str) -> Json:
    offer = sent(visitor, f"leave-{edition}.md", LEAVE.format(days=days))
    return described(visitor, offer, "leave", edition)


def editions(made: Office) -> list[str]:
    return [record.document.edition for record in made.app.edge.policies.library.editions("leave")]


def test_a_policy_comes_into_force_after_its_report_and_a_button(
    made: Office, keeper: Visitor
) -> None:
    before = editions(made)
    report = reported(keeper, 33, "2024-01")
    said = words(report)
    assert "It would take the place of the edition" in said
    assert "1 changed" in said
    assert "1 Staff have 33 days of paid leave" in said
    pages = [f for post in from_saathi(keeper) for f in post["files"] if "2024-01" in f["name"]]
    page = keeper.downloads(pages[-1]).decode()
    assert pages[-1]["name"] == "leave-2024-01.html"
    assert "33" in page
    assert "<ins>" in page
    assert editions(made) == before
    known = len(from_saathi(keeper))
    keeper.clicks(report, names.POLICY_IN_FORCE)
    said = words(newest_direct(keeper, known))
    assert "is in force with 3 clauses" in said
    assert "It supersedes the edition 2020-01" in said
    assert editions(made) == [*before, "2024-01"]
    assert "33 days" in made.app.edge.policies.ask(DAYS).text
    record = made.app.edge.policies.library.editions("leave")[-1]
    assert (record.by, record.source) == (OFFICER, "leave-2024-01.md")


def test_pressed_twice_and_sent_again_it_is_on_record_once(made: Office, keeper: Visitor) -> None:
    report = reported(keeper, 34, "2024-02")
    known = len(from_saathi(keeper))
    begun = keeper.traffic()[-1]["id"]
    keeper.clicks(report, names.POLICY_IN_FORCE)
    keeper.clicks(report, names.POLICY_IN_FORCE)
    went = [one for one in keeper.traffic() if one["id"] > begun]
    for item in (one for one in went if one["direction"] == "to_bot"):
        if item["name"] == "block_actions":
            keeper.redelivers(item)
    at_rest(made)
    assert editions(made).count("2024-02") == 1
    assert len(from_saathi(keeper)) == known + 1


def test_where_slack_s_answer_is_lost_it_is_on_record_once_and_told_once(
    made: Office, keeper: Visitor
) -> None:
    report = reported(keeper, 35, "2024-03")
    known = len(from_saathi(keeper))
    made.workspace.rules.misbehave("chat.postMessage", drop=True)
    keeper.clicks(report, names.POLICY_IN_FORCE)
    until(lambda: len(from_saathi(keeper)) > known)
    at_rest(made)
    assert editions(made).count("2024-03") == 1
    assert len(from_saathi(keeper)) == known + 1


def test_others_are_told_who_may_and_nothing_changes(made: Office, other: Visitor) -> None:
    before = editions(made)
    for name, content in (("leave.md", LEAVE.format(days=36)), ("leave.pdf", b"%PDF-1.4 no")):
        said = sent(other, name, content)
        assert "A few people here put policies on record" in words(said)
        assert OFFICER in json.dumps(said["blocks"])
        assert names.POLICY_DESCRIBE not in json.dumps(said["blocks"])
    assert editions(made) == before


def test_a_press_by_who_lost_the_right_changes_nothing(made: Office, keeper: Visitor) -> None:
    report = reported(keeper, 37, "2024-04")
    known, before = len(from_saathi(keeper)), editions(made)
    roles = made.app.edge.settings.roles
    object.__setattr__(roles, "policies", (COORDINATOR,))
    try:
        keeper.clicks(report, names.POLICY_IN_FORCE)
        assert "A few people here put policies on record" in words(newest_direct(keeper, known))
    finally:
        object.__setattr__(roles, "policies", (OFFICER,))
    assert editions(made) == before


def test_a_report_that_another_edition_made_stale_is_made_again(
    made: Office, keeper: Visitor
) -> None:
    first, second = reported(keeper, 41, "2025-01"), reported(keeper, 42, "2025-02")
    known = len(from_saathi(keeper))
    keeper.clicks(second, names.POLICY_IN_FORCE)
    assert "is in force" in words(newest_direct(keeper, known))
    known = len(from_saathi(keeper))
    keeper.clicks(first, names.POLICY_IN_FORCE)
    until(lambda: has_button(keeper, known))
    assert "behind the edition 2025-02" in words(from_saathi(keeper)[-1])
    assert "2025-01" not in editions(made)


def test_what_is_typed_wrong_is_told_beside_its_input(made: Office, keeper: Visitor) -> None:
    offer = sent(keeper, "vehicles-new.md", LEAVE.format(days=38))
    keeper.clicks(offer, names.POLICY_DESCRIBE)
    window = top(keeper, form_view.NAME)
    new = f"+{form_view.NEW}"
    wrong = sends(keeper, window, policy=new, policy_new_id="Leave Policy", policy_edition="May")
    assert set(wrong) == {form_view.NEW_ID, form_view.EDITION}
    assert "small letters" in wrong[form_view.NEW_ID]
    assert "2026-11" in wrong[form_view.EDITION]


def test_a_file_that_cannot_be_read_or_is_on_record_is_one_sentence(
    made: Office, keeper: Visitor
) -> None:
    for name, content, document, edition, why in (
        ("broken.pdf", b"%PDF-1.4\nnothing", "leave", "2025-05", "broken.pdf"),
        ("same.md", LEAVE.format(days=20).encode(), "leave", "2025-06", "on record already"),
    ):
        offer = sent(keeper, name, content)
        known = len(from_saathi(keeper))
        keeper.clicks(offer, names.POLICY_DESCRIBE)
        window = top(keeper, form_view.NAME)
        assert not sends(keeper, window, policy=document, policy_edition=edition)
        keeper.closes(keeper.views[-1])
        message = newest_direct(keeper, known)
        assert why in words(message)
        assert names.POLICY_IN_FORCE not in json.dumps(message["blocks"])


def test_whoever_puts_an_edition_in_force_is_told_what_rests_on_what_changed(
    made: Office, keeper: Visitor
) -> None:
    text = FRAMEWORK.replace("2020-01", "2026-05").replace(
        "The Partner must not limit its own visibility in the district.",
        "The Partner must tell the office before it puts up a banner in the district.",
    )
    report = described(keeper, sent(keeper, "framework.md", text), "cspf", "2026-05")
    known = len(from_saathi(keeper))
    keeper.clicks(report, names.POLICY_IN_FORCE)
    said = words(newest_direct(keeper, known))
    assert "Clauses, for new agreements, that rest on what changed" in said
    assert "Visibility and public reference · visibility · CSPF 17(a) is changed" in said
    assert "Items of due diligence that rest on what changed" in said
    assert "17(b)" not in said


def test_the_home_of_the_file_stays_as_it_was(made: Office) -> None:
    """Each edition on record has its file, byte for byte."""
    library = made.app.edge.policies.library
    for record in library.records():
        if record.sequence:
            assert library.source(record).read_bytes().startswith(b"---")
    assert not list(Path(made.home / "documents").glob("*.part"))
