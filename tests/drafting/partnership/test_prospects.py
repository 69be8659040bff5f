"""Prospects: each is there once, what happened counts, and who is put off is told so."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.operations.database import Database
from drafting.partners import PartnerFile, Side
from drafting.partnership.kinds import prospect
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryRefused,
    NewEvent,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
    UnfitBody,
    WorkingDays,
)
from tests.support.databases import fresh_database

START = date(2026, 8, 3)
RULES = RegisterRules(WorkingDays(), {prospect.SETTING: 90})
OFFICER = Author("U0OFFICER", "Sample Officer")
NAME = "Invented Reading Circle (sample)"


class Office:
    """A register of prospects with a clock that the test moves, beside the sample partners."""

    def __init__(self, database: Database, rules: RegisterRules = RULES) -> None:
        self.today, self.rules = START, rules
        self.partners = PartnerFile(database)
        self.register = Register(database, (prospect.KIND,), self._now, partners=self.partners)
        self.desk = RegisterDesk(self.register, rules, lambda: self.today)
        self._keys = map(str, itertools.count())

    def _now(self) -> float:
        return datetime.combine(self.today, datetime.min.time(), UTC).timestamp() + 7 * 3600

    def open(self, name: str = NAME, **values: Any) -> Entry:
        values = {"name": name, **values}
        return self.desk.open(OpeningInput("prospect", OFFICE, OFFICER, next(self._keys), values))

    def say(self, entry: Entry, verb: str, **values: Any) -> Entry:
        key = next(self._keys)
        return self.desk.say(SayingInput(entry.id, verb, OFFICER, key, 99, values))

    def waits(self, entry: Entry) -> list[tuple[Side, date | None, str, str]]:
        waitings = prospect.KIND.waiting(entry, self.rules, self.today)
        return [(each.of, each.on, each.words, each.interval) for each in waitings]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with fresh_database("sqlite", tmp_path) as database:
        office = Office(database)
        office.partners.seed_samples()
        yield office


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(EntryRefused) as refusal:
        deed()
    return refusal.value.field


def test_a_prospect_waits_for_the_office_after_so_many_days_without_anything(
    office: Office,
) -> None:
    entry = office.open(provinces="Sindh", districts="Thatta", partner_type="cbo")
    assert office.waits(entry) == [
        (Side.CIP, START + timedelta(days=90), "", "partnership.prospect_days")
    ]
    office.today = date(2026, 9, 1)
    entry = office.say(entry, "met", who="Sample Chairwoman, Sample Officer", on="2026-08-20")
    assert office.waits(entry)[0][1] == date(2026, 8, 20) + timedelta(days=90)
    entry = office.say(entry, "remark", words="They answer the phone on Mondays.")
    assert office.waits(entry)[0][1] == date(2026, 8, 20) + timedelta(days=90)
    entry = office.say(entry, "invited", what="A learning day", on="2026-08-30")
    assert office.waits(entry)[0][1] == date(2026, 8, 30) + timedelta(days=90)
    assert prospect.KIND.state(entry, office.today) == "Invited on 30 August 2026"


def test_without_a_setting_no_day_is_made_up(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        office = Office(database, RegisterRules())
        assert office.waits(office.open()) == [(Side.CIP, None, "no time set", "")]


def test_who_is_put_off_waits_until_told_and_can_be_taken_up_again(office: Office) -> None:
    entry = office.open()
    assert refused(lambda: office.say(entry, "not_now")) == "words"
    assert refused(lambda: office.say(entry, "told", who="Sample Chairwoman")) == ""
    assert refused(lambda: office.say(entry, "again", words="There is money.")) == ""
    entry = office.say(entry, "not_now", words="No work in that district this year.")
    assert office.waits(entry)[0][1:3] == (None, "not for now since 3 August 2026; to be told")
    assert not prospect.KIND.is_closed(entry)
    entry = office.say(entry, "told", who="Sample Chairwoman")
    assert prospect.KIND.is_closed(entry) and not office.waits(entry)
    assert refused(lambda: office.say(entry, "told", who="Sample Clerk")) == ""
    office.today = date(2027, 1, 4)
    entry = office.say(entry, "again", words="There is work now.")
    assert office.waits(entry)[0][1] == office.today + timedelta(days=90)


def test_the_partner_file_that_is_named_is_there_and_ends_it(office: Office) -> None:
    entry = office.open()
    with pytest.raises(EntryRefused, match="sample-roshni") as refusal:
        office.say(entry, "filed", partner="sample-rosni")
    assert refusal.value.field == "partner"
    assert office.register.entry(entry.id).events == ()
    entry = office.say(entry, "filed", partner="sample-roshni")
    assert prospect.KIND.is_closed(entry)
    assert refused(lambda: office.say(entry, "met", who="Both")) == ""
    (named,) = office.register.naming("sample-roshni")
    assert named.id == entry.id


@pytest.mark.parametrize(
    "name",
    ["Roshni Invented Women's Society (Sample)", "ROSHNI invented sewing circle (sample)", NAME],
)
def test_an_organisation_that_is_known_is_not_opened_twice_without_a_word_why(
    office: Office, name: str
) -> None:
    office.open()
    assert refused(lambda: office.open(name)) == "another"
    another = office.open(name, another="It works in another province, under another board.")
    assert len(office.register.of_partner(OFFICE)) == 2
    assert another.title == name


def test_a_wish_that_comes_twice_is_opened_once_though_a_partner_bears_the_name_by_then(
    office: Office,
) -> None:
    opening = OpeningInput("prospect", OFFICE, OFFICER, "one wish", {"name": NAME})
    first = office.desk.open(opening)
    roshni = office.partners.get("sample-roshni")
    identity = roshni.identity.model_copy(update={"legal_name": NAME})
    renamed = roshni.model_copy(update={"identity": identity})
    office.partners.save(renamed, by="Sample Officer", source="test")
    assert office.desk.open(opening).id == first.id


def test_a_district_lies_in_the_provinces_and_no_prospect_is_about_a_partner(
    office: Office,
) -> None:
    with pytest.raises(UnfitBody) as refusal:
        office.open(provinces="Punjab", districts="Thatta")
    assert set(refusal.value.faults) == {"districts"}
    values = {"name": NAME}
    about = OpeningInput("prospect", "sample-roshni", OFFICER, "about", values)
    assert refused(lambda: office.desk.open(about)) == ""


STEPS = st.lists(
    st.sampled_from(
        [
            ("met", {"who": "Both"}),
            ("profiled", {"where": "The shared folder"}),
            ("joint_initiative", {"what": "A survey"}),
            ("invited", {"what": "A learning day"}),
            ("not_now", {"words": "No work there."}),
            ("told", {"who": "Sample Clerk"}),
            ("again", {"words": "There is work."}),
            ("filed", {"partner": "sample-roshni"}),
            ("remark", {"words": "A word."}),
        ]
    ),
    max_size=8,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_said_it_waits_as_long_as_it_is_open_and_offers_what_may_follow(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, dict[str, str]]]
) -> None:
    with fresh_database("sqlite", tmp_path_factory.mktemp("prospects")) as database:
        office = Office(database)
        office.partners.seed_samples()
        entry = office.open()
        for verb, values in steps:
            offered = {each.name for each in prospect.KIND.offered(entry)}
            before = len(entry.events)
            try:
                entry = office.say(entry, verb, **values)
            except EntryRefused:
                assert verb not in offered
                assert len(office.register.entry(entry.id).events) == before
            closed = prospect.KIND.is_closed(entry)
            assert len(office.waits(entry)) == (0 if closed else 1)


def test_words_of_two_stand_side_by_side(office: Office) -> None:
    entry = office.open()
    meeting = prospect.ProspectMeeting(who="Both")
    office.say(entry, "not_now", words="No work there.")
    event = NewEvent(entry.id, "met", OFFICER, "unseen", 0, body=meeting)
    kept = office.register.say(event)
    assert [each.verb for each in kept.events] == ["not_now", "met"]
    assert [each.verb for each in kept.unseen_by(kept.events[1])] == ["not_now"]
