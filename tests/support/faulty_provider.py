"""A provider of chat models on this machine that fails as providers do: a real HTTP server.

It speaks as much of OpenAI's interface as Saathi uses, and a little of Ollama's. What it replies
when it works is given by the test, by the name of the schema that is asked for, so that a whole
answer can be written.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Behaviour = Callable[["Exchange"], None]
PATIENCE = 30.0  # seconds that a slow reply takes, unless the test ends
DRIP = 0.05


class Exchange:
    """One request, and the ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: Json, provider: Provider) -> None:
        self._handler = handler
        self.body = body
        self.provider = provider

    @property
    def schema(self) -> str:
        """The name of the form that the reply is wanted in."""
        if "format" in self.body:  # Ollama's interface
            return str(self.body["format"]["title"])
        return str(self.body["response_format"]["json_schema"]["name"])

    def status(self, code: int, **headers: str) -> None:
        """An error, as OpenAI words one."""
        self._send(code, {"error": {"message": "sample", "type": "sample"}}, headers)

    def says(self, text: str, *, refusal: str | None = None, ended: str = "stop") -> None:
        """A whole reply, streamed where that was asked for."""
        if "format" in self.body:
            done = {"done": True, "done_reason": ended, **OLLAMA_USAGE}
            said = {"role": "assistant", "content": text}
            self._send(200, {"model": self.body["model"], "message": said, **done})
            return
        if self.body.get("stream"):
            self.streams(text, ended=ended, refusal=refusal)
            return
        message = {"role": "assistant", "content": None if refusal else text, "refusal": refusal}
        choice = {"index": 0, "message": message, "finish_reason": ended}
        self._send(200, {**self._head("chat.completion"), "choices": [choice], "usage": USAGE})

    def streams(
        self,
        text: str,
        *,
        cut: bool = False,
        ended: str = "stop",
        refusal: str | None = None,
        pause: tuple[int, Callable[[], object]] = (0, lambda: None),
    ) -> None:
        """A reply in pieces of 20 characters; where it is `cut`, the connection just ends.

        `pause` is a place in the text, and what is waited for there.
        """
        self._begin()
        self._piece({"role": "assistant", "content": "", "refusal": refusal})
        place, wait = pause
        for start in (*range(0, place, 20), *range(place, len(text), 20)):
            if start == place:
                wait()
            end = min(start + 20, place) if start < place else start + 20
            self._piece({"content": text[start:end]})
        if not cut:
            self._piece({}, ended)
            self._event({**self._head("chat.completion.chunk"), "choices": [], "usage": USAGE})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

    def drips(self) -> None:
        """Bytes that say nothing, so that no time-out between two bytes ever comes."""
        self._begin()
        while not self.provider.ended.wait(DRIP):
            self._chunk(b": still there\n\n")

    def garbage(self) -> None:
        """Something that is not JSON at all."""
        self._bytes(200, b"<html>Welcome to the hotel's network</html>", {})

    def _begin(self) -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def _piece(self, delta: Json, ended: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": ended}
        self._event({**self._head("chat.completion.chunk"), "choices": [choice]})

    def _event(self, event: Json) -> None:
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self._handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self._handler.wfile.flush()

    def _head(self, kind: str) -> Json:
        return {"id": "sample", "object": kind, "created": 0, "model": self.body["model"]}

    def _send(self, code: int, said: Json, headers: Mapping[str, str] | None = None) -> None:
        typed = {"Content-Type": "application/json", **(headers or {})}
        self._bytes(code, json.dumps(said).encode(), typed)

    def _bytes(self, code: int, data: bytes, headers: Mapping[str, str]) -> None:
        self._handler.send_response(code)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(len(data)))
        self._handler.end_headers()
        self._handler.wfile.write(data)


OLLAMA_USAGE = {"prompt_eval_count": 200, "eval_count": 50}
USAGE = {"prompt_tokens": 200, "completion_tokens": 50, "total_tokens": 250}


class Provider:
    """The server; `behave` is what it does next, and `requests` what it was asked."""

    def __init__(self, replies: Mapping[str, Json]) -> None:
        self.replies = dict(replies)
        self.behave: Behaviour = works
        self.requests: list[Json] = []
        self.keys: list[str] = []
        self.ended = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                provider.requests.append(body)
                provider.keys.append(self.headers.get("Authorization", ""))
                self.close_connection = True
                provider.behave(Exchange(self, body, provider))

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def sent(self) -> str:
        """Everything that was sent to it, as text."""
        return json.dumps(self.requests, ensure_ascii=False)

    @contextmanager
    def running(self) -> Iterator[Provider]:
        """The server at work."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            self.ended.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def reply(exchange: Exchange) -> str:
    """What the test says the model replies, as JSON."""
    return json.dumps(exchange.provider.replies[exchange.schema])


def works(exchange: Exchange) -> None:
    exchange.says(reply(exchange))


def is_slow(exchange: Exchange) -> None:
    exchange.provider.ended.wait(PATIENCE)


FAULTS: dict[str, Behaviour] = {
    "slow": is_slow,
    "drip": lambda exchange: exchange.drips(),
    "429": lambda exchange: exchange.status(429, **{"Retry-After": "60"}),
    "500": lambda exchange: exchange.status(500),
    "cut": lambda exchange: exchange.streams(reply(exchange)[:60], cut=True),
    "garbage": lambda exchange: exchange.garbage(),
    "no JSON": lambda exchange: exchange.says("As a helpful assistant, I would say yes."),
    "cut short": lambda exchange: exchange.says(reply(exchange)[:60], ended="length"),
    "wrong schema": lambda exchange: exchange.says('{"sample": [1, 2, 3]}'),
    "refusal": lambda exchange: exchange.says("", refusal="I cannot help with that."),
}
