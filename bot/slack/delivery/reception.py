"""Reception: how many payloads are being received right now.

What comes in is acknowledged first, within Slack's three seconds; answers wait for that a moment.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.5  # seconds that an answer waits at most


class Reception:
    """Counts the payloads at the door. Threads may share one."""

    def __init__(self) -> None:
        self._at_the_door = 0
        self._changed = threading.Condition()

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """While a payload is recorded and acknowledged."""
        with self._changed:
            self._at_the_door += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_the_door -= 1
                self._changed.notify_all()

    def wait_until_quiet(self) -> None:
        """Returns when nothing is being received, or when patience is at its end."""
        with self._changed:
            self._changed.wait_for(lambda: not self._at_the_door, PATIENCE)
