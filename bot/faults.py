"""What fails outside Saathi: its disk and its database, each in one sentence with the cure.

The sentences are for whoever runs Saathi; bot/errors.py decides what anybody else reads. SQLAlchemy
is not imported for it: its errors carry the driver's own, which say more.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from knowledge.storage import PASSING, causes, disk_sentence, refusal_of

DATABASE = "Saathi’s database"
RESTORE = "stop Saathi, and restore saathi.db in the folder `home` from the backup"
SQLITE = {
    "SQLITE_FULL": f"The disk of {DATABASE} is full; make room on it.",
    "SQLITE_READONLY": (
        f"{DATABASE} may not be written; give Saathi a folder it can write to, with the setting "
        "`home`."
    ),
    "SQLITE_IOERR": f"The disk of {DATABASE} fails or is full; see that it has room and is well.",
    "SQLITE_CANTOPEN": f"{DATABASE} cannot be opened; see that its folder is there and writable.",
    "SQLITE_NOTADB": f"{DATABASE} is damaged: the file is no database; {RESTORE}.",
    "SQLITE_CORRUPT": f"{DATABASE} is damaged; {RESTORE}.",
    "SQLITE_BUSY": f"{DATABASE} is held by another program; end that, and try again.",
}
ASKS_DISK = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")  # the disk may say more
# By words: psycopg gives no code for what fails while it connects.
POSTGRESQL = (
    ("password authentication failed", "PostgreSQL refuses the password", "correct it"),
    ("no password supplied", "PostgreSQL asks for a password", "name it"),
    ("no pg_hba.conf entry", "PostgreSQL does not let this machine in", "allow it there"),
    ("role", "PostgreSQL knows no user of that name", "correct it, or make the user"),
    ("database", "PostgreSQL has no database of that name", "correct it, or make the database"),
)
STATES_OF_SERVER = ("08", "28", "3D", "53", "57P")  # connection, rights, no database, full, ending
AWAY = (
    "PostgreSQL does not answer; see that it runs, that this machine may reach it, and that the "
    "setting `database_url` is right."
)


def fault_of(error: BaseException, folder: Path | None = None) -> str:
    """What a disk or database refuses, with the cure; '' where it was neither.

    `folder` is the database's, which is asked where SQLite does not say what its disk refuses.
    """
    for cause in causes(error):
        if isinstance(cause, OSError):
            sentence = disk_sentence(cause)
        elif isinstance(cause, sqlite3.Error):
            sentence = _of_sqlite(cause, folder)
        else:
            sentence = _of_postgresql(cause)
        if sentence:
            return sentence
    return ""


def is_passing(error: BaseException) -> bool:
    """True where the disk or the database refused, so that the same may go well later."""
    return any(
        cause.errno in PASSING
        if isinstance(cause, OSError)
        else bool(_sqlite_name(cause) or _of_postgresql(cause))
        for cause in causes(error)
    )


def _sqlite_name(error: BaseException) -> str:
    """The primary code of SQLite's that is known here, or ''."""
    full = str(getattr(error, "sqlite_errorname", "") or "")
    return next((name for name in SQLITE if full == name or full.startswith(f"{name}_")), "")


def _of_sqlite(error: sqlite3.Error, folder: Path | None) -> str:
    name = _sqlite_name(error)
    if name in ASKS_DISK and folder is not None:
        refusal = refusal_of(folder)
        if refusal is not None:
            return disk_sentence(refusal)
    return SQLITE.get(name, "")


def _of_postgresql(error: BaseException) -> str:
    kind = type(error)
    if kind.__module__.partition(".")[0] == "sqlalchemy" and kind.__name__ == "TimeoutError":
        return AWAY  # no connection became free
    is_psycopg = kind.__module__.partition(".")[0] in {"psycopg", "psycopg_pool"}
    if not is_psycopg or not _is_of_connection(error):
        return ""
    text = str(error).lower()
    if getattr(error, "sqlstate", None) == "53100" or "no space left on device" in text:
        return "The disk of PostgreSQL is full; make room on it."
    missing = "does not exist" in text
    for words, what, cure in POSTGRESQL:
        if words in text and (missing or words not in {"role", "database"}):
            return f"{what}; {cure}, in the setting `database_url`."
    return AWAY


def _is_of_connection(error: BaseException) -> bool:
    """True for what psycopg raises of a server that is away or refuses, and not of a statement."""
    names = {base.__name__ for base in type(error).__mro__}
    state = getattr(error, "sqlstate", None)
    return bool(names & {"OperationalError", "InterfaceError"}) and (
        state is None or state.startswith(STATES_OF_SERVER)
    )
