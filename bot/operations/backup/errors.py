"""What goes wrong with a backup, in one sentence with the cure."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import EdgeError


class BackupError(EdgeError):
    """A backup cannot be made, read or restored; the message says why and the cure."""


@contextmanager
def sqlite_errors(sentence: str) -> Iterator[None]:
    """What SQLite raises within becomes `sentence` with SQLite's own reason behind it."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{sentence} ({error})") from error


@contextmanager
def room_needed(folder: Path) -> Iterator[None]:
    """A full disk within becomes one sentence; nothing was replaced then."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise BackupError(
            f"There is no room left in {folder}; it takes three times what the database and the "
            "documents take. Make room and try again."
        ) from error


def damaged(file: Path, why: str) -> BackupError:
    """The error for an archive that is not as it was written."""
    return BackupError(f"{file} is no whole backup ({why}); use another one.")
