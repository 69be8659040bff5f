"""The process that children are forked from, so that the libraries are loaded only once.

It is started without Saathi's settings and secrets, opens no file that a person sent, and ends with
Saathi; its children end with it.
"""

from __future__ import annotations

import ctypes  # noqa: F401  (loaded here, so that no child has to)
import gc
import os
import resource  # noqa: F401  (as above)
import selectors
import signal
import socket
from contextlib import suppress
from typing import NoReturn

from knowledge.confinement import child, wire

MOST_FILES = 4096  # file descriptors that the nursery may have open; it has about ten
IGNORED_SIGNALS = (signal.SIGINT, signal.SIGTERM)  # when Saathi stops, open files are finished


class Nursery:
    """Forks a child for each call, reports how it ended, and ends it when nobody waits for it."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._watches: dict[int, socket.socket] = {}  # by the child's process id
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._woken, waking = socket.socketpair()
        for end in (self._woken, waking):
            end.setblocking(False)
        self._waking = waking
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._woken, selectors.EVENT_READ)

    def work(self) -> None:
        """Serves calls until Saathi ends."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    if not self._take():
                        self._end_all()
                        return
                elif key.fileobj is self._woken:
                    self._reap()
                else:
                    self._end(key.data)

    def _take(self) -> bool:
        call = wire.next_call(self._control)
        if call is None:
            return False
        reader, (line, watch) = call
        child.prepare(reader)
        gc.collect()
        gc.freeze()  # what is loaded stays shared between the processes
        pid = os.fork()
        if not pid:
            self._be_child(reader, line)
        os.close(line)
        self._watches[pid] = socket.socket(fileno=watch)
        self._selector.register(self._watches[pid], selectors.EVENT_READ, pid)
        return True

    def _be_child(self, reader: str, line: int) -> NoReturn:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.closerange(3, line)
            os.closerange(line + 1, MOST_FILES)
            child.answer(reader, socket.socket(fileno=line))
            os._exit(0)
        finally:
            os._exit(1)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(wire.PIECE)
        with suppress(ChildProcessError):
            while (child_end := os.waitpid(-1, os.WNOHANG))[0]:
                self._report_end(*child_end)

    def _report_end(self, pid: int, status: int) -> None:
        watch = self._watches.pop(pid)
        self._selector.unregister(watch)
        with watch, suppress(OSError):
            watch.send(wire.ENDED.pack(os.waitstatus_to_exitcode(status)))

    def _end(self, pid: int) -> None:
        """Ends a child that nobody waits for. It was not reaped yet, so its id is valid."""
        if pid in self._watches:
            os.kill(pid, signal.SIGKILL)
            self._report_end(*os.waitpid(pid, 0))

    def _end_all(self) -> None:
        for pid in tuple(self._watches):
            self._end(pid)


def main(control: int) -> None:
    """Serves the Saathi at the other end of the socket with that file descriptor."""
    for number in IGNORED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    Nursery(socket.socket(fileno=control)).work()
