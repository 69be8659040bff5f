"""Thinking places: how many deliveries are worked out at the same time.

More at once would be no quicker, and would keep acknowledgements waiting. But a place is not kept
by whoever hangs: what takes longer than thinking does waits for something, and another takes over
its place meanwhile.
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

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place, as soon as one is free or its holder takes too long."""
        holder = object()
        with self._changed:
            while (wait := self._wait()) > 0:
                self._changed.wait(wait)
            self._since[holder] = self._clock()
        try:
            yield
        finally:
            with self._changed:
                del self._since[holder]
                self._changed.notify()

    def _wait(self) -> float:
        """The seconds until a place is free, if nobody gives one up before; 0 for now."""
        now = self._clock()
        ends = sorted(began + LONGEST_THOUGHT for began in self._since.values())
        taken = [end for end in ends if end > now]
        return 0.0 if len(taken) < self._places else taken[len(taken) - self._places] - now
