"""Faults that begin and end while Saathi lives: what it depends on goes away, and comes back.

Two seams, for whatever is depended on. A `Gate` stands in front of any TCP server (PostgreSQL,
Slack’s Web API, Chroma): it can be shut, fall silent, or lose the answers to what it passes on. An
`EngineFault` makes one engine’s own statements fail, as those of SQLite do on a full disk. Both
count what met the fault, so that a test knows when it has bitten, and can end it.
"""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any

from sqlalchemy import event

from bot.operations.database import Database

CHUNK = 65536


class Passage(Enum):
    """What a gate does with what comes."""

    OPEN = "open"
    SHUT = "shut"  # what is open is cut, and what comes is closed at once
    SILENT = "silent"  # what comes is kept, and nothing passes until it opens
    ANSWERLESS = "answerless"  # requests pass; at the first byte of an answer all is cut


class Gate:
    """A door in front of a TCP server on this machine; `port` is where it is entered."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._target = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.met = 0  # how many connections or answers the present fault hit
        self._passage = Passage.OPEN
        self._open = threading.Event()
        self._open.set()
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        threading.Thread(target=self._accept, name="gate", daemon=True).start()

    def begin(self, passage: Passage) -> None:
        """Begins the fault."""
        with self._lock:
            self._passage, self.met = passage, 0
            if passage is Passage.SILENT:
                self._open.clear()
        if passage is Passage.SHUT:
            self._cut()

    def end(self) -> None:
        """Ends the fault: what comes now passes."""
        with self._lock:
            self._passage = Passage.OPEN
            self._open.set()

    def close(self) -> None:
        """Ends all of it."""
        self.end()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._cut()

    def _accept(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                client, _ = self._listening.accept()
                self._admit(client)

    def _admit(self, client: socket.socket) -> None:
        if self._passage is Passage.SHUT:
            self.met += 1
            client.close()
            return
        try:
            server = socket.create_connection(self._target)
        except OSError:
            client.close()
            return
        with self._lock:
            self._ends |= {client, server}
        for source, target, answers in ((client, server, False), (server, client, True)):
            threading.Thread(
                target=self._pump, args=(source, target, answers), name="pump", daemon=True
            ).start()

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if not self._open.is_set():
                    self.met += 1
                    self._open.wait()
                if answers and self._passage is Passage.ANSWERLESS:
                    self.met += 1
                    break
                target.sendall(data)
        for end in (source, target):
            _hang_up(end)
        with self._lock:
            self._ends -= {source, target}

    def _cut(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            self.met += 1
            _hang_up(end)


@contextmanager
def gate_to(port: int) -> Iterator[Gate]:
    """A gate in front of the server on that port, closed afterwards."""
    gate = Gate(port)
    try:
        yield gate
    finally:
        gate.close()


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class EngineFault:
    """Makes the statements of one database’s engine fail, as SQLite’s own do, while it lasts."""

    def __init__(self, database: Database) -> None:
        self.met = 0  # how many statements the present fault hit
        self._words = ""
        self._reads = True
        event.listen(database.engine, "do_execute", self._do)
        event.listen(database.engine, "do_execute_no_params", self._do)
        self._commit = database.engine.dialect.do_commit
        database.engine.dialect.do_commit = self._do_commit  # type: ignore[method-assign,assignment]
        self._lost_commits = 0

    def begin(self, words: str = "database or disk is full", *, reads: bool = False) -> None:
        """Begins the fault: writes fail with `words`, and `reads` too."""
        self.met, self._words, self._reads = 0, words, reads

    def lose_commits(self, count: int = 1) -> None:
        """The next commits are carried out, and reported as failed."""
        self._lost_commits = count

    def end(self) -> None:
        """Ends the fault."""
        self._words, self._lost_commits = "", 0

    def _do(self, _cursor: Any, statement: str, *_: Any) -> None:
        is_read = statement.lstrip()[:6].upper() == "SELECT"
        if self._words and (self._reads or not is_read):
            self.met += 1
            raise sqlite3.OperationalError(self._words)

    def _do_commit(self, connection: Any) -> None:
        self._commit(connection)
        if self._lost_commits:
            self._lost_commits -= 1
            self.met += 1
            raise sqlite3.OperationalError("disk I/O error")
