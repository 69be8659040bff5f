"""The settings file as a backup keeps it: every setting, and no secret unless one asks for them."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings.configuration.names import settings_of
from bot.settings.configuration.writing import settings_text
from bot.settings.settings import CONFIG, PREFIX, Settings, read_settings_file

PLACES = (CONFIG, f"{PREFIX}HOME")  # each machine has its own


@dataclass(frozen=True)
class PortableSettings:
    """What goes along, and the names of what does not."""

    text: bytes | None  # None: there is no file
    secrets_left_out: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()  # variables that set something


def portable_settings(file: Path, *, with_secrets: bool) -> PortableSettings:
    """The settings of `file`, and which stand in the environment. Raises SettingsError.

    Without secrets the file is written anew from its values: an old token may stand in a comment.
    """
    environment = tuple(
        sorted(
            name
            for name, value in os.environ.items()
            if name.upper().startswith(PREFIX) and value and name.upper() not in PLACES
        )
    )
    if not file.is_file():
        return PortableSettings(None, environment=environment)
    if with_secrets:
        return PortableSettings(file.read_bytes(), environment=environment)
    values = copy.deepcopy(dict(read_settings_file(file).values))
    secrets = [s for s in settings_of(Settings) if s.is_secret and _take(values, s.path)]
    names = tuple(setting.name for setting in secrets)
    return PortableSettings(settings_text(Settings, values).encode(), names, environment)


def _take(values: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Removes the value at `path`; False where there is none."""
    *tables, name = path
    table: Any = values
    for step in tables:
        table = table.get(step) if isinstance(table, dict) else None
    return isinstance(table, dict) and bool(table.pop(name, None))
