"""Fresh databases for tests: SQLite in a folder, and PostgreSQL where it is installed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bot.operations.database import Database
from tests.support.postgresql import server_url

KINDS = ("sqlite", "postgresql")


@contextmanager
def fresh_url(kind: str) -> Iterator[str]:
    """The setting `database_url` of an empty database, which is gone afterwards."""
    if kind == "sqlite":
        yield ""
        return
    name = f"saathi_{uuid.uuid4().hex}"
    url = make_url(server_url())
    admin = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[Database]:
    """An empty database with its tables."""
    with fresh_url(kind) as url:
        database = Database(url, folder)
        database.migrate()
        yield database
        database.close()
