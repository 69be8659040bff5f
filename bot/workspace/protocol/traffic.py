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
    """The last `KEPT` exchanges; `on_exchange` is called for each new one."""

    def __init__(self, on_exchange: Callable[[], None]) -> None:
        self._on_exchange = on_exchange
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT)
        self._next = 1

    def add(self, direction: str, kind: str, name: str, payload: Any, at: float) -> Exchange:
        """The new exchange, which the caller may complete later."""
        exchange = Exchange(self._next, at, direction, kind, name, payload)
        self._next += 1
        self.exchanges.append(exchange)
        self._on_exchange()
        return exchange

    def after(self, number: int) -> list[dict[str, Any]]:
        """The exchanges with a greater id than `number`, oldest first, without secrets."""
        return [_exchange_json(exchange) for exchange in self.exchanges if exchange.id > number]

    def find(self, number: int) -> Exchange | None:
        """The exchange with that id, if it is still kept."""
        return next((exchange for exchange in self.exchanges if exchange.id == number), None)


def _exchange_json(exchange: Exchange) -> dict[str, Any]:
    moment = datetime.datetime.fromtimestamp(exchange.at, datetime.UTC)
    return {
        "id": exchange.id,
        "at": moment.isoformat(),
        "direction": exchange.direction,
        "kind": exchange.kind,
        "name": exchange.name,
        "payload": redacted(exchange.payload),
        "response": redacted(exchange.response),
        "retry": exchange.retry,
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
