"""`saathi partners list` with a filter, and the report on the pool, through the real command."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.support.command_line import Run, run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ten sample partners, and a prospect in Sindh."""
    home = tmp_path_factory.mktemp("office") / "home"
    opened = saathi(
        *("register", "open", "prospect", "--by", "Sample Officer"),
        *("--set", "name=Invented Boat School (sample)", "--set", "provinces=Sindh"),
        *("--set", "subjects=Girls’ education", "--set", "women_led=yes"),
        home=home,
    )
    assert opened.code == 0, opened.said
    return home


def saathi(*words: str | Path, home: Path) -> Run:
    return run(*words, home=home, columns=160)


def ids(home: Path, *words: str) -> list[str]:
    listed = saathi("partners", "list", "--json", *words, home=home)
    return [each["id"] for each in json.loads(listed.out)]


def test_partners_are_listed_by_what_they_are(home: Path) -> None:
    assert ids(home, "--province", "Sindh") == [
        *("sample-roshni", "sample-sailab", "sample-sangam", "sample-tijarat"),
    ]
    assert ids(home, "--province", "Sindh", "--women-led") == ["sample-roshni"]
    assert ids(home, "--type", "Academic institution") == ["sample-jamia"]
    assert ids(home, "--subject", "GIRLS' education", "--province", "khyber pakhtunkhwa") == [
        *("sample-jamia", "sample-mashal"),
    ]
    shown = saathi("partners", "list", "--province", "Sindh", "--women-led", home=home).said
    assert "sample-roshni" in shown and "sample-sailab" not in shown
    assert "Invented Boat School (sample)" in shown


@pytest.mark.parametrize(
    ("option", "value", "choice"),
    [
        ("--province", "Atlantis", "gilgit_baltistan"),
        ("--type", "club", "social_enterprise"),
        ("--status", "asleep", "phasing_out"),
        ("--subject", "Space travel", "Legal aid"),
    ],
)
def test_what_can_be_chosen_is_named(home: Path, option: str, value: str, choice: str) -> None:
    refused = saathi("partners", "list", option, value, home=home)
    assert refused.code == 1
    assert value in refused.said and choice in refused.said


def test_nobody_is_no_mistake(home: Path) -> None:
    assert not ids(home, "--status", "ended", "--women-led")
    assert saathi("partners", "list", "--status", "ended", "--women-led", home=home).code == 0


def test_an_organisation_that_is_on_record_is_no_prospect(home: Path) -> None:
    name = "name=Roshni Invented Women's Society (Sample)"
    words = ("register", "open", "prospect", "--by", "Sample Officer", "--set", name)
    refused = saathi(*words, home=home)
    assert refused.code == 1
    assert "sample-roshni" in refused.said
    listed = saathi("register", "list", "--kind", "prospect", "--json", home=home)
    assert len(json.loads(listed.out)) == 1


def test_the_report_on_the_pool_is_a_map_and_tables(home: Path, tmp_path: Path) -> None:
    assert saathi("register", "report", "pool", "--out", tmp_path, home=home).code == 0
    (document,) = tmp_path.glob("*.docx")
    with ZipFile(document) as archive:
        assert any(name.endswith(".png") for name in archive.namelist())
        assert "3 partners, 2 prospects, 2 women-led" in archive.read("word/document.xml").decode()
    (workbook,) = tmp_path.glob("*.xlsx")
    (sheet,) = load_workbook(io.BytesIO(workbook.read_bytes())).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    (sindh,) = [row for row in rows if row[1:4] == ("Sindh", "3", "0")]
    assert sindh[6] == "2"  # prospects
