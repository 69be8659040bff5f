"""Folders for unfinished work, which are swept once the process that made them has ended."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from bot.operations.backup.contents import SCRATCH
from knowledge.storage import file_lock, own_folder

YOUNG = 60.0  # seconds in which a folder may have no lock yet


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent`, open to its owner alone; it is gone afterwards.

    What killed processes left of theirs is deleted. Raises OSError.
    """
    own_folder(parent)
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=parent))
    try:
        with file_lock(folder / "owner.lock"):
            content = folder / "content"
            own_folder(content)
            yield content
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Deletes the folders of processes that ended: nobody holds their lock.

    A process's number would not tell: in containers, two may have the same.
    """
    for folder in parent.glob(f"{SCRATCH}*"):
        with suppress(OSError, Timeout):
            if time.time() - folder.stat().st_mtime > YOUNG:
                with file_lock(folder / "owner.lock", timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def flush(folder: Path) -> None:
    """Has the disk keep the names in `folder`, also through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
