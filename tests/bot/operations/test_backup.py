"""A backup is whole, of one moment and checked, and a restore replaces all or nothing."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.operations.backup import settled_copy
from bot.operations.backup.archive import unpack
from bot.operations.backup.contents import COPIED, FILE, READY, contents_of, is_left_out
from bot.operations.backup.errors import BackupError
from bot.operations.backup.making import make_backup
from bot.operations.backup.restoring import is_interrupted, restore
from bot.operations.backup.scratch import YOUNG
from bot.operations.backup.source import Office
from bot.operations.database import FILE as DATABASE_FILE
from bot.operations.database import Database
from bot.settings.home_folder import OURS
from knowledge import KnowledgeError
from tests.support.backups import (
    add_edition,
    filled_home,
    killed_before,
    mend,
    rows_of,
    state_of,
)

DEATHS = (1, 4, 9, 16, 25, 36)
REPLACING = (1, 2, 4, 7, 11, 15, 19, 22)  # steps of a restore that begins to replace


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled_home(tmp_path / "home")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that tests only read."""
    folder = tmp_path_factory.mktemp("backup")
    return make_backup(Office(filled_home(folder / "home")), folder / "backups").file


# --- all of it, of one moment


def test_all_that_a_home_holds_comes_back(home: Path, tmp_path: Path) -> None:
    backup = make_backup(Office(home), tmp_path / "backups")
    restored = restore(Office(tmp_path / "other"), backup.file)
    assert state_of(tmp_path / "other") == state_of(home)
    assert len(state_of(home)) == 10
    assert restored.aside is None
    assert not restored.migrated_from


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(
    home: Path, tmp_path: Path
) -> None:
    backup = make_backup(Office(home), tmp_path / "backups")
    assert stat.S_IMODE(backup.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.file.parent.stat().st_mode) == 0o700
    assert list(backup.file.parent.iterdir()) == [backup.file]
    names = {file.name for file in backup.manifest.files}
    assert not {name for name in names if name.endswith((".log", ".lock")) or "index" in name}


def test_what_is_written_meanwhile_is_in_it_wholly_or_not_at_all(
    home: Path, tmp_path: Path
) -> None:
    """Each transaction writes two rows and comes after its document, as a citation does."""
    (home / DATABASE_FILE).unlink()
    stop, database = threading.Event(), Database("", home)
    database.migrate()
    columns = _columns(home / FILE)

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            add_edition(home, 100 + number)
            with database.write() as connection:
                for half in ("a", "b"):
                    values = {"day": f"{number:06d}{half}"}
                    connection.exec_driver_sql(*_insert(columns, values))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [make_backup(Office(home), tmp_path / f"{n}").file for n in range(3)]
    finally:
        stop.set()
        writer.join()
        database.close()
    counts = [_consistent(file, tmp_path / f"looked-at-{file.parent.name}") for file in files]
    assert counts == sorted(counts)
    assert counts[-1] > 0, "nothing was written meanwhile"


def _columns(file: Path) -> list[tuple[str, bool]]:
    """The columns of the table `spending`, and whether each is a text."""
    with closing(sqlite3.connect(file)) as connection:
        described = connection.execute("PRAGMA table_info(spending)").fetchall()
    return [(name, "CHAR" in kind) for _, name, kind, *_ in described]


def _insert(
    columns: list[tuple[str, bool]], values: dict[str, str]
) -> tuple[str, tuple[object, ...]]:
    marks = ", ".join("?" for _ in columns)
    row = tuple(values.get(name, "" if is_text else 0) for name, is_text in columns)
    return f"INSERT INTO spending VALUES ({marks})", row


def _consistent(file: Path, folder: Path) -> int:
    """How many transactions the backup holds, none of them half and none without its document."""
    folder.mkdir()
    unpack(file, folder)
    days = sorted(str(row[0]) for row in rows_of(folder / "home" / FILE)["spending"])
    assert [day[:6] for day in days[::2]] == [day[:6] for day in days[1::2]]
    documents = folder / "home" / "documents"
    editions = [json.loads(record.read_text())["source"] for record in documents.glob("*.json")]
    for half in days[::2]:
        assert f"leave-{100 + int(half[:6])}.md" in editions
    stems = {record.stem for record in documents.glob("*.json")}
    assert stems <= {source.stem for source in (documents / "sources").iterdir()}
    return len(days) // 2


def test_what_people_edit_is_copied_once_it_holds_still(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = home / "templates" / "letter" / "template.yaml"
    copies = []
    copy = settled_copy._copy

    def while_somebody_edits(source: Path, to: Path) -> None:
        copy(source, to)
        if source.name == "templates":
            copies.append(to)
            if len(copies) < 3:
                template.write_text(f"title: Letter {'x' * len(copies)}\n")

    monkeypatch.setattr(settled_copy, "_copy", while_somebody_edits)
    backup = make_backup(Office(home), tmp_path / "backups")
    monkeypatch.undo()
    assert len(copies) == 3
    restore(Office(tmp_path / "other"), backup.file)
    assert state_of(tmp_path / "other") == state_of(home)


def test_what_never_holds_still_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter(range(99))
    monkeypatch.setattr(settled_copy, "_look", lambda _: next(looks))
    with pytest.raises(BackupError, match="keeps changing"):
        make_backup(Office(home), tmp_path / "backups")
    assert not list((tmp_path / "backups").iterdir())


def test_every_name_that_saathi_gives_in_a_home_is_backed_up_or_left_out_on_purpose() -> None:
    decided = {*COPIED, "workspace"}
    examples = {"saathi.*": ("saathi.db", "saathi.log", "saathi.toml", "saathi.db-wal")}
    names = [name for pattern in OURS for name in examples.get(pattern, (pattern,))]
    undecided = [name for name in names if name not in {*decided, FILE} and not is_left_out(name)]
    assert not undecided
    assert FILE == DATABASE_FILE


def test_what_is_not_saathis_is_left_out_and_named(home: Path, tmp_path: Path) -> None:
    (home / "notes.txt").write_text("mine")
    (home / "key").write_text("mine")
    backup = make_backup(Office(home), tmp_path / "backups")
    assert backup.unknown == ("key", "notes.txt")
    assert not {file.name for file in backup.manifest.files if "notes" in file.name}


# --- nothing to back up, or nothing sound


def test_an_empty_home_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        make_backup(Office(tmp_path), tmp_path / "backups")


def test_a_damaged_database_takes_no_earlier_backups_place(home: Path, tmp_path: Path) -> None:
    first = make_backup(Office(home), tmp_path / "backups", keep=1)
    with closing(sqlite3.connect(home / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray((home / FILE).read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    (home / FILE).write_bytes(content)
    with pytest.raises(BackupError, match=r"damaged|cannot be"):
        make_backup(Office(home), tmp_path / "backups", keep=1)
    assert list((tmp_path / "backups").iterdir()) == [first.file]


def test_a_damaged_edition_takes_no_earlier_backups_place(home: Path, tmp_path: Path) -> None:
    next((home / "documents").glob("*.json")).write_text("{")
    with pytest.raises(KnowledgeError, match="does not read back"):
        make_backup(Office(home), tmp_path / "backups")
    assert not list((tmp_path / "backups").iterdir())


@pytest.mark.parametrize("doing", ["backup", "restore"])
def test_a_full_disk_is_named_and_changes_nothing(
    doing: str, home: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = state_of(home)
    monkeypatch.setattr("bot.operations.backup.making.pack", full)
    monkeypatch.setattr("bot.operations.backup.restoring.check_archive", full)
    with pytest.raises(BackupError, match="no room left in"):
        if doing == "backup":
            make_backup(Office(home), tmp_path / "backups")
        else:
            restore(Office(home), archive, replace=True)
    assert state_of(home) == before
    assert not list(tmp_path.glob("*/.saathi-scratch-*"))


# --- damaged archives replace nothing


def _flip(at: float) -> Callable[[bytes], bytes]:
    def flipped(content: bytes) -> bytes:
        place = int(len(content) * at)
        return content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]

    return flipped


def _changed(change: Callable[[tarfile.TarInfo, bytes], Iterator[tuple[tarfile.TarInfo, bytes]]]):  # type: ignore[no-untyped-def]
    """An archive with other members, packed as it should be."""

    def changed(content: bytes) -> bytes:
        packed = io.BytesIO()
        with (
            tarfile.open(fileobj=io.BytesIO(content)) as tar,
            tarfile.open(fileobj=packed, mode="w:gz") as to,
        ):
            for member in tar:
                stream = tar.extractfile(member)
                for header, data in change(member, stream.read() if stream else b""):
                    header.size = len(data) if header.isreg() else 0
                    to.addfile(header, io.BytesIO(data))
        return packed.getvalue()

    return changed


def _without_manifest(
    member: tarfile.TarInfo, data: bytes
) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    if member.name != "manifest.json":
        yield member, data


def _without_database(
    member: tarfile.TarInfo, data: bytes
) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    if member.name != "home/saathi.db":
        yield member, data


def _with_other_words(
    member: tarfile.TarInfo, data: bytes
) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    yield member, data.replace(b"title: Letter", b"title: Fetter")


def _twice(member: tarfile.TarInfo, data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    yield from [(member, data)] * (2 if member.name == "home/places.yaml" else 1)


def _with(name: str, kind: bytes = tarfile.REGTYPE):  # type: ignore[no-untyped-def]
    def added(member: tarfile.TarInfo, data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
        if member.name == "manifest.json":
            intruder = tarfile.TarInfo(name)
            intruder.type, intruder.linkname = kind, "/etc/passwd"
            yield intruder, b"x" if kind == tarfile.REGTYPE else b""
        yield member, data

    return added


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a byte at the beginning": _flip(0.02),
    "a byte in the middle": _flip(0.5),
    "a byte near the end": _flip(0.97),
    "the checksum": lambda content: content[:-6] + b"\0\0" + content[-4:],
    "the second half is missing": lambda content: content[: len(content) // 2],
    "the last bytes are missing": lambda content: content[:-9],
    "empty": lambda _: b"",
    "no archive": lambda _: b"anything else" * 99,
    "packed, and no archive": lambda _: gzip.compress(b"anything else" * 99),
    "no manifest": _changed(_without_manifest),
    "no database": _changed(_without_database),
    "other words": _changed(_with_other_words),
    "a file twice": _changed(_twice),
    "a path out of the home": _changed(_with("home/../../outside")),
    "a path from the root": _changed(_with("/tmp/outside")),
    "a link": _changed(_with("home/link", tarfile.SYMTYPE)),
    "a hard link": _changed(_with("home/link", tarfile.LNKTYPE)),
    "a device": _changed(_with("home/device", tarfile.CHRTYPE)),
    "a file that the manifest lacks": _changed(_with("home/more")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_before_anything_is_replaced(
    damage: str, archive: Path, home: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(DAMAGES[damage](archive.read_bytes()))
    before, names = state_of(home), {path.name for path in home.iterdir()}
    with pytest.raises(
        BackupError, match=r"broken\.tar\.gz is no whole backup \(.+\); use another"
    ):
        restore(Office(home), broken, replace=True)
    assert state_of(home) == before
    assert {path.name for path in home.iterdir()} == {*names, "serve.lock"}
    assert not (tmp_path / "outside").exists()


def test_a_newer_saathis_backup_is_refused(archive: Path, home: Path, tmp_path: Path) -> None:
    def newer(member: tarfile.TarInfo, data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
        yield member, data.replace(b'"format": 1', b'"format": 2').replace(b'"0.1.0"', b'"9.0"')

    file = tmp_path / "newer.tar.gz"
    file.write_bytes(_changed(newer)(archive.read_bytes()))
    with pytest.raises(BackupError, match=r"made by a newer Saathi \(9\.0\); install that one"):
        restore(Office(home), file, replace=True)


def test_newer_tables_are_refused_before_anything_is_replaced(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / FILE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BackupError, match="of the version 9999"):
        make_backup(Office(home), tmp_path / "backups")


# --- restoring


def test_earlier_tables_are_brought_up_to_date(tmp_path: Path) -> None:
    """The tables without the last migration's columns, as a version further back left them."""
    home = filled_home(tmp_path / "old", is_migrated=False)
    with closing(sqlite3.connect(home / FILE)) as connection:
        for column in ("begun_at", "failures", "crashes"):
            connection.execute(f"ALTER TABLE deliveries DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = '0005'")
        connection.commit()
    backup = make_backup(Office(home), tmp_path / "backups")
    restored = restore(Office(tmp_path / "other"), backup.file)
    assert restored.migrated_from == "0005"
    deliveries = rows_of(tmp_path / "other" / FILE)["deliveries"]
    assert [row[:10] for row in deliveries] == [
        row[:10] for row in rows_of(home / FILE)["deliveries"]
    ]
    database = Database("", tmp_path / "other")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT sum(crashes) FROM deliveries").scalar() == 0
    database.close()


def test_a_home_that_holds_something_is_left_alone(archive: Path, home: Path) -> None:
    (home / "places.yaml").write_text("districts: []\n")
    before = state_of(home)
    with pytest.raises(BackupError, match="--replace, which keeps that aside"):
        restore(Office(home), archive)
    assert state_of(home) == before


def test_what_is_replaced_is_kept_aside_whole(archive: Path, home: Path) -> None:
    add_edition(home, 30)
    (home / "places.yaml").write_text("districts: []\n")
    (home / "mine.txt").write_text("not Saathi’s")
    before = state_of(home)
    restored = restore(Office(home), archive, replace=True)
    assert restored.aside is not None
    assert state_of(restored.aside) == before
    assert state_of(home) == state_of(archive.parent.parent / "home")
    assert (home / "mine.txt").read_text() == "not Saathi’s"
    assert (home / "saathi.log").is_file()
    assert contents_of(home).unknown == ("mine.txt",)


def test_what_is_being_served_is_not_replaced(archive: Path, home: Path) -> None:
    from knowledge.storage import file_lock

    before = state_of(home)
    for folder in (home, home / "workspace"):
        with (
            file_lock(folder / "serve.lock"),
            pytest.raises(BackupError, match="Saathi serves from"),
        ):
            restore(Office(home), archive, replace=True)
    assert state_of(home) == before


# --- kill -9


def test_a_killed_backup_leaves_earlier_ones_and_no_half_one(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    first = make_backup(Office(home), folder)
    for nth in DEATHS:
        code = killed_before(nth, home, "backup", first.file)
        for file in folder.glob("*.tar.gz"):
            unpack(file, _new(tmp_path / f"{nth}-{file.stem}"))
        assert list(folder.glob("*.tar.gz")), "the last backup was lost"
        if code == 0:
            break
        assert code == -9
    for left in folder.glob(".saathi-scratch-*"):
        os.utime(left, (0, 0))  # as when the machine comes back
    last = make_backup(Office(home), folder, keep=1)
    assert list(folder.iterdir()) == [last.file]
    assert YOUNG < 3600


def test_a_killed_restore_leaves_the_former_or_the_restored_home(archive: Path, home: Path) -> None:
    """Nothing of the one beside anything of the other."""
    (home / "places.yaml").write_text("districts: []\n")
    add_edition(home, 30)
    former, backed_up = state_of(home), state_of(archive.parent.parent / "home")
    seen = set()
    for nth, after in [(1, ""), (40, ""), *((nth, READY) for nth in REPLACING)]:
        code = killed_before(nth, home, "restore", archive, after)
        seen.add(is_interrupted(home))
        mend(home)
        assert state_of(home) in (former, backed_up)
        if state_of(home) == backed_up:
            asides = [path for path in home.iterdir() if path.name.startswith("before-restore-")]
            assert state_of(max(asides)) == former
            (home / "places.yaml").write_text("districts: []\n")
            add_edition(home, 30)
            former = state_of(home)
        assert code == -9
    assert seen == {True, False}, "it was never cut off while it replaced"


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
