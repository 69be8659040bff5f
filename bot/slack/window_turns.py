"""The order in which a window's redraws were asked for, so that a late one undoes no newer one.

Redraws are made by several threads, and each takes its own time. Somebody who saves an answer and
goes on to the next page at once must not be taken back to the page before.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEPT = 1_000  # windows; one that was left alone for so long awaits no redraw


@dataclass
class _Window:
    """What is known of an open window."""

    drawing: threading.Lock = field(default_factory=threading.Lock)
    newest: int = 0  # the turn that it shows


class WindowTurns:
    """Turns to draw a window. Threads may share one; each process orders its own redraws."""

    def __init__(self) -> None:
        self._turns = itertools.count(1)
        self._lock = threading.Lock()
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def take(self) -> int:
        """A turn, later than all that were taken before."""
        return next(self._turns)

    def draw(self, view_id: str, turn: int, drawing: Callable[[], object]) -> bool:
        """Does `drawing` and returns True, unless a later turn has drawn that window by now."""
        window = self._window(view_id)
        with window.drawing:
            if turn < window.newest:
                return False
            window.newest = turn
            drawing()
        return True

    def _window(self, view_id: str) -> _Window:
        with self._lock:
            window = self._windows.setdefault(view_id, _Window())
            self._windows.move_to_end(view_id)
            if len(self._windows) > MOST_KEPT:
                self._windows.popitem(last=False)
            return window
