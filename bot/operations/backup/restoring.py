"""Restoring a backup into a home: checked first, then put in place in steps that can be repeated.

All of it is unpacked, checked and brought up to date in a folder beside what is in use. One rename
then says that it is to be put in place. From there on a restore is finished by whoever comes
next, however often it is cut off: each step looks whether it was done.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import Timeout
from pydantic import BaseModel

from bot.operations.backup.checking import check_archive
from bot.operations.backup.contents import (
    ASIDE,
    HOME,
    READY,
    RESTORED_SETTINGS,
    SCRATCH,
    SETTINGS,
    WORKSPACE,
    contents_of,
    replaced_names,
)
from bot.operations.backup.errors import BackupError, room_needed
from bot.operations.backup.manifest import Manifest
from bot.operations.backup.postgresql import KEPT_SCHEMA
from bot.operations.backup.schema import known_schemas
from bot.operations.backup.scratch import flush, scratch_folder
from bot.operations.backup.source import Office
from bot.operations.database import FILE, Database
from knowledge.storage import file_lock, own_folder, write_whole

LOG = logging.getLogger("saathi.backup")
PLAN = "plan.json"
NEW = "new"  # in the folder that is ready: what goes into the home
SERVE_LOCK = "serve.lock"
WAITS = 10.0  # seconds for a restore that goes on


class Plan(BaseModel):
    """What is still to be done, as the folder that is ready says it."""

    aside: str  # the folder in the home for what is replaced
    former: list[str]  # names in the home that go there
    dump: str = ""  # the file of a PostgreSQL dump that is to be loaded; '' for none
    kept_schema: str = ""  # where what it replaces stays
    rows: dict[str, int] = {}  # of the dump


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    manifest: Manifest
    aside: Path | None  # the folder with what was there before
    kept_schema: str  # PostgreSQL's schema with what was there before; '' for none
    migrated_from: str  # the version of the tables in the backup, where it was an earlier one
    settings: Path | None  # the backup's settings file


def restore(
    office: Office, archive: Path, *, replace: bool = False, home_only: bool = False
) -> Restored:
    """Puts what the archive holds into the home and, for PostgreSQL, into its database.

    What is there is refused, or kept aside with `replace`. With `home_only` the office’s database
    stays as it is, as for further replicas. Raises BackupError, DatabaseError, KnowledgeError or
    OSError; before the backup was found whole, nothing is replaced.
    """
    own_folder(office.home)
    with _nobody_serves(office.home):
        _finish_pending(office)
        _refuse_what_is_there(office, replace=replace, home_only=home_only)
        with room_needed(office.home), scratch_folder(office.home) as scratch:
            manifest, _ = check_archive(archive, scratch / "archive")
            _refuse_other_kind(office, manifest, home_only=home_only)
            migrated_from = _prepare(scratch, office, manifest, home_only=home_only)
            os.sync()  # what is put in place is on the disk, names and all
            (scratch / "ready").rename(office.home / READY)
        plan = _put_in_place(office)
        if plan.dump:
            _migrate(Database(office.database_url, office.home))
    LOG.info("restored what was backed up at %s", manifest.created)
    aside, settings = office.home / plan.aside, office.home / RESTORED_SETTINGS
    return Restored(
        manifest,
        aside if aside.is_dir() else None,
        plan.kept_schema,
        migrated_from,
        settings if settings.is_file() else None,
    )


def is_interrupted(home: Path) -> bool:
    """True where a restore began to replace and did not end; it may be going on."""
    return (home / READY).exists()


def finish_interrupted(office: Office) -> None:
    """Finishes a restore that was cut off; waits for one that goes on.

    Raises BackupError, DatabaseError or OSError.
    """
    with _nobody_serves(office.home, WAITS):
        _finish_pending(office)


def _finish_pending(office: Office) -> None:
    if is_interrupted(office.home):
        _put_in_place(office)
        LOG.warning("a restore that had been cut off was finished")


def _refuse_what_is_there(office: Office, *, replace: bool, home_only: bool) -> None:
    is_empty = contents_of(office.home).is_empty
    if office.database_url and not home_only:
        from bot.operations.backup.postgresql import database_state  # noqa: PLC0415

        tables, others = database_state(office.database_url)
        is_empty = is_empty and not tables
        if others:
            raise BackupError(
                f"Others are connected to the PostgreSQL database ({others}); stop every Saathi "
                "that uses it, and whatever else does, then restore."
            )
    if not is_empty and not replace:
        raise BackupError(
            f"{office.home} or its database holds something already; give --replace, which keeps "
            "that aside, or name another folder with the setting `home`."
        )


def _refuse_other_kind(office: Office, manifest: Manifest, *, home_only: bool) -> None:
    if home_only:
        return
    if manifest.postgresql and not office.database_url:
        raise BackupError(
            "The backup’s database is PostgreSQL; set `database_url` to an empty database and "
            "restore again, or give --home-only to leave it out."
        )
    if office.database_url and not manifest.postgresql:
        raise BackupError(
            "The backup’s database is SQLite and the setting `database_url` names PostgreSQL; take "
            "that setting away and restore again, or give --home-only to leave the database out."
        )


def _prepare(scratch: Path, office: Office, manifest: Manifest, *, home_only: bool) -> str:
    """Makes the folder `ready` in `scratch`; the earlier version of the tables, if it was one."""
    archive, ready = scratch / "archive", scratch / "ready"
    dump = None if home_only else manifest.postgresql
    own_folder(ready)
    own_folder(archive / HOME)
    (archive / HOME).rename(ready / NEW)
    if (archive / SETTINGS).is_file():
        (archive / SETTINGS).rename(ready / NEW / RESTORED_SETTINGS)
    former = replaced_names(office.home)
    if home_only:
        (ready / NEW / FILE).unlink(missing_ok=True)
        former = [name for name in former if not name.startswith(FILE)]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    plan = Plan(aside=f"{ASIDE}{stamp}", former=former)
    if dump:
        (archive / dump.file).rename(ready / dump.file)
        kept_schema = f"{KEPT_SCHEMA}{stamp.lower()}"
        changes = {"dump": dump.file, "kept_schema": kept_schema, "rows": dump.rows}
        plan = plan.model_copy(update=changes)
    for folder in (ready / NEW, ready / NEW / WORKSPACE):
        if (folder / FILE).is_file():
            _migrate(Database("", folder))
            (folder / f"{FILE}.lock").unlink(missing_ok=True)
    write_whole(ready / PLAN, plan.model_dump_json().encode())
    versions = {copy.schema_version for copy in manifest.databases} - {"", known_schemas()[-1]}
    return min(versions, default="")


def _migrate(database: Database) -> None:
    try:
        database.migrate()
    finally:
        database.close()


def _put_in_place(office: Office) -> Plan:
    """Carries out what the folder that is ready says; whatever was done before is left alone.

    The database is first, in one transaction: where that fails, nothing was replaced, and the
    restore is given up. Raises BackupError, DatabaseError or OSError.
    """
    ready = office.home / READY
    plan = Plan.model_validate_json((ready / PLAN).read_bytes())
    if plan.dump:
        _load(office, plan, ready)
    aside = office.home / plan.aside
    for name in plan.former:
        own_folder(aside)
        if not _is_there(aside / name) and _is_there(office.home / name):
            (office.home / name).rename(aside / name)
    # Only now: until all that was there is aside, nothing new may lie beside it.
    for path in sorted((ready / NEW).iterdir()):
        path.rename(office.home / path.name)
    flush(office.home)
    _remove(ready)
    return plan


def _load(office: Office, plan: Plan, ready: Path) -> None:
    from bot.operations.backup.postgresql import load_database, was_loaded  # noqa: PLC0415

    if not office.database_url:
        raise BackupError(
            "A restore into PostgreSQL was cut off and is not finished; set `database_url` to that "
            "database again, and run any command."
        )
    if was_loaded(office.database_url, plan.kept_schema):
        return
    try:
        load_database(office.database_url, ready / plan.dump, plan.kept_schema, plan.rows)
    except BackupError:
        # The connection may have been lost after the last word.
        if not was_loaded(office.database_url, plan.kept_schema):
            _remove(ready)
            raise


def _remove(ready: Path) -> None:
    """Takes the name away first: a folder that is half removed must not look ready."""
    done = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=ready.parent))
    ready.rename(done / READY)
    shutil.rmtree(done, ignore_errors=True)


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


@contextmanager
def _nobody_serves(home: Path, seconds: float = 0.0) -> Iterator[None]:
    """Holds the locks that `saathi serve` takes, for the office and for the local workspace."""
    folders = [home, *([home / WORKSPACE] if (home / WORKSPACE).is_dir() else [])]
    with ExitStack() as locks:
        try:
            for folder in folders:
                locks.enter_context(file_lock(folder / SERVE_LOCK, seconds))
        except Timeout as error:
            raise BackupError(
                f"Saathi serves from {home}, or a restore goes on there; stop it, and try again."
            ) from error
        yield
