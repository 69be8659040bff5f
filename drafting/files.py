"""Files that are there whole, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Writes `content` to `file` whole or not at all, also when the process or machine stops.

    A run that was cut off leaves its unfinished part under a name of its own, which the next one
    writes over.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink()


def holds(file: Path, content: bytes) -> bool:
    """True where `file` is there with just that content."""
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False
