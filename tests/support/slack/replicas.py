"""Saathi as one process or several at one workspace and database, each behind gates of its own.

They live in the test’s process. A test makes what they depend on fail, and ends that; nobody starts
them again. Leases are short, so that what is left behind is taken up within a moment.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from bot.operations.database import Database
from bot.services import Services
from bot.slack.app import SlackApp
from bot.slack.delivery.tables import DELIVERIES
from bot.slack.serving import at_work, connected
from bot.workspace import LocalServer
from knowledge import PolicyDesk
from tests.support.databases import fresh_url
from tests.support.faults import EngineFault, Gate, gate_to
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.workspace_client import Visitor, until

Json = dict[str, Any]
ASKED = "May a partner mention CARE in public?"
ANY = [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)]  # the database, and how many replicas
STREAMED = pytest.mark.parametrize("streaming", [True, False], ids=["streamed", "posted"])
LEASE = 1.5  # seconds in these tests
CURED_WITHIN = 60.0  # seconds after the cure in which all is answered


def on_databases(*settings: tuple[str, int]) -> pytest.MarkDecorator:
    """Runs a test on these kinds of database, each with so many replicas."""
    names = [f"{kind}-{count}" for kind, count in settings]
    return pytest.mark.parametrize("setting", settings, ids=names)


@dataclass(frozen=True)
class Replica:
    """One Saathi, and the doors to what it depends on."""

    app: SlackApp
    slack: Gate
    database: Gate | None  # with PostgreSQL
    engine: EngineFault


@dataclass(frozen=True)
class Replicas:
    """Several Saathis at one workspace."""

    server: LocalServer
    all: list[Replica]
    visitor: Visitor
    _database: Database  # without a gate
    asked: list[str] = field(default_factory=list)  # the posts' times

    def asks(self, text: str, count: int = 1) -> None:
        """Mentions Saathi so many times, each in a thread of its own."""
        for number in range(count):
            self.asked.append(self.visitor.says("partnerships", f"@Saathi {text} ({number})"))

    def rows(self) -> list[Json]:
        """Every delivery, as the database has it."""
        with self._database.read() as connection:
            rows = connection.execute(DELIVERIES.select().order_by(DELIVERIES.c.received_at))
            return [dict(row) for row in rows.mappings()]

    def recorded(self) -> int:
        """How many deliveries are recorded."""
        with self._database.read() as connection:
            query = sa.select(sa.func.count()).select_from(DELIVERIES)
            return int(connection.execute(query).scalar_one())

    def held_by(self, replica: int) -> set[str]:
        """The open deliveries that this replica holds."""
        owner = self.all[replica].app.edge.inbox.owner
        return {row["id"] for row in self.rows() if row["owner"] == owner and not row["closed_at"]}

    def asks_until_held(self, replica: int, text: str, count: int) -> None:
        """Asks `count` times or more, until that replica holds one: chance says who gets each."""
        self.asks(text, count)
        until(lambda: self.recorded() == len(self.asked))
        while not self.held_by(replica):
            self.asks(text)
            until(lambda: self.recorded() == len(self.asked))

    def is_idle(self) -> bool:
        """True where no replica works on anything, or has anything in line."""
        return not any(replica.app.edge.workers.ahead() for replica in self.all)

    def closed(self) -> set[str]:
        """The deliveries that are closed."""
        return {row["id"] for row in self.rows() if row["closed_at"]}

    def end_faults(self) -> None:
        """The cure: all that is depended on is back."""
        for replica in self.all:
            replica.engine.end()
            for gate in (replica.slack, replica.database):
                if gate is not None:
                    gate.end()

    def reply_counts(self) -> Counter[int]:
        """How many posts there are with so many of Saathi’s messages below them."""
        below = Counter(
            message["thread_ts"]
            for message in self.visitor.sees("partnerships")
            if message["is_bot"] and not message["ephemeral"]
        )
        return Counter(below[ts] for ts in self.asked)

    def answered(self) -> bool:
        """True where nothing is open and every post has its finished reply."""
        if not all(row["closed_at"] for row in self.rows()):
            return False  # asking the workspace takes longer
        done = {
            message["thread_ts"]
            for message in self.visitor.sees("partnerships")
            if message["is_bot"] and message["metadata"]
        }
        return done >= set(self.asked)

    def assert_each_answered_once(self, seconds: float = CURED_WITHIN) -> None:
        """Waits until all are answered; each once, by an answer, and none set aside."""
        until(self.answered, seconds)
        assert self.reply_counts() == {1: len(self.asked)}
        outcomes = {row["outcome"] for row in self.rows()}
        assert outcomes <= {"answered", "declined", "recovered"}, outcomes
        # No process died: what was counted against a question is taken back.
        until(lambda: not any(row["crashes"] for row in self.rows()))


@contextmanager
def replicas(
    desk: PolicyDesk,
    folder: Path,
    server: LocalServer,
    *,
    database: str = "sqlite",
    count: int = 1,
    slack: Json | None = None,
) -> Iterator[Replicas]:
    """`count` Saathis at work on a new database of that kind; see `short_leases`."""
    with ExitStack() as closing:
        url = closing.enter_context(fresh_url(database))
        started = [
            closing.enter_context(_replica(desk, folder / f"replica-{number}", server, url, slack))
            for number in range(count)
        ]
        own = Database(url, folder) if url else Database("", folder / "replica-0")
        closing.callback(own.close)
        yield Replicas(server, started, Visitor(server.url), own)


@contextmanager
def _replica(
    desk: PolicyDesk, home: Path, server: LocalServer, url: str, slack: Json | None
) -> Iterator[Replica]:
    with ExitStack() as closing:
        gate = None
        if url:
            gate = closing.enter_context(gate_to(make_url(url).port or 0))
            url = make_url(url).set(port=gate.port).render_as_string(hide_password=False)
        door = closing.enter_context(gate_to(int(server.url.rpartition(":")[2])))
        server.workspace.url = f"http://127.0.0.1:{door.port}"  # where sockets are opened now
        address = server.api_url.replace(server.url, server.workspace.url)
        settings = settings_for(server, home, slack, database_url=url, questions_per_minute=1000)
        behind = settings.slack.model_copy(update={"api_url": address})
        settings = settings.model_copy(update={"slack": behind})
        app = closing.enter_context(at_work(Services(settings, desk, lambda _docx: None)))
        closing.enter_context(connected(app))
        yield Replica(app, door, gate, EngineFault(app.database))


def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases of LEASE seconds, renewed and looked for accordingly."""
    monkeypatch.setattr("bot.slack.delivery.leases.LEASE", LEASE)
    monkeypatch.setattr("bot.slack.delivery.workers.RENEW", LEASE / 3)
    monkeypatch.setattr("bot.slack.delivery.workers.LOOK", 0.05)
    monkeypatch.setattr("bot.slack.delivery.outage.PROBE", 0.1)
    monkeypatch.setattr("bot.slack.connection_watch.EVERY", 0.1)


class HeldDesk:
    """Holds questions where they are thought about, until they are let go."""

    def __init__(self, desk: PolicyDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside = 0  # questions that came to be thought about
        self._go = threading.Event()
        ask: Callable[..., Any] = desk.ask

        def held(*words: Any, **more: Any) -> Any:
            self.inside += 1
            self._go.wait()
            return ask(*words, **more)

        monkeypatch.setattr(desk, "ask", held)

    def let_go(self) -> None:
        """Lets all of them go on, now and later."""
        self._go.set()
