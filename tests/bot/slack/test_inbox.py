"""The inbox records each delivery once, keeps it through crashes, and closes it with its answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData

from bot import clause_marks, spending
from bot.operations.database import Database, DatabaseError
from bot.slack.delivery import tables as inbox_tables
from bot.slack.delivery.deliveries import (
    UNDELIVERABLE,
    AnswerRecord,
    Delivery,
    DeliveryKind,
    Reply,
    Way,
)
from bot.slack.delivery.inbox import CONTEXT, DAY, DELIVERIES_KEPT, Inbox
from bot.slack.delivery.leases import LEASE
from drafting.agreements import tables as draft_tables
from drafting.due_diligence.checklists import tables as checklist_tables
from drafting.partners import tables as partner_tables
from drafting.partnership import retention
from drafting.register import tables as register_tables
from drafting.screening import tables as screening_tables
from drafting.sealing import key_record
from tests.support.databases import KINDS, fresh_database, fresh_url

ROOMS_WITH_TABLES = (
    *(inbox_tables, spending, partner_tables, draft_tables, checklist_tables),
    *(retention, key_record, clause_marks, screening_tables, register_tables),
)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock=clock)


def question(number: int = 1, **given: object) -> Delivery:
    ts = f"1800000000.{number:06d}"
    asked = Delivery(
        key=f"post:C1:{ts}",
        kind=DeliveryKind.QUESTION,
        user="U1",
        channel="C1",
        ts=ts,
        thread_ts=ts,
        text=f"Question {number}?",
        team="T1",
    )
    return replace(asked, **given)  # type: ignore[arg-type]


def answer(text: str = "Question 1?", *, answered: bool = True, at: float = 0.0) -> AnswerRecord:
    return AnswerRecord(
        question=text,
        answered=answered,
        reason="" if answered else "outside",
        clauses=("CSPF 17(a)",),
        asked_at=at,
    )


def every_table() -> MetaData:
    """The tables that any part of Saathi keeps something in."""
    whole = MetaData()
    for rooms in ROOMS_WITH_TABLES:
        for table in rooms.METADATA.sorted_tables:
            table.to_metadata(whole)
    return whole


def recorded(inbox: Inbox, delivery: Delivery) -> Delivery:
    kept = inbox.record(delivery)
    assert kept is not None
    return kept


def test_the_tables_are_as_the_migrations_make_them(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, every_table()) == []


def test_replicas_that_start_together_migrate_once(tmp_path: Path) -> None:
    for kind in KINDS:
        with fresh_url(kind) as url:
            replicas = [Database(url, tmp_path) for _ in range(6)]
            with ThreadPoolExecutor(6) as pool:
                list(pool.map(Database.migrate, replicas))
            assert Inbox(replicas[0]).record(question()) is not None
            for replica in replicas:
                replica.close()


def test_a_database_that_is_not_there_is_named_with_the_cure(tmp_path: Path) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none", tmp_path)
    with pytest.raises(DatabaseError, match="database_url") as caught:
        database.migrate()
    assert "\n" not in str(caught.value)


def test_what_is_sent_again_is_recorded_once(inbox: Inbox) -> None:
    assert recorded(inbox, question()).id
    assert inbox.record(question()) is None
    assert inbox.record(question(text="the same post as app_mention")) is None
    assert inbox.open_count() == 1


def test_of_many_replicas_that_receive_the_same_one_records_it(database: Database) -> None:
    replicas = [Inbox(database) for _ in range(8)]
    start = threading.Barrier(8)

    def receive(replica: Inbox) -> Delivery | None:
        start.wait()
        return replica.record(question())

    with ThreadPoolExecutor(8) as pool:
        received = list(pool.map(receive, replicas))
    assert sum(one is not None for one in received) == 1


def test_what_was_recorded_reads_back_as_it_was(inbox: Inbox, clock: Clock) -> None:
    sent = question(
        text="Urdu: کیا؟ and 'quotes' \N{GRINNING FACE}", extra={"share": "C9"}, way=Way.DIRECT
    )
    kept = recorded(inbox, sent)
    clock.now += LEASE + 1
    (taken,) = inbox.take_over()
    assert taken == replace(kept, attempts=1, fence=1)


def test_nobody_takes_over_while_the_owner_is_alive(database: Database, clock: Clock) -> None:
    one, other = Inbox(database, clock=clock), Inbox(database, clock=clock)
    kept = recorded(one, question())
    clock.now += LEASE - 1
    one.renew([kept])
    clock.now += LEASE - 1
    assert other.take_over() == []
    assert one.holds(kept)


def test_what_a_dead_owner_left_is_taken_over_once_and_the_dead_may_not_reply(
    database: Database, clock: Clock
) -> None:
    dead = Inbox(database, clock=clock)
    kept = recorded(dead, question())
    clock.now += LEASE + 1
    others = [Inbox(database, clock=clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = [one for found in pool.map(Inbox.take_over, others) for one in found]
    assert [one.id for one in taken] == [kept.id]
    assert not dead.holds(kept)


def test_what_is_let_go_is_taken_up_at_once_and_in_order(database: Database, clock: Clock) -> None:
    before, after = Inbox(database, clock=clock), Inbox(database, clock=clock)
    for number in range(5):
        clock.now += 1
        recorded(before, question(number))
    before.release()
    assert [one.text for one in after.take_over()] == [f"Question {n}?" for n in range(5)]


def test_what_is_put_off_comes_back_when_its_time_has_come(inbox: Inbox, clock: Clock) -> None:
    kept = recorded(inbox, question())
    inbox.put_off(kept, seconds=8)
    assert not inbox.holds(kept)
    clock.now += 7
    assert inbox.take_over() == []
    clock.now += 2
    assert [one.attempts for one in inbox.take_over()] == [1]


def test_closing_keeps_the_answer_in_the_same_step(inbox: Inbox, clock: Clock) -> None:
    kept = recorded(inbox, question())
    inbox.close(kept, Reply("answered", "C1", "1800000001.000001"), answer(at=clock.now))
    assert inbox.open_count() == 0
    assert inbox.oldest_open() is None
    (asked,) = inbox.recent("U1")
    assert (asked.question, asked.clauses, asked.reply_ts) == (
        "Question 1?",
        ("CSPF 17(a)",),
        "1800000001.000001",
    )
    assert inbox.record(question()) is None


def test_an_answer_that_cannot_be_kept_leaves_the_delivery_open(inbox: Inbox) -> None:
    kept = recorded(inbox, question())
    broken = replace(answer(), question=None)  # type: ignore[arg-type]
    with pytest.raises(sa.exc.IntegrityError):
        inbox.close(kept, Reply("answered", "C1", "1"), broken)
    assert inbox.open_count() == 1


def test_what_reached_nobody_may_be_sent_again(inbox: Inbox) -> None:
    kept = recorded(inbox, question())
    inbox.close(kept, Reply(UNDELIVERABLE))
    assert inbox.record(question()) is not None


def test_a_follow_up_knows_the_question_before_it_in_its_thread(inbox: Inbox, clock: Clock) -> None:
    root = recorded(inbox, question(1))
    clock.now += 1
    other_thread = recorded(inbox, question(2))
    clock.now += 1
    follow_up = recorded(inbox, question(3, thread_ts=root.ts))
    assert inbox.earlier_questions(follow_up)[-1] == "Question 1?"
    clock.now += 1
    next_one = recorded(inbox, question(4, thread_ts=root.ts))
    assert inbox.earlier_questions(next_one)[-1] == "Question 3?"
    assert inbox.took_part("C1", root.ts, "U1")
    assert not inbox.took_part("C1", root.ts, "U2")
    assert inbox.earlier_questions(recorded(inbox, question(5, thread_ts=other_thread.ts)))


def test_a_thread_under_a_private_answer_goes_on_with_its_question(
    inbox: Inbox, clock: Clock
) -> None:
    asked = recorded(inbox, question(1, key="command:1", channel="", ts="", thread_ts=""))
    inbox.close(asked, Reply("answered", "D1", "1800000005.000000"), answer())
    clock.now += 10
    below = question(9, channel="D1", thread_ts="1800000005.000000", key="post:D1:9")
    assert inbox.earlier_questions(recorded(inbox, below))[-1] == "Question 1?"


def test_a_direct_message_goes_on_with_the_persons_own_last_question(
    inbox: Inbox, clock: Clock
) -> None:
    recorded(inbox, question(1, channel="D1", key="a"))
    clock.now += 60
    now = recorded(inbox, question(2, channel="D1", key="b"))
    assert inbox.earlier_questions(now, within=900)[-1] == "Question 1?"
    clock.now += 1000
    assert inbox.earlier_questions(recorded(inbox, question(3, channel="D1", key="c")), 900) == []


def test_a_question_too_many_in_a_minute_is_recorded_without_its_text(
    inbox: Inbox, clock: Clock
) -> None:
    def kind(number: int, user: str = "U1") -> DeliveryKind:
        kept = inbox.record(question(number, user=user), at_most=2)
        assert kept is not None
        assert (kept.text is None) == (kept.kind is DeliveryKind.LIMITED)
        return kept.kind

    assert [kind(1), kind(2), kind(3), kind(4)] == [DeliveryKind.QUESTION] * 2 + [
        DeliveryKind.LIMITED
    ] * 2
    assert kind(5, "U2") is DeliveryKind.QUESTION
    clock.now += 61
    assert kind(6) is DeliveryKind.QUESTION


def test_feedback_is_kept_with_the_answer(inbox: Inbox, clock: Clock) -> None:
    kept = recorded(inbox, question())
    inbox.close(kept, Reply("answered", "C1", "1"), answer(at=clock.now))
    assert inbox.rate(kept.id, helpful=False)
    assert [one.helpful for one in inbox.asked_between(0, clock.now + 1)] == [False]
    assert not inbox.rate("unknown", helpful=True)


def test_a_person_can_have_their_questions_deleted(inbox: Inbox, clock: Clock) -> None:
    for number, user in ((1, "U1"), (2, "U1"), (3, "U2")):
        kept = recorded(inbox, question(number, user=user))
        inbox.close(kept, Reply("answered", "C1", str(number)), answer(at=clock.now))
    waiting = recorded(inbox, question(4))
    assert inbox.forget("U1") == 2
    assert inbox.recent("U1") == []
    assert len(inbox.recent("U2")) == 1
    clock.now += 1
    follow_up = recorded(inbox, question(5, thread_ts=question(1).ts))
    assert inbox.earlier_questions(follow_up) == []
    clock.now += LEASE
    assert waiting.text in [one.text for one in inbox.take_over()]


def test_what_is_too_old_is_deleted(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, keep_days=10, clock=clock)
    kept = recorded(inbox, question())
    inbox.close(kept, Reply("answered", "C1", "1"), answer(at=clock.now))
    clock.now += CONTEXT + 1
    inbox.purge()
    assert texts(database) == [None]
    assert len(inbox.recent("U1")) == 1
    clock.now += 10 * DAY
    inbox.purge()
    assert inbox.recent("U1") == []
    clock.now += DELIVERIES_KEPT
    inbox.purge()
    assert texts(database) == []


def test_where_questions_are_not_kept_no_answer_is_written(
    database: Database, clock: Clock
) -> None:
    inbox = Inbox(database, keep_days=0, clock=clock)
    inbox.close(recorded(inbox, question()), Reply("answered", "C1", "1"), answer(at=clock.now))
    assert inbox.recent("U1") == []
    assert inbox.asked_between(0, clock.now + 1) == []


def texts(database: Database) -> list[str | None]:
    with database.read() as connection:
        return list(connection.execute(sa.text("SELECT text FROM deliveries")).scalars())


def test_what_is_left_of_a_report_does_not_say_who_wrote_it(
    database: Database, inbox: Inbox
) -> None:
    report = recorded(inbox, question(kind=DeliveryKind.REPORT, key="report:abc", text=None))
    inbox.close(report, Reply("report", "D0PRIVATE", "1800000009.000000"))
    with database.read() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM deliveries")).mappings()
    for private in ("U1", "C1", "D0PRIVATE", "1800000000.000001", "1800000009.000000"):
        assert private not in str(dict(row))


def test_one_workspace_can_be_forgotten(inbox: Inbox, clock: Clock) -> None:
    kept = recorded(inbox, question(1, team="T9"))
    passing = recorded(inbox, question(2))
    for one in (kept, passing):
        inbox.close(one, Reply("answered", "C1", one.ts), answer(at=clock.now))
    inbox.forget_team("T1")
    assert [one.reply_ts for one in inbox.recent("U1")] == [kept.ts]
