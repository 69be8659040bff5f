"""A collective meeting, what it taught, and the question that the next checklist asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from drafting.partners import office_today
from tests.support.command_line import Run, run

ROSHNI, MASHAL = "sample-roshni", "sample-mashal"
BY = ("--by", "Sample Coordinator")
ASK = "How do you keep the villages informed while a road is under water (sample)?"
SETTINGS = {"PARTNERSHIP__COLLECTIVE_MONTHS": "12"}


def saathi(home: Path, *words: str | Path) -> Run:
    return run(*words, home=home, columns=200, settings=SETTINGS)


def sets(**values: str) -> list[str]:
    pairs = (f"{name}={line}" for name, value in values.items() for line in value.split("\n"))
    return [part for pair in pairs for part in ("--set", pair)]


def opened(home: Path, kind: str, *words: str, **values: str) -> Run:
    return saathi(home, "register", "open", kind, *BY, *words, *sets(**values))


def says(home: Path, entry: str, verb: str, *words: str, **values: str) -> Run:
    return saathi(home, "register", "say", entry, verb, *BY, *words, *sets(**values))


def entries(home: Path, kind: str) -> list[Any]:
    listing = saathi(home, "register", "list", "--kind", kind, "--closed", "--json")
    every: list[Any] = json.loads(listing.out)
    return every


def waiting(home: Path) -> list[Any]:
    every: list[Any] = json.loads(saathi(home, "calendar", "--json").out)
    return [each for each in every if each["partner"] == ""]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    assert saathi(home, "partners", "list").code == 0
    return home


def test_a_meeting_a_lesson_and_a_question_that_the_next_checklist_asks(home: Path) -> None:
    assert [each["what"] for each in waiting(home)] == ["A collective meeting"]
    refused = opened(home, "collective", partners=f"sample-roshny\n{MASHAL}")
    assert refused.code
    assert "There is no partner ‘sample-roshny’" in refused.said
    assert ROSHNI in refused.said
    assert entries(home, "collective") == []
    day = office_today().isoformat()
    assert opened(home, "collective", partners=f"{ROSHNI}\n{MASHAL}", planned_for=day).code == 0
    (meeting,) = (each["id"] for each in entries(home, "collective"))
    assert [each["what"] for each in waiting(home)] == ["Collective meeting with 2 partners"]

    told = ("--told-by", "Sample Director One")
    assert says(home, meeting, "held", on=day, partners=ROSHNI).code == 0
    words = ("words", *told, "--words", "Tell us of delays first (sample).")
    assert "partner" in says(home, meeting, *words, topic="approach").said
    assert says(home, meeting, *words, topic="approach", partner=ROSHNI).code == 0
    assert says(home, meeting, "record_sent").code == 0
    assert says(home, meeting, "acknowledged", *told, partner=ROSHNI).code == 0
    assert entries(home, "collective")[0]["closed"]
    ahead = [each for each in waiting(home) if each["what"] == "The next collective meeting"]
    assert len(ahead) == 1
    assert ahead[0]["on"] > day

    lesson = {"what": "Roads close in July (sample).", "for_whom": "Program staff"}
    assert opened(home, "lesson", "--from", meeting[:8], **lesson, partners=ROSHNI).code == 0
    (lesson_id,) = (each["id"] for each in entries(home, "lesson"))
    asked = {"step": "new", "area": "fit", "ask": ASK, "answers": "partner", "why": "It was said."}
    assert opened(home, "proposal", "--from", lesson_id, **asked).code == 0
    (proposal,) = entries(home, "proposal")
    assert proposal["body"]["from_entry"] == lesson_id
    assert "Led to" in saathi(home, "register", "show", lesson_id[:8]).said
    assert "what would answer it" in says(home, proposal["id"], "taken", tier="A").said
    nothing = {"evidence": "A plan.", "tier": "A", "basis": "cspf 99(z)"}
    assert "There is no clause of a policy" in says(home, proposal["id"], "taken", **nothing).said
    assert not entries(home, "proposal")[0]["closed"]
    taken = says(home, proposal["id"], "taken", evidence="A plan of visits.", tier="A")
    assert taken.code == 0, taken.err

    item = f"fit-{proposal['id'][:8]}"
    out = home / "out"
    made = saathi(home, "due-diligence", ROSHNI, "--agreement", "2026-schools", "--out", out)
    assert made.code == 0, made.err
    document = next(file for file in out.glob("*.docx") if "_ur" not in file.name)
    assert ASK in _text(document)
    checked = saathi(home, "due-diligence", "catalogue", "check")
    assert checked.code == 0
    assert item in checked.said
    assert "There is no question" in says(home, lesson_id, "used", item="fit-nowhere").said
    assert says(home, lesson_id, "used", item=item).code == 0
    assert entries(home, "lesson")[0]["closed"]
    _is_reported(home, item)


def _is_reported(home: Path, item: str) -> None:
    assert saathi(home, "register", "report", "lessons", "--out", home / "out").code == 0
    name = f"saathi-lessons-{office_today().isoformat()}"
    assert item in _text(home / "out" / f"{name}.docx")
    sheet: Any = load_workbook(home / "out" / f"{name}.xlsx").worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"Tell us of delays first (sample).", "It was said.; Roads close"} & cells
    assert any(ASK in cell for cell in cells)


def _text(file: Path) -> str:
    document: Any = Document(str(file))
    tables = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *tables))
