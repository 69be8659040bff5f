"""The record of everything that passes between the workspace and the bot, for inspection."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KEPT = 1_000
SECRET = ("token", "app_token", "bot_token")


@dataclass(slots=True)
class Exchange:
    """One payload and, where there was one, its answer."""

    id: int
    at: float
    direction: str  # "to_bot" or "from_bot"
    kind: str
    name: str
    payload: Any
    response: Any = None
    retry: int = 0
    delivery: Any = None  # what can be sent again


class Traffic:
    """The last `KEPT` items; writing one down costs next to nothing. `grew` is told of each."""

    def __init__(self, grew: Callable[[], None]) -> None:
        self._grew = grew
        self.items: deque[Exchange] = deque(maxlen=KEPT)
        self._next = 1

    def add(self, direction: str, kind: str, name: str, payload: Any, at: float) -> Exchange:
        """The new item, which the caller may complete later."""
        item = Exchange(self._next, at, direction, kind, name, payload)
        self._next += 1
        self.items.append(item)
        self._grew()
        return item

    def after(self, number: int) -> list[dict[str, Any]]:
        """The items with a greater id than `number`, oldest first, without secrets."""
        return [_shown(item) for item in self.items if item.id > number]

    def find(self, number: int) -> Exchange | None:
        """The item with that id, if it is still kept."""
        return next((item for item in self.items if item.id == number), None)


def _shown(item: Exchange) -> dict[str, Any]:
    moment = datetime.datetime.fromtimestamp(item.at, datetime.UTC)
    return {
        "id": item.id,
        "at": moment.isoformat(),
        "direction": item.direction,
        "kind": item.kind,
        "name": item.name,
        "payload": redacted(item.payload),
        "response": redacted(item.response),
        "retry": item.retry,
    }


def redacted(value: Any) -> Any:
    """`value` with "(redacted)" in place of every token and connection ticket."""
    if isinstance(value, dict):
        return {
            key: "(redacted)" if key in SECRET else redacted(inner) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [redacted(inner) for inner in value]
    if isinstance(value, str) and "ticket=" in value:
        return value.partition("ticket=")[0] + "ticket=(redacted)"
    return value
