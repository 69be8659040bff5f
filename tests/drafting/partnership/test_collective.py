"""The collective meeting: who speaks for whom, when it is due, and when its record is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import collective
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryRefused,
    NewEntry,
    NewEvent,
    Register,
    RegisterRules,
    filled,
)
from tests.support.databases import fresh_database

TODAY = date(2026, 8, 7)
OFFICER = Author("U0OFFICER", "Sample Officer")
HEAD = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Head")
YEARLY = RegisterRules(days={collective.MONTHS: 12})
KIND = collective.KIND


class Meeting:
    """A register with one meeting of three partners."""

    def __init__(self, register: Register) -> None:
        self._register, self._keys = register, count()
        body = filled(KIND.body, {"partners": "a\nb\nc", "planned_for": "2026-08-20"}, TODAY)
        key = str(next(self._keys))
        self.entry = register.open(NewEntry(KIND.name, OFFICE, "Meeting", OFFICER, body, key))

    def say(
        self, verb: str, author: Author = OFFICER, words: str = "", seen: int = 99, **values: Any
    ) -> None:
        body = filled(KIND.verb(verb).body, values, TODAY)
        key = str(next(self._keys))
        event = NewEvent(self.entry.id, verb, author, key, seen, words, body)
        self.entry = self._register.say(event)

    def refused(self, *said: Any, **values: Any) -> str:
        with pytest.raises(EntryRefused) as refusal:
            self.say(*said, **values)
        return refusal.value.field

    def waits(self) -> list[tuple[Side, date | None]]:
        return [(each.of, each.on) for each in KIND.waiting(self.entry, YEARLY, TODAY)]


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Meeting(Register(database, (KIND,)))


def test_it_waits_to_be_held_then_for_its_record_then_for_each_that_was_there(
    meeting: Meeting,
) -> None:
    assert meeting.waits() == [(Side.CIP, date(2026, 8, 20))]
    meeting.say("moved", words="The roads are closed.", to="2026-09-01")
    assert meeting.waits() == [(Side.CIP, date(2026, 9, 1))]
    assert meeting.refused("acknowledged", HEAD, partner="a") == ""
    meeting.say("held", on="2026-08-06", partners="a\nb")
    assert meeting.waits() == [(Side.CIP, None)]
    assert meeting.refused("held", on="2026-08-06", partners="a") == ""
    meeting.say("record_sent")
    assert meeting.waits() == [(Side.PARTNER, None)]
    meeting.say("acknowledged", HEAD, partner="a")
    assert collective.not_acknowledged_by(meeting.entry) == ("b",)
    meeting.say("acknowledged", HEAD, partner="b")
    assert meeting.waits() == []
    assert KIND.also_about(meeting.entry) == ("a", "b", "c")
    (next_one,) = KIND.waiting_anew([meeting.entry], YEARLY, TODAY)
    assert (next_one.on, next_one.interval) == (date(2027, 8, 6), collective.MONTHS)
    assert not list(KIND.waiting_anew([meeting.entry], RegisterRules(), TODAY))


def test_what_is_said_later_or_was_not_seen_is_not_acknowledged(meeting: Meeting) -> None:
    meeting.say("held", on="2026-08-06", partners="a")
    meeting.say("record_sent")
    meeting.say("words", words="We meet too seldom.", topic="networking")
    meeting.say("acknowledged", HEAD, partner="a", seen=2)  # before those words
    assert collective.not_acknowledged_by(meeting.entry) == ("a",)
    meeting.say("not_so", HEAD, words="We said often.", partner="a")
    assert meeting.waits() == [(Side.PARTNER, None)]
    meeting.say("remark", words="Both words stay.")
    meeting.say("acknowledged", HEAD, partner="a")
    assert KIND.is_closed(meeting.entry)


def test_it_is_plain_who_says_what(meeting: Meeting) -> None:
    spoken: dict[str, Any] = {"topic": "analysis", "words": "Our figures."}
    assert meeting.refused("words", HEAD, **spoken) == "partner"
    assert meeting.refused("words", OFFICER, **spoken, partner="a") == "partner"
    assert meeting.refused("words", HEAD, **spoken, partner="d") == "partner"
    meeting.say("invited", partners="d")
    meeting.say("words", HEAD, **spoken, partner="d")
    assert meeting.entry.last_number == 2
    assert meeting.refused("present", people="Sample Guest") == ""
    meeting.say("held", on="2026-08-06", partners="a")
    meeting.say("present", HEAD, partner="d", people="Sample Guest\nSample Other")
    assert collective.partners_present(meeting.entry) == ("a", "d")


def test_it_closes_without_the_rest_only_with_a_word_why(meeting: Meeting) -> None:
    meeting.say("held", on="2026-08-06", partners="a\nb")
    meeting.say("record_sent")
    assert meeting.refused("closed") == "words"
    meeting.say("closed", words="Nobody answers there any more.")
    assert KIND.is_closed(meeting.entry)
    assert meeting.refused("words", topic="gaps", words="One more.") == ""


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["words", "acknowledged", "not_so", "remark"]), st.sampled_from("abc")
    ),
    max_size=14,
)


@given(STEPS)
def test_it_is_acknowledged_by_who_said_so_after_the_last_word(
    steps: list[tuple[str, str]],
) -> None:
    """Told the other way round: each new word takes all acknowledgements back."""
    done: set[str] = set()
    events = [_event(1, "held", {"on": TODAY, "partners": ("a", "b", "c")})]
    events.append(_event(2, "record_sent", {}))
    for number, (verb, partner) in enumerate(steps, start=3):
        if verb == "words":
            done.clear()
        elif verb == "acknowledged":
            done.add(partner)
        elif verb == "not_so":
            done.discard(partner)
        values = {} if verb == "remark" else {"partner": partner}
        values |= {"topic": "gaps"} if verb == "words" else {}
        events.append(_event(number, verb, values))
    body = collective.MeetingBody(partners=("a", "b", "c"))
    moment = datetime(2026, 8, 7, 7, tzinfo=UTC)
    entry = Entry("id", KIND.name, OFFICE, "", "M", moment, OFFICER, body, "", tuple(events))
    assert set(collective.not_acknowledged_by(entry)) == {"a", "b", "c"} - done
    assert KIND.is_closed(entry) == (len(done) == 3)


def _event(number: int, verb: str, values: dict[str, Any]) -> EntryEvent:
    body: EntryBody = KIND.verb(verb).body.model_validate(values)
    moment = datetime(2026, 8, 7, 7, tzinfo=UTC)
    return EntryEvent(str(number), number, number - 1, verb, HEAD, moment, "x", body)
