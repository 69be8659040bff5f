"""Socket Mode: several WebSocket connections, each envelope goes to a random live one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.protocol.deliveries import Deliveries, PayloadDelivery
from bot.workspace.state import Json

TICKETS = 100  # connection addresses that were handed out and not used yet
GOING_DOWN = 1012  # WebSocket's code for a service that restarts


class Link:
    """One connection of the bot's; what is sent is queued, so that sending never waits."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.outbox: asyncio.Queue[str | None] = asyncio.Queue()

    def send(self, frame: Json) -> None:
        """Queues `frame`."""
        self.outbox.put_nowait(json.dumps(frame))

    async def write(self) -> None:
        """Sends what is queued until the queue is closed with None, or the other side is gone."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            while (frame := await self.outbox.get()) is not None:
                await self.socket.send_text(frame)
            await self.socket.close(GOING_DOWN)


class SocketMode:
    """The bot's live connections; `on_change` is called when one comes or goes."""

    def __init__(self, deliveries: Deliveries, app_id: str, on_change: Callable[[], None]) -> None:
        self.links: list[Link] = []
        self.opened = 0
        self._deliveries, self._app_id, self._on_change = deliveries, app_id, on_change
        self._tickets: OrderedDict[str, None] = OrderedDict()

    @property
    def is_live(self) -> bool:
        """Whether any connection is open."""
        return bool(self.links)

    def ticket(self) -> str:
        """A ticket that opens one connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = None
        while len(self._tickets) > TICKETS:
            self._tickets.popitem(last=False)
        return ticket

    def send(self, envelope: str, delivery: PayloadDelivery) -> None:
        """Sends `delivery` to a random connection."""
        frame: Json = {
            "envelope_id": envelope,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            is_retry = delivery.attempts > 1
            frame["retry_attempt"] = delivery.attempts - 1
            frame["retry_reason"] = delivery.reason if is_retry else ""
        random.choice(self.links).send(frame)  # noqa: S311  (no secret depends on it)

    async def serve(self, socket: WebSocket) -> None:
        """Keeps one connection until it ends, whichever side ends it."""
        if self._tickets.pop(socket.query_params.get("ticket", ""), 0) == 0:
            await socket.close(4000)
            return
        await socket.accept()
        link = Link(socket)
        writing = asyncio.create_task(link.write())
        link.send(self._hello())
        self.links.append(link)
        self.opened += 1
        self._on_change()
        self._deliveries.flush()
        try:
            await self._read(link)
        finally:
            self._forget(link)
            writing.cancel()

    def disconnect(self, reason: str = "refresh_requested", *, most: int | None = None) -> None:
        """Tells `most` connections (all, where None) to go, with a "disconnect" frame."""
        for link in self.links[:most]:
            link.send(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
            )

    def cut(self) -> None:
        """Ends every connection without a word, as a broken network does."""
        for link in list(self.links):
            self._forget(link)
            link.outbox.put_nowait(None)

    async def _read(self, link: Link) -> None:
        while True:
            try:
                frame: Any = json.loads(await link.socket.receive_text())
            except (WebSocketDisconnect, RuntimeError):  # gone, from there or from here
                return
            except (ValueError, KeyError):
                continue
            if isinstance(frame, dict) and "envelope_id" in frame:
                self._deliveries.acknowledge(str(frame["envelope_id"]), frame.get("payload"))

    def _forget(self, link: Link) -> None:
        if link in self.links:
            self.links.remove(link)
            self._on_change()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.links) + 1,
            "debug_info": {
                "host": "applink-local",
                "build_number": 1,
                "approximate_connection_time": 18_060,
            },
            "connection_info": {"app_id": self._app_id},
        }
