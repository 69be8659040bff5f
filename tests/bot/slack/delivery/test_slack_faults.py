"""Slack goes away and comes back while Saathi lives: each question is answered once."""

from __future__ import annotations

import time

import pytest

from bot.slack.delivery.tables import DELIVERIES
from tests.support.faults import Passage
from tests.support.slack.replicas import ANY, ASKED, STREAMED, HeldDesk, Replicas, on_databases
from tests.support.slack.workspace_client import until


def met(running: Replicas) -> int:
    return sum(replica.slack.met for replica in running.all)


def begin(running: Replicas, passage: Passage) -> None:
    for replica in running.all:
        replica.slack.begin(passage)


@STREAMED
@on_databases(*ANY)
def test_what_could_not_be_posted_while_slack_was_away_is_posted_when_it_is_back(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    begin(running, Passage.SHUT)
    held.let_go()
    until(lambda: met(running) > 12)
    running.end_faults()
    running.assert_each_answered_once()


@STREAMED
@on_databases(("sqlite", 1), ("postgresql", 2))
def test_what_was_posted_though_slack_could_not_say_so_is_posted_once(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    begin(running, Passage.ANSWERLESS)
    held.let_go()
    until(lambda: met(running) > 8)
    running.end_faults()
    running.assert_each_answered_once()


@pytest.mark.parametrize("streaming", [False], ids=["posted"])
@on_databases(("sqlite", 1), ("postgresql", 2))
def test_database_and_slack_may_fail_in_turn_and_together(
    running: Replicas, held: HeldDesk
) -> None:
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    begin(running, Passage.SHUT)
    held.let_go()
    until(lambda: met(running) > 4)
    for replica in running.all:
        if replica.database:
            replica.database.begin(Passage.SHUT)
        else:
            replica.engine.begin("unable to open database file", reads=True)
    until(lambda: sum((one.database or one.engine).met for one in running.all) > 4)
    for replica in running.all:
        replica.slack.end()
    running.end_faults()
    running.asks(ASKED, 2)
    running.assert_each_answered_once()


@pytest.mark.parametrize("streaming", [False], ids=["posted"])
@on_databases(("sqlite", 1))
def test_after_a_long_outage_nobody_waits_for_the_next_try(
    running: Replicas, held: HeldDesk
) -> None:
    (replica,) = running.all
    running.asks(ASKED, 4)
    until(lambda: running.recorded() == 4 and held.inside)
    begin(running, Passage.SHUT)
    held.let_go()
    until(lambda: replica.app.outage.is_away and not running.held_by(0))
    tried = [row["failures"] for row in running.rows()]
    with replica.app.database.write() as connection:  # as after hours
        connection.execute(DELIVERIES.update().values(lease_until=time.time() + 3600))
    running.end_faults()
    running.assert_each_answered_once()
    assert [row["failures"] for row in running.rows()] == tried
