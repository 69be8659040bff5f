"""Cases: what may be said when, what waits for whom, and that a number says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.operations.database import Database
from drafting.partners.errors import KeyMissing
from drafting.partners.vocabulary import Side
from drafting.partnership.cases import (
    case_entries,
    matter_reference,
    restoring_page,
    stands_in_the_clear,
)
from drafting.partnership.cases.bodies import case_number
from drafting.partnership.cases.standing import case_body, case_standing
from drafting.partnership.kinds import all_kinds, case
from drafting.partnership.retention import Removed, Retention, RetentionPeriods
from drafting.register import (
    Author,
    Entry,
    EntryRefused,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
    UnfitBody,
    UnknownEntry,
    WorkingDays,
)
from drafting.sealing import KeyRing, new_key, parse_keys
from tests.support.databases import KINDS, fresh_database

START = date(2026, 8, 3)  # a Monday
SEES = ("investigations",)
OFFICER = Author("U0OFFICER", "Sample Officer")
CHAIR = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")
TIMES = {"told_days": 2, "cause_days": 10, "resolution_days": 5, "restoring_days": 15}
RULES = RegisterRules(
    WorkingDays(), {f"partnership.cases.{name}": days for name, days in TIMES.items()}
)
NO_TIMES = RegisterRules()
DAY = 24 * 3600.0


class Room:
    """A register with cases, and a clock that the test moves."""

    def __init__(
        self, database: Database, ring: KeyRing | None = None, rules: RegisterRules = RULES
    ) -> None:
        self.today, self.database, self.rules = START, database, rules
        self.register = Register(database, all_kinds(), self.now, ring)
        self.desk = RegisterDesk(self.register, rules, lambda: self.today)
        self._keys = iter(range(100_000))

    def now(self) -> float:
        return datetime(*self.today.timetuple()[:3], 7, tzinfo=UTC).timestamp()

    def open(self, partner: str = "roshni") -> Entry:
        values = {"irregularity": "financial", "about": "Receipts of July"}
        key = f"{self.register!r} open {next(self._keys)}"
        return self.desk.open(OpeningInput("case", partner, OFFICER, key, values), SEES)

    def say(self, entry: Entry, verb: str, author: Author = OFFICER, **values: str) -> Entry:
        key = f"{self.register!r} say {next(self._keys)}"
        return self.desk.say(SayingInput(entry.id, verb, author, key, 99, values), SEES)

    def waits(self, entry: Entry) -> set[tuple[str, Side, date | None]]:
        waitings = list(case.KIND.waiting(entry, self.rules, self.today))
        assert all(waiting.restricted_to == "investigations" for waiting in waitings)
        return {(waiting.key.split(":")[1], waiting.of, waiting.on) for waiting in waitings}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Room(database)


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(EntryRefused) as refusal:
        deed()
    return refusal.value.field


def test_a_case_runs_until_the_partner_agrees_that_its_reputation_is_restored(room: Room) -> None:
    entry = room.open()
    assert room.waits(entry) == {
        ("told", Side.CIP, date(2026, 8, 5)),
        ("cause", Side.CIP, date(2026, 8, 17)),
    }
    refused(lambda: room.say(entry, "way", way="joint"))
    entry = room.say(entry, "told", whom="Sample Chairwoman", way="joint", on="2026-08-03")
    assert ("way", Side.PARTNER, None) in room.waits(entry)
    entry = room.say(entry, "way", CHAIR, way="partner")
    assert ("way", Side.CIP, None) in room.waits(entry), "both words stand; nothing is agreed"
    entry = room.say(entry, "way", way="partner")
    assert case_standing(entry).way == "partner"
    entry = room.say(entry, "measure", what="Two sign", protects="The money", until="2026-08-20")
    entry = room.say(entry, "outside", whom="Sample Donor One")
    entry = room.say(entry, "outside", whom="Sample Donor Two")
    entry = room.say(entry, "step", step="cause", on="2026-08-03")
    assert room.waits(entry) == {
        ("measure-0", Side.CIP, date(2026, 8, 20)),
        ("resolution", Side.CIP, date(2026, 8, 10)),
    }
    entry = room.say(entry, "step", step="resolution")
    entry = room.say(entry, "outcome", finding="not_substantiated")
    assert ("restored", Side.CIP, date(2026, 8, 24)) in room.waits(entry)
    refused(lambda: room.say(entry, "closed"))
    refused(lambda: room.say(entry, "agrees", CHAIR))
    assert refused(lambda: room.say(entry, "none_needed", outside="no", words="So")) == "outside"
    entry = room.say(entry, "restored", to_whom="Both donors", how="A letter to each")
    assert ("agrees", Side.PARTNER, None) in room.waits(entry)
    entry = room.say(entry, "not_restored", CHAIR, words="One letter did not come.")
    assert ("restored", Side.CIP, date(2026, 8, 24)) in room.waits(entry)
    entry = room.say(entry, "restored", to_whom="Sample Donor Two", how="A letter by hand")
    refused(lambda: room.say(entry, "agrees"))  # the partner says it, not the office
    entry = room.say(entry, "agrees", CHAIR)
    refused(lambda: room.say(entry, "closed"))  # a measure is in force
    entry = room.say(entry, "lifted")
    assert room.waits(entry) == {("closed", Side.CIP, None)}
    entry = room.say(entry, "closed")
    assert room.waits(entry) == set()
    refused(lambda: room.say(entry, "outside", whom="The press"))
    assert [verb.name for verb in case.KIND.offered(entry)] == ["remark"]


def test_whoever_hears_of_it_after_the_partner_agreed_makes_restoring_due_again(room: Room) -> None:
    entry = room.open()
    entry = room.say(entry, "told", whom="Sample Chairwoman")
    entry = room.say(entry, "outcome", finding="not_enough")
    entry = room.say(entry, "restored", to_whom="Staff", how="At a meeting")
    entry = room.say(entry, "agrees", CHAIR)
    entry = room.say(entry, "outside", whom="Sample Donor One")
    assert ("restored", Side.CIP, date(2026, 8, 24)) in room.waits(entry)
    refused(lambda: room.say(entry, "closed"))
    refused(lambda: room.say(entry, "agrees", CHAIR))


@pytest.mark.parametrize("outside", ["yes", "unknown"])
def test_nothing_is_to_be_restored_only_where_nobody_outside_heard_and_why_is_written(
    room: Room, outside: str
) -> None:
    entry = room.say(room.open(), "told", whom="Sample Chairwoman")
    entry = room.say(entry, "outcome", finding="not_substantiated")
    assert refused(lambda: room.say(entry, "none_needed", outside="no")) == "words"
    wrong: dict[str, Any] = {"outside": outside, "words": "It was quick."}
    with pytest.raises(EntryRefused) as refusal:
        room.say(entry, "none_needed", **wrong)
    assert refusal.value.field == "outside"
    with pytest.raises((UnfitBody, EntryRefused)):
        room.say(entry, "none_needed", words="It was quick.")
    entry = room.say(entry, "none_needed", outside="no", words="Known to two of us alone.")
    assert room.waits(entry) == {("closed", Side.CIP, None)}
    entry = room.say(entry, "outside", whom="Sample Donor One")
    assert ("restored", Side.CIP, date(2026, 8, 24)) in room.waits(entry)
    assert not case_standing(entry).is_none_needed


def test_without_settings_no_day_is_made_up_and_why_it_waits_stays(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        room = Room(database, rules=NO_TIMES)
        entry = room.say(room.open(), "not_yet", words="Papers could vanish.")
        waitings = list(case.KIND.waiting(entry, NO_TIMES, START))
        assert {waiting.on for waiting in waitings} == {None}
        assert all("no time set" in waiting.words for waiting in waitings)
        assert "Papers could vanish." in waitings[0].words


def test_one_entered_by_mistake_ends_only_while_nothing_was_done(room: Room) -> None:
    entry = room.say(room.open(), "remark", words="Wrong partner.")
    assert room.say(entry, "withdrawn", words="Wrong partner.").events[-1].verb == "withdrawn"
    entry = room.say(room.open(), "told", whom="Sample Chairwoman")
    refused(lambda: room.say(entry, "withdrawn", words="Better not."))


VERBS = [verb.name for verb in case.KIND.verbs]
VALUES: dict[str, dict[str, str]] = {
    "told": {"whom": "A", "way": "joint"},
    "way": {"way": "joint"},
    "measure": {"what": "A", "protects": "B"},
    "step": {"step": "cause"},
    "outside": {"whom": "A"},
    "outcome": {"finding": "not_enough"},
    "restored": {"to_whom": "A", "how": "B"},
    "none_needed": {"outside": "no"},
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.booleans()), max_size=14))
def test_no_order_of_words_closes_a_case_before_the_partner_agrees(
    shared: Room, said: list[tuple[str, bool]]
) -> None:
    entry = shared.open()
    for verb, for_partner in said:
        author = CHAIR if for_partner else OFFICER
        try:
            entry = shared.say(entry, verb, author, words="Words.", **VALUES.get(verb, {}))
        except EntryRefused:
            continue
    standing, verbs = case_standing(entry), [event.verb for event in entry.events]
    if "outside" in verbs and "closed" in verbs:
        last = max(n for n, verb in enumerate(verbs) if verb == "outside")
        assert {"restored", "agrees"} <= set(verbs[last:])
    if "closed" in verbs:
        assert standing.is_settled and standing.told_on and standing.finding
    offered = {verb.name for verb in case.KIND.offered(entry)}
    assert bool(list(case.KIND.waiting(entry, RULES, START))) == (standing.end is None)
    for verb in offered - {"remark"}:  # what a button offers may be said
        author = OFFICER if Side.CIP in case.KIND.verb(verb).sides else CHAIR
        shared.say(entry, verb, author, words="Words.", **VALUES.get(verb, {}))
        break


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with fresh_database("sqlite", tmp_path_factory.mktemp("cases")) as database:
        yield Room(database)


@given(st.text(max_size=20), st.dates())
@settings(max_examples=25)
def test_a_number_tells_of_no_partner_day_or_count(partner: str, on: date) -> None:
    numbers = [case_number() for _ in range(20)]
    assert len(set(numbers)) == 20
    for number in numbers:
        assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", number)
        assert str(on.year) not in number
        assert number != partner


def test_the_number_is_the_same_each_time_the_case_is_read(room: Room) -> None:
    entry = room.open()
    assert entry.title == f"Case {case_body(entry).number}"
    assert room.register.entry(entry.id, SEES).title == entry.title


def test_only_its_role_opens_sees_and_adds_to_a_case(room: Room) -> None:
    values = {"irregularity": "financial"}
    for sees in ((), ("editors", "coordinators")):
        with pytest.raises(EntryRefused):
            room.desk.open(OpeningInput("case", "roshni", OFFICER, f"{sees}", values), sees)
    entry = room.open()
    saying = SayingInput(entry.id, "remark", OFFICER, "forged", 0, {"words": "Words."})
    for sees in ((), ("editors", "coordinators")):
        with pytest.raises(UnknownEntry):
            room.register.entry(entry.id, sees)
        with pytest.raises(UnknownEntry):
            room.desk.say(saying, sees)
    assert room.register.entry(entry.id, SEES).events == ()
    assert room.register.everything() == []


@pytest.mark.parametrize("kind", KINDS)
def test_closed_cases_go_when_their_days_are_over_and_open_ones_stay(
    kind: str, tmp_path: Path
) -> None:
    with fresh_database(kind, tmp_path) as database:
        room = Room(database, KeyRing(parse_keys(new_key())))
        waiting = room.open()
        over = room.say(room.open(), "withdrawn", words="Wrong partner.")
        room.today = START + timedelta(days=20)
        late = room.say(room.open(), "withdrawn", words="Wrong partner.")

        def carried_out(days: int, kept: int | None) -> list[Any]:
            moment = datetime(*START.timetuple()[:3], tzinfo=UTC).timestamp() + days * DAY
            retention = Retention(database, RetentionPeriods(cases=kept), lambda: moment)
            due = retention.due()
            assert retention.carry_out() == due
            return due

        assert carried_out(40, None) == []
        assert carried_out(29, 30) == []
        (removal,) = carried_out(31, 30)
        assert (removal.what, removal.name, removal.partner) == (Removed.CASES, "1", "")
        assert not {over.id, over.title} & set(vars(removal).values())
        left = {entry.id for entry in room.register.everything(SEES)}
        assert left == {waiting.id, late.id}
        room.register.forget("roshni")
        assert room.register.everything(SEES) == []


def test_that_a_case_stands_in_the_clear_is_known_and_none_joins_sealed_ones(
    tmp_path: Path,
) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        room = Room(database, KeyRing(parse_keys(new_key())))
        assert not stands_in_the_clear(database)
        room.say(room.open(), "remark", words="Words.")
        assert not stands_in_the_clear(database)
        without = Room(database)
        for partner in ("roshni", "mashal"):
            with pytest.raises(KeyMissing):
                without.open(partner)
        assert len(room.register.everything(SEES)) == 1
    with fresh_database("sqlite", tmp_path / "plain") as database:
        Room(database).open()
        assert stands_in_the_clear(database)


def test_the_report_counts_restorings_and_says_nothing_else(room: Room) -> None:
    found: dict[str, Any] = {"finding": "not_substantiated"}
    first = room.say(room.open(), "outcome", **found)
    room.today = START + timedelta(days=9)
    second = room.say(room.open("mashal"), "outcome", **found)
    third = room.say(room.open(), "told", whom="Sample Chairwoman")
    third = room.say(third, "outcome", **found)
    room.say(third, "none_needed", outside="no", words="Known to two of us alone.")
    second = room.say(second, "restored", to_whom="Sample Donor", how="A letter")
    room.today = START + timedelta(days=30)
    page = restoring_page(case_entries(room.register), RULES, room.today)
    cells = {row.cells[0].strip(): row.cells[1:] for row in page.tables[0].rows}
    assert cells["Due"] == ("1", "30", "30.0")
    assert cells["of them late, by the office’s setting"][0] == "1"
    assert cells["Done; the partner is to agree"] == ("1", "21", "21.0")
    assert cells["None needed: nobody outside was told"][0] == "1"
    text = repr(page)
    for entry in (first, second, third):
        secrets = (entry.id, entry.title, entry.title[5:], "roshni", "mashal", "Receipts")
        assert not [secret for secret in secrets if secret in text]
        assert matter_reference(entry.id) not in text
    page = restoring_page(case_entries(room.register), NO_TIMES, room.today)
    assert "no time set" in repr(page.tables)
