"""Work that ends the process is not tried for ever: it is set aside, and whoever asked is told."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.operations.database import MIGRATIONS, Database
from bot.slack.blocks import names
from bot.slack.delivery.deliveries import (
    LAST_FAILURE,
    MOST_CRASHES,
    MOST_NOTICES,
    SET_ASIDE,
    Delivery,
    DeliveryKind,
    Reply,
    Way,
)
from bot.slack.delivery.inbox import CONTEXT, DELIVERIES_KEPT, Inbox
from bot.slack.delivery.overview import DeliveryState, InboxOverview
from bot.slack.delivery.tables import ANSWERS, DELIVERIES
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from knowledge import PolicyDesk
from tests.bot.slack.test_inbox import Clock, question
from tests.conftest import ROOT
from tests.support.command_line import run
from tests.support.databases import KINDS, fresh_database, fresh_url
from tests.support.dying import DEADLY
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import from_saathi
from tests.support.slack.workspace_client import Visitor, until

ASKED = "May a partner mention CARE in public?"
Json = dict[str, Any]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


def row(database: Database, key: str) -> Json:
    with database.read() as connection:
        which = DELIVERIES.select().where(DELIVERIES.c.key == key)
        return dict(connection.execute(which).mappings().one())


# --- what counts as a crash ---------------------------------------------------------------------


def test_a_process_that_died_at_work_is_counted_and_one_that_died_while_it_waited_is_not(
    database: Database, clock: Clock
) -> None:
    dead, alive = Inbox(database, clock=clock), Inbox(database, clock=clock)
    at_work, in_line = dead.record(question(1)), dead.record(question(2))
    assert at_work is not None
    assert in_line is not None
    assert dead.begin(at_work)
    dead.release_all()
    crashes = {d.id: d.crashes for d in alive.take_over()}
    assert crashes == {at_work.id: 1, in_line.id: 0}


def test_who_lost_a_delivery_may_not_begin_it(database: Database, clock: Clock) -> None:
    dead, alive = Inbox(database, clock=clock), Inbox(database, clock=clock)
    lost = dead.record(question())
    assert lost is not None
    dead.release_all()
    alive.take_over()
    assert not dead.begin(lost)
    assert row(database, lost.key)["begun_at"] is None


@pytest.mark.parametrize("end", ["release", "clear_begun", "put_off"])
def test_a_stop_or_a_delay_is_no_crash(database: Database, clock: Clock, end: str) -> None:
    before, after = Inbox(database, clock=clock), Inbox(database, clock=clock)
    delivery = before.record(question())
    assert delivery is not None
    assert before.begin(delivery)
    more = (delivery, 0.0) if end == "put_off" else ()
    getattr(before, end)(*more)
    before.release_all()
    assert [d.crashes for d in after.take_over()] == [0]


def test_a_machine_that_slept_finds_no_crash_in_its_own_work(
    database: Database, clock: Clock
) -> None:
    inbox = Inbox(database, clock=clock)
    delivery = inbox.record(question())
    assert delivery is not None
    assert inbox.begin(delivery)
    clock.now += 3600
    assert [d.crashes for d in inbox.take_over()] == [0]


# --- workers that die -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("database", "asks"), [("sqlite", DeliveryKind.QUESTION), ("postgresql", DeliveryKind.COMPARE)]
)
def test_the_deadly_one_is_set_aside_and_whatever_was_beside_it_is_answered(
    database: str, asks: DeliveryKind, tmp_path: Path
) -> None:
    with fresh_url(database) as url:
        shared = Database(url, tmp_path)
        shared.migrate()
        inbox = Inbox(shared)
        for number in range(1, 13):
            deadly = f" {DEADLY}" if number in {2, 5} else ""
            inbox.record(question(number, key=f"{number}{deadly}", kind=asks))
        deaths = 0
        while inbox.open_count():
            command = [sys.executable, "-m", "tests.support.dying", "workers", str(tmp_path), url]
            ended = subprocess.run(command, cwd=ROOT, timeout=60, check=False)
            deaths += ended.returncode == -signal.SIGKILL
        outcomes = Counter(left.outcome for left in every(shared))
        shared.close()
    assert outcomes == {SET_ASIDE: 2, "answered": 10}
    # Each try is noted before it begins, so that neither kills more often than it may.
    assert deaths <= 2 * MOST_CRASHES


def every(database: Database) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(DELIVERIES.select()))


# --- the real command, killed at its work ---------------------------------------------------------


@contextmanager
def serving(server: LocalServer, home: Path, module: str) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "SAATHI_HOME": str(home),
        "SAATHI_SLACK__BOT_TOKEN": server.bot_token,
        "SAATHI_SLACK__APP_TOKEN": server.app_token,
        "SAATHI_SLACK__API_URL": server.api_url,
    }
    words = {"dying": ["tests.support.dying", "saathi"], "well": ["bot"]}[module]
    process = subprocess.Popen(
        [sys.executable, "-m", *words, "serve"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_file_that_kills_saathi_is_set_aside_told_once_and_answered_when_it_is_mended(
    home: Path, tmp_path: Path
) -> None:
    own_home = Path(shutil.copytree(home, tmp_path / "home"))
    with LocalServer(Workspace(manifest(), redeliver_after=(0.3,) * 600)) as server:
        visitor = Visitor(server.url)
        file = visitor.uploads("agreement.docx", b"no agreement")
        deadly = visitor.says("saathi", "", files=(file,))
        asked: list[str] = []
        for death in range(MOST_CRASHES):
            asked.append(visitor.says("partnerships", f"@Saathi {ASKED} {death}"))
            with serving(server, own_home, "dying") as process:
                assert process.wait(90) == -signal.SIGKILL
        with serving(server, own_home, "dying") as process:
            (notice,) = until(lambda: visitor.replies("saathi", deadly), 60)
            until(lambda: all(visitor.replies("partnerships", ts) for ts in asked))
            assert process.poll() is None
        reference = InboxOverview(Database("", own_home)).set_aside()[0].reference
        assert reference in notice["text"]
        with serving(server, own_home, "well"):
            assert "in line again" in run("inbox", "retry", reference, home=own_home).out
            until(lambda: len(visitor.replies("saathi", deadly)) == 2, 60)
        assert reference not in visitor.replies("saathi", deadly)[1]["text"]
        assert {len(visitor.replies("partnerships", ts)) for ts in asked} == {1}
    lines = [json.loads(line) for line in (own_home / "saathi.log").read_text().splitlines()]
    assert [line["reference"] for line in lines if "is set aside" in line["message"]] == [reference]


# --- who is told, and how -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(desk, tmp_path_factory.mktemp("aside")) as running:
        yield running


@pytest.fixture
def visitor(made: Office) -> Visitor:
    return Visitor(made.server.url)


def given_up(made: Office, delivery: Delivery, **counts: int) -> Delivery:
    """The delivery, recorded, and closed after it was given up."""
    inbox = made.app.edge.inbox
    recorded = inbox.record(replace(delivery, team="T0LOCALTEAM"))
    assert recorded is not None
    change(made, recorded, **(counts or {"crashes": MOST_CRASHES}))
    at_rest(made)
    return recorded


def change(made: Office, delivery: Delivery, **values: Any) -> None:
    """The row as a process that died left it, to be taken over now."""
    left = {"owner": "", "lease_until": 0.0, "attempts": 3, **values}
    with made.app.database.write() as connection:
        which = DELIVERIES.c.id == delivery.id
        connection.execute(DELIVERIES.update().where(which).values(left))


def outcome(made: Office, delivery: Delivery) -> str:
    return str(row(made.app.database, delivery.key)["outcome"])


def post(visitor: Visitor, **given: Any) -> Delivery:
    ts = visitor.says("partnerships", "a post that Saathi is not asked about")
    sent = Delivery(
        key=f"post:{ts}",
        kind=DeliveryKind.QUESTION,
        user=visitor.user,
        channel="C0PARTNERS1",
        ts=ts,
        thread_ts=ts,
        text=ASKED,
    )
    return replace(sent, **given)


def test_it_is_told_once_however_often_it_is_set_aside(made: Office, visitor: Visitor) -> None:
    delivery = given_up(made, post(visitor))
    change(made, delivery, crashes=MOST_CRASHES, closed_at=None, outcome="")
    at_rest(made)
    (notice,) = visitor.replies("partnerships", delivery.ts)
    assert delivery.reference in notice["text"]
    assert outcome(made, delivery) == SET_ASIDE


def test_where_the_reply_was_out_already_nothing_more_is_said(
    made: Office, visitor: Visitor
) -> None:
    ts = visitor.says("partnerships", f"@Saathi {ASKED}")
    until(lambda: visitor.replies("partnerships", ts))
    at_rest(made)
    with made.app.database.read() as connection:
        key = connection.execute(sa.select(DELIVERIES.c.key).where(DELIVERIES.c.ts == ts)).scalar()
    answered = row(made.app.database, str(key))
    delivery = Delivery(key=answered["key"], kind=DeliveryKind.QUESTION, user="", id=answered["id"])
    change(made, delivery, crashes=MOST_CRASHES, closed_at=None, outcome="")
    at_rest(made)
    assert len(visitor.replies("partnerships", ts)) == 1
    assert outcome(made, delivery) == "recovered"


def test_what_was_to_be_shown_in_a_channel_is_told_to_its_writer_alone(
    made: Office, visitor: Visitor
) -> None:
    known, seen = len(from_saathi(visitor)), len(visitor.sees("partnerships"))
    extra = {"to": "C0PARTNERS1", "blocks": []}
    share = post(
        visitor, kind=DeliveryKind.SHARE, way=Way.CHANNEL, ts="", thread_ts="", extra=extra
    )
    delivery = given_up(made, share)
    (notice,) = from_saathi(visitor)[known:]
    assert delivery.reference in notice["text"]
    assert len(visitor.sees("partnerships")) == seen + 1  # the visitor's own post
    assert row(made.app.database, delivery.key)["extra"] == extra


def test_in_a_window_that_waits_for_the_answer_it_stands_there(
    made: Office, visitor: Visitor
) -> None:
    ts = visitor.says("partnerships", ASKED)
    known = len(from_saathi(visitor))
    visitor.shortcut(names.WHICH_POLICY, "partnerships", ts)
    at_rest(made)
    with made.app.database.read() as connection:
        which = DELIVERIES.c.way == Way.MODAL
        key = connection.execute(sa.select(DELIVERIES.c.key).where(which)).scalar_one()
    asked = row(made.app.database, key)
    delivery = Delivery(key=key, kind=DeliveryKind.QUESTION, user=visitor.user, id=asked["id"])
    with made.app.database.write() as connection:
        connection.execute(ANSWERS.delete().where(ANSWERS.c.delivery == delivery.id))
    change(made, delivery, crashes=MOST_CRASHES, closed_at=None, outcome="", text=ASKED)
    at_rest(made)
    assert delivery.reference in json.dumps(visitor.views[-1]["blocks"])
    assert len(from_saathi(visitor)) == known
    InboxOverview(made.app.database).retry(delivery.id)
    at_rest(made)
    assert "17(a)" in json.dumps(visitor.views[-1]["blocks"])


def test_a_report_is_told_privately_and_its_row_says_no_longer_who_wrote_it(
    made: Office, visitor: Visitor
) -> None:
    known = len(from_saathi(visitor))
    report = post(visitor, kind=DeliveryKind.REPORT, way=Way.DIRECT, text=None, key="report:1")
    delivery = given_up(made, report)
    (notice,) = from_saathi(visitor)[known:]
    assert "in person" in notice["text"]
    assert delivery.reference not in notice["text"]
    left = row(made.app.database, "report:1")
    assert (left["user"], left["channel"], left["outcome"]) == ("", "", "error")


def test_a_reminder_that_nobody_asked_for_is_set_aside_without_a_word(
    made: Office, visitor: Visitor
) -> None:
    known = len(from_saathi(visitor))
    extra = {"checklist": "none", "about": "open", "entries": [], "keys": []}
    sent = Delivery("reminder:1", DeliveryKind.REMINDER, visitor.user, way=Way.DIRECT, extra=extra)
    delivery = given_up(made, sent)
    assert len(from_saathi(visitor)) == known
    assert outcome(made, delivery) == SET_ASIDE


def test_work_that_fails_each_time_comes_to_an_end_too(
    made: Office, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "saathi")
    known = len(from_saathi(visitor))
    broken = post(
        visitor, kind=DeliveryKind.SHARE, way=Way.CHANNEL, key="share:1", extra={"blocks": []}
    )
    inbox = made.app.edge.inbox
    delivery = inbox.record(replace(broken, team="T0LOCALTEAM"))
    assert delivery is not None
    fails_once_more(made, delivery, after=0)
    fails_once_more(made, delivery, after=LAST_FAILURE)
    change(made, delivery)
    at_rest(made)
    assert outcome(made, delivery) == SET_ASIDE
    assert len(from_saathi(visitor)) == known + 1


def fails_once_more(made: Office, delivery: Delivery, after: int) -> None:
    change(made, delivery, failures=after)
    until(lambda: row(made.app.database, delivery.key)["failures"] == after + 1)


def test_where_even_the_notice_fails_each_time_it_is_set_aside_untold(
    made: Office, visitor: Visitor
) -> None:
    crashes = MOST_CRASHES + MOST_NOTICES
    delivery = given_up(made, post(visitor), crashes=crashes)
    assert visitor.replies("partnerships", delivery.ts) == []
    assert outcome(made, delivery) == SET_ASIDE


def test_while_slack_cannot_be_reached_the_notice_waits(made: Office, visitor: Visitor) -> None:
    rules = made.server.workspace.rules
    rules.misbehave("chat.postMessage", status=500, times=1)
    delivery = given_up(made, post(visitor))
    until(lambda: visitor.replies("partnerships", delivery.ts))
    at_rest(made)
    assert len(visitor.replies("partnerships", delivery.ts)) == 1


# --- what is kept, and for how long ---------------------------------------------------------------


def test_what_is_set_aside_keeps_all_that_a_retry_needs_until_its_line_goes(
    database: Database, clock: Clock
) -> None:
    inbox = Inbox(database, clock=clock)
    delivery = inbox.record(question(extra={"share": "C9"}))
    assert delivery is not None
    inbox.set_aside(delivery, Reply(SET_ASIDE))
    assert (inbox.open_count(), inbox.set_aside_count()) == (0, 1)
    clock.now += CONTEXT + 1
    inbox.purge()
    kept = row(database, delivery.key)
    assert (kept["text"], kept["extra"]) == ("Question 1?", {"share": "C9"})
    assert inbox.record(question()) is None
    clock.now += DELIVERIES_KEPT
    inbox.purge()
    assert every(database) == []


def test_who_is_forgotten_leaves_nothing_that_could_be_tried_again(database: Database) -> None:
    inbox, overview = Inbox(database), InboxOverview(database)
    delivery = inbox.record(question(extra={"share": "C9"}))
    assert delivery is not None
    inbox.set_aside(delivery, Reply(SET_ASIDE))
    inbox.forget("U1")
    kept = row(database, delivery.key)
    assert (kept["text"], kept["extra"]) == (None, {})
    assert overview.set_aside() == []
    assert overview.entry(delivery.id).state is DeliveryState.CLOSED


def test_a_database_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    for kind in KINDS:
        with fresh_url(kind) as url:
            database = Database(url, tmp_path)
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            with database.write() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "0005")
            insert_old(database)
            database.migrate()
            (taken,) = Inbox(database).take_over()
            assert (taken.text, taken.attempts, taken.crashes, taken.failures) == ("Old?", 5, 0, 0)
            database.close()


def insert_old(database: Database) -> None:
    """A delivery as the version before recorded it."""
    old = {
        "id": "0" * 32, "key": "old", "kind": "question", "team": "T1", "channel": "C1",
        "user": "U1", "ts": "1", "thread_ts": "1", "way": "thread", "text": "Old?",
        "extra": "{}", "received_at": 1.0, "owner": "gone", "lease_until": 1.0,
        "attempts": 4, "stream_ts": "", "outcome": "", "reply_channel": "", "reply_ts": "",
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in old)
    places = ", ".join(f":{name}" for name in old)
    with database.write() as connection:
        connection.execute(sa.text(f"INSERT INTO deliveries ({names}) VALUES ({places})"), old)
