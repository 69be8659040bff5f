"""Time, message timestamps and ids of the workspace."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Clock:
    """Tells the time, and gives timestamps that strictly grow, however fast they are asked for.

    `now` is the time in seconds since 1970; a test may give its own.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self._last = 0

    def ts(self) -> str:
        """The next message timestamp, as "seconds.microseconds"."""
        self._last = max(int(self.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def new_id(kind: str) -> str:
    """An id that looks like Slack's, such as "F0…" for kind "F"."""
    return f"{kind}0" + "".join(secrets.choice(ALPHABET) for _ in range(9))
