"""A day counts to its end: what the review says on the last day, and on the day after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from drafting.partners.record import Partner
from tests.support.drafting.desk import (
    SCHOOLS,
    TODAY,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)

DAY = timedelta(days=1)
START, END = date(2026, 1, 31), date(2027, 10, 31)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, sample()) as room:
        yield room


def dated(**dates: Any) -> Partner:
    """The sample, whose funded agreement has those days and nothing else that is dated."""
    partner = changed(sample(), "workplan", [], SCHOOLS)
    given = {"start": START, "end": END, **dates}
    for name in ("end", "start"):
        partner = changed(partner, name, given[name].isoformat(), SCHOOLS)
    return partner


def codes(room: Room, partner: Partner, field: str) -> list[str]:
    """The codes of what the review says of a field."""
    room.save(partner)
    review = room.desk.review(asked())
    return [one.code for one in (*review.findings(), *review.notes) if one.field == field]


@pytest.mark.parametrize(("end", "is_over"), [(TODAY, False), (TODAY - DAY, True)])
def test_an_agreement_is_over_on_the_day_after_its_last(
    end: date, is_over: bool, room: Room
) -> None:
    found = codes(room, dated(end=end), "agreement.end")
    assert ("over" in found) is is_over


@pytest.mark.parametrize(
    ("due", "outside"),
    [(START, False), (START - DAY, True), (END, False), (END + DAY, True)],
)
def test_a_tranche_may_be_due_on_the_first_and_on_the_last_day(
    due: date, outside: bool, room: Room
) -> None:
    tranches = [{"amount": "1000", "due": due.isoformat()}]
    partner = changed(dated(), "money.tranches", tranches, SCHOOLS)
    found = codes(room, partner, "agreement.money.tranches")
    assert ("day-outside" in found) is outside


@pytest.mark.parametrize(
    ("start", "end", "outside"),
    [(START, END, False), (START - DAY, END, True), (START, END + DAY, True)],
)
def test_an_activity_may_take_the_whole_of_the_agreement(
    start: date, end: date, outside: bool, room: Room
) -> None:
    activity = {"what": "Classes", "start": start.isoformat(), "end": end.isoformat()}
    found = codes(room, changed(dated(), "workplan", [activity], SCHOOLS), "agreement.workplan")
    assert ("day-outside" in found) is outside


@pytest.mark.parametrize(
    ("expires", "end", "code"),
    [
        (TODAY - DAY, END, ["expired"]),
        (TODAY, END, ["expiring"]),
        (END - DAY, END, ["expiring"]),  # before the agreement ends
        (END, END, []),
        (TODAY + timedelta(days=90), TODAY + DAY, ["expiring"]),  # soon
        (TODAY + timedelta(days=91), TODAY + DAY, []),
    ],
)
def test_a_paper_is_told_while_it_may_run_out_too_early(
    expires: date, end: date, code: list[str], room: Room
) -> None:
    field = "registration.expires"
    partner = changed(dated(end=end), field, expires.isoformat())
    assert codes(room, partner, f"partner.{field}") == code
