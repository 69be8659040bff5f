"""Focal points: one a unit, changed by a handover that the new person accepts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.calendar import CalendarBook, CalendarFacts, Follower, due
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import all_kinds, assignment
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    Kinds,
    NewEvent,
    NoBody,
    Register,
    RegisterRules,
    Unit,
    Waiting,
    WaitingSource,
)
from tests.drafting.partnership.test_kinds import OFFICER, START, Desk, refused
from tests.support.databases import fresh_database

OLD, NEW, THIRD = "U0OLDPERSON", "U0NEWPERSON", "U0THIRDPERSON"
GIVER, TAKER = Author(OLD, "Sample Giver"), Author(NEW, "Sample Taker")
RULES = RegisterRules()
OPENED = datetime(2026, 8, 1, 7, tzinfo=UTC)
PARTNER = Partner.model_validate(
    {
        "id": "roshni",
        "identity": {"legal_name": "Sample Sangat"},
        "agreements": [
            {
                "key": key,
                "status": "active",
                "money": {"currency": "PKR", "tranches": [{"amount": 1, "due": "2026-09-01"}]},
            }
            for key in ("a", "b")
        ],
    }
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with fresh_database("sqlite", tmp_path) as database:
        desk = Desk(database)
        desk.register = Register(database, all_kinds(), desk._now)
        yield desk


def opened(desk: Desk, unit: str = "finance", agreement: str = "", **more: str) -> Entry:
    return desk.open("assignment", agreement, **{"unit": unit, "person": OLD, **more})


def person(entry: Entry, today: date = START) -> str:
    assigned = assignment.KIND.assigned(entry, today)
    return assigned.person if assigned else ""


def waits(entry: Entry) -> list[tuple[str, date | None]]:
    return [(each.owner, each.on) for each in assignment.KIND.waiting(entry, RULES, START)]


def test_a_handover_is_accepted_by_whom_it_is_for_and_by_nobody_else(desk: Desk) -> None:
    entry = opened(desk)
    refused(lambda: desk.say(entry, "accepted", TAKER))
    assert refused(lambda: desk.say(entry, "handed_over", GIVER, "All.", to=OLD)) == "to"
    assert refused(lambda: desk.say(entry, "handed_over", GIVER, to=NEW)) == "words"
    entry = desk.say(entry, "handed_over", GIVER, "Two reports are late.", to=NEW)
    assert (person(entry), waits(entry)) == (OLD, [(NEW, None)])
    assert assignment.KIND.lists_due(entry)
    for author in (GIVER, OFFICER, Author("U0OFFICER", "Sample Taking")):
        refused(lambda author=author: desk.say(entry, "accepted", author))  # type: ignore[misc]
    assert person(desk.register.entry(entry.id)) == OLD
    entry = desk.say(entry, "unclear", TAKER, "Which reports?")
    assert (person(entry), waits(entry)) == (OLD, [])
    entry = desk.say(entry, "handed_over", GIVER, "Those of March.", to=NEW)
    entry = desk.say(entry, "accepted", TAKER)
    assert (person(entry), waits(entry)) == (NEW, [])
    assert not assignment.KIND.lists_due(entry)


def test_who_hands_over_does_not_accept_in_the_other_ones_name(desk: Desk) -> None:
    entry = opened(desk, person="Sample Giver")
    by_name = Author("Sample Taker (account)", "Sample Taker")
    entry = desk.say(entry, "handed_over", by_name, "All of it.", to="Sample Taker")
    refused(lambda: desk.say(entry, "accepted", by_name))
    again = Author("Sample Taker (another)", "sample  taker")
    assert desk.say(entry, "accepted", again).events[-1].verb == "accepted"


def test_an_acceptance_of_another_handover_takes_over_nothing(desk: Desk) -> None:
    entry = desk.say(opened(desk), "handed_over", GIVER, "The reports.", to=NEW)
    seen = entry.last_number
    entry = desk.say(entry, "handed_over", GIVER, "The reports, and the audit.", to=NEW)
    entry = desk.register.say(NewEvent(entry.id, "accepted", TAKER, "unseen", seen))
    assert person(entry) == OLD
    assert person(desk.say(entry, "accepted", TAKER)) == NEW


def test_a_unit_has_one_focal_point_and_its_days_are_in_order(desk: Desk) -> None:
    entry = opened(desk, since="2026-08-10", until="2026-12-31", deputy=THIRD)
    assert refused(lambda: opened(desk)) == "unit"
    assert refused(lambda: opened(desk, "pdq", since="2026-08-10", until="2026-08-09")) == "until"
    assert refused(lambda: opened(desk, "pdq", deputy=OLD)) == "deputy"
    opened(desk, "pdq")
    assert (person(entry), person(entry, date(2026, 8, 10))) == ("", OLD)
    assert waits(entry) == [(OLD, date(2026, 12, 31))]
    desk.say(entry, "ended", words="Nobody follows.")
    assert person(opened(desk)) == OLD


@settings(max_examples=50, deadline=None)
@given(st.dates(date(2026, 8, 1), date(2026, 9, 30)))
def test_who_stands_in_between_two_days_follows_on_them_alone(today: date) -> None:
    first, last = date(2026, 8, 10), date(2026, 8, 20)
    body = assignment.StandIn(person=THIRD, since=first, until=last)
    entry = _entry(assignment.AssignmentBody(unit=assignment.AssignedUnit.FINANCE, person=OLD))
    event = _event(1, "stands_in", body)
    expected = THIRD if first <= today <= last else OLD
    assert person(replace(entry, events=(event,)), today) == expected
    handover = _event(2, "handed_over", assignment.Handover(to=NEW))
    taken = replace(entry, events=(event, handover, _event(3, "accepted", NoBody())))
    assert person(taken, today) == NEW  # a stand-in was the one before's


def _entry(body: assignment.AssignmentBody) -> Entry:
    return Entry("e", "assignment", "roshni", "", "Finance", OPENED, GIVER, body)


def _event(number: int, verb: str, body: EntryBody) -> EntryEvent:
    return EntryEvent(f"{number}", number, number - 1, verb, GIVER, OPENED, "", body)


def test_a_partner_s_own_focal_point_takes_the_units_place_for_it(desk: Desk) -> None:
    kinds = Kinds(all_kinds())
    entries = (opened(desk, "finance", "a"), opened(desk, "pdq"))
    waitings = due(CalendarFacts(PARTNER, entries), kinds, RULES, START)
    followed = {each.agreement: each.followed_by for each in waitings if "Tranche" in each.what}
    assert followed == {"a": OLD, "b": ""}


def waiting(key: str, unit: Unit, followed_by: str) -> Waiting:
    return Waiting(
        key,
        "roshni",
        key,
        START,
        Side.CIP,
        WaitingSource.RECORD,
        "",
        unit=unit,
        followed_by=followed_by,
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(Unit)), st.sampled_from(["", OLD, NEW])), max_size=8),
    st.sets(st.sampled_from(list(Unit))),
    st.sampled_from([OLD, NEW, THIRD]),
)
def test_each_waiting_is_its_assigned_persons_or_its_units(
    parts: list[tuple[Unit, str]], units: set[Unit], owner: str
) -> None:
    waitings = [waiting(str(n), unit, by) for n, (unit, by) in enumerate(parts)]
    book = CalendarBook.of({"roshni": waitings})
    follower = Follower(frozenset(units), owner)
    shown = {each.key for each in book.coming(follower, START, 0, 99).first}
    follows_all = units == set(Unit)
    assert shown == {
        str(n)
        for n, (unit, by) in enumerate(parts)
        if (by == owner if by and not follows_all else unit in units)
    }
    assert set(book.assigned()) == {by for _, by in parts if by}
