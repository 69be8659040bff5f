"""Connections of HTTP mode: closed where a request does not come in time, or not as HTTP.

uvicorn closes a connection that is silent after an answer, but waits for ever for a request that
does not come whole. It takes any class that speaks its protocol, and this is its own with a clock.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.slack.http.refusals import RefusalCounter

HEAD_WITHIN = 10.0  # seconds for the lines before the body, from the first byte or the connecting
LARGEST_HEAD = 16_384  # bytes of these lines
LARGEST_REQUEST = 1_600_000  # bytes as sent: a body in the smallest pieces costs the most
MOST_CONNECTIONS = 400  # below what a process may open by default, its files and database included


class GuardedProtocol(H11Protocol):
    """One connection; `guarded` makes it for a server."""

    refusals: RefusalCounter
    head_within = HEAD_WITHIN
    most_connections = MOST_CONNECTIONS
    request_bytes = 0  # bytes since the last answer
    head_due: asyncio.TimerHandle | None = None  # set while the lines before a body are awaited

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As in H11Protocol; where there are too many, the one waiting longest is closed."""
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > self.most_connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """As in H11Protocol."""
        self._stop_awaiting_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As in H11Protocol."""
        self.request_bytes += len(data)
        if self.request_bytes > LARGEST_REQUEST:
            self.end("too_large")
            return
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._await_head()
        else:
            self._stop_awaiting_head()

    def on_response_complete(self) -> None:
        """As in H11Protocol; what is still coming of a request that was answered is not read."""
        self.request_bytes = 0
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """As in H11Protocol, and counted; where an answer has begun already, nothing is sent."""
        self.refusals.count("malformed")
        if self.cycle is not None:
            self.cycle.disconnected = True  # whoever works on it already has nothing to say
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.close()

    def end(self, reason: str) -> None:
        """Closes a connection whose request did not come as it should."""
        self._stop_awaiting_head()
        if not self.transport.is_closing():
            self.refusals.count(reason)
            self.transport.abort()

    def _await_head(self) -> None:
        if self.head_due is None and not self.transport.is_closing():
            self.head_due = self.loop.call_later(self.head_within, self.end, "slow")

    def _stop_awaiting_head(self) -> None:
        if self.head_due is not None:
            self.head_due.cancel()
            self.head_due = None

    def _make_room(self) -> None:
        due = {
            connection.head_due.when(): connection
            for connection in self.connections
            if isinstance(connection, GuardedProtocol) and connection.head_due is not None
        }
        if due:
            due[min(due)].end("crowded")


def guarded_protocol(
    refusals: RefusalCounter,
    head_within: float = HEAD_WITHIN,
    most_connections: int = MOST_CONNECTIONS,
) -> type[GuardedProtocol]:
    """The protocol of a server that counts with `refusals` what it refuses; times in seconds."""

    class Guarded(GuardedProtocol):
        pass

    Guarded.refusals = refusals
    Guarded.head_within = head_within
    Guarded.most_connections = most_connections
    return Guarded
