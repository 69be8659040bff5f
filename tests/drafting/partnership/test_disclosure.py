"""Disclosures: told, asked for, acknowledged, and what both sides agree that they change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import disclosure
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryRefused,
    NewEvent,
    OnDay,
    Register,
    RegisterRules,
    WorkingDays,
)
from tests.drafting.partnership.test_kinds import CHAIR, OFFICER, Desk, refused
from tests.support.databases import fresh_database

RULES = RegisterRules(WorkingDays(), {disclosure.ACKNOWLEDGE_DAYS: 2})
OPEN_RULES = RegisterRules()
NEW_HEAD: dict[str, str] = {
    "side": "partner",
    "about": "governance",
    "prompting": "unasked",
    "what": "A new head since June (sample).",
    "from_whom": "Sample Chairwoman",
}
ASKED_FOR: dict[str, str] = {
    "side": "cip",
    "about": "funding",
    "prompting": "asked",
    "what": "Is the second year funded?",
    "from_whom": "Sample Chairwoman",
}


class Disclosures(Desk):
    """The same register with disclosures."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        self.register = Register(database, (disclosure.KIND,), self._now)

    def waiting(
        self, entry: Entry, rules: RegisterRules = OPEN_RULES
    ) -> list[tuple[str, Side, date | None]]:
        every = disclosure.KIND.waiting(entry, rules, self.today)
        return [(each.what.partition(":")[0], each.of, each.on) for each in every]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Disclosures]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Disclosures(database)


LOOK = ("Look at the head and the signatories on record", Side.CIP, None)


def test_a_new_head_is_acknowledged_and_the_record_looked_at(desk: Disclosures) -> None:
    entry = desk.open("disclosure", **NEW_HEAD)
    assert desk.waiting(entry) == [("Acknowledge", Side.CIP, None), LOOK]
    assert desk.waiting(entry, RULES) == [("Acknowledge", Side.CIP, date(2026, 8, 5)), LOOK]
    refused(lambda: desk.say(entry, "acknowledged", CHAIR))  # it is for the other side
    desk.today = date(2026, 8, 4)
    assert refused(lambda: desk.say(entry, "acknowledged", on="2026-08-01")) == "on"
    entry = desk.say(entry, "acknowledged")
    assert desk.waiting(entry) == [LOOK]
    assert not disclosure.KIND.is_closed(entry)
    assert refused(lambda: desk.say(entry, "followed_up", what="amendment")) == "what"
    entry = desk.say(entry, "followed_up", what="record")
    assert disclosure.KIND.is_closed(entry)
    assert disclosure.first_acknowledgement(entry) == entry.events[0]


def test_what_is_asked_for_waits_for_the_side_asked(desk: Disclosures) -> None:
    entry = desk.open("disclosure", **ASKED_FOR)
    assert desk.waiting(entry, RULES) == [("Tell", Side.CIP, None)]
    refused(lambda: desk.say(entry, "acknowledged", CHAIR))
    refused(lambda: desk.say(entry, "told", CHAIR, words="It is."))
    entry = desk.say(entry, "told", words="Not yet.")
    assert desk.waiting(entry, RULES) == [("Acknowledge", Side.PARTNER, date(2026, 8, 5))]
    entry = desk.say(entry, "more_asked", CHAIR, words="When will you know?")
    assert desk.waiting(entry) == [
        ("Tell", Side.CIP, None),
        ("Acknowledge", Side.PARTNER, None),
    ]
    entry = desk.say(entry, "told", words="In May.")
    entry = desk.say(entry, "acknowledged", CHAIR)
    assert disclosure.KIND.is_closed(entry)
    entry = desk.say(entry, "told", words="In June, after all.")  # more may be told at any time
    assert desk.waiting(entry) == [("Acknowledge", Side.PARTNER, None)]


def test_what_it_changes_is_agreed_when_both_say_the_same(desk: Disclosures) -> None:
    entry = desk.open("disclosure", **NEW_HEAD | {"about": "audit"})
    entry = desk.say(entry, "effect", effect="due_diligence")
    assert ("Say what it changes", Side.PARTNER, None) in desk.waiting(entry)
    entry = desk.say(entry, "acknowledged")
    entry = desk.say(entry, "effect", CHAIR, effect="none")
    assert desk.waiting(entry) == [("Say what it changes", Side.CIP, None)]
    entry = desk.say(entry, "effect", CHAIR, effect="due_diligence")
    assert disclosure.agreed_effect(entry) is disclosure.Effect.DUE_DILIGENCE
    assert desk.waiting(entry) == [("Look at the due diligence again", Side.CIP, None)]
    entry = desk.say(entry, "followed_up", what="due_diligence")
    assert disclosure.KIND.is_closed(entry)


def test_nobody_acknowledges_what_he_had_not_seen(desk: Disclosures) -> None:
    entry = desk.open("disclosure", **NEW_HEAD | {"about": "plans"})
    entry = desk.say(entry, "told", CHAIR, words="And of the accountant.")
    unseeing = NewEvent(entry.id, "acknowledged", OFFICER, "unseen", 0, body=OnDay())
    entry = desk.register.say(unseeing)
    assert [telling.number for telling in disclosure.unacknowledged(entry)] == [1]
    assert not disclosure.KIND.is_closed(entry)
    entry = desk.say(entry, "acknowledged")
    assert disclosure.KIND.is_closed(entry)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"side": "both"}, "side"),
        ({"from_whom": ""}, "from_whom"),
        ({"side": "cip", "prompting": "asked", "from_whom": ""}, "from_whom"),
        ({"prompting": "asked", "what": ""}, "what"),
    ],
)
def test_what_is_missing_is_named(desk: Disclosures, change: dict[str, str], field: str) -> None:
    assert refused(lambda: desk.open("disclosure", **NEW_HEAD | change)) == field
    assert desk.register.of_partner("roshni") == []


def test_one_that_nothing_was_told_of_yet_waits_to_be_told(desk: Disclosures) -> None:
    entry = desk.open("disclosure", **NEW_HEAD | {"what": "", "from_whom": ""})
    assert desk.waiting(entry) == [("Tell", Side.PARTNER, None)]
    entry = desk.say(entry, "told", CHAIR, words="A new head (sample).")
    assert desk.waiting(entry) == [("Acknowledge", Side.CIP, None), LOOK]
    assert disclosure.KIND.is_closed(desk.say(entry, "withdrawn", words="Twice."))


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["told", "more_asked", "acknowledged", "effect", "followed_up", "remark"]),
        st.sampled_from([OFFICER, CHAIR]),
        st.sampled_from(list(disclosure.Effect)),
        st.integers(0, 3),
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(DEEDS, st.sampled_from(["asked", "unasked"]), st.sampled_from(["governance", "audit"]))
def test_nothing_waits_of_what_is_closed_and_all_else_waits_for_somebody(
    deeds: list[tuple[str, Author, disclosure.Effect, int]], prompting: str, about: str
) -> None:
    entry = _told(deeds, prompting, about)
    waits = list(disclosure.KIND.waiting(entry, RULES, entry.day))
    assert disclosure.KIND.is_closed(entry) is (not waits)
    assert len({waiting.key for waiting in waits}) == len(waits)
    tellings = [telling.number for telling in disclosure.tellings(entry)]
    known = max((event.based_on for event in entry.said("acknowledged")), default=-1)
    assert any("Acknowledge" in waiting.what for waiting in waits) is any(
        number > known for number in tellings
    )
    sides = {event.author.side for event in entry.said("acknowledged")}
    assert sides <= {Side.CIP}


def _told(
    deeds: list[tuple[str, Author, disclosure.Effect, int]], prompting: str, about: str
) -> Entry:
    """A disclosure of the partner to which all of the deeds were said that its rules allow.

    Each author had seen so many events less than there were.
    """
    body = disclosure.DisclosureBody.model_validate(
        NEW_HEAD | {"prompting": prompting, "about": about}
    )
    at = datetime(2026, 8, 3, 7, tzinfo=UTC)
    entry = Entry("e", "disclosure", "p", "", "t", at, OFFICER, body)
    for name, author, effect, unseen in deeds:
        at += timedelta(days=1)
        verb, content = disclosure.KIND.verb(name), _content(name, effect)
        try:
            disclosure.KIND.check(entry, verb, content, author)
        except EntryRefused:
            continue
        count = entry.last_number
        seen = max(count - unseen, 0)
        event = EntryEvent(f"{count}", count + 1, seen, name, author, at, "words", content)
        entry = replace(entry, events=(*entry.events, event))
    return entry


def _content(name: str, effect: disclosure.Effect) -> EntryBody:
    if name == "effect":
        return disclosure.EffectOpinion(effect=effect)
    if name == "followed_up":
        follow_up = disclosure.FollowUp
        return disclosure.FollowUpDone(
            what=follow_up.RECORD if effect is disclosure.Effect.NONE else follow_up(effect.value)
        )
    return EntryBody() if name == "remark" else OnDay()
