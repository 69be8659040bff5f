"""A policy leads where a clause leaves the matter to it; where the two differ, it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Clause, Document, PolicyDesk, Section, Status
from knowledge.answering.deferral import Deferrals, difference_line, stance_of
from knowledge.answering.force import Force
from knowledge.index.shelf import Models
from tests.support.small_desk import desk_on, small_models

FACEBOOK = "Can a partner mention CARE on its Facebook page?"
HEAD = """---
id: {id}
title: {title}
edition: "2024"
status: approved
provenance: written for the tests
---

# {title}

"""
FRAMEWORK = """1. Partners choose their own staff.

2. CARE recognizes that partners wish to publicize their association with CARE, but partners must \
adhere to CARE's Visibility Policy and refrain from making any reference to CARE publicly.
"""
VISIBILITY = """1. The logo is printed in two colours.

2. Partners may mention CARE on their own social media pages, such as Facebook, provided that the \
Program unit has agreed to the text in writing.
"""


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, models: Models) -> PolicyDesk:
    """The framework and the policy that it names, beside two documents of other matters."""
    return desk_with(tmp_path_factory.mktemp("deferral"), models, VISIBILITY)


def desk_with(home: Path, models: Models, policy: str) -> PolicyDesk:
    desk = desk_on(home, models)
    framework = HEAD.format(id="framework", title="Partnership Framework") + FRAMEWORK
    (home / "corpus" / "framework.md").write_text(framework, encoding="utf-8")
    visibility = HEAD.format(id="visibility-policy", title="Visibility Policy") + policy
    (home / "corpus" / "visibility-policy.md").write_text(visibility, encoding="utf-8")
    desk.build()
    return desk


def test_the_policy_leads_with_the_framework_beside_it_and_the_difference_is_said(
    desk: PolicyDesk,
) -> None:
    answer = desk.ask(FACEBOOK)
    assert [c.name for c in answer.citations[:2]] == [
        "Visibility Policy 2",
        "Partnership Framework 2",
    ]
    assert "refrain from making any reference" in answer.text
    assert "must not" in answer.lead
    assert "may, on a condition" in answer.lead
    assert "Yes" not in answer.lead


def test_what_the_framework_says_itself_is_not_left_to_the_policy(desk: PolicyDesk) -> None:
    answer = desk.ask("Who chooses the staff of a partner?")
    assert answer.citations[0].name == "Partnership Framework 1"
    assert "differ" not in answer.text


def test_a_policy_that_says_nothing_of_it_does_not_lead(tmp_path: Path, models: Models) -> None:
    silent = "1. The logo is printed in two colours.\n\n2. Banners are stored dry.\n"
    answer = desk_with(tmp_path, models, silent).ask(FACEBOOK)
    assert answer.citations[0].name == "Partnership Framework 2"


def test_a_policy_of_the_same_force_leads_without_a_word_of_difference(
    tmp_path: Path, models: Models
) -> None:
    strict = "1. Partners must not mention CARE on their Facebook pages.\n\n2. Logos are round.\n"
    answer = desk_with(tmp_path, models, strict).ask(FACEBOOK)
    assert answer.citations[0].name == "Visibility Policy 1"
    assert "differ" not in answer.text
    assert answer.lead.startswith("**No.**")


def test_the_difference_is_told_when_the_policy_is_in_force(desk: PolicyDesk) -> None:
    (difference,) = desk.differences("visibility-policy")
    assert (difference.deferring, difference.force) == ("Partnership Framework 2", "must not")
    assert (difference.leading, difference.other_force) == (
        "Visibility Policy 2",
        "may, on a condition",
    )
    assert not desk.differences("leave")


@pytest.mark.parametrize(
    ("text", "defers"),
    [
        ("Advances are paid as per CARE's Procurement Manual.", True),
        ("For purchases see the Procurement Manual.", True),
        ("An inquiry is held as outlined in its Procurement Manual.", True),
        ("Staff comply with the Procurement Manual of the office.", True),
        ("Goods are bought in line with the Procurement Manual, clause 4.", True),
        ("The Procurement Manual was printed in May.", False),
        ("Staff follow the manual of the pump.", False),
    ],
)
def test_that_a_matter_is_left_is_read_in_the_text(text: str, defers: bool) -> None:
    documents = [
        document("framework", "Partnership Framework", text),
        document("manual", "Procurement Manual", "Three quotations are needed."),
    ]
    assert Deferrals(documents).leaves_to("framework 1", "manual") is defers


def test_a_stand_in_never_leads() -> None:
    stand_in = document("manual", "Procurement Manual", "Three quotations are needed.")
    documents = [
        document(
            "framework", "Partnership Framework", "Goods are bought as per the Procurement Manual."
        ),
        stand_in.model_copy(update={"status": Status.STAND_IN}),
    ]
    assert not Deferrals(documents).of("framework 1")


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("Partners must not fly flags.", "Partners may fly flags.", True),
        ("A receipt must be kept.", "A receipt need not be kept.", True),
        ("Partners must not fly flags.", "Flags are never flown.", False),
        ("A receipt must be kept.", "A receipt is blue.", False),
    ],
)
def test_only_what_cannot_both_be_followed_differs(one: str, other: str, differs: bool) -> None:
    assert bool(difference_line(("A 1", one), ("B 1", other))) is differs
    assert bool(difference_line(("B 1", other), ("A 1", one))) is differs


def test_a_duty_to_follow_the_policy_is_no_stance_on_the_matter() -> None:
    assert stance_of("Partners must adhere to the Visibility Policy.") is None
    stance = stance_of("Partners may post if the unit agrees.")
    assert stance is not None
    assert (stance.force, stance.is_conditional) == (Force.ALLOWED, True)


def document(name: str, title: str, text: str) -> Document:
    return Document(
        id=name,
        title=title,
        edition="2024",
        status=Status.APPROVED,
        provenance="written for the tests",
        sections=(Section(clauses=(Clause(id="1", label="1.", text=text),)),),
    )
