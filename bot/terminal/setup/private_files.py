"""Files with secrets: their owner’s alone from the first byte, whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.settings.settings import SettingsError

OWNER_ALONE = 0o600


def keep_privately(file: Path, text: str) -> None:
    """Writes the file whole, readable by its owner alone. Raises SettingsError."""
    target = file.resolve()  # a link stays one
    part = target.with_name(f".{target.name}.part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
        with os.fdopen(opened, "wb") as writing:
            writing.write(text.encode())
            writing.flush()
            os.fsync(writing.fileno())
        _belongs_as(part, target)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise SettingsError(
            f"{target} cannot be written ({str(error.strerror).lower()}); start Saathi in a folder "
            "that it can write to, or name another file with SAATHI_CONFIG."
        ) from error


def set_aside(file: Path) -> Path:
    """A copy beside the file, under a name with the time, and private too. Raises SettingsError."""
    aside = file.with_name(f"{file.name}.before-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}")
    keep_privately(aside, file.read_bytes().decode(errors="surrogateescape"))
    return aside


def _belongs_as(part: Path, target: Path) -> None:
    """An administrator who runs setup takes the file from nobody who has to read it."""
    with suppress(OSError):
        before = target.stat()
        os.chown(part, before.st_uid, before.st_gid)
