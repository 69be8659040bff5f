"""The limits of a child process while it reads one file."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from knowledge.confinement import here

ENDED_FIRST = "1000"  # oom_score_adj: the kernel ends it first when memory runs out
DIES_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG
KILL = 9


class Limits(NamedTuple):
    """The most that one call may use."""

    seconds: int = 30  # wall-clock time, from the moment that a child is free
    processor: int = 20  # seconds of processor time
    memory: int = 1024**3  # bytes of address space; the libraries alone reserve a quarter of it
    output: int = 32 * 1024**2  # bytes of the reply


def hold_to(limits: Limits) -> None:
    """Sets the limits of this process for good: none of them can be raised again.

    macOS enforces no memory limit; there, only wall-clock and processor time end a reader.
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
        # The soft limit can be told from a kill for lack of memory; the hard one cannot be ignored.
        resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))


def tie_life_to_parent() -> None:
    """Has Linux end this process first when memory runs out, and when its parent ends."""
    if sys.platform != "linux":
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(ENDED_FIRST, encoding="ascii")
    import ctypes  # noqa: PLC0415  (loaded where it is used)

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, KILL)


def end_unless_done_in(seconds: int) -> None:
    """Has the system end this child if the next part of a file takes it longer than `seconds`.

    They are seconds of the processor's time, so that a busy machine refuses nothing that an idle
    one reads. Each call starts the count again. Outside a child it does nothing.
    """
    if here.is_child:
        signal.setitimer(signal.ITIMER_PROF, seconds)
