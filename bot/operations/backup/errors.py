"""What goes wrong with a backup, in one sentence with the cure."""

from __future__ import annotations

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


def damaged(file: Path, why: str) -> BackupError:
    """The error for an archive that is not as it was written."""
    return BackupError(f"{file} is no whole backup ({why}); use another one.")
