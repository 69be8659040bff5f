"""What drafting needs of a database; `bot.operations.database.Database` gives it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection


class DatabaseAccess(Protocol):
    """One way to read and one way to write, on tables that are up to date."""

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that only reads."""

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction: all of it is kept, or none. Writers wait for each other."""
