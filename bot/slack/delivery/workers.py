"""The worker pool: deliveries are worked on in the order they came, and parked at a stop.

Those with a file to be read have threads of their own: however many such files come, and however
long each takes, questions are answered meanwhile. A delivery that a process died of is worked on
beside no other of its kind: so a delivery that was merely worked on at the same time is not blamed.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

from bot.operations.logs import about
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.inbox import LEASE, Inbox

LOG = logging.getLogger("saathi.workers")
LOOK = 1.0  # seconds between looks for deliveries that nobody works on
RENEW = LEASE / 3
READERS = 2  # threads for files that came back; each has a child process read
TIDY = 3600.0  # seconds between deletions of what is too old
# Their first try is not noted: that would be a write for each question, and hardly one of them
# will ever end a process. Whatever opens a file or makes one is noted from the first try on.
UNNOTED = frozenset(
    {
        DeliveryKind.QUESTION,
        DeliveryKind.REPORT,
        DeliveryKind.LIMITED,
        DeliveryKind.FILE,
        DeliveryKind.COURTESY,
        DeliveryKind.SHARE,
        DeliveryKind.REMINDER,
    }
)
Work = Callable[[Delivery], None]
Line = queue.Queue[Delivery | None]


class Workers:
    """Threads that work on this process's deliveries, and on those that others left."""

    def __init__(self, inbox: Inbox, work: Work, threads: int) -> None:
        """`work` closes the delivery, or puts it off; what it raises is logged, and tried again."""
        self._inbox = inbox
        self._work = work
        self._questions: Line = queue.Queue()
        self._files: Line = queue.Queue()
        self._suspects: Line = queue.Queue()
        self._lines = (self._questions, self._files, self._suspects)
        self._busy = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._serve, args=(line,), name=f"{name}-{at}", daemon=True)
            for line, name, count in (
                (self._questions, "worker", threads),
                (self._files, "reader", READERS),
                (self._suspects, "suspect", 1),
            )
            for at in range(count)
        ]
        self._minder = threading.Thread(target=self._mind, name="minder", daemon=True)

    def start(self) -> None:
        """Starts the threads; what a crash left open is taken up first."""
        self._look()
        for thread in (*self._threads, self._minder):
            thread.start()

    def add(self, delivery: Delivery) -> None:
        """Puts a recorded delivery in line."""
        self._line_of(delivery).put(delivery)

    def ahead(self) -> int:
        """How many deliveries are worked on or wait here."""
        with self._lock:
            return sum(line.qsize() for line in self._lines) + self._busy

    def _line_of(self, delivery: Delivery) -> Line:
        if delivery.crashes:
            return self._suspects
        return self._files if delivery.reads_file else self._questions

    def stop(self, seconds: float) -> bool:
        """Finishes what is being worked on, for at most `seconds`, and parks the rest.

        True where nothing was cut off.
        """
        self._stopping.set()
        for _ in self._threads:
            for line in self._lines:
                line.put(None)
        until = time.monotonic() + seconds
        threads = [thread for thread in (*self._threads, self._minder) if thread.ident]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        all_done = not any(thread.is_alive() for thread in threads)
        if all_done:
            self._inbox.release()
        else:
            self._inbox.clear_begun()
        return all_done

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
            needs_note = bool(delivery.attempts) or delivery.kind not in UNNOTED
            if needs_note and not self._inbox.begin(delivery):
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
        last_renewal = time.monotonic()
        last_purge = last_renewal - TIDY  # at once
        while not self._stopping.wait(LOOK):
            try:
                now = time.monotonic()
                if now - last_renewal >= RENEW:
                    self._inbox.renew()
                    last_renewal = now
                if now - last_purge >= TIDY:
                    self._inbox.purge()
                    last_purge = now
                self._look()
            except Exception:  # the database may come back
                LOG.exception("the inbox cannot be minded")

    def _look(self) -> None:
        for delivery in self._inbox.take_over():
            self.add(delivery)
