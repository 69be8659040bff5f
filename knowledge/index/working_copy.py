"""Chroma's files, copied for one reader: Chroma writes into whatever folder it opens.

Each opening adds a row to its database and rewrites a file of its graph, so that no digest of them
would hold, and a reader could not open an index in a folder that may not be written. A copy lies
in the system's temporary folder, is its owner's alone, and is deleted when it is closed; what a
killed reader left is deleted by the next one.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.storage.files import file_lock, is_own

PREFIX = "saathi-index-"
LOCK = "lock"
YOUNG = 60.0  # seconds in which a copy may not have its lock yet


class WorkingCopy:
    """A folder with a copy of an index folder's `chroma`."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError where `folder` cannot be read or there is no room for the copy."""
        self.folder = _copied(folder)
        lock = file_lock(self.folder / LOCK, timeout=0)
        lock.acquire()
        # Also at the end of the process, where nobody closes it.
        self._discard = weakref.finalize(self, _discard, self.folder, lock, os.getpid())

    def close(self) -> None:
        """Deletes the copy; a second time does nothing."""
        self._discard()


def _copied(folder: Path) -> Path:
    refused: OSError | None = None
    for place in (_temporary_folder(), folder.parent):  # a container may have no temporary folder
        if place is None:
            continue
        try:
            _sweep(place)
            return _copy(folder, place)
        except OSError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def _copy(folder: Path, place: Path) -> Path:
    copy = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    try:
        for file in sorted((folder / "chroma").rglob("*")):
            target = copy / file.relative_to(folder)
            if file.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy_file(file, target)
        if not (copy / "chroma").is_dir():
            raise FileNotFoundError(f"{folder / 'chroma'} holds nothing")
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    return copy


def _copy_file(file: Path, target: Path) -> None:
    """Without the mode: the copy is written to, though the original may not be."""
    try:
        shutil.copyfile(file, target)
    except OSError as error:  # of a full disk it does not name the file that was being written
        name = error.filename or str(target)
        raise OSError(error.errno, error.strerror, name) from error


def _temporary_folder() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return None


def _discard(folder: Path, lock: FileLock, process: int) -> None:
    if os.getpid() == process:  # a forked child does not own it
        with suppress(OSError):
            lock.release(force=True)
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Deletes the copies of readers that ended without closing them."""
    for copy in place.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            status = copy.lstat()
            if not stat.S_ISDIR(status.st_mode) or not is_own(status):
                continue
            if time.time() - status.st_mtime < YOUNG:
                continue
            with file_lock(copy / LOCK, timeout=0):
                shutil.rmtree(copy, ignore_errors=True)
