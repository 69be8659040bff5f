"""A real terminal to run `saathi` in, and somebody who types into it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

PATIENCE = 60.0  # seconds until what is waited for must stand there
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
CTRL_C, CTRL_D = "\x03", "\x04"
# The terminal becomes the process's own, so that Ctrl-C reaches it and a password can be asked for.
START = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from bot.cli import main; main()"
)


class Terminal:
    """What a command shows in a terminal, and a way to type."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self._process, self._master = process, master
        self._read = ""
        self._from = 0  # what was waited for lies before

    @property
    def shown(self) -> str:
        """All that was shown, without the codes of the terminal."""
        return CODES.sub("", self._read)

    def types(self, words: str, after: str, end: str = "\n") -> None:
        """Types `words` once `after` stands there, later than what was typed last."""
        self.waits_for(after)
        os.write(self._master, f"{words}{end}".encode())

    def waits_for(self, words: str) -> None:
        """Returns when `words` are shown, later than what was waited for last."""
        deadline = time.monotonic() + PATIENCE
        words = words.rstrip()  # a terminal may move on in place of a blank
        while (at := self.shown.find(words, self._from)) < 0:
            if not self._goes_on(deadline):
                raise AssertionError(f"{words!r} was not shown, but:\n{self.shown}")
        self._from = at + len(words)

    def ends(self) -> int:
        """The code that the command ends with."""
        deadline = time.monotonic() + PATIENCE
        while self._goes_on(deadline):
            pass
        return self._process.wait(PATIENCE)

    def kills(self) -> None:
        """Kills the command, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def _goes_on(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([self._master], [], [], max(left, 0))
        if not ready:
            return False
        try:
            said = os.read(self._master, 65_536)
        except OSError:  # Linux says so at the end
            return False
        self._read += said.decode(errors="replace")
        return bool(said)


@contextmanager
def terminal(*words: str, cwd: Path, columns: int = 80, **environment: str) -> Iterator[Terminal]:
    """`saathi` with these words in a terminal of its own, started in `cwd`."""
    # Libraries would believe these before the terminal itself.
    inherited = {name: os.environ[name] for name in os.environ if name not in ("COLUMNS", "LINES")}
    settings = {
        **inherited,
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "NO_COLOR": "1",
        "SAATHI_HOME": str(cwd / "home"),
        **environment,
    }
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", START, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=cwd,
        env=settings,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        process.kill()
        process.wait()
        os.close(master)
