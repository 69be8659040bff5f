"""Killed at any point, Saathi answers each question once when it is started again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace, crowd
from tests.conftest import ROOT
from tests.support.slack.workspace_client import Visitor, until

Asked = tuple[Visitor, str, str]  # who, where, and the question's time

QUESTIONS = 200
PEOPLE = 20
KILLS = 10
REDELIVERED = 0.3  # of the posts, how many times something is sent again
IDLE = 1.0  # seconds without a sign of it
ASKED = (
    "May a partner mention CARE in public?",
    "Who approves a partnership?",
    "What is due diligence for?",
    "What is the daily allowance for drivers?",
    "Which partnerships need a contract?",
)


class Killer:
    """Kills a process at the n-th thing that the workspace sees of it: a post, or an ack."""

    def __init__(self, workspace: Workspace) -> None:
        self._left = 0
        self._seen_at = 0.0
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        workspace.observe(self._seen)

    def aim(self, process: subprocess.Popen[str], after: int) -> None:
        with self._lock:
            self._process, self._left = process, after
            self._seen_at = time.monotonic()

    def wait(self, process: subprocess.Popen[str]) -> None:
        """Returns when the process is dead; one that had nothing left to do is killed idle."""
        until(lambda: process.poll() is not None or time.monotonic() > self._seen_at + IDLE)
        process.kill()

    def _seen(self, kind: str, about: dict[str, Any]) -> None:
        ours = kind == "ack" or getattr(about.get("message"), "user", "").endswith("BOT")
        with self._lock:
            if not ours or self._process is None:
                return
            self._seen_at = time.monotonic()
            self._left -= 1
            if self._left <= 0:
                self._process.send_signal(signal.SIGKILL)
                self._process = None


@contextmanager
def serving(server: LocalServer, home: Path) -> Iterator[subprocess.Popen[str]]:
    """The real `saathi serve`, in a process of its own, ready."""
    settings = {
        "SAATHI_HOME": str(home),
        "SAATHI_SLACK__BOT_TOKEN": server.bot_token,
        "SAATHI_SLACK__APP_TOKEN": server.app_token,
        "SAATHI_SLACK__API_URL": server.api_url,
        "SAATHI_QUESTIONS_PER_MINUTE": "100000",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert any("ready" in line for line in process.stdout), "it did not start"
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "home"))


def test_200_questions_under_redelivery_and_kills_get_one_reply_each(own_home: Path) -> None:
    chance = random.Random(17)
    workspace = Workspace(manifest(), people=crowd(PEOPLE), redeliver_after=(1.0,) * 60)
    with LocalServer(workspace) as server:
        visitors = [Visitor(server.url, person.id) for person in crowd(PEOPLE)]
        killer = Killer(workspace)
        asked: list[Asked] = []
        for _ in range(KILLS):
            with serving(server, own_home) as process:
                killer.aim(process, after=chance.randint(1, 50))
                for _ in range(QUESTIONS // KILLS):
                    asked.append(ask(chance.choice(visitors), chance))
                    if chance.random() < REDELIVERED:
                        redeliver_something(visitors[0], chance)
                killer.wait(process)
        with serving(server, own_home) as process:
            until(lambda: all_answered(own_home, asked), 60)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        assert Counter(how_many(own_home, asked).values()) == {1: QUESTIONS}
        assert len(inbox_ids(own_home, asked)) == QUESTIONS


def ask(visitor: Visitor, chance: random.Random) -> tuple[Visitor, str, str]:
    where = chance.choice(["partnerships", "field-offices", "saathi"])
    mention = "" if where == "saathi" else "@Saathi "
    return visitor, where, visitor.says(where, mention + chance.choice(ASKED))


def redeliver_something(visitor: Visitor, chance: random.Random) -> None:
    sent = [item for item in visitor.traffic()[-300:] if item["direction"] == "to_bot"]
    if sent:
        visitor.redelivers(chance.choice(sent))


def seen_by_question(home: Path, asked: list[Asked]) -> dict[str, list[dict[str, Any]]]:
    """Saathi's posts for each question, finished or not.

    In a channel they stand in the question's thread, in a direct message beneath it.
    """
    with sqlite3.connect(home / "saathi.db") as connection:
        asked_at = dict(connection.execute("select id, ts from deliveries").fetchall())
    found: dict[str, list[dict[str, Any]]] = {ts: [] for _, _, ts in asked}
    places = {(visitor if where == "saathi" else asked[0][0], where) for visitor, where, _ in asked}
    for visitor, where in places:
        for message in visitor.sees(where):
            ts = message["thread_ts"] or asked_at.get(inbox_id(message).partition(":")[0], "")
            if message["is_bot"] and ts in found and not message["ephemeral"]:
                found[ts].append(message)
    return found


def inbox_id(message: dict[str, Any]) -> str:
    """The delivery that a message of Saathi's answers; '' where it says none."""
    metadata = message["metadata"] or {}
    return str(metadata.get("event_payload", {}).get("inbox", ""))


def all_answered(home: Path, asked: list[Asked]) -> bool:
    return all(
        any(message["metadata"] for message in messages)
        for messages in seen_by_question(home, asked).values()
    )


def how_many(home: Path, asked: list[Asked]) -> dict[str, int]:
    return {ts: len(messages) for ts, messages in seen_by_question(home, asked).items()}


def inbox_ids(home: Path, asked: list[Asked]) -> set[str]:
    return {
        inbox_id(message)
        for messages in seen_by_question(home, asked).values()
        for message in messages
    }
