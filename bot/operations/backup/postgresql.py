"""A PostgreSQL database → a dump of one moment, and back in one transaction."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.operations.backup.errors import BackupError
from bot.operations.backup.manifest import DatabaseCopy
from bot.operations.backup.postgresql_tools import (
    Address,
    Tools,
    address_of,
    find_tools,
    run_tool,
    tool_error,
)
from bot.operations.database import MIGRATING, DatabaseError

DUMP = "database.dump"  # its name in an archive
KEPT_SCHEMA = "saathi_before_"  # and a time: where a restore puts what it replaces
CHUNK = 1 << 20
# Everything in the schema `public` that is no part of an extension goes into the schema {aside}.
MOVE_ASIDE = """BEGIN;
SELECT pg_advisory_xact_lock({lock});
CREATE SCHEMA {aside};
DO $move$
DECLARE item record;
BEGIN
  FOR item IN
    SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
      WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
        AND d.objid = c.oid AND d.objsubid = 0
        AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
  LOOP EXECUTE format('ALTER %s public.%I SET SCHEMA {aside}', item.kind, item.relname); END LOOP;
  FOR item IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
        AND d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('ALTER ROUTINE %s SET SCHEMA {aside}', item.name); END LOOP;
  FOR item IN
    SELECT t.typname FROM pg_type t
    WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
        AND d.objid = t.oid AND d.deptype = 'e')
  LOOP EXECUTE format('ALTER TYPE public.%I SET SCHEMA {aside}', item.typname); END LOOP;
END $move$;
"""
OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
LEAVING = 2.0  # seconds until a closed connection is no longer listed
COUNT = """DO $count$ BEGIN
  IF (SELECT count(*) FROM public."{table}") <> {rows} THEN
    RAISE EXCEPTION 'the table {table} has not its {rows} rows'; END IF;
END $count$;
"""


def dump_database(database_url: str, to: Path) -> DatabaseCopy:
    """Writes the database to `to` with pg_dump, as it was at one moment, also while it is served.

    What is counted here is of the same moment: pg_dump reads the snapshot of this transaction.
    Raises BackupError or DatabaseError.
    """
    address = address_of(database_url)
    with _connected(database_url) as connection:
        tools = find_tools(_server_major(connection))
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        words = ("--format=custom", "--compress=1", f"--snapshot={snapshot}", f"--file={to}")
        aside = f"--exclude-schema={KEPT_SCHEMA}*"
        run_tool(
            tools,
            address,
            "Copying the database failed",
            "pg_dump",
            *words,
            aside,
            f"--dbname={address.url}",
        )
        tables = _tables(connection)
        return DatabaseCopy(
            file=DUMP,
            kind="postgresql",
            schema_version=_schema_version(connection, tables),
            rows={table: _count(connection, table) for table in tables},
            server=str(connection.scalar(text("SHOW server_version"))),
        )


def check_dump(dump: Path, server: str) -> bool:
    """Reads the dump from end to end; False where PostgreSQL's programs for that are missing.

    Raises BackupError where it does not read.
    """
    try:
        tools = find_tools(int(server.partition(".")[0] or 0))
    except BackupError:
        return False
    words = [*tools.words("pg_restore", "--file=/dev/null"), str(dump)]
    ended = subprocess.run(words, capture_output=True, check=False)  # noqa: S603
    if ended.returncode:
        raise tool_error(
            "Reading the dump failed", "pg_restore", ended.stderr.decode().splitlines()
        )
    return True


def database_state(database_url: str) -> tuple[list[str], int]:
    """The tables, and how many others are connected.

    Raises BackupError where the tools are missing, and DatabaseError.
    """
    until = time.monotonic() + LEAVING
    while True:
        with _connected(database_url) as connection:
            find_tools(_server_major(connection))
            others = int(connection.scalar(text(OTHERS)) or 0)
            tables = _tables(connection)
        if not others or time.monotonic() > until:
            return tables, others
        time.sleep(0.1)  # who has just closed a connection is still listed


def was_loaded(database_url: str, aside: str) -> bool:
    """True where a restore that puts aside what was there into `aside` came to its end."""
    with _connected(database_url) as connection:
        found = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
        return connection.scalar(found, {"name": aside}) is not None


def load_database(database_url: str, dump: Path, aside: str, rows: dict[str, int]) -> None:
    """Puts what is in the database into the schema `aside`, and the dump in its place.

    All of it is one transaction, which ends well only if the dump was read to its end and every
    table has its rows. A replica that starts meanwhile waits, by the lock that migrations take.
    Raises BackupError or DatabaseError; the database is as it was then.
    """
    with _connected(database_url) as connection:
        tools = find_tools(_server_major(connection))
    address = address_of(database_url)
    before = MOVE_ASIDE.replace("{aside}", aside).replace("{lock}", str(MIGRATING))
    counts = (
        COUNT.replace("{table}", table).replace("{rows}", str(count))
        for table, count in rows.items()
        if re.fullmatch(r"\w+", table)
    )
    _feed(tools, address, dump, before, "".join([*counts, "COMMIT;\n"]))


def _feed(tools: Tools, address: Address, dump: Path, before: str, after: str) -> None:
    """Gives psql the dump as statements; `after` comes only if all of the dump came."""
    read = tools.words("pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--file=-")
    quietly = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    write = tools.words("psql", *quietly, f"--dbname={address.url}", "--file=-")
    with (
        TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603  (PostgreSQL's own)
            [*read, str(dump)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        ) as reading,
        subprocess.Popen(  # noqa: S603
            write,
            env=address.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        ) as writing,
    ):
        _pass_all(reading, writing, before, after)
        if writing.wait() or reading.wait():
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").splitlines()
            raise tool_error("Restoring the database failed", "psql", lines)


def _pass_all(
    reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes], before: str, after: str
) -> None:
    source, target = reading.stdout, writing.stdin
    if source is None or target is None:
        return
    with suppress(BrokenPipeError), target:  # psql stopped at a mistake, which it names
        target.write(before.encode())
        while chunk := source.read(CHUNK):
            target.write(chunk)
        if reading.wait() == 0:
            target.write(after.encode())
    source.close()


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    """A transaction that sees one moment. Raises DatabaseError where there is no connection."""
    engine = _engine(database_url)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        why = str(error.orig).strip().splitlines()[0].rstrip(".")
        raise DatabaseError(
            f"The database cannot be used ({why}); see that it runs and that the setting "
            "`database_url` is right."
        ) from error
    finally:
        engine.dispose()


def _engine(database_url: str) -> Engine:
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    try:
        return create_engine(url, hide_parameters=True, isolation_level="REPEATABLE READ")
    except ModuleNotFoundError as error:
        raise DatabaseError(
            "PostgreSQL needs an extra that is not installed; install `saathi[postgres]`."
        ) from error


def _server_major(connection: Connection) -> int:
    return int(connection.scalar(text("SHOW server_version_num"))) // 10_000


def _tables(connection: Connection) -> list[str]:
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [str(row[0]) for row in connection.execute(text(names))]


def _count(connection: Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.scalar(text(f'SELECT count(*) FROM public."{quoted}"')) or 0)  # noqa: S608


def _schema_version(connection: Connection, tables: list[str]) -> str:
    if "alembic_version" not in tables:
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
