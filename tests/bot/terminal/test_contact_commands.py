"""Contact and disclosures in the terminal, their report, and the sheet there and back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from drafting.partners import office_today
from tests.support.command_line import Run, run

ROSHNI = "sample-roshni"
BY = ("--by", "Sample Officer")
TOLD = ("--told-by", "Sample Chairwoman")
SETTINGS = {"PARTNERSHIP__ANSWER_DAYS": "3", "PARTNERSHIP__ACKNOWLEDGE_DAYS": "2"}


def saathi(home: Path, *words: str | Path) -> Run:
    return run("register", *words, home=home, columns=200, settings=SETTINGS)


def entry_of(home: Path, kind: str) -> Any:
    listed = saathi(home, "list", ROSHNI, "--json", "--closed", "--kind", kind).out
    (entry,) = json.loads(listed)
    return entry


def ago(days: int) -> str:
    return (office_today() - timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which a question was answered late, one is open, and a disclosure is told."""
    home = tmp_path_factory.mktemp("home")
    assert run("partners", "list", home=home).code == 0
    opened = saathi(home, "open", "contact", ROSHNI, *BY, "--set", "every=2 weeks")
    assert opened.code == 0, opened.err
    entry = entry_of(home, "contact")["id"]
    for words, days in (("When does it come?", 40), ("Who signs?", 1)):
        asked = ("--words", words, "--set", f"on={ago(days)}")
        assert saathi(home, "say", entry, "asked", *BY, *TOLD, *asked).code == 0
    answer = ("--words", "In May.", "--set", "question=1", "--set", f"on={ago(10)}")
    assert saathi(home, "say", entry, "answered", *BY, *answer).code == 0
    told = ("side=cip", "about=funding", "prompting=unasked", f"on={ago(9)}", "what==Less money.")
    values = [part for value in told for part in ("--set", value)]
    opened = saathi(home, "open", "disclosure", ROSHNI, *BY, *values)
    assert opened.code == 0, opened.err
    return home


def test_what_cannot_be_kept_is_told_by_its_field(home: Path) -> None:
    before = entry_of(home, "contact")
    say = ("say", before["id"])
    for words, sentence in (
        (("open", "contact", ROSHNI, *BY), "is open already"),
        (("open", "contact", ROSHNI, *BY, "--set", "every=often"), "2 weeks"),
        ((*say, "answered", *BY, "--words", "Yes.", "--set", "question=7"), "open are: 2"),
        ((*say, "answered", *BY, "--words", "Yes."), "question"),
        ((*say, "asked", *BY), "needs a few words"),
    ):
        refused = saathi(home, *words)
        assert refused.code
        assert sentence in refused.said
    assert entry_of(home, "contact") == before


def test_the_report_has_the_partners_questions_first(home: Path) -> None:
    assert saathi(home, "report", "disclosures", "--out", home / "out").code == 0
    (file,) = (home / "out").glob("saathi-disclosures-*.xlsx")
    assert file.with_suffix(".docx").exists()
    sheet = load_workbook(file).worksheets[0]
    rows = [[str(cell) for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    first = next(number for number, row in enumerate(rows) if "Asked" in row)
    assert rows[first - 1] == ["Questions that partners asked the office"]
    partner, *counts = rows[first + 1]
    assert "Roshni" in partner
    assert counts[:5] == ["2", "0", "1", "0", "1"]
    told = next(row for row in rows if "Told by the office" in row)
    assert rows[rows.index(told) + 1][1:] == ["0", "0", "0", "1", "1", "1"]
    assert not any(row.data_type == "f" for line in sheet.iter_rows() for row in line)


def test_the_calendar_tells_whose_turn_it_is(home: Path) -> None:
    calendar = run("calendar", ROSHNI, "--json", home=home, columns=200, settings=SETTINGS)
    lines = {line["what"]: line for line in json.loads(calendar.out)}
    question = lines["Question 2: Who signs?"]
    assert question["side"] == "cip"
    assert date.fromisoformat(question["on"]) > office_today() - timedelta(days=1)
    assert (
        lines[next(what for what in lines if what.startswith("Acknowledge"))]["side"] == "partner"
    )
    assert not any("When does it come" in what for what in lines)
