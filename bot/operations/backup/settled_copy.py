"""Files that people may be editing → a copy in which all are of one moment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.operations.backup.contents import is_unfinished
from bot.operations.backup.errors import BackupError
from knowledge.storage import own_folder

TRIES = 5
Look = dict[str, tuple[int, int, int]]


def copy_settled(source: Path, to: Path) -> None:
    """Copies a file or a folder; again, where anything in it changed while it was copied.

    So what is copied stood side by side. Raises BackupError where it never holds still.
    """
    for _ in range(TRIES):
        before = _look(source)
        try:
            _copy(source, to)
            settled = _look(source) == before
        except FileNotFoundError:  # it went between the look and the copy
            settled = False
        if settled:
            return
        shutil.rmtree(to) if to.is_dir() else to.unlink(missing_ok=True)
    raise BackupError(f"{source} keeps changing; try again once nobody writes there.")


def copy_growing(source: Path, to: Path) -> None:
    """Copies a folder whose files are written whole, and neither changed nor taken away.

    What stands in the folder comes first and what is in folders below it later: a record is written
    after its source, so that each record copied finds its source.
    """
    _copy(source, to)


def _copy(source: Path, to: Path) -> None:
    for name, file in _files(source):
        target = to / name if name else to
        own_folder(target.parent)
        shutil.copyfile(file, target)
    if source.is_dir():
        own_folder(to)


def _look(source: Path) -> Look:
    statuses = {name: file.stat() for name, file in _files(source)}
    return {name: (s.st_mtime_ns, s.st_size, s.st_ino) for name, s in statuses.items()}


def _files(source: Path) -> Iterator[tuple[str, Path]]:
    """Each file by its path below `source`, which is followed where it is a link; '' for itself."""
    if not source.is_dir():
        yield "", source
        return
    for folder, _, names in os.walk(source):
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_file() and not is_unfinished(name):
                yield file.relative_to(source).as_posix(), file
