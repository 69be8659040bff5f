"""A SQLite database in use → a file that is whole and of one moment; whether a copy is sound."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bot.operations.backup.errors import BackupError, sqlite_errors
from knowledge.storage import OWNERS_FILE, own_folder

WAITS = 30.0  # seconds for the database, where something writes for long


class SqliteState(NamedTuple):
    """What a database holds."""

    schema_version: str  # Alembic's revision; '' where the tables were never made
    rows: dict[str, int]  # of each table


def copy_database(file: Path, to: Path) -> None:
    """Copies the database with SQLite's online backup, all pages in one read transaction.

    So the copy is of one moment, with every transaction that was committed before it and nothing
    of a later one; whoever writes meanwhile does not wait, for the database keeps a write-ahead
    log. The copy has no such log beside it. Raises BackupError.
    """
    own_folder(to.parent)
    to.touch(OWNERS_FILE)
    with (
        sqlite_errors(
            f"{file} cannot be copied; run `saathi doctor`, and see that its disk is well"
        ),
        closing(sqlite3.connect(file, timeout=WAITS)) as source,
        closing(sqlite3.connect(to, timeout=WAITS)) as target,
    ):
        source.execute("PRAGMA query_only=ON")
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def examine_database(file: Path, name: str = "") -> SqliteState:
    """What the database holds, once all of its pages were looked at.

    Raises BackupError, which names it by `name`, where it is damaged.
    """
    name = name or str(file)
    with (
        sqlite_errors(f"The database {name} cannot be read; use an earlier backup"),
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        _refuse_damage(connection, name)
        tables = _tables(connection)
        rows = {table: _count(connection, table) for table in tables}
        return SqliteState(_schema_version(connection, tables), rows)


def _refuse_damage(connection: sqlite3.Connection, name: str) -> None:
    problems = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    problems += [
        f"{row[0]} misses {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")
    ]
    if problems != ["ok"]:
        why = next(problem for problem in problems if problem != "ok").splitlines()[-1]
        raise BackupError(f"The database {name} is damaged ({why}); use an earlier backup.")


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    )
    return [row[0] for row in names]


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608


def _schema_version(connection: sqlite3.Connection, tables: list[str]) -> str:
    if "alembic_version" not in tables:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""
