"""The database: SQLite in the home folder, or PostgreSQL by setting; migrated at start."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import faults
from bot.errors import EdgeError
from knowledge.storage import OWNERS_FILE, file_lock, own_folder

FILE = "saathi.db"
MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 7_259_001  # PostgreSQL's advisory lock, so that replicas do not migrate at once
POOL_TIMEOUT = 10  # seconds to wait for a connection that others use
SILENCE = {  # how long a server that does not answer is waited for, in seconds and milliseconds
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
SQLITE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted or replaced is overwritten in the file
    "PRAGMA cache_size=-256",  # KiB of each pooled connection, which would else grow to 2 MB
)
PASSING = (OperationalError, InterfaceError, PoolTimeout)


# Marks connections that only read. SQLAlchemy's own AUTOCOMMIT would have SQLite set and reset
# something at each of them, which takes as long as a short query.
READS = "only_reads"


class DatabaseError(EdgeError):
    """The database cannot be used; the message says the cure."""

    internal = True
    passing = True


class Database:
    """An engine, with one way to read and one way to write. Threads may share one."""

    def __init__(self, url: str, home: Path) -> None:
        """`url` as the setting `database_url` has it; empty is SQLite in `home`."""
        self.home = home
        self.file = home / FILE
        self.engine = _postgresql(url) if url else _sqlite(self.file)
        self._reading = {"isolation_level": "AUTOCOMMIT"} if url else {READS: True}
        # Waiting in line is fairer and quicker than SQLite's own polling for its one writer.
        self._one_writer = nullcontext() if url else threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """True for the database in the home folder, which one process serves."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or none."""
        with self._one_writer, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write_lightly(self) -> Iterator[Connection]:
        """The same, without a wait for the disk: a power cut may undo it, but no crash of Saathi.

        For what is no longer true after a power cut in any case, such as who works on what.
        """
        with self._one_writer, self.engine.connect() as connection:
            quickly = _unsynchronised(connection) if self.is_sqlite else nullcontext()
            with quickly, connection.begin():
                if not self.is_sqlite:
                    connection.execute(text("SET LOCAL synchronous_commit TO OFF"))
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self.engine.connect() as connection:
            yield connection.execution_options(**self._reading)

    def migrate(self) -> None:
        """Brings the tables up to date. Raises DatabaseError where the database cannot be used."""
        with self._in_one_sentence():
            if self.is_sqlite:
                own_folder(self.home)
                with file_lock(self.home / f"{FILE}.lock"):
                    self._make_file()
                    self._upgrade()
            else:
                self._upgrade()

    def examine(self) -> None:
        """Looks whether it can be used, and changes nothing.

        Raises DatabaseError where it cannot, where a newer version of Saathi has used it, or where
        SQLite finds it damaged.
        """
        with self._in_one_sentence(), self.read() as connection:
            self._refuse_newer(connection)
            if self.is_sqlite:
                verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
                if verdict != "ok":
                    raise DatabaseError(faults.SQLITE["SQLITE_CORRUPT"])

    @contextmanager
    def _in_one_sentence(self) -> Iterator[None]:
        """Turns what SQLAlchemy, the driver and the disk raise into DatabaseError."""
        try:
            yield
        except (DBAPIError, PoolTimeout, OSError) as error:
            fault = faults.fault_of(error, self.home if self.is_sqlite else None)
            raise DatabaseError(fault or _unusable(error)) from error

    def _refuse_newer(self, connection: Connection) -> None:
        """Raises DatabaseError where its tables are of a version that is not known here."""
        from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  (0.2 s)
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        revision = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
        if revision is not None and revision not in known:
            raise DatabaseError(
                f"A newer version of Saathi has used this database (its tables are at "
                f"{revision}); install that version again, or go back to the backup from before "
                "the upgrade."
            )

    def _make_file(self) -> None:
        """SQLite gives what it makes beside the file the same mode."""
        if not self.file.exists():
            self.file.touch(OWNERS_FILE)

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()

    def _upgrade(self) -> None:
        from alembic import command  # noqa: PLC0415  (0.2 s, at the start of the service only)
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
            self._refuse_newer(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _sqlite(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", pool_size=16, max_overflow=64, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_to_write)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins and ends transactions, not the driver
    for pragma in SQLITE:
        connection.execute(pragma)


@contextmanager
def _unsynchronised(connection: Connection) -> Iterator[None]:
    """While SQLite does not wait for the disk; it can be told so outside transactions alone."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        try:
            driver.execute("PRAGMA synchronous=FULL")
        except Exception:
            connection.invalidate()  # nobody else gets it as it is
            raise


def _begin_to_write(connection: Connection) -> None:
    """Takes the write lock first: a transaction that reads and then writes could lose its turn.

    What only reads begins nothing: each of its statements stands alone.
    """
    if not connection.get_execution_options().get(READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: str) -> Engine:
    try:
        address = make_url(url)
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_size=16,
            pool_pre_ping=True,
            pool_timeout=POOL_TIMEOUT,
            connect_args=_connecting(address),
            hide_parameters=True,  # what people wrote comes into no error
        )
    except ModuleNotFoundError as error:
        raise DatabaseError(
            "PostgreSQL needs an extra that is not installed; install `saathi[postgres]`."
        ) from error


def _connecting(address: URL) -> dict[str, Any]:
    """A server that is silent is given up in time, unless the address says otherwise."""
    return {name: value for name, value in SILENCE.items() if name not in address.query}


def _unusable(error: Exception) -> str:
    """The sentence on what nobody foresaw; the first line of the driver's own words is in it."""
    words = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
    return f"The database cannot be used ({words[0].rstrip('.')}); see that it runs and is whole."


def is_away(error: BaseException | None) -> bool:
    """True where `error` comes of a database that cannot be used now: gone, locked or full."""
    while error is not None:
        if isinstance(error, PASSING):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False
