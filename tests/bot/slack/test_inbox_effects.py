"""What the inbox's steps leave in the database, and what they leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.operations.database import Database
from bot.slack.delivery.deliveries import (
    SET_ASIDE,
    AnswerRecord,
    Delivery,
    DeliveryKind,
    Reply,
    Way,
)
from bot.slack.delivery.inbox import CONTEXT, Inbox
from bot.slack.delivery.leases import LEASE
from tests.support.databases import fresh_database

START = 1_800_000_000.0


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as database:
        yield database


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock=clock)


def recorded(inbox: Inbox, key: str = "one", **more: Any) -> Delivery:
    given = {"user": "U1", "channel": "C1", "ts": "1.0", "thread_ts": "1.0", "team": "T1", **more}
    kept = inbox.record(Delivery(key, given.pop("kind", DeliveryKind.QUESTION), **given))
    assert kept is not None
    return kept


def column(database: Database, name: str, table: str = "deliveries") -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(sa.text(f'select "{name}" from {table}')).scalars())


def answer() -> AnswerRecord:
    return AnswerRecord("Question?", answered=True, reason="", clauses=(), asked_at=START)


def test_a_note_leaves_the_other_values(inbox: Inbox, database: Database) -> None:
    delivery = recorded(inbox, kind=DeliveryKind.DRAFT, extra={"partner": "a", "document": "mou"})
    inbox.note(delivery, "uploaded", ["F1"])
    (extra,) = column(database, "extra")
    assert all(one in extra for one in ("partner", "document", "uploaded", "F1"))


def test_work_that_another_took_over_is_not_noted_as_begun(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    delivery = recorded(inbox)
    clock.now += LEASE + 1
    other = Inbox(database, clock=clock)
    assert other.take_over()
    assert not inbox.begin(delivery)
    assert column(database, "begun_at") == [None]


def test_a_reply_is_known_by_its_stream_and_by_its_own_time_in_its_channel_alone(
    inbox: Inbox,
) -> None:
    delivery = recorded(inbox)
    assert not inbox.is_reply("C1", "2.0")
    inbox.note_stream(delivery, "2.0")
    assert inbox.is_reply("C1", "2.0")
    assert not inbox.is_reply("C2", "2.0")
    inbox.close(delivery, Reply("answered", "C1", "3.0"))
    assert inbox.is_reply("C1", "3.0")


def test_a_report_of_misconduct_takes_no_part_in_its_thread(inbox: Inbox) -> None:
    recorded(inbox, kind=DeliveryKind.REPORT)
    assert not inbox.took_part("C1", "1.0", "U1")
    recorded(inbox, "two")
    assert inbox.took_part("C1", "1.0", "U1")


def test_a_question_is_forgotten_as_context_when_its_time_is_over(
    inbox: Inbox, clock: Clock
) -> None:
    recorded(inbox, text="May they?")
    clock.now += CONTEXT - 1
    assert inbox.earlier_questions(recorded(inbox, "two", ts="2.0"))[-1] == "May they?"
    clock.now += 2
    late = recorded(inbox, "three", ts="3.0", text="And we?")
    assert inbox.earlier_questions(late) == []


def test_what_a_person_has_deleted_is_what_is_closed_and_theirs(
    inbox: Inbox, database: Database
) -> None:
    closed = recorded(inbox, "closed", text="Closed?")
    inbox.close(closed, Reply("answered", "C1", "2.0"), answer())
    other = recorded(inbox, "others", user="U2", text="Another’s?")
    inbox.close(other, Reply("answered", "C1", "3.0"), answer())
    recorded(inbox, "open", text="Open?")
    assert inbox.forget("U1") == 1
    assert sorted(filter(None, column(database, "text"))) == ["Another’s?", "Open?"]
    assert column(database, "user", "answers") == ["U2"]


def test_a_forgotten_workspace_takes_its_answers_and_no_others(
    inbox: Inbox, database: Database
) -> None:
    for team in ("T1", "T2"):
        asked = recorded(inbox, team, team=team, user=f"U of {team}")
        inbox.close(asked, Reply("answered", "C1", "2.0"), answer())
    inbox.forget_team("T1")
    assert column(database, "team") == ["T2"]
    assert column(database, "user", "answers") == ["U of T2"]


def test_the_text_of_what_is_set_aside_is_kept_to_be_tried_again(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    inbox.set_aside(recorded(inbox, text="Poison?"), Reply(SET_ASIDE))
    inbox.close(recorded(inbox, "two", text="Closed?"), Reply("answered", "C1", "2.0"))
    clock.now += CONTEXT + 1
    inbox.purge()
    assert sorted(map(str, column(database, "text"))) == ["None", "Poison?"]


def test_the_end_of_a_process_that_was_asked_to_stop_is_no_crash(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    delivery = recorded(inbox)
    assert inbox.begin(delivery)
    inbox.clear_begun()
    clock.now += LEASE + 1
    (taken,) = Inbox(database, clock=clock).take_over()
    assert (taken.crashes, taken.attempts) == (0, 1)


def test_the_end_of_one_that_died_at_its_work_is(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    assert inbox.begin(recorded(inbox))
    recorded(inbox, "waiting")
    clock.now += LEASE + 1
    taken = {one.key: one.crashes for one in Inbox(database, clock=clock).take_over()}
    assert taken == {"one": 1, "waiting": 0}


def test_a_process_may_put_off_its_own_work_without_a_crash(inbox: Inbox, clock: Clock) -> None:
    delivery = recorded(inbox, way=Way.DIRECT)
    assert inbox.begin(delivery)
    inbox.put_off(delivery, 10)
    clock.now += 11
    (again,) = inbox.take_over()
    assert (again.crashes, again.failures) == (0, 1)


def test_of_the_questions_of_a_minute_just_as_many_are_answered_as_allowed(
    inbox: Inbox, clock: Clock
) -> None:
    def kind(number: int) -> DeliveryKind:
        kept = inbox.record(
            Delivery(f"key {number}", DeliveryKind.QUESTION, "U1", text="?"), at_most=3
        )
        assert kept is not None
        return kept.kind

    assert [kind(number) for number in range(5)] == [
        *[DeliveryKind.QUESTION] * 3,
        *[DeliveryKind.LIMITED] * 2,
    ]
    clock.now += 61
    assert kind(9) is DeliveryKind.QUESTION
