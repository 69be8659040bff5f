"""Readers that misbehave, each in one way. They run in child processes, which load this module."""

from __future__ import annotations

import os
import signal
import socket
import stat
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from drafting.partners import DraftingError, UnreadableDraft
from drafting.partners.errors import BadRecord
from knowledge.confinement import Limits, confined


def open_files() -> list[int]:
    """The numbers of the files that this process has open."""
    known = []
    for file in range(256):
        with suppress(OSError):
            os.fstat(file)
            known.append(file)
    return known


CURE = "save it in parts"
LIMITS = Limits(seconds=20, processor=10, memory=400_000_000, output=1_000_000)


@confined(BadRecord, cure=CURE, limits=LIMITS)
def takes_memory(name: str, megabytes: int) -> int:
    """How many bytes it could take."""
    return len(name) * 0 + sum(len(bytes(1_000_000)) for _ in [bytearray(megabytes * 1_000_000)])


@confined(BadRecord, cure=CURE, limits=LIMITS)
def hides_lack_of_memory(name: str) -> int:
    """Says that the file is damaged, as readers do of whatever a library raises."""
    try:
        return len(bytearray(10**9))
    except Exception as error:
        raise BadRecord(f"{name} is damaged.") from error


@confined(BadRecord, cure=CURE, limits=LIMITS)
def keeps_busy(name: str) -> None:
    """Never ends."""
    while True:
        pass


@confined(BadRecord, cure=CURE, limits=LIMITS)
def sleeps(name: str, seconds: float) -> tuple[float, float]:
    """When it began and ended, by the machine's clock."""
    began = time.monotonic()
    time.sleep(seconds)
    return began, time.monotonic()


@confined(BadRecord, cure=CURE, limits=LIMITS)
def says_much(name: str, megabytes: int) -> str:
    """A long text."""
    return "x" * megabytes * 1_000_000


@confined(BadRecord, cure=CURE, limits=LIMITS)
def dies(name: str) -> None:
    """Ends as a library does that writes where it must not."""
    os.kill(os.getpid(), signal.SIGSEGV)


@confined(BadRecord, cure=CURE, limits=LIMITS)
def ends_at_once(name: str) -> None:
    """Ends without a word."""
    os._exit(0)


@confined(BadRecord, cure=CURE, limits=LIMITS)
def is_at_fault(name: str) -> None:
    """Raises what no reader should."""
    raise KeyError("the word that only the log may hold")


@confined(UnreadableDraft, BadRecord, cure=CURE, limits=LIMITS)
def refuses(name: str, error: str) -> date:
    """Refuses with the error of that name; otherwise a day."""
    known: dict[str, type[DraftingError]] = {"bad": BadRecord, "unreadable": UnreadableDraft}
    if error in known:
        raise known[error](f"{name} is not right; save it again.")
    return date(2026, 4, 30)


@confined(BadRecord, cure=CURE, limits=LIMITS)
def forges(name: str, reply: bytes) -> int:
    """Sends a reply of its own, as a file might that took the child over."""
    line = next(file for file in open_files() if stat.S_ISSOCK(os.fstat(file).st_mode))
    socket.socket(fileno=line).sendall(reply)
    os._exit(0)


@confined(BadRecord, cure=CURE, limits=LIMITS)
def looks_around(name: str) -> dict[str, list[str]]:
    """What it knows of the process that it is in."""
    return {
        "environment": sorted(os.environ),
        "files": list(map(str, open_files())),
        "folder": [str(Path.cwd())],
        "processes": [str(os.getpid()), str(os.getppid())],
    }


@confined(BadRecord, cure=CURE, limits=LIMITS)
def writes(name: str, to: str) -> str:
    """What came of writing a file."""
    try:
        Path(to).write_bytes(b"anything")
    except OSError as error:
        return type(error).__name__
    return "written"


def restart() -> None:
    """Has the next call start the process that children are forked from."""
    from knowledge.confinement import calls

    calls._nursery.close()
