"""Takes the traces of what was replaced out of the database's files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from bot.operations.database import Database


def erase_traces(database: Database, tables: Iterable[str]) -> bool:
    """Writes the database's files anew without what was replaced or deleted in them.

    False where somebody else works with the database just now, so that traces may be left: try it
    again. SQLite writes the whole file and empties its journal; PostgreSQL the `tables`, whose own
    journal and backups keep what they hold until they are recycled.
    """
    try:
        with database.read() as connection:
            if not database.is_sqlite:
                for table in tables:
                    connection.exec_driver_sql(f'VACUUM (FULL) "{table}"')
                return True
            connection.exec_driver_sql("VACUUM")
            outcome = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
            return outcome is not None and outcome[0] == 0
    except DBAPIError:
        return False
