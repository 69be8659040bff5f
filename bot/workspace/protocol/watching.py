"""Tells open pages that something changed, at most twenty times a second each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection

from starlette.websockets import WebSocket, WebSocketDisconnect

APART = 0.05  # seconds between two words to the same page


class Watcher:
    """One open page and what it has not been told yet."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.news: set[str] = set()
        self.stirred = asyncio.Event()

    def tell(self, what: str) -> None:
        """Notes `what` ("changed" or "traffic") for the next word to the page."""
        self.news.add(what)
        self.stirred.set()


class Watching:
    """The open pages."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    def changed(self, people: Collection[str] | None = None) -> None:
        """Something changed for `people` (everybody, where None)."""
        for watcher in self._watchers:
            if people is None or watcher.user in people:
                watcher.tell("changed")

    def changes_after(self, seconds: float, people: Collection[str]) -> None:
        """Something will change for `people` by itself; told only where a page is open now."""
        if self._watchers:
            asyncio.get_running_loop().call_later(seconds, self.changed, people)

    def grew(self) -> None:
        """The traffic grew."""
        for watcher in self._watchers:
            watcher.tell("traffic")

    async def serve(self, socket: WebSocket) -> None:
        """Keeps one page's connection until it ends."""
        await socket.accept()
        watcher = Watcher(socket.query_params.get("user", ""))
        self._watchers.add(watcher)
        writing = asyncio.create_task(_write(socket, watcher))
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, KeyError):
            return
        finally:
            self._watchers.discard(watcher)
            writing.cancel()


async def _write(socket: WebSocket, watcher: Watcher) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        while await watcher.stirred.wait():
            watcher.stirred.clear()
            news, watcher.news = watcher.news, set()
            for what in sorted(news):
                await socket.send_json({"type": what})
            await asyncio.sleep(APART)
