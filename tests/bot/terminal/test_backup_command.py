"""`saathi backup` and `saathi restore`: what a person does with them, and what they are told."""

from __future__ import annotations

import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.operations.backup import restoring
from bot.operations.backup.archive import unpack
from bot.settings.office import OfficeSettings
from bot.settings.settings import Settings
from bot.terminal.doctor.backups import backups
from tests.support.backups import filled_home, state_of
from tests.support.command_line import Run, run

TOKENS = {"bot_token": "xoxb-sample-in-force", "app_token": "xapp-sample-in-force"}
SETTINGS = f"""# the office’s own words; bot_token was xoxb-sample-of-last-year
keep_questions_days = 180
[office]
address = "دفتر"
[slack]
bot_token = "{TOKENS["bot_token"]}"
app_token = "{TOKENS["app_token"]}"
connections = 3
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled_home(tmp_path / "home")


def the_backup(home: Path) -> Path:
    (file,) = (home / "backups").iterdir()
    return file


def backup(home: Path, *words: str | Path, **settings: str) -> Run:
    return run("backup", *words, home=home, columns=400, settings=settings)


def restore(home: Path, *words: str | Path, **settings: str) -> Run:
    return run("restore", *words, home=home, columns=400, settings=settings)


def test_a_backup_says_where_it_is_and_a_restore_what_to_do_next(
    home: Path, tmp_path: Path
) -> None:
    printed = backup(home)
    file = the_backup(home)
    assert (printed.code, printed.err) == (0, "")
    assert f"The backup is in {file} (" in printed.out
    assert "3 partners, 1 draft, 1 checklist, 1 file of evidence" in printed.out
    assert "5 questions that are kept and 1 document of the office’s own." in printed.out
    checked = backup(home, "--check", file)
    assert checked.code == 0
    assert f"{file} is whole: what Saathi" in checked.out
    printed = restore(tmp_path / "other", file)
    assert printed.code == 0
    assert "Next: `saathi doctor`, then start Saathi" in printed.out
    assert state_of(tmp_path / "other") == state_of(home)
    listed = run("draft", "list", home=tmp_path / "other", columns=200)
    assert listed.out == run("draft", "list", home=home, columns=200).out


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """What is set, without empty tables."""
    below = {
        name: filled(value) if isinstance(value, dict) else value for name, value in values.items()
    }
    return {name: value for name, value in below.items() if value != {}}


def test_secrets_stay_out_of_it_also_old_ones_in_comments(home: Path, tmp_path: Path) -> None:
    config = tmp_path / "saathi.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    printed = backup(home, CONFIG=str(config), SLACK__SIGNING_SECRET="sample-signing-secret")
    assert "the secrets slack.bot_token, slack.app_token (--with-secrets)" in printed.out
    assert "what the environment sets, SAATHI_SLACK__SIGNING_SECRET." in printed.out
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    unpack(the_backup(home), unpacked)
    kept = b"".join(path.read_bytes() for path in unpacked.rglob("*") if path.is_file())
    for secret in ("in-force", "last-year", "signing-secret"):
        assert f"sample-{secret}".encode() not in kept
    printed = restore(tmp_path / "other", the_backup(home), CONFIG=str(config))
    assert config.read_text(encoding="utf-8") == SETTINGS, "the settings in force were changed"
    assert "Set these again, for they were not in the backup: slack.bot_token" in printed.out
    restored = tmp_path / "other" / "saathi.toml.from-backup"
    assert filled(tomllib.loads(restored.read_text("utf-8"))) == {
        "keep_questions_days": 180,
        "office": {"address": "دفتر"},
        "slack": {"connections": 3},
    }


def test_secrets_are_in_it_where_they_are_asked_for(home: Path, tmp_path: Path) -> None:
    config = tmp_path / "saathi.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    printed = backup(home, "--with-secrets", CONFIG=str(config))
    assert "Not in it: the secrets" not in printed.out
    restore(tmp_path / "other", the_backup(home), CONFIG=str(config))
    restored = tmp_path / "other" / "saathi.toml.from-backup"
    assert restored.read_text(encoding="utf-8") == SETTINGS
    assert restored.stat().st_mode & 0o777 == 0o600


def test_settings_that_lie_in_the_home_stay_in_force_there(home: Path, tmp_path: Path) -> None:
    """As a service has them, whose home is the one folder that it may write to."""
    config = home / "saathi.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    backup(home, CONFIG=str(config))
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    assert "home/saathi.toml" not in {f.name for f in unpack(the_backup(home), unpacked).files}
    config.write_text(SETTINGS.replace("180", "90"), encoding="utf-8")
    assert restore(home, the_backup(home), "--replace", CONFIG=str(config)).code == 0
    assert "keep_questions_days = 90" in config.read_text(encoding="utf-8")


def test_only_so_many_backups_are_kept_and_nothing_else_is_deleted(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "saathi-of-the-office.tar.gz").write_text("mine")
    (folder / "notes.txt").write_text("mine")
    for number in range(4):
        printed = backup(home, folder, "--keep", "2")
        assert ("Deleted, the oldest: saathi-" in printed.out) == (number > 1)
    assert len(list(folder.glob("saathi-2*.tar.gz"))) == 2
    assert len(list(folder.iterdir())) == 4
    for file in folder.glob("saathi-2*.tar.gz"):
        assert backup(home, "--check", file).code == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("notes.txt",), "is a file; name a folder"),
        (("missing/b.tar.gz",), "There is no folder"),
        (("there.tar.gz",), "is there already"),
        (("new.tar.gz", "--keep", "3"), "--keep counts the backups of a folder"),
        (("--check", "missing.tar.gz"), "no such file"),
        (("--check", "notes.txt"), "is no whole backup"),
        (("--check", "notes.txt", "--keep", "2"), "leave the other arguments away"),
        (("--check", "."), "cannot be opened (is a directory)"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    words: tuple[str, ...], named: str, home: Path, tmp_path: Path
) -> None:
    for name in ("notes.txt", "there.tar.gz"):
        (tmp_path / name).write_text("mine")
    paths = [
        tmp_path / word if "." in word and not word.startswith("-") else word for word in words
    ]
    assert named.lower() in backup(home, *paths).complaint.lower()
    assert (tmp_path / "there.tar.gz").read_text() == "mine"


def test_a_wrong_home_is_told_and_makes_no_empty_backup(tmp_path: Path) -> None:
    printed = backup(tmp_path / "elsewhere", tmp_path / "backups")
    assert "see that the setting `home` is right" in printed.complaint
    assert not (tmp_path / "backups").exists()


def test_any_command_finishes_a_restore_that_was_cut_off(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(home, tmp_path / "backups")
    (file,) = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(home / "saathi.db")) as connection:
        connection.execute("DELETE FROM partners")
        connection.commit()

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_is_there", power_cut)
    restore(home, file, "--replace")
    monkeypatch.undo()
    assert (home / ".restore-ready").exists()
    printed = run("partners", "list", home=home, columns=200)
    assert "sample-chaupal" in printed.out
    assert not (home / ".restore-ready").exists()


def test_doctor_says_when_the_last_backup_was_made(home: Path) -> None:
    office = Settings(home=home, office=OfficeSettings(address="Sample House 1"))
    assert backups(office).mark[0] == "○"
    assert backups(Settings(home=home)).mark[0] == "✓"  # nobody’s desk yet
    assert "none was made yet" in backups(office).now
    backup(home)
    report = run("doctor", home=home, columns=200, settings={"OFFICE__ADDRESS": "a"}).out
    (line,) = [line for line in report.splitlines() if "Backups  " in line]
    assert line[0] == "✓"
    assert "the last on 20" in line
    (home / "last-backup").write_text("2020-01-01T00:00:00+00:00 somewhere\n")
    assert backups(office).mark[0] == "○"
