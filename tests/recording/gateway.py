"""A gateway in front of a model, as offices and providers have them: it waits only so long.

It passes requests on, and says 504 when the model has not replied in time. So a time-out can be
recorded with the real model at work behind it.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PASSED_ON = ("Content-Type", "Authorization")


@contextmanager
def gateway(port: int, behind: str, seconds: float) -> Iterator[None]:
    """A gateway at `port` to the server at `behind`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in PASSED_ON}
            request = urllib.request.Request(behind + self.path, body, headers)
            try:
                with urllib.request.urlopen(request, timeout=seconds) as reply:
                    self._reply(reply.status, reply.read())
            except TimeoutError:
                self._reply(504, b'{"error": {"message": "Gateway Timeout", "code": 504}}')

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
