"""A Chroma server of the installed package, on a port of this machine."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from knowledge.index.vector_store import chroma_client

CHROMA = "import sys; from chromadb.cli.cli import app; sys.exit(app())"


class Server:
    """A Chroma server of the installed package, on a port of this machine that was free."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Starts it, also again after `stop`, at the same address."""
        serve = ["run", "--host", "127.0.0.1", "--port", str(self.port), "--path", self._folder]
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHROMA, *map(str, serve)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.parent,
        )

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Within it, it takes connections and says nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def wait(self) -> None:
        """Returns when it answers."""
        for _ in range(600):
            with contextlib.suppress(URLError, ConnectionError):
                with urlopen(f"{self.url}/api/v2/heartbeat", timeout=5) as reply:
                    reply.read()
                return
            assert self.process.poll() is None, "the Chroma server ended by itself"
            time.sleep(0.05)
        raise AssertionError("the Chroma server did not answer within 30 s")

    def stop(self) -> None:
        """Ends it; a second time does nothing."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)

    def collections(self) -> set[str]:
        """The names of what it holds."""
        client = chroma_client(self.url, Path())
        names = {collection.name for collection in client.list_collections()}
        client.close()
        return names


@contextlib.contextmanager
def chroma_server(folder: Path) -> Iterator[Server]:
    """A server that answers, with its data in `folder`."""
    running = Server(folder)
    try:
        running.wait()
        yield running
    finally:
        running.stop()
