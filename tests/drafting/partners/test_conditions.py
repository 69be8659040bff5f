"""When a clause applies: the small language of conditions, with what nobody knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drafting.partners.conditions import ALWAYS, parse
from drafting.partners.errors import BadTemplate
from drafting.partners.facts import DraftFacts
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Tier

CONTEXT, SHORT, GOAL = "agreement.context", "agreement.short_lived", "agreement.goal"
ROLES, DONOR = "agreement.cip_roles", "agreement.money.donor"


def facts(**agreement: Any) -> DraftFacts:
    partner = Partner.model_validate({"id": "sample", "identity": {"legal_name": "Sample"}})
    return DraftFacts(partner, Agreement.model_validate({"key": "a", **agreement}), Office())


EMERGENCY = facts(context="emergency", short_lived="yes", cip_roles=["linker", "advocate"])
NOTHING_KNOWN = facts()


@pytest.mark.parametrize(
    ("condition", "known", "unknown"),
    [
        (None, True, True),
        ({CONTEXT: ["emergency"]}, True, False),
        ({CONTEXT: ["development"]}, False, False),
        ({CONTEXT: ["development", "emergency"]}, True, False),
        ({CONTEXT: "emergency"}, True, False),
        ({SHORT: "yes"}, True, False),
        ({SHORT: True}, True, False),
        ({SHORT: "no"}, False, False),
        ({SHORT: "unknown"}, False, True),
        ({ROLES: ["advocate"]}, True, False),
        ({ROLES: ["facilitator"]}, False, False),
        ({ROLES: {"known": True}}, True, False),
        ({CONTEXT: {"known": True}}, True, False),
        ({CONTEXT: {"known": False}}, False, True),
        ({SHORT: {"known": True}}, True, False),
        ({GOAL: {"known": True}}, False, False),
        ({"not": {CONTEXT: ["development"]}}, True, True),
        ({"not": {SHORT: "yes"}}, False, True),
        ({"all": [{CONTEXT: ["emergency"]}, {SHORT: "yes"}]}, True, False),
        ({"any": [{CONTEXT: ["development"]}, {SHORT: "yes"}]}, True, False),
        ({"any": [{CONTEXT: ["development"]}, {"not": {SHORT: "no"}}]}, True, True),
        ({CONTEXT: ["emergency"], SHORT: "no"}, False, False),
    ],
)
def test_a_condition_holds_for_what_is_known_and_never_by_guessing(
    condition: Any, known: bool, unknown: bool
) -> None:
    assert parse(condition).holds(EMERGENCY) is known
    assert parse(condition).holds(NOTHING_KNOWN) is unknown


@pytest.mark.parametrize(
    ("condition", "because"),
    [
        ({CONTEXT: ["emergency"]}, "“Context” is “Emergency”"),
        ({"not": {CONTEXT: ["development"]}}, "“Context” is “Emergency”"),
        ({ROLES: ["advocate"]}, "“CIP’s roles” is “Advocate”"),
        ({SHORT: {"known": True}}, "“Short-lived” is on record"),
        ({DONOR: {"known": False}}, "“Donor” is not on record"),
        ({"not": {"agreement.assets_bought": "no"}}, "“Assets are bought” is not known"),
        (
            {"all": [{CONTEXT: ["emergency"]}, {SHORT: "yes"}]},
            "“Context” is “Emergency” and “Short-lived” is “Yes”",
        ),
        ({"any": [{CONTEXT: ["development"]}, {SHORT: "yes"}]}, "“Short-lived” is “Yes”"),
    ],
)
def test_why_it_holds_is_told_by_the_fact(condition: Any, because: str) -> None:
    assert parse(condition).holds(EMERGENCY)
    assert parse(condition).because(EMERGENCY) == because


@pytest.mark.parametrize(
    ("condition", "meaning"),
    [
        ({CONTEXT: ["emergency"]}, "“Context” is “Emergency”"),
        ({ROLES: ["advocate", "linker"]}, "“CIP’s roles” is “Advocate” or “Linker”"),
        ({DONOR: {"known": True}}, "“Donor” is on record"),
        ({"not": {SHORT: "no"}}, "it is not so that “Short-lived” is “No”"),
        (
            {"any": [{SHORT: "yes"}, {DONOR: {"known": False}}]},
            "one of these holds: “Short-lived” is “Yes”; “Donor” is not on record",
        ),
    ],
)
def test_a_condition_says_when_it_holds(condition: Any, meaning: str) -> None:
    assert parse(condition).meaning() == meaning


@pytest.mark.parametrize(
    ("money", "at_least", "below"),
    [
        ({"amount": 9_000_000, "currency": "PKR"}, True, False),
        ({"amount": 8_999_999, "currency": "PKR"}, False, True),
        ({"amount": 40_000, "currency": "EUR", "rate": 320}, True, False),  # in rupees
        ({"amount": 40_000, "currency": "EUR"}, False, False),  # nobody knows
        ({}, False, False),
    ],
)
def test_an_amount_is_compared_in_rupees(
    money: dict[str, Any], at_least: bool, below: bool
) -> None:
    amount = "agreement.money.amount"
    held = facts(money=money)
    assert parse({amount: {"at_least": 9_000_000}}).holds(held) is at_least
    assert parse({amount: {"below": 9_000_000}}).holds(held) is below
    assert "PKR 9,000,000" in parse({amount: {"below": 9_000_000}}).meaning()


@pytest.mark.parametrize(
    "condition",
    [
        {"agreement.money.amount": {"at_least": "much"}},
        {"agreement.money.amount": {"at_least": 1, "below": 2}},
        {CONTEXT: {"below": 2}},
        {"checklist.tier": "Z"},
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(condition: Any) -> None:
    with pytest.raises(BadTemplate):
        parse(condition)


def test_a_condition_can_ask_for_the_tier_of_the_checklist() -> None:
    small = replace(NOTHING_KNOWN, tier=Tier.S)
    assert parse({"checklist.tier": ["S", "F"]}).holds(small)
    assert not parse({"checklist.tier": ["S", "F"]}).holds(NOTHING_KNOWN)


def test_no_condition_is_one_that_always_holds() -> None:
    assert parse(None) == ALWAYS


@pytest.mark.parametrize(
    "condition",
    ["yes", 7, [], {}, {"all": []}, {"any": {}}, {"not": None}, {CONTEXT: []}, {CONTEXT: {}}],
)
def test_what_is_no_condition_is_refused_and_never_taken_for_one(condition: Any) -> None:
    with pytest.raises(BadTemplate):
        parse(condition)
