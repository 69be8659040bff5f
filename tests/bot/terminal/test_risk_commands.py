"""`saathi register` on risks and focal points: by rule, moved, reported, handed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.command_line import Run, run

ROSHNI = "sample-roshni"
OFFICER, TAKER = ("--by", "Sample Officer"), ("--by", "Sample Taker")


def saathi(home: Path, *words: str | Path) -> Run:
    return run(
        "register", *words, home=home, columns=200, settings={"PARTNERSHIP__RISK_MONTHS": "6"}
    )


def entry(home: Path, kind: str) -> Any:
    (only,) = json.loads(saathi(home, "list", ROSHNI, "--json", "--kind", kind).out)
    return only


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("home")
    assert run("partners", "list", home=tmp_path).code == 0
    return tmp_path


def test_a_risk_on_record_is_opened_moved_by_both_and_reported(home: Path) -> None:
    lines = saathi(home, "owed", ROSHNI).out.splitlines()
    (rule,) = [line.partition(": ")[0] for line in lines if "late tranche leaves" in line]
    assert saathi(home, "owed", ROSHNI, "--open", rule, *OFFICER).code == 0
    risk = entry(home, "risk")["id"]
    move = ("--set", "to=both", "--words", "Both are hit.")
    assert saathi(home, "say", risk, "proposed", *OFFICER, *move).code == 0
    assert saathi(home, "say", risk, "agreed", *TAKER).code != 0
    assert saathi(home, "say", risk, "agreed", *OFFICER, "--told-by", "Sample Head").code == 0
    assert entry(home, "risk")["state"] == "Borne by both"
    assert "by the office’s setting" in saathi(home, "show", risk).out
    assert rule not in saathi(home, "owed", ROSHNI).out
    assert saathi(home, "report", "risks", "--out", home).code == 0
    (file,) = home.glob("saathi-risks-*.xlsx")
    cells = [str(cell) for rows in load_workbook(file) for row in rows.values for cell in row]
    assert any("Sample Head of the partner" in cell for cell in cells)


def test_a_handover_lists_what_is_due_and_only_its_person_accepts(home: Path) -> None:
    values = ("--set", "unit=finance", "--set", "person=Sample Officer")
    assert saathi(home, "open", "assignment", ROSHNI, *OFFICER, *values).code == 0
    again = saathi(home, "open", "assignment", ROSHNI, *OFFICER, *values)
    assert "has a focal point" in again.err
    focal_point = entry(home, "assignment")["id"]
    to = ("--set", "to=Sample Taker", "--words", "Tranche 2 waits for a report.")
    assert saathi(home, "say", focal_point, "handed_over", *OFFICER, *to).code == 0
    assert "Handed over: Tranche 2" in saathi(home, "show", focal_point).out
    assert saathi(home, "say", focal_point, "accepted", *OFFICER).code != 0
    assert saathi(home, "say", focal_point, "accepted", *TAKER).code == 0
    shown = saathi(home, "show", focal_point).out
    assert "Focal point now: Sample Taker" in shown
    assert "Handed over: Tranche 2" not in shown
