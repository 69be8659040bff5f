"""What a child process may take while it reads one file."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from knowledge.confinement import here

ENDED_FIRST = "1000"  # the kernel's word for it, where the machine itself runs out of memory
DIES_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG
KILL = 9


class Limits(NamedTuple):
    """The most that one call may take."""

    seconds: int = 30  # by the clock; a file's turn has come by then
    processor: int = 20  # seconds of processor time
    memory: int = 1024**3  # bytes of address space; the libraries take a quarter of it unused
    output: int = 32 * 1024**2  # bytes of what comes back


def hold_to(limits: Limits) -> None:
    """Holds this process to its limits, for good: none of them can be raised again.

    macOS enforces no limit on memory. There the clock and the processor time alone end a reader.
    """
    import resource  # noqa: PLC0415  (the parent never needs it)

    for kind, most in {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,  # an ordinary user's children start no others
    }.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    with suppress(ValueError, OSError):
        # The first is told from a kill for want of memory; the second cannot be put off.
        resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))


def tie_life_to_parent() -> None:
    """Has Linux end this process before others for want of memory, and when its parent ends."""
    if sys.platform != "linux":
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(ENDED_FIRST, encoding="ascii")
    import ctypes  # noqa: PLC0415  (loaded where it is used)

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, KILL)


def end_unless_done_in(seconds: int) -> None:
    """Has the system end this child where the part of a file that comes now takes longer.

    It counts from each call. Outside of a child it does nothing.
    """
    if here.is_child:
        signal.alarm(seconds)
