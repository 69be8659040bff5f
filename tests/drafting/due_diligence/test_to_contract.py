"""From the checklist to the contract, in the terminal: CSPF 15(d) and 16(f)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.support.command_line import run
from tests.support.drafting.desk import words_of

PARTNER, AGREEMENT = "sample-lamba", "2026-looms"  # without due diligence on record
CHECKLIST = f"DD_{PARTNER}_{AGREEMENT}_1"
MISSING = "No completed due diligence for this agreement is on record"
GAP: dict[str, str | date] = {
    "Gap": "CIP has nobody who reads Saraiki",
    "Addressed by": "CIP",
    "Agreed": "CIP finds a colleague who does",
    "By when": date(2027, 6, 30),
}


def contract(home: Path) -> str:
    """Drafts the contract; what its review says."""
    return run("draft", "contract", PARTNER, "--no-pdf", "--out", home, home=home, columns=400).said


def fill_in_all(file: Path) -> None:
    """Answers or confirms every question in the workbook, but for one that shows a gap."""
    book = load_workbook(file)
    for page in book.worksheets[1:]:
        columns = {str(cell.value): at for at, cell in enumerate(page[1], 1)}
        for number in range(2, page.max_row + 1):
            if page.cell(number, columns["Question"]).value:
                fill_in(page, number, columns)
    page = book["CIP answers"]
    for name, value in GAP.items():
        page.cell(3, columns[name]).value = value
    book.save(file)


def fill_in(page: Any, number: int, columns: dict[str, int]) -> None:
    page.cell(number, columns["State"]).value = "Answered"
    page.cell(number, columns["Valid until"]).value = None
    page.cell(number, columns["Evidence"]).value = "Seen together"
    if not page.cell(number, columns["Answer"]).value:
        page.cell(number, columns["Answer"]).value = "Talked through."


def look_at_what_must_be_clear(home: Path) -> None:
    """Answers the screening, which no file for the partner holds, and weighs the rest of it."""
    for item, words in (("lists", "No match"), ("media", "Nothing was found")):
        answer = ("answer", CHECKLIST, f"screening-{item}.cip", words, "--weight", "neither")
        assert run("due-diligence", *answer, home=home).code == 0
    for side in ("partner", "cip"):
        weighing = (
            "weigh",
            CHECKLIST,
            f"screening-debarred.{side}",
            "neither",
            "--by",
            "S. Officer",
        )
        assert run("due-diligence", *weighing, home=home).code == 0


def test_a_contract_asks_for_due_diligence_and_holds_the_gaps_agreed_upon_in_it(
    tmp_path: Path,
) -> None:
    assert MISSING in contract(tmp_path)
    run("due-diligence", PARTNER, "--out", tmp_path, home=tmp_path)
    file = tmp_path / f"{CHECKLIST}.xlsx"
    fill_in_all(file)
    importing = ("due-diligence", "import", file, "--yes", "--by", "Sample Officer")
    assert "who at the partner" in run(*importing, home=tmp_path).complaint
    run(*importing, "--said-by", "Sample Weaver", home=tmp_path)
    assert MISSING in contract(tmp_path)  # answered, and not completed
    look_at_what_must_be_clear(tmp_path)
    done = run("due-diligence", "complete", CHECKLIST, home=tmp_path)
    assert "is completed" in done.said
    assert "The partner has not acknowledged it yet" in done.said
    review = contract(tmp_path)
    assert MISSING not in review
    assert "does not say who at the partner acknowledged it" in review
    answered = run(
        *("due-diligence", "acknowledge", CHECKLIST, "--by", "Sample Weaver"),
        home=tmp_path,
        columns=300,
    )
    assert "Acknowledged by Sample Weaver on" in answered.said
    assert "acknowledged it" not in contract(tmp_path)
    newest = max(tmp_path.glob("CONTRACT_*_v?.docx"))
    words = words_of(newest.read_bytes())
    for told in (GAP["Gap"], GAP["Agreed"], "30 June 2027", "Agreed capacity support"):
        assert str(told) in words
