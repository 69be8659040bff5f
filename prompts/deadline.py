"""A hard time limit for work that waits on somebody else's server.

A client's own time-out counts from one piece of a reply to the next, so a server that drips could
hold a person's answer up for ever. Here the work runs in its own thread, which is abandoned then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


def within(seconds: float, items: Generator[T, None, None]) -> Iterator[T]:
    """What `items` yields and raises. Raises TimeoutError as soon as `seconds` are over.

    Abandoned work ends at its next item.
    """
    results: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    left_behind = threading.Event()

    def work() -> None:
        try:
            with closing(items):
                for item in items:
                    if left_behind.is_set():
                        return
                    results.put(("item", item))
            results.put(("end", None))
        except BaseException as error:  # raised again where the items are read
            results.put(("error", error))

    ends = time.monotonic() + seconds
    threading.Thread(target=work, name="chat-model", daemon=True).start()
    try:
        while True:
            kind, value = results.get(timeout=max(0.0, ends - time.monotonic()))
            if kind == "end":
                return
            if kind == "error":
                raise value
            yield value
    except Empty:
        raise TimeoutError from None
    finally:
        left_behind.set()
