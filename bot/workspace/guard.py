"""Keeps web sites away: only loopback names, no other origin; and cuts connections on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
CUT = "saathi.cut"  # where a request finds the function that cuts its connection
SAFE = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": (
        b"default-src 'self'; img-src 'self' data: blob: https:; style-src 'self' 'unsafe-inline'; "
        b"font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        b"form-action 'self'"
    ),
}


class Guard:
    """An ASGI application in front of another.

    A Host that is no loopback name (a site that has its name point here) and an Origin other
    than this server's own (a site that posts here) are refused with 403.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through, or refuses it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_allowed(headers.get("host", ""), headers.get("origin")):
            await _refuse(scope, receive, send)
            return
        scope[CUT] = _cutter(send)
        await self._app(scope, receive, _with_headers(send))


def is_allowed(host: str, origin: str | None) -> bool:
    """Whether a request with this Host and Origin may pass."""
    try:
        hostname = urlsplit(f"//{host}").hostname
        from_here = origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False
    return hostname in LOOPBACK and from_here


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    sentence = "This workspace answers to this computer alone; open it as http://127.0.0.1."
    await PlainTextResponse(sentence, 403)(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *SAFE.items()]
        await send(message)

    return sending


def _cutter(send: Send) -> Callable[[], None]:
    """A function that ends the connection without an answer, as a broken network does.

    The server's `send` is a method of its request cycle, which knows the transport.
    """
    transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
    return transport.abort if transport is not None else lambda: None
