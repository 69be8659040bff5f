"""The register keeps what was said by whom, once, in order, and from whom it is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from pydantic import Field

from bot.operations.database import Database
from drafting.partners.errors import DraftingError
from drafting.partners.record.field_types import Day, Line
from drafting.partners.vocabulary import Side
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryBody,
    EntryKind,
    EntryRefused,
    NewEntry,
    NewEvent,
    Register,
    RegisterRules,
    UnfitBody,
    UnknownEntry,
    Verb,
    Waiting,
    asked_fields,
    filled,
)
from drafting.register.filling import IN_THE_PAST, SET_BY_RULE
from drafting.register.tables import ENTRIES, EVENTS
from drafting.sealing import KeyRing, new_key, parse_keys

OFFICER = Author("U0OFFICER", "Sample Officer")
PARTNER = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")


TODAY = date(2026, 8, 7)


class Matter(EntryBody):
    about: str = ""


class Visit(EntryBody):
    on: Day | None = Field(default=None, json_schema_extra=IN_THE_PAST)
    who: tuple[Line, ...] = ()
    about: Line = ""
    days: int | None = Field(default=None, json_schema_extra=SET_BY_RULE)


class MatterKind(EntryKind):
    """Something that anybody may add to until it is closed."""

    name, label, clause, body = "matter", "Matter", "CSPF 16", Matter
    verbs = (
        Verb("added", "Add", sides=(Side.CIP, Side.PARTNER), needs_words=True),
        Verb("closed", "Close"),
    )

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        if self.is_closed(entry):
            raise EntryRefused("It is closed; open another one.")

    def is_closed(self, entry: Entry) -> bool:
        return entry.latest("closed") is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        yield from ()

    def state(self, entry: Entry, today: date) -> str:
        return "Closed" if self.is_closed(entry) else "Open"


class SecretKind(MatterKind):
    name, restricted_to = "secret", "investigations"


class Meeting(Matter):
    partners: tuple[Line, ...] = ()


class MeetingKind(MatterKind):
    """The office's own, about several partners."""

    name, label, body, has_partner = "meeting", "Meeting", Meeting, False

    def also_about(self, entry: Entry) -> tuple[str, ...]:
        assert isinstance(entry.body, Meeting)
        return entry.body.partners


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database("", tmp_path)
    database.migrate()
    return database


@pytest.fixture
def register(database: Database) -> Register:
    return Register(database, [MatterKind(), SecretKind(), MeetingKind()])


def opened(register: Register, kind: str = "matter", key: str = "wish") -> Entry:
    body = Matter(about="a visit")
    return register.open(NewEntry(kind, "roshni", "A visit", OFFICER, body, key))


def added(entry: Entry, words: str, key: str, author: Author = OFFICER, seen: int = 0) -> NewEvent:
    return NewEvent(entry.id, "added", author, key, seen, words)


def test_what_is_asked_for_twice_is_there_once(register: Register) -> None:
    entry = opened(register)
    assert opened(register) == entry
    register.say(added(entry, "They came.", "first"))
    whole = register.say(added(entry, "They came.", "first"))
    assert [event.words for event in whole.events] == ["They came."]
    assert register.of_partner("roshni") == [whole]
    assert isinstance(whole.body, Matter)


def test_both_of_two_who_did_not_see_each_other_stand_side_by_side(register: Register) -> None:
    entry = opened(register)
    register.say(added(entry, "On Monday.", "first"))
    whole = register.say(added(entry, "On Tuesday.", "second", PARTNER))
    first, second = whole.events
    assert (second.author.side, second.author.told_by) == (Side.PARTNER, "Sample Chairwoman")
    assert whole.unseen_by(second) == (first,)


def test_twenty_at_once_lose_nothing(register: Register) -> None:
    entry = opened(register)
    wishes = [added(entry, f"Line {n}", f"wish {n}") for n in range(20)]
    with ThreadPoolExecutor(20) as people:
        list(people.map(register.say, wishes))
    events = register.entry(entry.id).events
    assert sorted(event.words for event in events) == sorted(wish.words for wish in wishes)
    assert [event.number for event in events] == list(range(1, 21))


@pytest.mark.parametrize(
    "event",
    [
        {"verb": "burnt"},
        {"words": " "},
        {"author": Author("U0OFFICER", "Sample Officer", Side.PARTNER)},
        {"verb": "closed", "author": PARTNER},
    ],
)
def test_what_may_not_be_said_is_refused_and_nothing_is_kept(
    register: Register, event: dict[str, str]
) -> None:
    entry = opened(register)
    usual = {"verb": "added", "author": OFFICER, "words": "Words", "key": "k", "based_on": 0}
    with pytest.raises(EntryRefused):
        register.say(NewEvent(entry.id, **{**usual, **event}))  # type: ignore[arg-type]
    assert register.entry(entry.id).events == ()


def test_nothing_is_said_to_what_was_closed_meanwhile(register: Register) -> None:
    entry = opened(register)
    register.say(NewEvent(entry.id, "closed", OFFICER, "end", 0))
    with pytest.raises(EntryRefused):
        register.say(added(entry, "One more.", "late"))


def test_a_restricted_entry_is_there_for_its_role_alone_and_sealed(database: Database) -> None:
    ring = KeyRing(parse_keys(new_key()))
    register = Register(database, [SecretKind()], ring=ring)
    entry = opened(register, "secret")
    sees = {"investigations"}
    register.say(added(entry, "Telling words", "first"), sees)
    assert register.of_partner("roshni") == register.everything() == []
    assert register.of_partner("roshni", sees)[0].events[0].words == "Telling words"
    attempts: tuple[Callable[[], object], ...] = (
        lambda: register.entry(entry.id),
        lambda: register.say(added(entry, "More", "second"), {"finance"}),
    )
    for attempt in attempts:
        with pytest.raises(UnknownEntry):
            attempt()
    with database.read() as connection:
        rows = [*connection.execute(ENTRIES.select()), *connection.execute(EVENTS.select())]
    assert not [row for row in rows if "visit" in str(row) or "Telling" in str(row)]


def test_deleting_a_partner_takes_its_entries_away(register: Register) -> None:
    entry = opened(register)
    register.say(added(entry, "Words", "first"))
    register.forget("roshni")
    assert register.everything() == []


def test_a_body_is_read_from_what_people_type_and_refuses_a_day_to_come() -> None:
    body = filled(Visit, {"on": "3 August 2026", "who": "A\nB", "about": " "}, TODAY)
    assert (body.on, body.who, body.about) == (date(2026, 8, 3), ("A", "B"), "")
    assert list(asked_fields(Visit)) == ["on", "who", "about"]
    with pytest.raises(UnfitBody) as refusal:
        filled(Visit, {"on": "2026-08-09"}, TODAY)
    assert list(refusal.value.faults) == ["on"]


def test_what_is_the_offices_own_stands_with_each_partner_that_it_names(
    register: Register,
) -> None:
    body = Meeting(about="a year", partners=("roshni", "mashal"))
    meeting = register.open(NewEntry("meeting", OFFICE, "A meeting", OFFICER, body, "meeting"))
    assert register.of_partner(OFFICE) == [meeting]
    assert register.naming("roshni") == register.naming("mashal") == [meeting]
    assert register.naming("barsat") == register.of_partner("roshni") == []


@pytest.mark.parametrize(("kind", "partner"), [("matter", OFFICE), ("meeting", "roshni")])
def test_an_entry_is_about_a_partner_or_the_offices_own_as_its_kind_says(
    register: Register, kind: str, partner: str
) -> None:
    body = register.kinds[kind].body()
    with pytest.raises(EntryRefused):
        register.open(NewEntry(kind, partner, "A title", OFFICER, body, "wish"))
    assert register.everything() == []


def test_what_a_later_version_entered_is_told_in_a_sentence(
    register: Register, database: Database
) -> None:
    opened(register)
    earlier = Register(database, [SecretKind()])
    with pytest.raises(DraftingError, match="later version"):
        earlier.of_partner("roshni")
