"""What a backup is made of, or restored into: a home, its database and its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.operations.backup.manifest import SettingsCopy


@dataclass(frozen=True)
class SettingsPart:
    """The settings as a backup keeps them."""

    text: bytes | None = None  # None: there is no settings file
    about: SettingsCopy = field(default_factory=SettingsCopy)


@dataclass(frozen=True)
class Office:
    """Where Saathi keeps what it holds."""

    home: Path
    database_url: str = ""  # empty: SQLite in `home`
    settings: SettingsPart = field(default_factory=SettingsPart)
