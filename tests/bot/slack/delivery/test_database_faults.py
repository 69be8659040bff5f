"""The database goes away and comes back while Saathi lives: each question is answered once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.faults import Passage
from tests.support.slack.replicas import (
    ANY,
    ASKED,
    LEASE,
    STREAMED,
    HeldDesk,
    Replicas,
    on_databases,
)
from tests.support.slack.workspace_client import until

POSTED = pytest.mark.parametrize("streaming", [False], ids=["posted"])


def begin(
    running: Replicas, passage: Passage = Passage.SHUT, words: str = "disk I/O error"
) -> None:
    """Takes the database away, from every replica."""
    for replica in running.all:
        if replica.database:
            replica.database.begin(passage)
        else:
            replica.engine.begin(words, reads=True)


def met(running: Replicas) -> int:
    """How often the fault was met so far."""
    return sum((replica.database or replica.engine).met for replica in running.all)


@STREAMED
@on_databases(*ANY)
def test_what_was_acknowledged_before_the_database_went_is_answered_when_it_is_back(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    begin(running)
    held.let_go()
    until(lambda: met(running) and running.is_idle())
    running.end_faults()
    running.assert_each_answered_once()


@STREAMED
@on_databases(("sqlite", 1))
def test_a_disk_that_is_full_while_replies_go_out_leaves_none_open_and_none_twice(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    (replica,) = running.all
    held.let_go()
    until(lambda: sum(running.reply_counts().values()))
    replica.engine.begin("database or disk is full")
    until(lambda: replica.engine.met and running.is_idle())
    running.end_faults()
    running.assert_each_answered_once()


@POSTED
@on_databases(("postgresql", 2))
def test_a_database_that_falls_silent_and_speaks_again_loses_nothing(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    begin(running, Passage.SILENT)
    held.let_go()
    until(lambda: met(running) >= 2)
    running.end_faults()
    running.assert_each_answered_once()


def lose_commits(running: Replicas) -> None:
    for replica in running.all:
        if replica.database:
            replica.database.begin(Passage.ANSWERLESS)
        else:
            replica.engine.lose_commits(3)


@POSTED
@on_databases(*ANY)
def test_what_was_written_though_the_database_could_not_say_so_is_answered(
    running: Replicas, held: HeldDesk
) -> None:
    held.let_go()
    lose_commits(running)
    running.asks(ASKED, 4)
    until(lambda: met(running) >= 3)
    running.end_faults()
    running.assert_each_answered_once()


@STREAMED
@on_databases(("postgresql", 2))
def test_a_replica_that_alone_loses_the_database_posts_nothing_that_the_other_took_over(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks_until_held(0, ASKED, 4)
    lost = running.held_by(0)
    cut_off, _ = running.all
    assert cut_off.database
    cut_off.database.begin(Passage.SHUT)
    until(lambda: not running.held_by(0))
    held.let_go()
    until(lambda: running.closed() >= lost)
    running.end_faults()
    running.assert_each_answered_once()


@POSTED
@on_databases(("postgresql", 2))
def test_who_waits_out_a_rate_limit_and_loses_the_database_meanwhile_does_not_post(
    running: Replicas, held: HeldDesk
) -> None:
    """The wait is longer than the lease, as 45 seconds are longer than 30."""
    rules = running.server.workspace.rules
    running.asks_until_held(0, ASKED, 4)
    cut_off, _ = running.all
    rules.misbehave(
        "chat.postMessage", status=429, retry_after=round(2 * LEASE), times=len(running.asked)
    )
    held.let_go()
    until(lambda: rules.faults[0].times == 0)
    assert cut_off.database
    cut_off.database.begin(Passage.SHUT)
    until(lambda: not running.held_by(0))
    running.end_faults()
    running.assert_each_answered_once()


@POSTED
@on_databases(("sqlite", 1), ("postgresql", 2))
def test_what_a_living_process_lost_sight_of_is_taken_up_again(
    running: Replicas, held: HeldDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was lost by: here the line that it was put into."""
    held.let_go()
    add: Callable[..., None] = type(running.all[0].app.edge.workers).add
    lost: list[str] = []

    def lose_the_first(workers: object, delivery: object) -> None:
        if len(lost) < 2:
            lost.append(str(delivery))
        else:
            add(workers, delivery)

    monkeypatch.setattr(type(running.all[0].app.edge.workers), "add", lose_the_first)
    running.asks(ASKED, 3)
    running.assert_each_answered_once()
    assert len(lost) == 2
