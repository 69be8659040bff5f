"""Whether a backup is whole and can be restored by this Saathi, before anything depends on it."""

from __future__ import annotations

from pathlib import Path

from bot.operations.backup.archive import unpack
from bot.operations.backup.contents import DOCUMENTS, HOME
from bot.operations.backup.errors import BackupError
from bot.operations.backup.manifest import DatabaseCopy, Manifest
from bot.operations.backup.schema import refuse_unknown
from bot.operations.backup.sqlite_copy import examine_database
from knowledge import Library


def check_archive(archive: Path, into: Path) -> tuple[Manifest, bool]:
    """Unpacks the archive into the new folder `into` and looks at all of it.

    Every file has its digest; every database is sound, of a version that this Saathi knows and has
    its rows; every edition on record reads. Returns the manifest, and whether all of it could be
    looked at: not the dump of a PostgreSQL database where its programs are missing. Raises
    BackupError, KnowledgeError or OSError.
    """
    into.mkdir()
    manifest = unpack(archive, into)
    looks = [_check(archive, into, copy, manifest) for copy in manifest.databases]
    Library(into / HOME / DOCUMENTS).records()
    return manifest, all(looks)


def _check(archive: Path, into: Path, copy: DatabaseCopy, manifest: Manifest) -> bool:
    refuse_unknown(copy.schema_version, manifest.version)
    if not (into / copy.file).is_file():
        raise BackupError(f"{archive} lacks its database {copy.file}; use another one.")
    if copy.kind == "postgresql":
        from bot.operations.backup.postgresql import check_dump  # noqa: PLC0415

        return check_dump(into / copy.file, copy.server)
    state = examine_database(into / copy.file, f"{copy.file} in {archive.name}")
    refuse_unknown(state.schema_version, manifest.version)
    if state.rows != copy.rows:
        raise BackupError(f"{archive} lacks rows of its database {copy.file}; use another one.")
    return True
