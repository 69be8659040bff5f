"""Under which keys a database was ever sealed: so that a missing key is noticed, and named."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drafting.sealing.keys import SealingKey

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Protocol

    class KeyDatabase(Protocol):
        """One way to read and one way to write."""

        def read(self) -> AbstractContextManager[sa.Connection]:
            """A connection that only reads."""

        def write(self) -> AbstractContextManager[sa.Connection]:
            """A transaction: all of it is kept, or none."""


METADATA = sa.MetaData()
SEALING_KEYS = sa.Table(
    "sealing_keys",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    # False from when it begins to seal what stood there before, until no trace of that is left.
    sa.Column("cleaned", sa.Boolean, nullable=False),
)


def note_key(
    database: KeyDatabase, key: SealingKey, clock: Callable[[], float] = time.time
) -> None:
    """Leaves on record that values are sealed under that key from now on; once for each key."""
    if key.id in noted_keys(database):
        return
    try:
        with database.write() as connection:
            row = {"id": key.id, "at": clock(), "cleaned": False}
            connection.execute(SEALING_KEYS.insert().values(row))
    except IntegrityError:  # another process noted it just now
        return


def noted_keys(database: KeyDatabase) -> tuple[str, ...]:
    """The ids of the keys that were ever used here, the first one first; () for none."""
    with database.read() as connection:
        query = sa.select(SEALING_KEYS.c.id).order_by(SEALING_KEYS.c.at, SEALING_KEYS.c.id)
        return tuple(connection.execute(query).scalars())


def was_ever_sealed(connection: sa.Connection) -> bool:
    """True where a key was ever used in this database."""
    return connection.execute(sa.select(SEALING_KEYS.c.id).limit(1)).first() is not None


def is_cleaned(database: KeyDatabase, key: SealingKey) -> bool:
    """True where no trace is left of what stood there before that key sealed it."""
    with database.read() as connection:
        query = sa.select(SEALING_KEYS.c.cleaned).where(SEALING_KEYS.c.id == key.id)
        return bool(connection.execute(query).scalar())


def mark_cleaned(database: KeyDatabase, key: SealingKey, *, cleaned: bool = True) -> None:
    """Leaves on record whether traces are left of what that key sealed."""
    with database.write() as connection:
        connection.execute(
            SEALING_KEYS.update().where(SEALING_KEYS.c.id == key.id).values(cleaned=cleaned)
        )
