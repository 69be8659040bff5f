"""The worker pool: deliveries are worked on in the order they came, and parked at a stop.

A delivery that a process died of is worked on beside no other of its kind, by a thread of its own:
so what merely was at work at the same time is found innocent, and the others go on meanwhile.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

from bot.deliveries import Delivery, Kind
from bot.inbox import LEASE, Inbox
from bot.logs import about

LOG = logging.getLogger("saathi.workers")
LOOK = 1.0  # seconds between looks for deliveries that nobody works on
RENEW = LEASE / 3
TIDY = 3600.0  # seconds between deletions of what is too old
# Their first try is not noted: that would be a write for each question, and hardly one of them
# will ever end a process. Whatever opens a file or makes one is noted from the first try on.
UNNOTED = frozenset(
    {Kind.QUESTION, Kind.REPORT, Kind.LIMITED, Kind.FILE, Kind.COURTESY, Kind.SHARE, Kind.REMINDER}
)
Work = Callable[[Delivery], None]
Line = queue.Queue[Delivery | None]


class Workers:
    """Threads that work on this process's deliveries, and on those that others left."""

    def __init__(self, inbox: Inbox, work: Work, threads: int) -> None:
        """`work` closes the delivery, or puts it off; what it raises is logged, and tried again."""
        self._inbox = inbox
        self._work = work
        self._queue: Line = queue.Queue()
        self._suspects: Line = queue.Queue()
        self._busy = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._serve, args=(line,), name=f"worker-{number}", daemon=True)
            for number, line in enumerate([self._suspects, *[self._queue] * threads])
        ]
        self._minder = threading.Thread(target=self._mind, name="minder", daemon=True)

    def start(self) -> None:
        """Starts the threads; what a crash left open is taken up first."""
        self._look()
        for thread in (*self._threads, self._minder):
            thread.start()

    def add(self, delivery: Delivery) -> None:
        """Puts a recorded delivery in line."""
        (self._suspects if delivery.crashes else self._queue).put(delivery)

    def ahead(self) -> int:
        """How many deliveries are worked on or wait here."""
        with self._lock:
            return self._queue.qsize() + self._busy

    def stop(self, seconds: float) -> bool:
        """Finishes what is being worked on, for at most `seconds`, and parks the rest.

        True where nothing was cut off.
        """
        self._stopping.set()
        self._suspects.put(None)
        for _ in self._threads[1:]:
            self._queue.put(None)
        until = time.monotonic() + seconds
        started = [thread for thread in (*self._threads, self._minder) if thread.ident]
        for thread in started:
            thread.join(max(0.0, until - time.monotonic()))
        finished = not any(thread.is_alive() for thread in started)
        if finished:
            self._inbox.let_go()
        else:
            self._inbox.excuse()
        return finished

    def _serve(self, line: Line) -> None:
        while True:
            delivery = line.get()
            if delivery is None or self._stopping.is_set():
                return
            with self._lock:
                self._busy += 1
            with about(delivery.id, delivery.text):
                self._do(delivery)
            with self._lock:
                self._busy -= 1

    def _do(self, delivery: Delivery) -> None:
        try:
            noted = bool(delivery.attempts) or delivery.kind not in UNNOTED
            if noted and not self._inbox.begin(delivery):
                return  # another process took it over meanwhile
            self._work(delivery)
        except Exception:
            LOG.exception("delivery %s failed", delivery.id)
            self._put_off(delivery)

    def _put_off(self, delivery: Delivery) -> None:
        try:
            self._inbox.put_off(delivery, seconds=2.0 ** min(delivery.failures + 1, 8))
        except Exception:  # its lease runs out, and it is taken over then
            LOG.exception("delivery %s cannot be put off", delivery.id)

    def _mind(self) -> None:
        renewed = time.monotonic()
        tidied = renewed - TIDY  # at once
        while not self._stopping.wait(LOOK):
            try:
                now = time.monotonic()
                if now - renewed >= RENEW:
                    self._inbox.renew()
                    renewed = now
                if now - tidied >= TIDY:
                    self._inbox.purge()
                    tidied = now
                self._look()
            except Exception:  # the database may come back
                LOG.exception("the inbox cannot be minded")

    def _look(self) -> None:
        for delivery in self._inbox.take_over():
            self.add(delivery)
