"""A home whose index of the shipped documents is built, once for all processes of a test run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from filelock import FileLock

from knowledge import PolicyDesk
from tests.support.postgresql import SHARED


def copy_built_home(to: Path) -> Path:
    """Fills the folder `to` with a copy, so that a process may serve from it on its own."""
    shared = Path(os.environ[SHARED])
    built = shared / "home"
    with FileLock(shared / "home.lock"):
        if not built.is_dir():
            unfinished = shared / "home.unfinished"
            PolicyDesk(unfinished).build()
            unfinished.rename(built)
    shutil.copytree(built, to, dirs_exist_ok=True)
    return to
