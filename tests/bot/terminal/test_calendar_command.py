"""`saathi calendar`: what is due, as lines, as JSON, for calendars and as a workbook."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest
from openpyxl import load_workbook

from tests.support.command_line import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def test_the_calendar_as_json_is_that_of_the_files(home: Path) -> None:
    printed = json.loads(run("calendar", "sample-roshni", "--json", home=home).out)
    tranches = [each for each in printed if each["what"].startswith("Tranche")]
    assert [each["on"] for each in tranches] == ["2026-03-15", "2026-09-15", "2027-04-15"]
    assert {each["side"] for each in tranches} == {"cip"}
    assert printed[-1]["on"] is None
    days = [each["on"] for each in printed if each["on"]]
    assert days == sorted(days)
    every = json.loads(run("calendar", "--until", "2027-04-15", "--json", home=home).out)
    assert {"sample-roshni", "sample-sailab"} <= {each["partner"] for each in every}
    assert max(each["on"] for each in every) == "2027-04-15"


def test_the_calendar_comes_as_files(home: Path, tmp_path: Path) -> None:
    ics, xlsx = tmp_path / "all.ics", tmp_path / "all.xlsx"
    shown = run("calendar", "sample-roshni", "--ics", str(ics), "--xlsx", str(xlsx), home=home)
    assert str(ics) in shown.out
    events: list[Any] = icalendar.Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert date(2027, 4, 15) in {event["DTSTART"].dt for event in events}
    rows = list(load_workbook(xlsx)["Calendar"].values)
    assert ("Tranche 3", "CIP") in {(row[3], row[4]) for row in rows}
    # Of another partner, with that file: what waits still is not cancelled.
    run("calendar", "sample-sailab", "--ics", str(ics), home=home)
    again = icalendar.Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert not [event for event in again if event.get("STATUS") == "CANCELLED"]


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["calendar", "sample-rohsni"], "did you mean 'sample-roshni'"),
        (["calendar", "--until", "soon"], "write it as 30 April 2026"),
    ],
)
def test_bad_input_gets_one_sentence(home: Path, words: list[str], cure: str) -> None:
    refused = run(*words, home=home)
    assert refused.complaint
    assert cure in refused.complaint


def test_a_file_that_is_no_calendar_is_left_as_it_is(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.ics"
    file.write_text("My notes.", encoding="utf-8")
    assert "is no calendar" in run("calendar", "--ics", str(file), home=home).complaint
    assert file.read_text(encoding="utf-8") == "My notes."
