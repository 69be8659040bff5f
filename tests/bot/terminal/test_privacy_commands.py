"""`saathi privacy` and what the terminal puts on record, through the real command."""

from __future__ import annotations

import csv
import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.services import make_services
from bot.settings.privacy import PrivacySettings
from bot.settings.settings import Settings
from bot.terminal.doctor.encryption import encryption
from bot.terminal.doctor.report import CheckResult
from drafting.sealing import new_key
from tests.support.command_line import Run, run

SEES = {"ROLES__TERMINAL_SEES_RESTRICTED": "true"}
IBAN = "PK29SAMP0000000000000001"
OFFICES_OWN = "Partner id,Legal name,IBAN\nwomen-sindh,Women of Sindh,PK36SCBL0000001123456702\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def key_file(tmp_path: Path, home: Path) -> Path:
    file = tmp_path / "key"
    made = saathi("privacy", "new-key", "--to", file, home=home)
    assert made.code == 0, made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return file


def saathi(*words: str | Path, home: Path, **settings: str) -> Run:
    return run(*words, home=home, settings=settings, columns=200)


def with_key(file: Path) -> dict[str, str]:
    return {"PRIVACY__ENCRYPTION_KEY_FILE": str(file)}


def has_own_partner(home: Path, tmp_path: Path, **settings: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(OFFICES_OWN)
    assert saathi("partners", "import", file, "--yes", home=home, **settings).code == 0


def access(home: Path) -> list[dict[str, object]]:
    told = saathi("privacy", "access", "--json", home=home)
    entries: list[dict[str, object]] = json.loads(told.out)
    return entries


def test_a_key_rotates_in_its_file_and_the_old_one_is_needed_no_more(
    home: Path, tmp_path: Path, key_file: Path
) -> None:
    has_own_partner(home, tmp_path)
    done = saathi("privacy", "encrypt", home=home, **with_key(key_file))
    assert done.code == 0, done
    assert b"PK36SCBL0000001123456702" not in (home / "saathi.db").read_bytes()
    assert "Encrypted with the key" in done.said
    rotated = saathi("privacy", "rotate-key", home=home, **with_key(key_file))
    assert rotated.code == 0, rotated
    new, old = key_file.read_text().split()
    key_file.write_text(f"{new}\n")
    shown = saathi("partners", "show", "women-sindh", home=home, **SEES, **with_key(key_file))
    assert "PK36SCBL0000001123456702" in shown.said
    key_file.write_text(f"{old}\n")
    shown = saathi("partners", "show", "women-sindh", home=home, **SEES, **with_key(key_file))
    assert "bank.iban cannot be read: key missing" in shown.said
    assert "Women of Sindh" in shown.said
    told = saathi("partners", "export", tmp_path / "a.csv", home=home, **SEES, **with_key(key_file))
    assert "cannot be read, for their key is missing" in told.err


def test_what_lacks_a_key_says_so(home: Path, tmp_path: Path, key_file: Path) -> None:
    assert "saathi privacy new-key" in saathi("privacy", "encrypt", home=home).complaint
    assert "does not come from a file" in saathi("privacy", "rotate-key", home=home).complaint
    again = saathi("privacy", "new-key", "--to", key_file, home=home)
    assert "is there already" in again.complaint
    bad = saathi("partners", "list", home=home, PRIVACY__ENCRYPTION_KEY="secret")
    assert "32 random bytes in base64" in bad.complaint
    assert "'secret'" not in bad.complaint


def examined(home: Path, key: str = "") -> CheckResult:
    """What doctor says of encryption with that key."""
    privacy = PrivacySettings(encryption_key=SecretStr(key))
    services = make_services(Settings(home=home, privacy=privacy))
    result = encryption(services)
    services.database.close()
    return result


def test_doctor_is_red_while_real_partners_stand_unencrypted_and_for_samples_not(
    home: Path, tmp_path: Path, key_file: Path
) -> None:
    saathi("partners", "list", home=home)
    assert "only samples are here" in examined(home).now
    assert not examined(home).cure
    has_own_partner(home, tmp_path)
    told = saathi("doctor", home=home)
    assert told.code == 1
    assert "off: 1 partner stands unencrypted" in told.said
    key = key_file.read_text()
    assert "run `saathi privacy encrypt`" in examined(home, key).cure
    saathi("privacy", "encrypt", home=home, **with_key(key_file))
    told = saathi("doctor", home=home, **with_key(key_file))
    assert told.code == 0, told.out
    assert "on, with the key" in told.said
    assert "privacy.encryption_key from a file" in told.said
    inside = home / "key"
    inside.write_text(key)
    inside.chmod(0o600)
    told = saathi("doctor", home=home, **with_key(inside))
    assert "move the key’s file out of the folder `home`" in told.said
    for another in ("", new_key()):  # the key is gone, or another one is set
        assert "that key is not set" not in examined(home, key).now
        assert "that key is not set" in examined(home, another).now
        assert examined(home, another).cure


def test_what_the_terminal_shows_and_exports_is_on_record(home: Path, tmp_path: Path) -> None:
    saathi("partners", "show", "sample-roshni", home=home)
    saathi("partners", "show", "sample-roshni", "--json", home=home)
    assert not access(home)  # nothing restricted was shown
    assert IBAN in saathi("partners", "show", "sample-roshni", home=home, **SEES).said
    saathi("partners", "export", tmp_path / "all.xlsx", "sample-roshni", home=home)
    saathi("partners", "export", tmp_path / "all.csv", "sample-awaz", home=home, **SEES)
    drafting = ("draft", "contract", "sample-roshni", "--agreement", "2026-schools", "--no-pdf")
    assert saathi(*drafting, "--out", tmp_path, home=home, **SEES).code == 0
    saathi("partners", "delete", "sample-roshni", "--yes", home=home)
    entries = access(home)
    assert [(entry["how"], entry["partner"]) for entry in entries] == [
        ("deletion", "sample-roshni"),
        ("draft", "sample-roshni"),
        ("export", "sample-awaz"),
        ("export", "sample-roshni"),
        ("terminal", "sample-roshni"),
    ]
    assert entries[3]["fields"] == []  # an export without what is restricted is one all the same
    assert "bank.iban" in str(entries[4]["fields"])
    assert all("(terminal)" in str(entry["who"]) for entry in entries)
    assert IBAN not in json.dumps(entries)


def test_the_record_is_listed_for_one_partner_and_written_as_a_file(
    home: Path, tmp_path: Path
) -> None:
    for partner in ("sample-roshni", "sample-awaz"):
        saathi("partners", "show", partner, home=home, **SEES)
    told = saathi("privacy", "access", "--partner", "sample-awaz", home=home)
    assert "shown in the terminal" in told.said
    assert "sample-roshni" not in told.said
    file = tmp_path / "access.csv"
    assert saathi("privacy", "access", "--to", file, home=home).code == 0
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert {row["Partner"] for row in rows} == {"sample-roshni", "sample-awaz"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ".csv" in saathi("privacy", "access", "--to", tmp_path / "a.txt", home=home).complaint


def test_what_is_too_old_is_listed_first_and_then_goes(home: Path) -> None:
    keeps = {"PRIVACY__KEEP_ACCESS_DAYS": "30"}
    saathi("partners", "show", "sample-roshni", home=home, **SEES)
    with closing(sqlite3.connect(home / "saathi.db")) as connection, connection:
        connection.execute("UPDATE access_record SET at = 1700000000")
    assert "Nothing is older" in saathi("privacy", "delete-old", home=home).said
    told = saathi("privacy", "delete-old", "--dry-run", home=home, **keeps)
    assert "Would be deleted: access entries: 1." in told.said
    assert "Deleted: access entries: 1." in saathi("privacy", "delete-old", home=home, **keeps).said
    assert "Nothing is older" in saathi("privacy", "delete-old", home=home, **keeps).said
