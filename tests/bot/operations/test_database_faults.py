"""A database that is newer, damaged, full, away or refusing: one true sentence, with the cure."""

from __future__ import annotations

import os
import resource
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.errors import is_passing, public_sentence, sentence
from bot.faults import fault_of
from bot.operations.database import Database
from tests.conftest import ROOT
from tests.support.command_line import run
from tests.support.databases import fresh_url
from tests.support.postgresql import server_url

SMALL = 4096  # bytes that a file may have where a disk is to be full


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a database that holds the sample partners."""
    assert run("partners", "list", home=tmp_path).code == 0
    return tmp_path


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
        connection.commit()


def settle(file: Path) -> None:
    """Brings all that was written into the file itself."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for more in ("-wal", "-shm"):
        file.with_name(file.name + more).unlink(missing_ok=True)


def no_database(file: Path) -> None:
    settle(file)
    file.write_bytes(b"this is no database, and never was one\n" * 400)


def malformed(file: Path) -> None:
    """Its first page is whole, so that it is known as a database; every other page is random."""
    settle(file)
    content = file.read_bytes()
    [size] = struct.unpack(">H", content[16:18])
    file.write_bytes(content[:size] + os.urandom(len(content) - size))


@pytest.mark.parametrize(
    ("change", "what", "cure"),
    [
        (newer, "A newer version of Saathi has used this database", "install that version again"),
        (no_database, "is damaged: the file is no database", "restore saathi.db"),
        (malformed, "is damaged", "restore saathi.db"),
    ],
)
def test_a_database_of_no_use_is_told_in_one_sentence_everywhere(
    home: Path, change: Callable[[Path], None], what: str, cure: str
) -> None:
    change(home / "saathi.db")
    before = (home / "saathi.db").read_bytes()
    tokens = {"SLACK__BOT_TOKEN": "xoxb-sample", "SLACK__APP_TOKEN": "xapp-sample"}
    for command in (["partners", "list"], ["inbox", "list"]):
        complaint = run(*command, home=home, settings=tokens).complaint
        assert what in complaint
        assert cure in complaint
    examined = run("doctor", home=home, settings=tokens, columns=400)
    assert examined.code == 1
    assert what in examined.said[examined.said.index("✗ Database SQLite") :]
    assert change is newer or (home / "saathi.db").read_bytes() == before


def limited(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The real command, in a process none of whose files may grow beyond some bytes."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={**os.environ, "SAATHI_HOME": str(home), "SAATHI_CONFIG": "", "COLUMNS": "400"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_database_that_cannot_grow_is_told_as_a_full_disk(tmp_path: Path) -> None:
    ended = limited(tmp_path, "partners", "list")
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        f"{tmp_path} cannot be written (file too large); make room on its disk."
    ]


def sqlite_error(file: Path, work: Callable[[sqlite3.Connection], object], mode: str) -> Exception:
    """What SQLite itself raises at `work`, or at opening the file."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode={mode}", uri=True)) as connection:
            work(connection)
    except sqlite3.Error as error:
        return error
    raise AssertionError("SQLite did not mind")


def fill(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count=2")
    connection.execute("CREATE TABLE rows (x)")
    connection.execute("INSERT INTO rows VALUES (zeroblob(100000))")


def test_what_sqlite_says_of_its_disk_is_for_whoever_runs_saathi_and_passes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "a.db"
    full = sqlite_error(file, fill, "rwc")
    unwritable = sqlite_error(file, lambda c: c.execute("CREATE TABLE more (x)"), "ro")
    absent = sqlite_error(tmp_path / "gone" / "a.db", lambda c: c.execute("SELECT 1"), "rw")
    for error, words in (
        (full, "The disk of Saathi’s database is full; make room on it."),
        (unwritable, "may not be written"),
        (absent, "cannot be opened"),
    ):
        assert words in sentence(error)
        assert is_passing(error)
        public = public_sentence(error)
        assert "disk" not in public
        assert "database" not in public
        logged = caplog.records[-1]
        assert logged.reference in public  # type: ignore[attr-defined]
        assert logged.exc_info
        assert words in logged.getMessage()


def test_a_fault_of_the_code_is_none_of_the_disk() -> None:
    try:
        try:
            raise FileExistsError(17, "File exists", "/srv/a")
        except FileExistsError:
            raise ValueError("something else") from None
    except ValueError as error:
        assert fault_of(error) == ""
        assert not is_passing(error)
        assert "reference" in sentence(error)


@contextmanager
def refusing(code: str, words: str) -> Iterator[int]:
    """A port where something speaks as PostgreSQL does, and refuses whoever connects."""
    fields = b"".join(
        kind + text.encode() + b"\0"
        for kind, text in ((b"S", "FATAL"), (b"V", "FATAL"), (b"C", code), (b"M", words))
    )
    refusal = b"E" + struct.pack(">I", 4 + len(fields) + 1) + fields + b"\0"

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                while connection.recv(4096)[4:8] == b"\x04\xd2\x16/":  # asks for encryption
                    connection.sendall(b"N")
                connection.sendall(refusal)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


def postgresql(home: Path, url: str) -> str:
    """The complaint of a command that needs the database at `url`."""
    complaint = run("partners", "list", home=home, settings={"DATABASE_URL": url}).complaint
    assert "samplepassword" not in complaint
    assert "`database_url`" in complaint
    return complaint


def test_postgresql_that_refuses_the_password_or_this_machine(tmp_path: Path) -> None:
    words = 'password authentication failed for user "saathi"'
    with refusing("28P01", words) as port:
        url = f"postgresql://saathi:samplepassword@127.0.0.1:{port}/saathi"
        assert "refuses the password" in postgresql(tmp_path, url)
        examined = run("doctor", home=tmp_path, settings={"DATABASE_URL": url}, columns=400)
        assert "✗ Database PostgreSQL" in examined.said
        assert "PostgreSQL refuses the password" in examined.said
    with refusing("28000", 'no pg_hba.conf entry for host "10.0.0.7"') as port:
        url = f"postgresql://saathi:samplepassword@127.0.0.1:{port}/saathi"
        assert "does not let this machine in" in postgresql(tmp_path, url)


def test_postgresql_that_is_away_or_silent(tmp_path: Path) -> None:
    away = "postgresql://saathi:samplepassword@127.0.0.1:1/saathi"
    assert "does not answer" in postgresql(tmp_path, away)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"postgresql://saathi:samplepassword@127.0.0.1:{port}/saathi?connect_timeout=2"
        assert "does not answer" in postgresql(tmp_path, url)


def test_postgresql_without_that_database_or_user_and_one_that_is_newer(tmp_path: Path) -> None:
    url = make_url(server_url())
    elsewhere = url.set(database="nowhere").render_as_string(hide_password=False)
    assert "has no database of that name" in postgresql(tmp_path, elsewhere)
    nobody = url.set(username="nobody_known").render_as_string(hide_password=False)
    assert "knows no user of that name" in postgresql(tmp_path, nobody)
    with fresh_url("postgresql") as fresh:
        database = Database(fresh, tmp_path)
        database.migrate()
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
        database.close()
        settings = {"DATABASE_URL": fresh}
        assert "newer version" in run("partners", "list", home=tmp_path, settings=settings).err
