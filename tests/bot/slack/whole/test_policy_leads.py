"""In Slack: the policy leads, steps are numbered, and two policies that differ are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from tests.bot.slack.whole.test_policies import described, sent
from tests.knowledge.test_deferral import FACEBOOK, FRAMEWORK, HEAD, VISIBILITY
from tests.knowledge.test_steps import PROCEDURES
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import from_saathi, newest_direct, words
from tests.support.slack.workspace_client import OFFICER, Visitor, until, visiting
from tests.support.small_desk import corpus_in, desk_on

Json = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    corpus = corpus_in(home / "corpus")
    framework = HEAD.format(id="framework", title="Partnership Framework") + FRAMEWORK
    (corpus / "framework.md").write_text(framework, encoding="utf-8")
    (corpus / "purchases.md").write_text(PROCEDURES, encoding="utf-8")
    desk = desk_on(home)
    desk.build()
    with office(desk, home, roles=RoleSettings(policies=(OFFICER,))) as made:
        yield made


@pytest.fixture
def keeper(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


def asked(made: Office, visitor: Visitor, question: str) -> Json:
    ts = visitor.says("partnerships", f"@Saathi {question}")
    until(lambda: visitor.replies("partnerships", ts))
    at_rest(made)
    return visitor.replies("partnerships", ts)[-1]


def test_the_difference_is_told_when_it_comes_into_force_and_in_the_answer(
    made: Office, keeper: Visitor
) -> None:
    assert "differ" not in words(asked(made, keeper, FACEBOOK))
    offer = sent(keeper, "visibility.md", f"# Visibility Policy\n\n{VISIBILITY}")
    report = described(keeper, offer, "+new", "2024", policy_new_id="visibility-policy")
    known = len(from_saathi(keeper))
    keeper.clicks(report, names.POLICY_IN_FORCE)
    told = words(newest_direct(keeper, known))
    assert "Two policies differ" in told
    assert "Visibility Policy 2 says may, on a condition" in told
    assert "Partnership Framework 2, which leaves the matter to it, says must not" in told
    answer = words(asked(made, keeper, FACEBOOK))
    assert answer.index("Visibility Policy 2") < answer.index("Partnership Framework 2 ·")
    assert "The two differ" in answer


def test_steps_are_numbered_in_their_order(made: Office, keeper: Visitor) -> None:
    reply = asked(made, keeper, "What are the steps of a purchase?")
    said = words(reply).replace("\u2060", "")  # which keeps a streamed number from becoming a list
    deeds = (
        "writes a purchase request",
        "confirms that the budget line",
        "Three quotations are collected",
        "Before the purchase order is sent",
        "The purchase order is sent to the supplier",
        "The store receives",
    )
    places = [said.index(deed) for deed in deeds]
    assert places == sorted(places)
    numbers = [said.index(f"{number}.") for number in range(1, 7)]
    assert numbers == sorted(numbers)
    assert numbers[-1] < places[-1]
