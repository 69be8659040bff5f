"""A file that Slack cannot hand over for the moment is fetched later; one it refuses is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient

from bot.slack.delivery.file_fetching import FileNotRead, fetch
from bot.slack.errors import FAILED


@contextmanager
def slack_that_answers(status: int) -> Iterator[WebClient]:
    """A client of something that knows a file, and answers `status` where its bytes are asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            address = self.headers["host"]
            about = {"name": "a.docx", "size": 3, "url_private_download": f"http://{address}/file"}
            self._answer(200, json.dumps({"ok": True, "file": about}).encode())

        def do_GET(self) -> None:
            self._answer(status, b"abc")

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/api/"
        yield WebClient(token="xoxb-sample", base_url=address)
        server.shutdown()


def test_what_slack_cannot_hand_over_for_the_moment_passes() -> None:
    for status in (503, 429):
        with slack_that_answers(status) as client, pytest.raises(HTTPError) as caught:
            fetch(client, "F1")
        assert isinstance(caught.value, FAILED)


def test_what_slack_refuses_is_told_and_what_it_has_is_read() -> None:
    with slack_that_answers(403) as client, pytest.raises(FileNotRead):
        fetch(client, "F1")
    with slack_that_answers(200) as client:
        assert fetch(client, "F1") == ("a.docx", b"abc")
