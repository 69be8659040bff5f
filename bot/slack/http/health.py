"""The health of this replica: whether its database and its index answer, and what is stuck.

Each is asked in a thread of its own, for two seconds at most, and the answer holds for three: a
database that is silent must not make the question about it silent too, and whoever asks often must
not be a burden.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import cause_of
from bot.slack.app import SlackApp
from bot.slack.delivery.inbox import Inbox

LOG = logging.getLogger("saathi.health")
WITHIN = 2.0  # seconds that a check may take
HOLDS = 3.0  # seconds that its answer is given again
STUCK = 120.0  # seconds after which a delivery that waits is stuck
SILENT = "Timeout"
Clock = Callable[[], float]
T = TypeVar("T")


@dataclass(frozen=True)
class Finding(Generic[T]):
    """What a check came to: a value, or what went wrong; and when."""

    value: T | None = None
    fault: str = ""  # the kind of error; '' where it went well
    cause: str = ""  # what whoever runs Saathi reads in the log
    at: float = 0.0

    @property
    def label(self) -> str:
        """How the answer names it."""
        return self.fault or "ok"


class BoundedCheck(Generic[T]):
    """A check that is waited for only so long. Threads may share one."""

    def __init__(self, name: str, check: Callable[[], T], clock: Clock = time.monotonic) -> None:
        self._name = name
        self._check = check
        self._clock = clock
        self._lock = threading.Lock()
        self._running: threading.Event | None = None
        self._latest: Finding[T] | None = None

    def finding(self, within: float = WITHIN) -> Finding[T]:
        """The latest answer, at most three seconds old; one that is late counts as none."""
        with self._lock:
            latest = self._latest
            if self._running is None:
                if latest is not None and self._clock() - latest.at < HOLDS:
                    return latest
                self._running = threading.Event()
                threading.Thread(target=self._run, args=(self._running,), daemon=True).start()
            running = self._running
        if not running.wait(within) or self._latest is None:
            return Finding(fault=SILENT)
        return self._latest

    def _run(self, done: threading.Event) -> None:
        try:
            finding = Finding(value=self._check(), at=self._clock())
        except Exception as error:  # whatever it is, it is what is to be told
            finding = Finding(fault=type(error).__name__, cause=cause_of(error), at=self._clock())
            self._log(finding)
        with self._lock:
            self._latest, self._running = finding, None
        done.set()

    def _log(self, finding: Finding[T]) -> None:
        """A line when it turns bad, and none while it stays so."""
        if self._latest is None or self._latest.fault != finding.fault:
            LOG.error("%s is unwell (%s): %s", self._name, finding.fault, finding.cause)


@dataclass(frozen=True)
class InboxCounts:
    """What waits in the inbox, by all processes."""

    waiting: int
    oldest: float | None  # when the oldest was received, in seconds since 1970
    stuck: int  # of those that wait, how many for more than two minutes
    set_aside: int


class Health:
    """The health of one replica. Threads may share one."""

    def __init__(self, app: SlackApp, clock: Clock = time.time) -> None:
        self._clock = clock
        self._inbox = BoundedCheck("the database", lambda: counts_of(app.edge.inbox, clock()))
        self._index = BoundedCheck("the index", app.edge.policies.probe)

    def state(self) -> dict[str, object]:
        """What `/healthz` answers; raises nothing."""
        counts, index = self._inbox.finding(), self._index.finding()
        faults = [finding.fault for finding in (counts, index) if finding.fault]
        state: dict[str, object] = {
            "status": "unwell" if faults else "ok",
            "database": counts.label,
            "index": index.label,
        }
        if faults:
            state["why"] = faults[0]
        return state | self._waiting(counts.value)

    def is_ready(self) -> bool:
        """True where what Slack sends can be recorded: it is answered, if need be later."""
        return not self._inbox.finding().fault

    def index_answers(self) -> bool:
        """True where the index answers."""
        return not self._index.finding().fault

    def counts(self) -> InboxCounts | None:
        """What waits; None where the database does not say."""
        return self._inbox.finding().value

    def _waiting(self, counts: InboxCounts | None) -> dict[str, object]:
        if counts is None:
            return {}
        age = self._clock() - counts.oldest if counts.oldest else 0.0
        return {
            "waiting": counts.waiting,
            "oldest_seconds": round(age, 1),
            "stuck": counts.stuck,
            "set_aside": counts.set_aside,
        }


def counts_of(inbox: Inbox, now: float) -> InboxCounts:
    """What waits in the inbox at `now`. Raises what the database does."""
    return InboxCounts(
        waiting=inbox.open_count(),
        oldest=inbox.oldest_open(),
        stuck=inbox.open_count(received_before=now - STUCK),
        set_aside=inbox.set_aside_count(),
    )
