"""Making a backup, also while Saathi serves.

It is consistent because the database is copied first, of one moment, and the files after it: what
the database says of documents was on record by then, and nothing on record is ever taken away. So
every document that the copied database names is among the copied files. Documents that came later
may be there too, as after any start. Office files that people edit are copied until none of
them changed meanwhile.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.operations.backup.archive import SUFFIX, pack
from bot.operations.backup.checking import check_archive
from bot.operations.backup.contents import BACKUPS, DOCUMENTS, HOME, LAST, SETTINGS, contents_of
from bot.operations.backup.errors import BackupError, room_needed
from bot.operations.backup.manifest import DatabaseCopy, Manifest
from bot.operations.backup.scratch import flush, scratch_folder
from bot.operations.backup.settled_copy import copy_growing, copy_settled
from bot.operations.backup.source import Office
from bot.operations.backup.sqlite_copy import copy_database, examine_database
from knowledge.storage import OWNERS_FILE, own_folder, write_whole

LOG = logging.getLogger("saathi.backup")
NAME_FORM = "saathi-%Y%m%dT%H%M%SZ"
OWN_NAMES = "saathi-????????T??????Z*" + SUFFIX


@dataclass(frozen=True)
class Backup:
    """A backup on disk."""

    file: Path
    manifest: Manifest
    unknown: tuple[str, ...] = ()  # names in the home that are not Saathi's, and not in it
    removed: tuple[Path, ...] = ()  # earlier backups that were deleted


def make_backup(office: Office, to: Path | None = None, keep: int | None = None) -> Backup:
    """Writes one archive, its owner's alone, under a temporary name until it is whole and checked.

    `to` is a file (….tar.gz), or a folder that gets a name with the time; None is the folder
    `backups` in the home. With `keep`, only that many backups stay in the folder, the newest.
    Raises BackupError, DatabaseError, KnowledgeError or OSError; earlier backups stay then.
    """
    created = datetime.now(UTC)
    contents = contents_of(office.home)
    if contents.is_empty and not office.database_url:
        raise BackupError(
            f"There is nothing to back up in {office.home}; see that the setting `home` is right."
        )
    folder, file = _destination(to or office.home / BACKUPS, created, keep)
    with room_needed(folder), scratch_folder(folder) as scratch:
        image, part = scratch / "image", scratch / "archive"
        databases = _gather(office, image)
        manifest = Manifest(
            version=version("saathi"),
            created=created.isoformat(timespec="seconds"),
            databases=databases,
            settings=office.settings.about,
        )
        pack(image, part, manifest)
        shutil.rmtree(image)  # the check needs as much room again
        whole, _ = check_archive(part, scratch / "check")
        _put(part, file)
    with suppress(OSError):  # what is only for an alert fails no backup
        write_whole(office.home / LAST, f"{manifest.created} {file}\n".encode())
    removed = tuple(_prune(folder, keep, file)) if keep else ()
    LOG.info("backup %s written, %s bytes", file.name, file.stat().st_size)
    return Backup(file, whole, contents.unknown, removed)


def _destination(to: Path, created: datetime, keep: int | None) -> tuple[Path, Path]:
    """The folder, and the file in it."""
    if to.name.endswith(SUFFIX) and not to.is_dir():
        if to.exists():
            raise BackupError(f"{to} is there already; name another file, or a folder.")
        if keep:
            raise BackupError("--keep counts the backups of a folder; name a folder, not a file.")
        if not to.parent.is_dir():
            raise BackupError(f"There is no folder {to.parent}; make it, or name another one.")
        return to.parent, to
    if to.exists() and not to.is_dir():
        raise BackupError(f"{to} is a file; name a folder, or a file that ends with {SUFFIX}.")
    stem = created.strftime(NAME_FORM)
    names = (f"{stem}{'' if n == 1 else f'-{n}'}{SUFFIX}" for n in range(1, 1000))
    return to, next(to / name for name in names if not (to / name).exists())


def _gather(office: Office, image: Path) -> tuple[DatabaseCopy, ...]:
    """Copies everything into the folder `image`: the databases, then the files."""
    databases = tuple(_databases(office, image))
    for name in contents_of(office.home).copied:
        copy = copy_growing if name == DOCUMENTS else copy_settled
        copy(office.home / name, image / HOME / name)
    if office.settings.text is not None:
        file = image / SETTINGS
        file.touch(OWNERS_FILE)
        file.write_bytes(office.settings.text)
    return databases


def _databases(office: Office, image: Path) -> list[DatabaseCopy]:
    copies = []
    own_folder(image)
    if office.database_url:
        from bot.operations.backup.postgresql import DUMP, dump_database  # noqa: PLC0415

        copies.append(dump_database(office.database_url, image / DUMP))
    for name in contents_of(office.home).databases:
        copy = image / HOME / name
        copy_database(office.home / name, copy)
        state = examine_database(copy, name)
        copies.append(
            DatabaseCopy(
                file=f"{HOME}/{name}",
                kind="sqlite",
                schema_version=state.schema_version,
                rows=state.rows,
            )
        )
    return copies


def _put(part: Path, file: Path) -> None:
    """Gives the finished archive its name, unless somebody took that meanwhile."""
    try:
        os.link(part, file)
    except FileExistsError as error:
        raise BackupError(f"{file} is there already; run the backup again.") from error
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        part.replace(file)  # a disk without hard links
    flush(file.parent)


def _prune(folder: Path, keep: int, newest: Path) -> list[Path]:
    """Deletes the oldest backups, never `newest`; only files with the names that backups get here.

    Of one second, a name says nothing: one that is free again is given once more.
    """
    earlier = [file for file in folder.glob(OWN_NAMES) if file != newest]
    earlier.sort(key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    for file in earlier[keep - 1 :]:
        file.unlink()
    return earlier[keep - 1 :]
