"""Files that are their owner's alone, and there whole or not at all; locks between processes."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

OWNERS_FILE = 0o600
OWNERS_FOLDER = 0o700
OTHERS = 0o077  # what a mode allows the group and everybody else


def write_whole(file: Path, content: bytes) -> None:
    """Writes `content` to `file`, whole or not at all, also when the process or machine stops.

    Nobody but its owner may read it, from the first byte on and whatever was there before. A link
    in its place is replaced and not followed, so that nobody can have it written elsewhere. A run
    that was killed may leave a hidden `.saathi-….part` beside it. Raises OSError, which names
    `file`.
    """
    part = None
    try:
        opened, name = tempfile.mkstemp(prefix=".saathi-", suffix=".part", dir=file.parent)
        part = Path(name)
        with os.fdopen(opened, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(opened)
        part.replace(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink()


def own_folder(folder: Path) -> None:
    """Makes `folder`, its owner's alone, where it is not there yet."""
    folder.mkdir(OWNERS_FOLDER, parents=True, exist_ok=True)


def take_from_others(path: Path) -> bool:
    """Takes all rights to the file or folder from everybody but its owner.

    False where it is a link or somebody else's, or has no owner: it stays as it is then. Raises
    OSError where the disk does not take it.
    """
    status = path.lstat()
    if not is_own(status) or stat.S_ISLNK(status.st_mode):
        return False
    if status.st_mode & OTHERS:
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
    return True


def is_own(status: os.stat_result) -> bool:
    """True where it belongs to the account that this process runs under; never on Windows."""
    return hasattr(os, "geteuid") and status.st_uid == os.geteuid()


def file_lock(file: Path, timeout: float = -1) -> FileLock:
    """A lock between processes, in a file that is its owner's alone.

    It waits `timeout` seconds, for ever where that is negative, and then raises filelock.Timeout.
    """
    return FileLock(file, timeout, mode=OWNERS_FILE)
