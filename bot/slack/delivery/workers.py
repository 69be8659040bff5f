"""The worker pool: deliveries are worked on in the order they came, and parked at a stop.

Those with a file to be read have threads of their own: however many such files come, and however
long each takes, questions are answered meanwhile. A delivery that a process died of is worked on
beside no other of its kind: so a delivery that was merely worked on at the same time is not blamed.

A minder renews the leases of what waits here or is worked on, and of nothing else. What failed
while the database was away is put off as soon as it is back; what nobody holds is taken up again.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.operations.logs import about
from bot.slack.delivery.deliveries import Delivery, LeaseLost
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.leases import LEASE

LOG = logging.getLogger("saathi.workers")
LOOK = 1.0  # seconds between looks for deliveries that nobody works on
RENEW = LEASE / 3
LONGEST = 900.0  # seconds of work after which a thread is taken to hang, and another may try
READERS = 2  # threads for files that came back; each has a child process read
TIDY = 3600.0  # seconds between deletions of what is too old
QUIET = 60.0  # seconds between log lines about a database that stays away
Work = Callable[[Delivery], None]
Line = queue.Queue[Delivery | None]
Hold = tuple[str, int]  # a delivery's id and fence


@dataclass
class _Held:
    """A delivery that this process holds: in line, or worked on."""

    delivery: Delivery
    begun_at: float | None = None  # by the monotonic clock


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
        self._held: dict[Hold, _Held] = {}
        self._to_put_off: dict[Hold, tuple[Delivery, float]] = {}  # and when each is due
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
        self._minder = _Minder(inbox, self)

    def start(self) -> None:
        """Starts the threads; what a crash left open is taken up first."""
        self.take_over()
        for thread in (*self._threads, self._minder.thread):
            thread.start()

    def add(self, delivery: Delivery) -> None:
        """Puts a recorded delivery in line."""
        with self._lock:
            self._held[_hold(delivery)] = _Held(delivery)
        self._line_of(delivery).put(delivery)

    def ahead(self) -> int:
        """How many deliveries are worked on or wait here."""
        with self._lock:
            return sum(line.qsize() for line in self._lines) + self._busy

    def held(self) -> list[Delivery]:
        """What waits here or is worked on, but for what is worked on longer than anything may."""
        begun_since = time.monotonic() - LONGEST
        with self._lock:
            return [
                held.delivery
                for held in self._held.values()
                if held.begun_at is None or held.begun_at > begun_since
            ]

    def take_over(self, *, from_others: bool = True) -> None:
        """Puts in line what nobody works on. Raises what the database raises."""
        for delivery in self._inbox.take_over(from_others=from_others):
            self.add(delivery)

    def put_off_again(self) -> None:
        """Puts off what could not be, when it failed. Raises what the database raises."""
        with self._lock:
            late = list(self._to_put_off.items())
        for hold, (delivery, due_at) in late:
            try:
                self._inbox.put_off(delivery, max(0.0, due_at - time.monotonic()))
            except LeaseLost:
                self._lost(delivery)
            with self._lock:
                self._to_put_off.pop(hold, None)

    def stop(self, seconds: float) -> bool:
        """Finishes what is being worked on, for at most `seconds`, and parks the rest.

        True where nothing was cut off.
        """
        self._stopping.set()
        self._minder.stopping.set()
        for _ in self._threads:
            for line in self._lines:
                line.put(None)
        until = time.monotonic() + seconds
        threads = [thread for thread in (*self._threads, self._minder.thread) if thread.ident]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        all_done = not any(thread.is_alive() for thread in threads)
        try:
            if all_done:
                self._inbox.release()
            else:
                self._inbox.clear_begun()
        except Exception:  # the leases run out, and somebody else takes over then
            LOG.exception("what is left cannot be released")
        return all_done

    def _line_of(self, delivery: Delivery) -> Line:
        if delivery.crashes:
            return self._suspects
        return self._files if delivery.reads_file else self._questions

    def _serve(self, line: Line) -> None:
        while True:
            delivery = line.get()
            if delivery is None or self._stopping.is_set():
                return
            with self._lock:
                self._busy += 1
                self._held[_hold(delivery)] = _Held(delivery, begun_at=time.monotonic())
            with about(delivery.id, delivery.text):
                self._do(delivery)
            with self._lock:
                self._busy -= 1
                self._held.pop(_hold(delivery), None)

    def _do(self, delivery: Delivery) -> None:
        try:
            if self._inbox.begin(delivery):
                self._work(delivery)
        except LeaseLost:
            self._lost(delivery)
        except Exception:
            LOG.exception("delivery %s failed", delivery.id)
            self._put_off(delivery, seconds=2.0 ** min(delivery.failures + 1, 8))

    def _put_off(self, delivery: Delivery, seconds: float) -> None:
        try:
            self._inbox.put_off(delivery, seconds)
        except LeaseLost:
            self._lost(delivery)
        except Exception as error:  # the minder tries again, until its lease runs out at the latest
            LOG.warning("delivery %s is put off later: %s", delivery.id, type(error).__name__)
            with self._lock:
                self._to_put_off[_hold(delivery)] = delivery, time.monotonic() + seconds

    def _lost(self, delivery: Delivery) -> None:
        """Another process answers it, and took this one for dead."""
        LOG.warning("delivery %s was taken over while it was worked on", delivery.id)
        try:
            self._inbox.withdraw_crash(delivery)
        except Exception:  # at worst it is worked on alone
            LOG.exception("the crash of delivery %s cannot be taken back", delivery.id)


class _Minder:
    """Renews what is held here, and has taken up what nobody holds, until it is stopped."""

    def __init__(self, inbox: Inbox, workers: Workers) -> None:
        self.thread = threading.Thread(target=self._mind, name="minder", daemon=True)
        self.stopping = threading.Event()
        self._inbox = inbox
        self._workers = workers
        self._renewed_at = _Moment.now()
        self._tidied_at = 0.0
        self._back_at: float | None = None  # since when the database is back; None: it is away
        self._logged_at = 0.0

    def _mind(self) -> None:
        self._back_at = time.monotonic() - RENEW  # it was read at the start
        while not self.stopping.wait(LOOK):
            try:
                self._tend()
            except Exception as error:  # the database may come back
                self._back_at = None
                self._log(error)

    def _tend(self) -> None:
        self._workers.put_off_again()
        if self._back_at is None or self._renewed_at.is_past(RENEW):
            self._inbox.renew(self._workers.held())
            self._renewed_at = _Moment.now()
        now = time.monotonic()
        self._back_at = now if self._back_at is None else self._back_at
        # While the database was away nobody could renew: each of its users takes its own first.
        self._workers.take_over(from_others=now - self._back_at >= RENEW)
        if not self._tidied_at or now - self._tidied_at >= TIDY:
            self._inbox.purge()
            self._tidied_at = now

    def _log(self, error: Exception) -> None:
        """One line a minute: a database that is away is away at every look."""
        now = time.monotonic()
        if now - self._logged_at >= QUIET or not self._logged_at:
            self._logged_at = now
            LOG.error("the inbox cannot be minded", exc_info=error)


@dataclass(frozen=True)
class _Moment:
    """A moment by both clocks: one may be set, and the other stands while a machine sleeps."""

    by_wall: float
    monotonic: float

    @classmethod
    def now(cls) -> _Moment:
        """This moment."""
        return cls(time.time(), time.monotonic())

    def is_past(self, seconds: float) -> bool:
        """True where it is so long ago by either clock."""
        now = _Moment.now()
        return max(now.by_wall - self.by_wall, now.monotonic - self.monotonic) >= seconds


def _hold(delivery: Delivery) -> Hold:
    return delivery.id, delivery.fence
