"""Contact: the standard, who was in touch, and questions that wait for an answer."""

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
from drafting.partnership.contacts.questions import (
    ANSWER_DAYS,
    AboutQuestion,
    ContactAnswer,
    answer_time,
    open_questions,
    questions,
    was_in_time,
)
from drafting.partnership.contacts.standard import Standard, current_standard
from drafting.partnership.kinds import contact
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryRefused,
    OnDay,
    Register,
    RegisterRules,
    UnfitBody,
    WorkingDays,
)
from drafting.register.desk import OpeningInput, RegisterDesk, SayingInput
from tests.drafting.partnership.test_kinds import CHAIR, OFFICER, START, Desk, refused
from tests.support.databases import fresh_database

RULES = RegisterRules(WorkingDays(), {ANSWER_DAYS: 3})
OPEN_RULES = RegisterRules()


class Conversation(Desk):
    """The same register with contact."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        self.register = Register(database, (contact.KIND,), self._now)

    def waiting(
        self, entry: Entry, rules: RegisterRules = OPEN_RULES
    ) -> list[tuple[str, Side, date | None, str]]:
        return [
            (each.what, each.of, each.on, each.interval)
            for each in contact.KIND.waiting(entry, rules, self.today)
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Conversation]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Conversation(database)


def test_a_partners_question_waits_for_the_office_by_the_agreed_days(desk: Conversation) -> None:
    entry = desk.open("contact", answer_days="5")
    entry = desk.say(entry, "agreed", CHAIR)
    entry = desk.say(entry, "asked", CHAIR, words="When does the second tranche come?")
    entry = desk.say(entry, "asked", words="How many teachers came?")
    theirs, ours = open_questions(entry)
    assert desk.waiting(entry, RULES) == [
        ("Question 2: When does the second tranche come?", Side.CIP, date(2026, 8, 10), ""),
        ("Question 3: How many teachers came?", Side.PARTNER, date(2026, 8, 10), ""),
    ]
    assert refused(lambda: desk.say(entry, "answered", words="Soon.", question=3)) == "question"
    assert refused(lambda: desk.say(entry, "answered", words="Soon.", question=9)) == "question"
    assert refused(lambda: desk.say(entry, "settled", question=2)) == "question"
    early = "2026-08-02"
    assert refused(lambda: desk.say(entry, "answered", words="S.", question=2, on=early)) == "on"
    desk.today = date(2026, 8, 11)
    entry = desk.say(entry, "answered", words="On 1 September.", question=2)
    assert [question.number for question in open_questions(entry)] == [ours.number]
    late, waits = questions(entry)
    assert was_in_time(late, RULES, desk.today) is False
    assert late.answered_on == desk.today
    assert was_in_time(waits, RULES, date(2026, 8, 10)) is True
    entry = desk.say(entry, "settled", question=3)
    assert open_questions(entry) == []
    assert theirs.number == late.number


def test_nothing_is_made_up_where_neither_side_set_a_time(desk: Conversation) -> None:
    entry = desk.say(desk.open("contact"), "asked", CHAIR, words="Who signs?")
    assert desk.waiting(entry) == [("Question 1: Who signs?", Side.CIP, None, "")]
    (waiting,) = contact.KIND.waiting(entry, OPEN_RULES, START)
    assert waiting.words == "asked on 3 August 2026, no time set"
    assert desk.waiting(entry, RULES) == [
        ("Question 1: Who signs?", Side.CIP, date(2026, 8, 6), ANSWER_DAYS)
    ]
    entry = desk.say(entry, "asked", words="Where is the receipt?")
    assert desk.waiting(entry, RULES)[1][1:] == (Side.PARTNER, None, "")


def test_the_partner_is_held_to_what_it_agreed_to_alone(desk: Conversation) -> None:
    entry = desk.open("contact", answer_days="2", every="1 week")
    entry = desk.say(entry, "asked", words="Where is the receipt?")
    whats = {what: (of, on) for what, of, on, _ in desk.waiting(entry)}
    assert whats["Question 1: Where is the receipt?"] == (Side.PARTNER, None)
    assert whats["Agree on how to keep in touch"] == (Side.PARTNER, None)
    desk.today = date(2026, 8, 5)
    entry = desk.say(entry, "standard_changed", CHAIR, answer_days="4", language="Urdu")
    assert current_standard(entry) == Standard(answer_days=4, language="Urdu")
    assert contact.KIND.current_body(entry) == current_standard(entry)
    assert desk.waiting(entry) == [
        ("Question 1: Where is the receipt?", Side.PARTNER, date(2026, 8, 11), "")
    ]
    refused(lambda: desk.say(entry, "agreed", CHAIR))
    assert refused(lambda: desk.say(entry, "standard_changed", CHAIR)) == "every"


def test_one_that_was_open_under_another_standard_keeps_its_time(desk: Conversation) -> None:
    entry = desk.say(desk.open("contact", answer_days="10"), "asked", CHAIR, words="Which form?")
    entry = desk.say(entry, "standard_changed", CHAIR, answer_days="1")
    entry = desk.say(entry, "asked", CHAIR, words="Which stamp?")
    first, second = (answer_time(question, RULES) for question in questions(entry))
    assert first is not None
    assert second is not None
    assert (first.days, second.days) == (10, 1)


def test_the_office_is_to_be_in_touch_and_to_meet(desk: Conversation) -> None:
    entry = desk.open("contact", every="2 weeks", face_a_year="2")
    entry = desk.say(entry, "agreed", CHAIR)
    assert [each[::2] for each in desk.waiting(entry)] == [
        ("Be in touch", date(2026, 8, 17)),
        ("Meet face to face", date(2027, 8, 3)),
    ]
    desk.today = date(2026, 9, 1)
    entry = desk.say(entry, "met", where="Swat", how="face_to_face", on="2026-08-20")
    entry = desk.say(entry, "met", how="remote")
    entry = desk.say(entry, "called", CHAIR)
    assert [each[::2] for each in desk.waiting(entry)] == [
        ("Be in touch", date(2026, 9, 15)),
        ("Meet face to face", date(2027, 8, 3)),
    ]
    desk.today = date(2027, 7, 1)
    entry = desk.say(entry, "met", how="face_to_face")
    _, face = contact.KIND.waiting(entry, OPEN_RULES, desk.today)
    assert (face.on, face.words) == (date(2027, 8, 20), "2 of 2 in the last 12 months")
    _, face = contact.KIND.waiting(entry, OPEN_RULES, date(2027, 8, 21))
    assert (face.is_late(date(2027, 8, 21)), face.words[:6]) == (True, "1 of 2")


def test_one_standard_is_open_at_a_time_and_none_ends_with_open_questions(
    desk: Conversation,
) -> None:
    entry = desk.say(desk.open("contact"), "asked", CHAIR, words="Who signs?")
    refused(lambda: desk.open("contact"))
    other = desk.open("contact", "2026-schools")
    assert other.agreement == "2026-schools"
    refused(lambda: desk.say(entry, "ended", words="Another one holds."))
    entry = desk.say(entry, "answered", words="The Chair.", question=1)
    entry = desk.say(entry, "ended", words="Another one holds.")
    assert contact.KIND.is_closed(entry)
    assert desk.waiting(entry) == []
    assert desk.open("contact").id != entry.id


def test_two_answers_at_once_are_both_kept_and_the_first_counts(desk: Conversation) -> None:
    entry = desk.say(desk.open("contact"), "asked", CHAIR, words="Who signs?")
    entry = desk.say(entry, "answered", words="The Chair.", question=1)
    desk.today = date(2026, 8, 20)
    entry = desk.say(entry, "answered", words="The Head.", question=1)
    (question,) = questions(entry)
    assert [answer.words for answer in question.answers] == ["The Chair.", "The Head."]
    assert question.answered_on == START


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"every": "sometimes"}, "every"),
        ({"every": "0"}, "every"),
        ({"answer_days": "a few"}, "answer_days"),
        ({"face_a_year": "-1"}, "face_a_year"),
    ],
)
def test_bad_figures_are_told_by_their_field(
    desk: Conversation, values: dict[str, str], field: str
) -> None:
    door = RegisterDesk(desk.register, OPEN_RULES, lambda: START)
    with pytest.raises(UnfitBody) as refusal:
        door.open(OpeningInput("contact", "roshni", OFFICER, "bad", values))
    assert list(refusal.value.faults) == [field]
    assert desk.register.of_partner("roshni") == []


def test_a_form_offers_the_open_questions(desk: Conversation) -> None:
    entry = desk.say(desk.open("contact"), "asked", CHAIR, words="Who signs?")
    answered = contact.KIND.verb("answered")
    offers = contact.KIND.options(entry, answered)
    assert offers == {"question": {"1": "The partner: Question 1: Who signs?"}}
    assert answered in contact.KIND.offered(entry)
    door = RegisterDesk(desk.register, OPEN_RULES, lambda: START)
    saying = SayingInput(entry.id, "answered", OFFICER, "a", 1, {"question": "1", "words": "I."})
    assert answered not in contact.KIND.offered(door.say(saying))


PARTNER = replace(CHAIR)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["asked", "answered", "settled", "remark", "called", "agreed"]),
        st.sampled_from([OFFICER, PARTNER]),
        st.integers(1, 8),
        st.integers(0, 9),
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(DEEDS, st.integers(1, 9))
def test_each_open_question_waits_for_the_side_that_was_asked(
    deeds: list[tuple[str, Author, int, int]], days: int
) -> None:
    """Whatever was said in which order: what was asked waits until that side answers."""
    entry, today = _told(deeds, days)
    waits = {
        each.key.split(":")[1]: each
        for each in contact.KIND.waiting(entry, RULES, today)
        if "question-" in each.key
    }
    asked = {event.number: event for event in entry.said("asked")}
    gone = {getattr(event.body, "question", 0) for event in entry.said("answered", "settled")}
    assert set(waits) == {f"question-{number}" for number in asked if number not in gone}
    for number, event in asked.items():
        waiting = waits.get(f"question-{number}")
        if waiting is not None:
            assert waiting.of is event.author.side.other
            assert waiting.on is None or waiting.on > event.happened_on
    for answer in entry.said("answered"):
        question = asked[getattr(answer.body, "question", 0)]
        assert answer.author.side is not question.author.side


def _told(deeds: list[tuple[str, Author, int, int]], days: int) -> tuple[Entry, date]:
    """A standard to which all of the deeds were said that its rules allow."""
    at = datetime(2026, 8, 3, 7, tzinfo=UTC)
    entry = Entry("e", "contact", "p", "", "t", at, OFFICER, Standard(answer_days=days))
    for name, author, number, wait in deeds:
        at += timedelta(days=wait)
        verb, body = contact.KIND.verb(name), _content(name, number)
        try:
            contact.KIND.check(entry, verb, body, author)
        except EntryRefused:
            continue
        count = entry.last_number
        event = EntryEvent(f"{count}", count + 1, count, name, author, at, "words", body)
        entry = replace(entry, events=(*entry.events, event))
    return entry, at.date()


def _content(name: str, number: int) -> EntryBody:
    if name == "answered":
        return ContactAnswer(question=number)
    if name == "settled":
        return AboutQuestion(question=number)
    return {"remark": contact.ContactRemark, "agreed": EntryBody}.get(name, OnDay)()
