"""PostgreSQL is backed up and restored by its own programs, in one transaction or not at all."""

from __future__ import annotations

import stat
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.operations.backup import postgresql_tools, restoring
from bot.operations.backup.checking import check_archive
from bot.operations.backup.errors import BackupError
from bot.operations.backup.making import make_backup
from bot.operations.backup.postgresql import KEPT_SCHEMA, dump_database, load_database
from bot.operations.backup.postgresql_tools import address_of, find_tools
from bot.operations.backup.restoring import finish_interrupted, is_interrupted, restore
from bot.operations.backup.source import Office
from bot.operations.database import Database
from drafting.partners import PartnerFile
from tests.support.backups import FILES, add_edition, files_of
from tests.support.databases import fresh_url

PASSWORD = "sample:pass/word"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the sample partners, which tests only copy."""
    with fresh_url("postgresql") as url:
        database = Database(url, tmp_path_factory.mktemp("home"))
        database.migrate()
        PartnerFile(database).seed_samples()
        database.close()
        yield url


@pytest.fixture
def url(filled: str) -> Iterator[str]:
    """A copy of it."""
    name = f"saathi_{uuid.uuid4().hex}"
    server = make_url(filled).set(drivername="postgresql+psycopg", database="postgres")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {make_url(filled).database}"))
    yield make_url(filled).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def office(url: str, tmp_path: Path) -> Office:
    """An office with the sample partners in PostgreSQL and a document in its home."""
    add_edition(tmp_path / "home", 20)
    (tmp_path / "home" / "places.yaml").write_bytes(FILES["places.yaml"])
    return Office(tmp_path / "home", url)


def rows(url: str, schema: str = "public") -> dict[str, list[Any]]:
    """Every row of every table of the schema."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        names = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": schema}
        ).all()
        found = {
            name: sorted(
                map(tuple, connection.execute(text(f'SELECT * FROM {schema}."{name}"'))), key=repr
            )
            for name in names
        }
    engine.dispose()
    return found


def write(url: str, statement: str) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def kept_schemas(url: str) -> list[str]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT nspname FROM pg_namespace")).all()
    engine.dispose()
    return [name for name in names if name.startswith(KEPT_SCHEMA)]


def test_it_comes_back_in_an_empty_database_and_home(office: Office, tmp_path: Path) -> None:
    backup = make_backup(office, tmp_path / "backups")
    assert backup.manifest.office_rows["partners"] == len(rows(office.database_url)["partners"]) > 0
    with fresh_url("postgresql") as other:
        restored = restore(Office(tmp_path / "other", other), backup.file)
        assert rows(other) == rows(office.database_url)
        assert kept_schemas(other) == [restored.kept_schema]
    assert files_of(tmp_path / "other") == files_of(office.home)


def test_what_it_replaces_is_kept_aside_and_can_be_backed_up_again(
    office: Office, tmp_path: Path
) -> None:
    """Also what a later version added: tables that the backup knows nothing of."""
    backup = make_backup(office, tmp_path / "backups")
    before = rows(office.database_url)
    write(office.database_url, "DELETE FROM partners")
    write(office.database_url, "CREATE TYPE later_kind AS ENUM ('a', 'b')")
    write(office.database_url, "CREATE TABLE later (id serial PRIMARY KEY, kind later_kind)")
    write(office.database_url, "CREATE TABLE later_many (a int) PARTITION BY RANGE (a)")
    write(office.database_url, "CREATE TABLE later_1 PARTITION OF later_many DEFAULT")
    write(office.database_url, "CREATE VIEW later_view AS SELECT id FROM later")
    write(
        office.database_url,
        "CREATE FUNCTION later_one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    )
    changed = rows(office.database_url)
    with pytest.raises(BackupError, match="--replace"):
        restore(office, backup.file)
    assert rows(office.database_url) == changed
    restored = restore(office, backup.file, replace=True)
    assert rows(office.database_url) == before
    assert rows(office.database_url, restored.kept_schema) == changed
    again = make_backup(office, tmp_path / "backups")
    assert "later" not in again.manifest.office_rows
    restore(office, again.file, replace=True)
    assert rows(office.database_url) == before


def test_while_anybody_is_connected_nothing_is_replaced(office: Office, tmp_path: Path) -> None:
    backup = make_backup(office, tmp_path / "backups")
    serving = Database(office.database_url, office.home)
    with serving.read() as connection:
        connection.execute(text("SELECT 1"))
        before = rows(office.database_url)
        with pytest.raises(BackupError, match=r"Others are connected .*\(1\); stop every"):
            restore(office, backup.file, replace=True)
    serving.close()
    assert rows(office.database_url) == before


def test_further_replicas_restore_their_home_alone(office: Office, tmp_path: Path) -> None:
    backup = make_backup(office, tmp_path / "backups")
    write(office.database_url, "DELETE FROM partners")
    changed = rows(office.database_url)
    replica = Office(tmp_path / "replica", office.database_url)
    restore(replica, backup.file, home_only=True)
    assert files_of(replica.home) == files_of(office.home)
    assert rows(office.database_url) == changed


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_the_other_kind_of_database_is_refused(
    kind: str, office: Office, tmp_path: Path
) -> None:
    other = Office(tmp_path / "other")
    Database("", other.home).migrate()
    made_of, into = (office, Office(tmp_path / "new")) if kind == "sqlite" else (other, office)
    backup = make_backup(made_of, tmp_path / "backups")
    before = rows(office.database_url)
    with pytest.raises(BackupError, match="`database_url`"):
        restore(into, backup.file, replace=True)
    assert rows(office.database_url) == before


def test_a_dump_that_is_cut_off_or_lacks_rows_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    dump = tmp_path / "dump"
    copy = dump_database(office.database_url, dump)
    write(office.database_url, "DELETE FROM partner_versions")
    before = rows(office.database_url)
    with pytest.raises(BackupError, match="has not its 99 rows"):
        load_database(office.database_url, dump, f"{KEPT_SCHEMA}x", {"partners": 99})
    dump.write_bytes(dump.read_bytes()[:-400])
    with pytest.raises(BackupError, match="Restoring the database failed"):
        load_database(office.database_url, dump, f"{KEPT_SCHEMA}x", copy.rows)
    assert rows(office.database_url) == before
    assert not kept_schemas(office.database_url)


@pytest.mark.parametrize("loaded", [True, False])
def test_a_restore_that_was_cut_off_is_finished_once(
    loaded: bool, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the database was loaded, or between it and the files."""
    backup = make_backup(office, tmp_path / "backups")
    before = rows(office.database_url)
    write(office.database_url, "DELETE FROM partners")
    (office.home / "places.yaml").write_text("districts: []\n")

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_is_there" if loaded else "_load", power_cut)
    with pytest.raises(KeyboardInterrupt):
        restore(office, backup.file, replace=True)
    monkeypatch.undo()
    assert len(kept_schemas(office.database_url)) == loaded
    assert is_interrupted(office.home)
    if not loaded:
        with pytest.raises(BackupError, match="set `database_url` to that database again"):
            finish_interrupted(Office(office.home))
    finish_interrupted(office)
    assert rows(office.database_url) == before
    assert (office.home / "places.yaml").read_bytes() == FILES["places.yaml"]
    assert len(kept_schemas(office.database_url)) == 1


def test_a_restore_whose_database_fails_gives_up_with_nothing_replaced(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(office, tmp_path / "backups")
    (office.home / "places.yaml").write_text("districts: []\n")
    files, before = files_of(office.home), rows(office.database_url)
    monkeypatch.setattr("bot.operations.backup.postgresql.MOVE_ASIDE", "BEGIN; SELECT 1/0;\n")
    with pytest.raises(BackupError, match="division by zero"):
        restore(office, backup.file, replace=True)
    assert not is_interrupted(office.home)
    assert (files_of(office.home), rows(office.database_url)) == (files, before)


# --- its programs


def programs(folder: Path, version: str, log: Path | None = None) -> Path:
    """The three programs in a folder; they note what they were called with, and run the real."""
    own = find_tools(0)
    folder.mkdir(parents=True)
    for name in postgresql_tools.PROGRAMS:
        file = folder / name
        noted = f'printf "%s\\n" "$0 $*" >> {log}; ' if log else ""
        asked = f'[ "$1" = --version ] && echo "{name} (PostgreSQL) {version}" && exit\n'
        file.write_text(f'#!/bin/sh\n{asked}{noted}exec {own.folder / name} "$@"\n')
        file.chmod(stat.S_IRWXU)
    return folder


def test_the_password_is_on_no_command_line(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server of the tests asks for none, so any will do."""
    log = tmp_path / "log"
    tools = postgresql_tools.Tools(programs(tmp_path / "installed", "99.1", log), 99)
    monkeypatch.setattr(postgresql_tools, "_installations", lambda _: iter([tools]))
    with_password = make_url(office.database_url).set(password=PASSWORD)
    secret = Office(office.home, with_password.render_as_string(hide_password=False))
    backup = make_backup(secret, tmp_path / "backups")
    restore(secret, backup.file, replace=True)
    called = log.read_text()
    assert {line.split()[0].rsplit("/", 1)[-1] for line in called.splitlines()} == {
        "pg_dump",
        "pg_restore",
        "psql",
    }
    for form in (PASSWORD, "sample%3Apass", "pass/word", "pass%2Fword"):
        assert form not in called
        assert form.encode() not in backup.file.read_bytes()
    address = address_of(secret.database_url)
    assert address.environment["PGPASSWORD"] == PASSWORD


@pytest.mark.parametrize("form", ["postgresql://u@h/d?password=x%20y&sslmode=require"])
def test_a_password_among_the_parameters_is_taken_out_too(form: str) -> None:
    address = address_of(form)
    assert address.url == "postgresql://u@h/d?sslmode=require"
    assert address.password == "x y"


def test_the_servers_own_version_is_taken_else_the_nearest_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("13.9", "15.4", "17.0"):
        programs(tmp_path / version.partition(".")[0] / "bin", version)
    monkeypatch.setenv("PATH", "")
    assert [find_tools(major, tmp_path).major for major in (13, 14, 15, 16)] == [13, 15, 15, 17]
    with pytest.raises(BackupError, match=r"version 17 are too old.*postgresql-client-18"):
        find_tools(18, tmp_path)
    with pytest.raises(BackupError, match="they are missing"):
        find_tools(15, tmp_path / "none")


def test_without_its_programs_a_check_says_what_it_did_not_look_at(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(office, tmp_path / "backups")
    assert check_archive(backup.file, tmp_path / "with")[1]
    monkeypatch.setattr(postgresql_tools, "_installations", lambda _: iter(()))
    assert not check_archive(backup.file, tmp_path / "without")[1]
    with pytest.raises(BackupError, match="postgresql-client-"):
        make_backup(office, tmp_path / "backups")
