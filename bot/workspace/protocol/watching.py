"""Tells open pages that something changed, at most twenty times a second each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection

from starlette.websockets import WebSocket, WebSocketDisconnect

APART = 0.05  # seconds between two messages to the same page


class Watcher:
    """One open page and what it does not know of yet."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.news: set[str] = set()
        self.has_news = asyncio.Event()

    def note(self, kind: str) -> None:
        """Keeps `kind` ("changed" or "traffic") for the next message to the page."""
        self.news.add(kind)
        self.has_news.set()


class Watching:
    """The open pages."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    def notify(self, people: Collection[str] | None = None) -> None:
        """Tells the pages of `people` (everybody, where None) that something changed."""
        for watcher in self._watchers:
            if people is None or watcher.user in people:
                watcher.note("changed")

    def notify_later(self, seconds: float, people: Collection[str]) -> None:
        """Tells them `seconds` later, where something changes by itself and a page is open now."""
        if self._watchers:
            asyncio.get_running_loop().call_later(seconds, self.notify, people)

    def notify_of_traffic(self) -> None:
        """Tells every page that there is new traffic."""
        for watcher in self._watchers:
            watcher.note("traffic")

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
        while await watcher.has_news.wait():
            watcher.has_news.clear()
            news, watcher.news = watcher.news, set()
            for kind in sorted(news):
                await socket.send_json({"type": kind})
            await asyncio.sleep(APART)
