"""Who may answer a delivery, until when, and what becomes of one that nobody looks after."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.operations.database import Database
from bot.slack.delivery.deliveries import UNDELIVERABLE, Delivery, DeliveryKind, LeaseLost, Reply
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.leases import LEASE
from bot.slack.delivery.overview import DeliveryState, InboxOverview
from bot.slack.delivery.tables import DELIVERIES
from bot.slack.delivery.workers import Workers
from tests.bot.slack.test_inbox import Clock, question, recorded
from tests.support.databases import KINDS, fresh_database
from tests.support.faults import EngineFault
from tests.support.slack.replicas import short_leases
from tests.support.slack.workspace_client import until


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as database:
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock=clock)


def row(database: Database) -> dict[str, Any]:
    with database.read() as connection:
        return dict(connection.execute(DELIVERIES.select()).mappings().one())


def test_only_what_is_renewed_stays(inbox: Inbox, database: Database, clock: Clock) -> None:
    kept, forgotten = recorded(inbox, question(1)), recorded(inbox, question(2))
    clock.now += LEASE - 1
    inbox.renew([kept])
    clock.now += 2
    assert [taken.id for taken in Inbox(database, clock=clock).take_over()] == [forgotten.id]
    assert inbox.holds(kept)


def test_more_than_one_statement_names_are_renewed(
    inbox: Inbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.delivery.leases.IDS_AT_ONCE", 2)
    held = [recorded(inbox, question(number)) for number in range(5)]
    clock.now += LEASE - 1
    inbox.renew(held)
    clock.now += 2
    assert inbox.take_over() == []


CHANGES: dict[str, Callable[[Inbox, Delivery], object]] = {
    "require": Inbox.require,
    "put off": lambda inbox, delivery: inbox.put_off(delivery, 1),
    "note": lambda inbox, delivery: inbox.note(delivery, "uploaded", ["F1"]),
    "note stream": lambda inbox, delivery: inbox.note_stream(delivery, "1.0"),
    "close": lambda inbox, delivery: inbox.close(delivery, Reply("answered")),
    "set aside": lambda inbox, delivery: inbox.set_aside(delivery, Reply("set_aside")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("by_itself", [True, False])
def test_who_lost_it_changes_nothing_even_where_the_same_process_has_it_again(
    small: Database, clock: Clock, change: Callable[[Inbox, Delivery], object], by_itself: bool
) -> None:
    inbox = Inbox(small, clock=clock)
    before = recorded(inbox, question())
    clock.now += LEASE + 1
    (after,) = (inbox if by_itself else Inbox(small, clock=clock)).take_over()
    as_taken = row(small)
    with pytest.raises(LeaseLost):
        change(inbox, before)
    assert row(small) == as_taken
    assert not inbox.begin(before)
    assert after.fence == before.fence + 1


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_lease_that_ran_out_and_that_nobody_took_is_still_good(
    small: Database, clock: Clock, change: Callable[[Inbox, Delivery], object]
) -> None:
    inbox = Inbox(small, clock=clock)
    delivery = recorded(inbox, question())
    clock.now += LEASE + 1
    change(inbox, delivery)


def test_what_is_looked_at_before_a_post_leaves_time_for_it(inbox: Inbox, clock: Clock) -> None:
    delivery = recorded(inbox, question())
    clock.now += LEASE - 1
    inbox.require(delivery)
    clock.now += 2
    assert inbox.take_over() == []


def test_a_process_that_was_cut_off_takes_back_the_crash_that_was_counted(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    delivery = recorded(inbox, question())
    assert inbox.begin(delivery)
    clock.now += LEASE + 1
    other = Inbox(database, clock=clock)
    (taken,) = other.take_over()
    assert taken.crashes == 1
    other.put_off(taken, 0)
    (taken,) = other.take_over()
    inbox.withdraw_crash(delivery)
    inbox.withdraw_crash(delivery)
    assert row(database)["crashes"] == 0


def test_a_crash_of_somebody_else_is_not_taken_back(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    dead = Inbox(database, clock=clock)
    delivery = recorded(dead, question())
    assert dead.begin(delivery)
    clock.now += LEASE + 1
    (taken,) = inbox.take_over()
    inbox.withdraw_crash(taken)
    inbox.withdraw_crash(delivery)
    assert row(database)["crashes"] == 1


def test_work_of_its_own_that_a_process_lost_counts_as_failed_and_not_as_a_crash(
    inbox: Inbox, clock: Clock
) -> None:
    assert inbox.begin(recorded(inbox, question()))
    clock.now += LEASE + 1
    (again,) = inbox.take_over()
    assert (again.crashes, again.failures) == (0, 1)


def test_after_an_outage_each_takes_its_own_and_what_nobody_has_first(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    other = Inbox(database, clock=clock)
    theirs, own, free = (
        recorded(other, question(1)), recorded(inbox, question(2)), recorded(other, question(3))
    )  # fmt: skip
    other.put_off(free, 1)
    clock.now += LEASE + 1
    taken = {delivery.id for delivery in inbox.take_over(from_others=False)}
    assert taken == {own.id, free.id}
    other.renew([theirs])
    assert inbox.take_over() == []


def test_what_waited_for_slack_is_due_when_it_is_back(inbox: Inbox, clock: Clock) -> None:
    waiting = recorded(inbox, question(1))
    held = recorded(inbox, question(2))
    inbox.put_off(waiting, 500, failed=False)
    inbox.bring_forward()
    (again,) = inbox.take_over()
    assert (again.id, again.failures) == (waiting.id, 0)
    assert inbox.holds(held)


def test_the_overview_tells_work_from_what_was_left(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    delivery = recorded(inbox, question())
    overview = InboxOverview(database, clock)
    assert overview.entry(delivery.id).state is DeliveryState.WAITING
    assert inbox.begin(delivery)
    assert overview.entry(delivery.id).state is DeliveryState.WORKED_ON
    clock.now += LEASE + 1
    assert overview.entry(delivery.id).state is DeliveryState.WAITING


# --- workers --------------------------------------------------------------------------------------


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    short_leases(monkeypatch)


def working(inbox: Inbox, work: Callable[[Delivery], None], threads: int = 2) -> Workers:
    workers = Workers(inbox, work, threads)
    workers.start()
    return workers


@pytest.mark.usefixtures("_short")
def test_work_that_hangs_is_taken_up_by_another_thread_and_its_own_end_is_not_heard(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.delivery.workers.LONGEST", 0.5)
    inbox, hanging, tries = Inbox(small), threading.Event(), []
    ended: list[bool] = []

    def work(delivery: Delivery) -> None:
        tries.append(delivery)
        if len(tries) == 1:
            hanging.wait()
            ended.append(inbox.holds(delivery))
        inbox.close(delivery, Reply(f"try {len(tries)}"))

    workers = working(inbox, work)
    workers.add(recorded(inbox, question()))
    until(lambda: inbox.open_count() == 0)
    hanging.set()
    until(lambda: ended)
    assert workers.stop(5)
    assert (ended, row(small)["outcome"]) == ([False], "try 2")


@pytest.mark.usefixtures("_short")
def test_what_cannot_be_put_off_is_put_off_when_the_database_is_back(small: Database) -> None:
    inbox, fault = Inbox(small), EngineFault(small)
    tries: list[int] = []

    def work(delivery: Delivery) -> None:
        tries.append(delivery.failures)
        if len(tries) == 1:
            fault.begin()
            raise OSError("the disk is full")
        inbox.close(delivery, Reply("answered"))

    workers = working(inbox, work)
    workers.add(recorded(inbox, question()))
    until(lambda: fault.met > 3)
    fault.end()
    until(lambda: inbox.open_count() == 0)
    assert workers.stop(5)
    assert tries == [0, 1]


@pytest.mark.usefixtures("_short")
def test_a_stop_while_the_database_is_away_is_a_stop(small: Database) -> None:
    workers, fault = working(Inbox(small), lambda _delivery: None), EngineFault(small)
    fault.begin(reads=True)
    assert workers.stop(5)


# --- reminders ------------------------------------------------------------------------------------


def reminder(*keys: str) -> Delivery:
    extra = {"keys": list(keys), "entries": [], "about": "open"}
    return Delivery(" ".join(keys), DeliveryKind.REMINDER, "U1", extra=extra)


def test_a_reminder_claims_all_of_its_items_or_none(inbox: Inbox, database: Database) -> None:
    assert inbox.record(reminder("a", "b"), claims=["a", "b"])
    assert inbox.record(reminder("b", "c"), claims=["b", "c"]) is None
    assert inbox.unclaimed(["a", "b", "c", "d"]) == {"c", "d"}
    assert row(database)["key"] == "a b"


def test_a_claim_that_could_not_be_kept_with_its_delivery_is_not_kept(
    small: Database,
) -> None:
    inbox, fault = Inbox(small), EngineFault(small)
    fault.begin()
    with pytest.raises(Exception, match="full"):
        inbox.record(reminder("a"), claims=["a"])
    fault.end()
    assert inbox.unclaimed(["a"]) == {"a"}
    assert inbox.record(reminder("a"), claims=["a"])


def test_what_reached_nobody_falls_due_again_as_its_delivery_is_closed(inbox: Inbox) -> None:
    for outcome, due_again in (("reminder", set()), (UNDELIVERABLE, {"b"})):
        key = "a" if outcome == "reminder" else "b"
        sent = inbox.record(reminder(key), claims=[key])
        assert sent
        inbox.close(sent, Reply(outcome))
        assert inbox.unclaimed([key]) == due_again
