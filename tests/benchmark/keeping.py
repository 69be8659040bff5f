"""What a home takes on disk, and how long backing it up and restoring it take.

    python -m tests.benchmark.keeping [--partners 1000]

A row of each kind is made as people make it, by the partner file and the drafting desk, and copied
under other ids. docs/operations.md has what it printed when that was written.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.operations.backup.making import make_backup
from bot.operations.backup.restoring import restore
from bot.operations.backup.source import Office
from tests.support.backups import BEFORE, filled_home
from tests.support.command_line import run

# A table, how many rows of it come with each partner, and the column that tells them apart.
GROWING = {
    "partners": (1, "id"),
    "partner_versions": (3, "partner"),
    "drafts": (1, "id"),
    "checklists": (2, "id"),
    "checklist_answers": (100, "id"),
    "answers": (10, "delivery"),
}
DRAFT = ("draft", "contract", "sample-roshni", "--agreement", "2026-schools", "--no-pdf", "--out")


def main() -> None:
    """Prints what each kind takes a thousand, and the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--partners", type=int, default=1000)
    partners = parser.parse_args().partners
    with tempfile.TemporaryDirectory(prefix="saathi-keeping-") as name:
        folder = Path(name)
        home = filled_home(folder / "home")
        (home / "saathi.db").unlink()
        run(*DRAFT, folder / "out", home=home)
        checklist = ("due-diligence", "sample-roshni", "--agreement", "2026-schools", "--out")
        run(*checklist, folder / "out", home=home)
        for table, (each, column) in GROWING.items():
            count = partners * each
            bytes_more = _grow(home / "saathi.db", table, column, count)
            if bytes_more:
                print(f"{table}: {bytes_more / count:,.0f} kB a thousand, of {count:,} rows")
        print(f"the database: {(home / 'saathi.db').stat().st_size / 1e6:,.1f} MB")
        with _timed("backing up, and checking what was written"):
            backup = make_backup(Office(home), folder / "backups")
        print(f"the backup: {backup.file.stat().st_size / 1e6:,.1f} MB")
        with _timed("restoring into an empty home"):
            restore(Office(folder / "other"), backup.file)


def _grow(file: Path, table: str, column: str, count: int) -> int:
    """Copies the rows of `table` until there are `count` more; how many bytes the file grew by."""
    with closing(sqlite3.connect(file)) as connection:
        before = _size(connection, file)
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        names = [name for name, *_ in cursor.description]
        rows = cursor.fetchall() or _rows_before(table)
        marks = ", ".join("?" for _ in names)
        for number in range(count if rows else 0):
            row = dict(zip(names, rows[number % len(rows)], strict=True))
            row[column] = f"{number:08d}"
            row |= {name: f"{number:08d}" for name in ("key",) if name in row}
            row |= {name: number + 1000 for name in ("version",) if name in row}
            connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', tuple(row.values()))
        connection.commit()
        return _size(connection, file) - before


def _rows_before(table: str) -> list[tuple[object, ...]]:
    """The rows that the version before kept, with questions of a day in the life of Saathi."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(BEFORE.read_text("utf-8"))
        return connection.execute(f'SELECT * FROM "{table}"').fetchall()


def _size(connection: sqlite3.Connection, file: Path) -> int:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size


@contextmanager
def _timed(doing: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{doing}: {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
