"""`saathi agreements`: one agreement's life in the terminal, and one signed before Saathi."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Run, run

ROSHNI, SCHOOLS, LEARNING = "sample-roshni", "2026-schools", "2025-learning"
OURS = {
    "ROLES__TERMINAL_SEES_RESTRICTED": "true",
    "OFFICE__SIGNATORIES": '[{"name": "Sample Director", "title": "Country Director"}]',
}
BY = ("--by", "Sample Coordinator")
DAY = "2026-11-20"
ID = "CONTRACT_sample-roshni_2026-schools_v{}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    assert run("partners", "list", home=home).code == 0
    return home


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"%PDF-1.7 signed")
    return file


def saathi(*words: str | Path, home: Path) -> Run:
    return run(*words, home=home, settings=OURS)


def signature(scan: Path) -> tuple[str | Path, ...]:
    days = ("--office-on", DAY, "--partner-on", DAY)
    people = ("--office-by", "Sample Director", "--partner-by", "Sample Signatory One")
    return (*days, *people, "--file", scan, *BY)


def state(home: Path, agreement: str = SCHOOLS) -> dict[str, Any]:
    told = saathi("agreements", "show", ROSHNI, "--agreement", agreement, "--json", home=home)
    (life,) = json.loads(told.out)
    shown: dict[str, Any] = life
    return shown


def put(home: Path, out: Path, text: str) -> None:
    """Changes the agreement in the partner's file, as a file of partners does."""
    file = out / "change.yaml"
    file.write_text(
        f"id: {ROSHNI}\nagreements:\n  - key: {SCHOOLS}\n    {text}\n", encoding="utf-8"
    )
    told = saathi("partners", "import", file, "--yes", home=home)
    assert told.code == 0, told.err + told.out


def test_the_life_of_one_agreement(home: Path, scan: Path, tmp_path: Path) -> None:
    def drafted(kind: str) -> Run:
        words = (kind, ROSHNI, "--agreement", SCHOOLS, "--no-pdf", "--out", tmp_path / "out")
        return saathi("draft", *words, home=home)

    drafted("contract")
    assert "there is no new version" in drafted("contract").said
    put(home, tmp_path, "goal: Children stay at school.")
    drafted("contract")
    listed = json.loads(saathi("draft", "list", "--json", home=home).out)
    assert [(one["draft"], one["standing"], one["go_by"]) for one in listed] == [
        (ID.format(2), "current", None),
        (ID.format(1), "overtaken", ID.format(2)),
    ]
    assert "overtaken" in saathi("agreements", "issue", ID.format(1), *BY, home=home).complaint
    assert saathi("agreements", "issue", ID.format(2), *BY, home=home).code == 0
    sign = ("agreements", "sign", ID.format(2), *signature(scan))
    assert "To enter it all the same, write the reason" in saathi(*sign, home=home).complaint
    told = saathi(*sign, "--reason", "The Committee let it stand.", home=home)
    assert "Signed for CIP on 20 November 2026" in told.said
    refused = drafted("contract")
    assert refused.code == 1
    assert f"saathi draft amendment {ROSHNI} --agreement {SCHOOLS}" in refused.said

    for number, (kind, change) in enumerate(
        (("amendment", "goal: Children learn."), ("extension", "end: 2031-12-31")), 1
    ):
        put(home, tmp_path, change)
        assert drafted(kind).code == 0
        draft = ID.format(1).replace("CONTRACT", kind.upper())
        saathi("agreements", "issue", draft, *BY, home=home)
        sign = ("agreements", "sign", draft, *signature(scan), "--reason", "As before.")
        assert saathi(*sign, home=home).code == 0
        assert len([one for one in state(home)["steps"] if one["kind"] == "amended"]) == number
    ending = ("--on", DAY, "--how", "by_both", "--why", "The schools are built.")
    saathi("agreements", "end", ROSHNI, "--agreement", SCHOOLS, *ending, *BY, home=home)
    assert state(home)["state"] == "ended"
    why = ("--why", "It goes on.", "--agreement", SCHOOLS)
    saathi("agreements", "take-back", ROSHNI, *why, *BY, home=home)
    assert state(home)["state"] == "amended"

    pack = ("pack", ID.format(2), "--out", tmp_path / "packs")
    assert saathi("agreements", *pack, home=home).code == 0
    (file,) = (tmp_path / "packs").iterdir()
    assert "4 Signed signed.pdf" in zipfile.ZipFile(file).namelist()


def test_an_agreement_signed_before_saathi_is_entered_with_its_file_and_its_dates(
    home: Path, scan: Path, tmp_path: Path
) -> None:
    put(home, tmp_path, "end: 2031-12-31")
    enter = ("agreements", "enter", ROSHNI, "--agreement", SCHOOLS, "--kind", "contract")
    told = saathi(*enter, *signature(scan), home=home)
    assert told.code == 0, told.err
    assert state(home)["state"] == "signed"
    dates = json.loads(
        saathi("agreements", "dates", ROSHNI, "--agreement", SCHOOLS, "--json", home=home).out
    )
    assert {one["kind"] for one in dates} >= {"signed", "start", "end", "tranche", "report"}
    file = ("file", ROSHNI, "--agreement", SCHOOLS, "--step", "1", "--out", tmp_path / "back")
    assert saathi("agreements", *file, home=home).code == 0
    assert (tmp_path / "back" / "signed.pdf").read_bytes() == scan.read_bytes()
    assert saathi("partners", "delete", ROSHNI, "--yes", home=home).code == 0
    with sqlite3.connect(home / "saathi.db") as connection:
        for table in ("agreement_steps", "signed_files"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
