"""Calling readers from Saathi: the other end of the nursery."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from knowledge.confinement import wire
from knowledge.confinement.limits import Limits

AT_ONCE = 2  # children; further files wait, so that memory stays bounded
ROOT = Path(__file__).parents[2]  # where the packages are
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from knowledge.confinement.nursery import main; main(int(sys.argv[2]))"
)
# All of Saathi's environment that a child gets: no token, no setting.
ENVIRONMENT = (
    *("LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    "TESSDATA_PREFIX",  # where the languages of text recognition are
)


class Limit(Enum):
    """Which limit a call exceeded; the value follows the file's name in a sentence."""

    TIME = "takes longer to read than the {seconds} seconds that a file may"
    PART = "has a page that takes too long to read"
    MEMORY = "needs more memory than a file may, and was not read"
    OUTPUT = "holds more than a file may, and was not read"
    END = "broke off the reading, and may be damaged"


# Which limit it was, by the signal that ended the child.
ENDED_BY: dict[int, Limit] = {
    signal.SIGXCPU: Limit.TIME,
    signal.SIGPROF: Limit.PART,
    signal.SIGKILL: Limit.MEMORY,  # the kernel's, where the machine has no more
    signal.SIGTRAP: Limit.MEMORY,  # how PDFium ends where it is given no more
    signal.SIGILL: Limit.MEMORY,
    signal.SIGABRT: Limit.MEMORY,
}


class CallOutcome(NamedTuple):
    """The result of a call: a reply, or the limit that it exceeded."""

    reply: bytes = b""
    limit: Limit | None = None


class NurseryLost(OSError):
    """The process that reads files ended or cannot be started; an administrator must look."""


def call(reader: str, limits: Limits, arguments: tuple[Any, ...]) -> CallOutcome:
    """Has a child process read, after waiting for a free one. Raises NurseryLost if none starts."""
    request = pickle.dumps((limits, *arguments))
    with _turns:
        try:
            return _nursery.call(reader, limits, request)
        except NurseryLost:  # somebody ended it meanwhile; a new one starts
            return _nursery.call(reader, limits, request)


class NurseryProcess:
    """The nursery of this process, started when first needed. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def call(self, reader: str, limits: Limits, request: bytes) -> CallOutcome:
        """The result; no child is left running. Raises NurseryLost."""
        line, childs_line = socket.socketpair()
        watch, nurserys_watch = socket.socketpair()
        with line, watch:
            with childs_line, nurserys_watch:
                self._ask(reader, childs_line, nurserys_watch)
            return _Call(line, watch, limits).outcome_of(request)

    def _ask(self, reader: str, *ends: socket.socket) -> None:
        with self._lock:
            try:
                try:
                    wire.call_nursery(self._control_socket(), reader, *ends)
                except BrokenPipeError:  # somebody ended it
                    self._close()
                    wire.call_nursery(self._control_socket(), reader, *ends)
            except OSError as error:
                self._close()
                raise NurseryLost("the process that reads files cannot be started") from error

    def _control_socket(self) -> socket.socket:
        has_ended = self._process is not None and self._process.poll() is not None
        if self._control is not None and not has_ended and self._owner == os.getpid():
            return self._control
        self._close()
        control, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(  # noqa: S603  (Saathi's own program)
                [sys.executable, "-I", "-X", "utf8", "-c", START, str(ROOT), str(far.fileno())],
                pass_fds=[far.fileno()],
                env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control, self._owner = control, os.getpid()
        return control

    def _close(self) -> None:
        """Closes the connection to the nursery, which then ends with its children."""
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
        self._control = self._process = None

    def close(self) -> None:
        """Ends the nursery. The next call starts another."""
        with self._lock:
            self._close()


class _Call:
    """One call of a reader: sending the request and reading the reply share one deadline."""

    def __init__(self, line: socket.socket, watch: socket.socket, limits: Limits) -> None:
        self._line = line
        self._watch = watch
        self._limits = limits
        self._until = time.monotonic() + limits.seconds

    def outcome_of(self, request: bytes) -> CallOutcome:
        try:
            self._send(request)
            reply = self._reply()
            if len(reply) > self._limits.output:
                return CallOutcome(limit=Limit.OUTPUT)
            return self._outcome(reply, self._exit_code())
        except TimeoutError:
            return CallOutcome(limit=Limit.TIME)

    def _with_timeout(self, line: socket.socket) -> socket.socket:
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        line.settimeout(seconds)
        return line

    def _send(self, request: bytes) -> None:
        view = memoryview(wire.LENGTH.pack(len(request)) + request)
        with suppress(BrokenPipeError, ConnectionResetError):  # the exit code says why
            while view:
                view = view[self._with_timeout(self._line).send(view[: wire.PIECE]) :]

    def _reply(self) -> bytes:
        reply = bytearray()
        with suppress(ConnectionResetError):
            while len(reply) <= self._limits.output:
                piece = self._with_timeout(self._line).recv(wire.PIECE)
                if not piece:
                    break
                reply += piece
        return bytes(reply)

    def _exit_code(self) -> int:
        """The child's exit code, or the signal that ended it as a negative number."""
        try:
            return int(wire.ENDED.unpack(wire.exactly(self._with_timeout(self._watch), 4))[0])
        except (EOFError, ConnectionResetError) as error:
            raise NurseryLost("the process that reads files is gone") from error

    def _outcome(self, reply: bytes, exit_code: int) -> CallOutcome:
        if reply and not exit_code:
            lacked_memory = reply[:1] == wire.ReplyKind.MEMORY
            return CallOutcome(limit=Limit.MEMORY) if lacked_memory else CallOutcome(reply)
        return CallOutcome(limit=ENDED_BY.get(-exit_code, Limit.END))


_turns = threading.BoundedSemaphore(AT_ONCE)
_nursery = NurseryProcess()
atexit.register(_nursery.close)
