"""Starts a program with limits, without a network where the system lets it, and becomes it.

It is run as a script by a fresh Python, so that it may change its own limits: its arguments are the
limits in JSON and the program with its arguments. LibreOffice opens files that somebody else wrote;
nothing of Saathi's is in its environment, and it cannot grow without end.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

CANNOT_START = "cannot be started: "  # what it then says, before the reason
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


def main(limits: str, *command: str) -> None:
    """Becomes the program; the limits are `processor` in seconds, `memory` and `file` in bytes."""
    most = json.loads(limits)
    for kind, value in (
        (resource.RLIMIT_CPU, most["processor"]),
        (resource.RLIMIT_AS, most["memory"]),
        (resource.RLIMIT_FSIZE, most["file"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
    leave_the_network()
    try:
        os.execv(command[0], command)  # noqa: S606  (a program of this machine)
    except OSError as error:
        sys.exit(f"{CANNOT_START}{error.strerror}")


def leave_the_network() -> None:
    """Has this process see no network. A system that forbids it leaves the network as it is."""
    if sys.platform != "linux":
        return
    user, group = os.getuid(), os.getgid()
    with suppress(OSError, AttributeError):
        system = ctypes.CDLL(None, use_errno=True)
        if system.unshare(NEW_NETWORK) == 0 or system.unshare(NEW_USER | NEW_NETWORK) != 0:
            return
        own = Path("/proc/self")
        (own / "setgroups").write_text("deny", encoding="ascii")
        (own / "uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        (own / "gid_map").write_text(f"{group} {group} 1", encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
