"""Keeps the home folder and what is in it, bank details and questions, for its owner alone.

What Saathi writes is private from its first byte on (`be_private`). The home of an earlier
version, which every account of the machine could read, is closed when a command opens it
(`close_home`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from knowledge.storage import OTHERS, is_own, take_from_others

# What Saathi makes in its home, and what the office puts there for it.
OURS = (
    "saathi.*",
    "history",
    "serve.lock",
    "workspace",
    "documents",
    "index",
    "clauses",
    "templates",
    "catalogue",
    "screening",
    "places.yaml",
    "backups",
    "last-backup",
    "before-restore-*",  # what a restore replaced
    "lost+found",  # where the folder is a disk of its own
)


def be_private() -> None:
    """What this process and its children make from now on is its owner's alone."""
    os.umask(OTHERS)


def close_home(home: Path, always_ours: Path) -> None:
    """Takes the rights of other accounts to the home folder and what lies in it.

    Nothing is touched through a link, nor what belongs to another account. A folder that holds
    other things too keeps its own mode, unless it is `always_ours`. What cannot be changed, as on a
    disk that is read only, stays as it is; `open_to_others` finds it.
    """
    with suppress(OSError):
        if home.is_symlink() or not is_own(home.stat()):
            return
        ours_alone = home == always_ours or not is_shared(home)
        if ours_alone:
            take_from_others(home)
        # Where others may write, they could have put a link in a file's place meanwhile.
        if not home.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            _close_all(path for path in home.iterdir() if ours_alone or _is_ours(path))


def _close_all(paths: Iterator[Path]) -> None:
    """A folder comes before what is in it: once it is closed, nobody else gets there."""
    for path in paths:
        with suppress(OSError):
            was_open = bool(path.lstat().st_mode & OTHERS)
            if take_from_others(path) and was_open and path.is_dir():
                _close_all(path.iterdir())


def is_shared(home: Path) -> bool:
    """True where the folder serves for more than Saathi: it holds folders that Saathi never makes.

    The setting names `/`, `/tmp` or somebody's own folder then, which others need. Hidden ones
    do not count: a version control's, or a disk's snapshots.
    """
    paths = (path for path in home.iterdir() if not path.name.startswith("."))
    sticky = home.stat().st_mode & stat.S_ISVTX
    return bool(sticky) or any(path.is_dir() and not _is_ours(path) for path in paths)


def open_to_others(home: Path) -> list[Path]:
    """The files of Saathi that other accounts can read; none where the home folder is closed.

    Raises OSError where it cannot be looked at.
    """
    if not home.is_dir() or not home.stat().st_mode & OTHERS:
        return []
    everything = not is_shared(home)
    paths = [path for path in sorted(home.iterdir()) if everything or _is_ours(path)]
    return [home, *_open_among(paths)]


def _open_among(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.lstat().st_mode & OTHERS and not path.is_symlink():
            yield path
            if path.is_dir():
                yield from _open_among(sorted(path.iterdir()))


def _is_ours(path: Path) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in OURS)
