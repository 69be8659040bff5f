"""An outage: once a server was found silent, nobody else waits for it until it was asked again.

Each call that it does not answer holds a thread until its time limit. Whoever comes in the seconds
after is refused at once with the same sentence; then one goes first, and the rest follow when that
one is answered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from knowledge.errors import VectorStoreAway

RESTS = 3.0  # seconds


class Outage:
    """What is known of one server. Threads may share it."""

    def __init__(self, rests: float = RESTS, clock: Callable[[], float] = time.monotonic) -> None:
        self._rests = rests
        self._clock = clock
        self._lock = threading.Lock()
        self._sentence = ""  # '' while there is no outage
        self._until = 0.0
        self._is_asked_again = False

    def refuse(self) -> None:
        """Raises VectorStoreAway where there is an outage, and somebody else sees to its end."""
        with self._lock:
            self._refuse()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Within it the server is called. Raises VectorStoreAway, at once during an outage."""
        with self._lock:
            self._refuse()
            goes_first = self._is_asked_again = bool(self._sentence)
        try:
            yield
        except VectorStoreAway as error:
            with self._lock:
                self._sentence, self._until = str(error), self._clock() + self._rests
            raise
        else:
            with self._lock:
                self._sentence = ""
        finally:
            if goes_first:
                with self._lock:
                    self._is_asked_again = False

    def _refuse(self) -> None:
        if self._sentence and (self._is_asked_again or self._clock() < self._until):
            raise VectorStoreAway(self._sentence)
