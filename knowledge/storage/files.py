"""Files that only their owner may read, written whole or not at all; locks between processes."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

OWNERS_FILE = 0o600
OWNERS_FOLDER = 0o700
UNFINISHED = ".saathi-"  # followed by the id of the process that writes it
OTHERS = 0o077  # what a mode allows the group and everybody else


def write_whole(file: Path, content: bytes, *, keep_owner: bool = False) -> None:
    """Writes `content` to `file`, whole or not at all, also when the process or machine stops.

    Nobody but its owner may read it, from the first byte on and whatever was there before. A link
    in its place is replaced and not followed, so that nobody can have it written elsewhere. What a
    killed run left of its own beside it is deleted. With `keep_owner` a file that was there stays
    its owner's, where this process may give it to them. Raises OSError, which names `file`.
    """
    _sweep(file.parent)
    try:
        prefix = f"{UNFINISHED}{os.getpid()}-"
        descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=file.parent)
        _write(descriptor, Path(name), content, file, keep_owner)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def _write(descriptor: int, part: Path, content: bytes, file: Path, keep_owner: bool) -> None:
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        if keep_owner:
            _give_to_owner_of(file, part)
        part.replace(file)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _give_to_owner_of(file: Path, part: Path) -> None:
    with suppress(OSError, AttributeError):  # Windows has no chown
        owner = file.stat()
        os.chown(part, owner.st_uid, owner.st_gid)


def _sweep(folder: Path) -> None:
    """Deletes the unfinished files of processes that ended: they may hold confidential content.

    A process of another machine that shares the folder counts as ended; its writing then fails,
    and nothing is half written.
    """
    with suppress(OSError):
        for part in folder.glob(f"{UNFINISHED}*.part"):
            number = part.name.removeprefix(UNFINISHED).partition("-")[0]
            if number.isdecimal() and not _is_running(int(number)):
                part.unlink()


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # there is no harmless way to find out
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def own_folder(folder: Path) -> None:
    """Creates `folder`, open to its owner alone, unless it exists."""
    folder.mkdir(OWNERS_FOLDER, parents=True, exist_ok=True)


def take_from_others(path: Path) -> bool:
    """Takes all rights to the file or folder from everybody but its owner.

    Returns False, and changes nothing, where it is a link, belongs to somebody else or has no
    owner. Raises OSError where the disk refuses it.
    """
    status = path.lstat()
    if not is_own(status) or stat.S_ISLNK(status.st_mode):
        return False
    if status.st_mode & OTHERS:
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
    return True


def is_own(status: os.stat_result) -> bool:
    """True where the file belongs to the account of this process; never on Windows."""
    return hasattr(os, "geteuid") and status.st_uid == os.geteuid()


def file_lock(file: Path, timeout: float = -1) -> FileLock:
    """A lock between processes, in a file that only its owner may read.

    It waits `timeout` seconds, or for ever if that is negative, and then raises filelock.Timeout.
    """
    return FileLock(file, timeout, mode=OWNERS_FILE)
