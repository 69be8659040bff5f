"""A home that holds something of everything, what one holds, and processes that die at work."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.operations.backup.contents import COPIED, DATABASES
from bot.operations.backup.making import make_backup
from bot.operations.backup.restoring import finish_interrupted, is_interrupted, restore
from bot.operations.backup.source import Office
from bot.operations.database import Database
from knowledge import Document, Library
from knowledge.reading.documents import document_of
from tests.support.small_desk import LEAVE, ended, start_child

BEFORE = Path(__file__).parents[1] / "house" / "outside" / "before" / "database.sql"
FILES = {
    "clauses/office-clause.md": b"---\nid: office-clause\n---\n",
    "templates/letter/template.yaml": b"title: Letter\n",
    "templates/letter/letter.docx": bytes(range(256)) * 40,
    "catalogue/office.yaml": b"items: []\n",
    "places.yaml": "districts: [کوئٹہ]\n".encode(),
    "history": b"May a partner mention CARE?\n",
}
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "sqlite3.connect"}


def filled_home(home: Path, *, is_migrated: bool = True) -> Path:
    """Fills `home` with what an office of the version before left."""
    for name in DATABASES:
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(BEFORE.read_text("utf-8"))
            connection.execute("PRAGMA journal_mode=WAL")
        if is_migrated:
            database = Database("", file.parent)
            database.migrate()
            database.close()
    for name, content in FILES.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    add_edition(home, 20)
    (home / "saathi.log").write_text("{}\n")
    return home


def leave_policy(days: int) -> Document:
    """A policy, in an edition of its own for each number of days."""
    text = LEAVE.format(days=days).replace("2020-01", f"{1900 + days}-01")
    return document_of("leave.md", text.encode(), {})


def add_edition(home: Path, days: int) -> None:
    """Puts an edition on record, with its source."""
    source = home.parent / f"leave-{days}.md"
    source.write_text(LEAVE.format(days=days), encoding="utf-8")
    Library(home / "documents").record(leave_policy(days), source)


def rows_of(file: Path, *, but: tuple[str, ...] = ("alembic_version",)) -> dict[str, list[Any]]:
    """Every row of every table, in order."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in tables
            if name not in but
        }


def files_of(home: Path) -> dict[str, bytes]:
    """Every file that is copied as it is."""
    paths = [path for name in COPIED for path in [home / name, *(home / name).rglob("*")]]
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and not path.name.endswith(".lock")
    }


def state_of(home: Path) -> dict[str, Any]:
    """All that a backup should bring back."""
    databases = {name: rows_of(home / name) for name in DATABASES if (home / name).is_file()}
    return {**databases, **files_of(home)}


def killed_before(nth: int, home: Path, doing: str, archive: Path, after: str = "") -> int:
    """Makes or restores a backup in a process that dies before its n-th change of a file.

    With `after`, changes count from the first one that names it.

    Returns the exit code: -9 where it died, 0 where it made fewer changes.
    """
    return ended(start_child(_work, nth, home, doing, archive, after))


def _work(nth: int, home: Path, doing: str, archive: Path, after: str) -> None:
    works: dict[str, Callable[[], object]] = {
        "backup": lambda: make_backup(Office(home), archive.parent, keep=1),
        "restore": lambda: restore(Office(home), archive, replace=True),
    }
    _die_before(nth, (str(home), str(archive.parent)), after)
    works[doing]()


def _die_before(nth: int, folders: tuple[str, ...], after: str) -> None:
    count, counting = 0, not after

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count, counting
        writes = event == "open" and (
            args[1][0] in "wxa" if isinstance(args[1], str) else args[2] & os.O_CREAT
        )
        within = event in {"os.remove", "os.rmdir"} and args[1] != -1
        if within or ((writes or event in CHANGES) and str(args[0]).startswith(folders)):
            counting = counting or after in str(args)
            count += counting
            if count == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def mend(home: Path) -> None:
    """What the next command does first."""
    if is_interrupted(home):
        finish_interrupted(Office(home))
