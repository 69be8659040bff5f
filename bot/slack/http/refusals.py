"""Requests over HTTP that were refused: counted by reason, and logged once a minute at most.

Whoever can reach the port can send as many as they like; a line for each would roll away what
the log is for.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

from bot.operations.metrics import Metrics

LOG = logging.getLogger("saathi.http")
EVERY = 60.0  # seconds between two lines


class RefusedRequest(Exception):
    """A request that is refused: with which status, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class RefusalCounter:
    """Counts them, in the one thread of the server's event loop."""

    def __init__(self, metrics: Metrics, every: float = EVERY) -> None:
        self._metrics = metrics
        self._every = every
        self._unreported: Counter[str] = Counter()
        self._next: asyncio.TimerHandle | None = None

    def count(self, reason: str) -> None:
        """Counts one more; the first is logged at once, those that follow together."""
        self._metrics.refused(reason)
        self._unreported[reason] += 1
        if self._next is None:
            self.report()

    def report(self) -> None:
        """Logs a line on what was not logged yet, if there is anything."""
        if self._next is not None:
            self._next.cancel()
        self._next = None
        if not self._unreported:
            return
        counts = ", ".join(
            f"{reason} {count:,}" for reason, count in sorted(self._unreported.items())
        )
        LOG.warning("HTTP requests refused: %s", counts)
        self._unreported.clear()
        self._next = asyncio.get_running_loop().call_later(self._every, self.report)
