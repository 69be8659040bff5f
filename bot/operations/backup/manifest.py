"""What a backup says of itself: when and by what it was made, and the digest of every file."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT = 1  # raised where an earlier Saathi could not restore what is written now
NAME = "manifest.json"  # the archive's last member: an archive without it was cut off


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileDigest(_Part):
    """One file of the archive."""

    name: str  # its path in the archive, with '/'
    size: int  # bytes
    sha256: str


class DatabaseCopy(_Part):
    """One database in the archive."""

    file: str  # its path in the archive
    kind: Literal["sqlite", "postgresql"]
    schema_version: str  # Alembic's revision; '' where the tables were never made
    rows: dict[str, int]  # of each table
    server: str = ""  # PostgreSQL's version


class SettingsCopy(_Part):
    """What of the settings is in the archive, and what is not."""

    has_file: bool = False
    secrets_left_out: tuple[str, ...] = ()  # settings of the file
    environment: tuple[str, ...] = ()  # variables that set something; never their values


class Manifest(_Part):
    """The whole of it."""

    format: int = FORMAT
    version: str  # of Saathi
    created: str  # ISO 8601, UTC
    databases: tuple[DatabaseCopy, ...] = ()
    settings: SettingsCopy = SettingsCopy()
    files: tuple[FileDigest, ...] = ()

    @property
    def office_rows(self) -> dict[str, int]:
        """The rows of the office's own database by table; none where it is not in the archive."""
        own = (copy for copy in self.databases if "/workspace/" not in copy.file)
        return dict(next((copy.rows for copy in own), {}))

    @property
    def postgresql(self) -> DatabaseCopy | None:
        """The copy of a PostgreSQL database, where there is one."""
        return next((copy for copy in self.databases if copy.kind == "postgresql"), None)
