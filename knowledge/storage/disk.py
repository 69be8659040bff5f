"""What a disk refuses: it is full, may not be written, or fails. Told apart from damaged files.

Libraries hide it: SQLite says of a full disk "disk I/O error", Chroma raises an error of its own
with no code. Where such an error does not say it, the disk is asked by writing a little.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROBE = 65_536  # bytes: more than what is left in the last block of a file
ELSEWHERE = "give Saathi a folder it can write to, with the setting `home`"
ROOM = "make room on its disk"
MORE_FILES = "raise the number of files that Saathi's account may open (`ulimit -n`)"
READABLE = "see that it belongs to the account that runs Saathi"
LOOK = "see to that disk, and restore the folder from the backup if files are lost"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
UNWRITABLE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)
CURES = (
    dict.fromkeys(UNWRITABLE, ELSEWHERE)
    | dict.fromkeys(FULL, ROOM)
    | {errno.EMFILE: MORE_FILES, errno.ENFILE: MORE_FILES, errno.EIO: LOOK}
)
# These pass, or are mended without a change of what was to be written.
PASSING = FULL | {errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """`error`, and each error that it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__


def disk_error(error: BaseException, folder: Path) -> OSError | None:
    """The disk's own error behind `error`, with its file, else with `folder`; None without one."""
    for cause in causes(error):
        if isinstance(cause, OSError) and cause.errno in CURES:
            return cause if cause.filename else OSError(cause.errno, cause.strerror, str(folder))
    return None


def reading_problem(error: BaseException, folder: Path) -> str:
    """The sentence on files in `folder` that the disk does not let Saathi read; '' without one."""
    refusal = disk_error(error, folder)
    if refusal is None:
        return ""
    if refusal.errno in (errno.EACCES, errno.EPERM):
        return f"{refusal.filename} cannot be read (permission denied); {READABLE}."
    return disk_sentence(refusal) if refusal.errno in PASSING else ""


def refusal_of(folder: Path) -> OSError | None:
    """Why nothing can be written in `folder`, with its name; None where it can be."""
    present = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=present) as probe:
            probe.write(b"\0" * PROBE)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return OSError(error.errno, error.strerror, str(folder))
    return None


def disk_sentence(error: OSError) -> str:
    """What the disk refuses, with the file and the cure; '' where that is not known."""
    if error.errno not in CURES or not error.filename:
        return ""
    why = str(error.strerror).lower()
    act = "written" if error.errno in FULL | UNWRITABLE else "used"
    return f"{error.filename} cannot be {act} ({why}); {CURES[error.errno]}."
