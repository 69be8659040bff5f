"""What a check finds, how it is settled, and when it is due again."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from drafting.partners import PartnerFile
from drafting.partners.record import Partner
from drafting.screening import (
    BadList,
    MatchStanding,
    ScreeningDesk,
    Screenings,
    UnfitMatchDecision,
    WatchList,
)
from drafting.screening.entries import EntryKind, ListEntry
from drafting.screening.matches import Screening
from drafting.screening.reminders import due_checks, waiting_matches
from tests.support.databases import fresh_database

TODAY = date(2026, 11, 23)
CNIC, OTHER_CNIC = "35202-0000001-1", "35202-0000002-2"
BILAL = ListEntry("7", "Muhammad Bilal Qureshi", EntryKind.PERSON, numbers=(CNIC,))
OTHERS = ListEntry("8", "Some Body Else", EntryKind.PERSON)


def watch_list(*entries: ListEntry, digest: str = "1", title: str = "Made up") -> WatchList:
    return WatchList(title, "made-up.csv", date(2026, 11, 1), digest, entries)


def partner(signatory: str, cnic: str = "", name: str = "Roshni Society") -> Partner:
    people: dict[str, Any] = {"signatories": [{"name": signatory, "cnic": cnic}]}
    return Partner.model_validate({"id": "one", "identity": {"legal_name": name}, "people": people})


class Room:
    """A desk whose lists and day a test changes."""

    def __init__(self, database: Any) -> None:
        self.partners = PartnerFile(database)
        self.lists: list[WatchList] = [watch_list(BILAL)]
        self.today, minutes = TODAY, itertools.count()
        self.desk = ScreeningDesk(
            partners=self.partners,
            screenings=Screenings(database),
            lists=lambda: self.lists,
            again_after_months=6,
            today=lambda: self.today,
            clock=lambda: datetime(2026, 11, 23, 9, next(minutes), tzinfo=UTC),
        )

    def save(self, record: Partner) -> None:
        self.partners.save(record, by="U1", source="test")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Room(database)


def test_a_number_comes_before_a_name_and_is_never_told(room: Room) -> None:
    room.save(partner("Zarina Jan", CNIC))
    room.desk.screen("one", "Sample Officer")
    (match,) = room.desk.open_matches("one")
    assert match.reasons == ("The identity card number is the same.",)
    assert "0000001" not in match.model_dump_json()


def test_only_a_name_of_the_same_letters_is_called_the_same(room: Room) -> None:
    for name, reason in (
        ("Muhammad  Bilal QURESHI", "The name is the same as ‘Muhammad Bilal Qureshi’."),
        ("Mohammad Bilal Quraishi", "The name sounds the same as ‘Muhammad Bilal Qureshi’."),
    ):
        room.save(partner(name))
        room.desk.screen("one", "Sample Officer")
        (match,) = room.desk.open_matches("one")
        assert match.reasons[0] == reason


def test_of_people_whose_identity_card_is_another_the_name_is_passed_over(room: Room) -> None:
    room.save(partner("Mohammad Bilal Qureshi", OTHER_CNIC))
    screening = room.desk.screen("one", "Sample Officer")
    assert (screening.found, screening.passed_over) == ((), 1)


def test_a_match_stays_open_until_a_named_person_clears_it_with_a_reason(room: Room) -> None:
    room.save(partner("Mohammad Bilal Quraishi"))
    room.desk.screen("one", "Sample Officer")
    (match,) = room.desk.open_matches("one")
    for by, reason in (("", "Another father."), ("Sample Officer", " ")):
        with pytest.raises(UnfitMatchDecision):
            room.desk.decide(match.id, MatchStanding.CLEARED, by, reason)
    assert room.desk.open_matches("one") == [match]
    room.desk.decide(match.id, MatchStanding.CLEARED, "Sample Officer", "Another father.")
    assert room.desk.open_matches("one") == []
    room.desk.screen("one", "Sample Officer")  # what was settled stays settled
    assert room.desk.open_matches("one") == []
    room.desk.decide(match.id, MatchStanding.OPEN, "Sample Chief", "The paper was a copy.")
    (reopened,) = room.desk.open_matches("one")
    outcomes = [decision.outcome for decision in reopened.decisions]
    assert outcomes == [MatchStanding.CLEARED, MatchStanding.OPEN]
    room.desk.decide(match.id, MatchStanding.CONFIRMED, "Sample Chief", "He said so.")
    assert [each.standing for each in room.desk.open_matches("one")] == [MatchStanding.CONFIRMED]


def test_a_match_does_not_go_away_with_its_list(room: Room) -> None:
    room.save(partner("Muhammad Bilal Qureshi"))
    room.desk.screen("one", "Sample Officer")
    room.lists = [watch_list(OTHERS, title="Another")]
    room.desk.screen("one", "Sample Officer")
    assert len(room.desk.open_matches("one")) == 1
    room.lists = [watch_list(OTHERS, digest="2")]  # a new edition without the entry
    room.desk.screen("one", "Sample Officer")
    assert room.desk.open_matches("one") == []


def test_a_check_is_due_again_for_a_new_list_other_names_and_the_time(room: Room) -> None:
    def why() -> list[str]:
        return [reason for _, reasons in room.desk.due() for reason in reasons]

    room.save(partner("Zarina Jan"))
    assert why() == ["It was never checked."]
    room.desk.screen("one", "Sample Officer")
    assert why() == []
    room.lists = [watch_list(BILAL, OTHERS, digest="2")]
    assert why() == ["New since: Made up of 1 November 2026."]
    room.lists = [watch_list(BILAL)]
    room.save(partner("Zarina Jan", OTHER_CNIC))
    assert why() == ["Its names or numbers changed since."]
    room.save(partner("Zarina Jan"))
    room.today = date(2027, 5, 23)
    assert why() == ["The last check was on 23 November 2026."]


def test_a_look_reads_the_last_check_alone_and_digests_what_is_new(room: Room) -> None:
    room.save(partner("Zarina Jan"))
    for _ in range(3):
        last = room.desk.screen("one", "Sample Officer")
    with (
        patch.object(Screening, "model_validate_json", wraps=Screening.model_validate_json) as read,
        patch("hashlib.pbkdf2_hmac", wraps=hashlib.pbkdf2_hmac) as digested,
    ):
        assert not room.desk.due()
        assert room.desk.latest("one") == last
        assert (read.call_count, digested.call_count) == (2, 0)
        room.save(partner("Zarina Jan", name="Another Society"))
        assert room.desk.due()
        assert digested.call_count == 1


def test_without_a_list_nobody_counts_as_checked(room: Room) -> None:
    room.save(partner("Zarina Jan"))
    room.lists = []
    with pytest.raises(BadList, match="screening"):
        room.desk.screen("one", "Sample Officer")
    assert room.desk.latest("one") is None


def test_a_restricted_name_is_checked_and_not_told(room: Room) -> None:
    record = partner("Zarina Jan")
    bank = record.bank.model_copy(update={"title": "Muhammad Bilal Qureshi"})
    room.save(record.model_copy(update={"bank": bank}))
    room.desk.screen("one", "Sample Officer")
    (match,) = room.desk.open_matches("one")
    assert match.subject == "(account title, for some roles alone)"


def test_a_check_is_due_once_for_each_period_and_only_where_there_is_a_list(room: Room) -> None:
    def keys() -> list[str]:
        return [check.key for check in due_checks(room.desk)]

    room.save(partner("Zarina Jan"))
    assert keys() == ["one:never"]
    screening = room.desk.screen("one", "Sample Officer")
    assert keys() == []
    for today, periods in ((date(2027, 5, 23), 1), (date(2027, 6, 1), 1), (date(2027, 11, 23), 2)):
        room.today = today
        assert keys() == [f"one:{screening.id}:{periods}"]
    room.lists = []
    assert keys() == []


def test_an_open_match_waits_from_the_second_day_until_somebody_settles_it(room: Room) -> None:
    room.save(partner("Muhammad Bilal Qureshi"))
    room.desk.screen("one", "Sample Officer")
    (match,) = room.desk.open_matches("one")
    days = [waiting_matches(room.desk, TODAY + timedelta(days=days)) for days in (1, 2, 3, 4)]
    assert [len(due) for due in days] == [0, 1, 1, 1]
    assert days[1][0].key == days[2][0].key != days[3][0].key
    room.desk.decide(match.id, MatchStanding.CONFIRMED, "Sample Chief", "He said so.")
    assert waiting_matches(room.desk, TODAY + timedelta(days=9)) == []
