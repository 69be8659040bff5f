"""A bot as a process of its own: started, waited for, its memory and time looked at, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.benchmark.children import ROOT

SERVE = ("-m", "bot", "serve", "--port", "0")
READY = "Saathi is ready"
ENDS_WITHIN = 30.0  # seconds


class NotReady(Exception):
    """The process ended before it was ready; the message ends with what it said."""


class Process:
    """A running bot."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._folder = Path(f"/proc/{child.pid}")

    def resident_mb(self) -> float | None:
        """Its resident memory; None where the system does not tell."""
        if not (self._folder / "statm").is_file():
            return None
        pages = int((self._folder / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def busy_seconds(self) -> float:
        """The processor time that it took, in seconds; 0 where the system does not tell."""
        if not (self._folder / "stat").is_file():
            return 0.0
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """The time that all processors of the machine worked; 0 where the system does not tell."""
    stat = Path("/proc/stat")
    if not stat.is_file():
        return 0.0
    user, nice, system, _idle, _waiting, *interrupts = map(int, stat.read_text().split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[Process]:
    """This Python with `arguments`, ready; it is told to end afterwards. Raises NotReady."""
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
            env={**os.environ, **environment},
            text=True,
        )
        try:
            _wait(child, errors)
            yield Process(child)
        finally:
            _end(child)


def _wait(child: subprocess.Popen[str], errors: IO[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith(READY):
            return
    errors.seek(0)
    raise NotReady(f"The process was not ready: {errors.read().strip()[-2000:]}")


def _end(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGTERM)
    try:
        child.communicate(timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
