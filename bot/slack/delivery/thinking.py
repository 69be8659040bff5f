"""Thinking places: how many deliveries are worked out at the same time.

More at once would be no quicker, and would keep acknowledgements waiting. But a place is not kept
by whoever hangs: what takes longer than thinking does waits for something, and another takes over
its place meanwhile, and whoever asks Slack something leaves its own until Slack has answered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LONGEST_THOUGHT = 3.0  # seconds after which a place is given to another as well


class ThinkingPlaces:
    """A number of places. Threads may share one."""

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places
        self._clock = clock
        self._changed = threading.Condition()
        self._since: dict[object, float] = {}  # when each that is thinking began
        self._own = threading.local()  # `holder`: the thread's own place

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place, as soon as one is free or its holder takes too long."""
        self._take()
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def left(self) -> Iterator[None]:
        """While the thread waits for somebody else: its place is free, and is taken again after.

        A thread that has no place just goes on.
        """
        has_place = getattr(self._own, "holder", None) is not None
        if has_place:
            self._leave()
        try:
            yield
        finally:
            if has_place:
                self._take()

    def _take(self) -> None:
        self._own.holder = holder = object()
        with self._changed:
            while (wait := self._wait()) > 0:
                self._changed.wait(wait)
            self._since[holder] = self._clock()

    def _leave(self) -> None:
        with self._changed:
            del self._since[self._own.holder]
            self._changed.notify()
        self._own.holder = None

    def _wait(self) -> float:
        """The seconds until a place is free, if nobody gives one up before; 0 for now."""
        now = self._clock()
        ends = sorted(began + LONGEST_THOUGHT for began in self._since.values())
        taken = [end for end in ends if end > now]
        return 0.0 if len(taken) < self._places else taken[len(taken) - self._places] - now
