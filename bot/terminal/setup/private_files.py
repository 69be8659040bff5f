"""Files with settings: their owner’s alone from the first byte, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.settings.settings import SettingsError
from knowledge.storage import write_whole


def keep_privately(file: Path, text: str) -> None:
    """Writes the file whole, readable by its owner alone. Raises SettingsError."""
    _keep(file, text.encode())


def set_aside(file: Path) -> Path:
    """A copy beside the file, under a name with the time, and private too. Raises SettingsError."""
    aside = file.with_name(f"{file.name}.before-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}")
    _keep(aside, file.read_bytes())
    return aside


def _keep(file: Path, content: bytes) -> None:
    target = file.resolve()  # a link stays one
    try:
        # An administrator who runs setup takes the file from nobody who has to read it.
        write_whole(target, content, keep_owner=True)
    except OSError as error:
        raise SettingsError(
            f"{target} cannot be written ({str(error.strerror).lower()}); start Saathi in a folder "
            "that it can write to, or name another file with SAATHI_CONFIG."
        ) from error
