"""`saathi due-diligence`, as a person in the terminal uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.command_line import Run, run

PARTNER, AGREEMENT = "sample-roshni", "2026-schools"
CHECKLIST = f"DD_{PARTNER}_{AGREEMENT}_1"
ENTRY = "fit-own-interests.partner"


def made(home: Path, *more: str) -> Run:
    words = ("due-diligence", PARTNER, "--agreement", AGREEMENT, "--out", str(home), *more)
    return run(*words, home=home)


def settled(home: Path) -> int:
    listed = run("due-diligence", "list", PARTNER, "--json", home=home)
    return int(json.loads(listed.out)[0]["settled"])


def test_one_command_makes_the_checklist_and_both_files(tmp_path: Path) -> None:
    said = made(tmp_path).said
    assert "tier C applies" in said
    assert "the CSPF sets none" in said
    for ending in (".docx", ".xlsx"):
        assert (tmp_path / f"{CHECKLIST}{ending}").stat().st_size > 5_000
    assert CHECKLIST in made(tmp_path).said  # a second run goes on with it
    assert f"{CHECKLIST[:-1]}2" in made(tmp_path, "--new").said


def test_the_files_go_to_a_folder_that_is_made_for_them(tmp_path: Path) -> None:
    out = tmp_path / "checklists" / "2026"
    said = run("due-diligence", PARTNER, "--agreement", AGREEMENT, "--out", str(out), home=tmp_path)
    assert said.code == 0, said.said
    assert {file.suffix for file in out.iterdir()} == {".docx", ".xlsx"}


ITEM = """
  - id: {id}
    ask: {ask}
    direction: {direction}
    subject: depth
    tier: B
    evidence: A note.
    basis: [cspf 15(d)]
"""
OWN_QUESTIONS = "title: Fit and shared purpose\nitems:" + "".join(
    ITEM.format(id=name, ask=ask, direction=direction)
    for name, ask, direction in (
        ("fit-office", "What does our office ask besides?", "partner"),
        ("fit-own-interests", "What does each of us want?", "both"),
        ("fit-ours", "What do we ask ourselves?", "cip"),
    )
)
NAMED = ("--said-by", "Sample Director One")  # who at the partner says it


def test_answers_gaps_and_confirmations_add_up_in_the_summary(tmp_path: Path) -> None:
    made(tmp_path)
    assert (
        "To learn"
        in run("due-diligence", "answer", PARTNER, ENTRY, "To learn", *NAMED, home=tmp_path).said
    )
    confirming = ("due-diligence", "answer", PARTNER, "identity-names.partner", *NAMED)
    run(*confirming, home=tmp_path)
    gap = (*NAMED, "--gap", "No reserves", "--addressed-by", "both", "--action", "Plan", "--until")
    run(
        "due-diligence",
        "answer",
        CHECKLIST,
        "finance-reserves.partner",
        *gap,
        "2027-06-30",
        home=tmp_path,
    )
    assert settled(tmp_path) == 3
    said = run("due-diligence", "summary", PARTNER, home=tmp_path).said
    assert "No reserves" in said
    assert "Addressed by: Both" in said
    assert "18(c)" in said
    shown = run("due-diligence", "show", PARTNER, "--side", "partner", home=tmp_path).said
    assert "rests on CSPF 15(c)" in shown
    assert "Gap: No reserves. Addressed by: Both. Agreed: Plan." in shown
    left_out = run("due-diligence", "show", PARTNER, "--left-out", home=tmp_path).said
    assert "Asked from tier D" in left_out


def test_a_file_that_was_filled_in_is_read_back_once(tmp_path: Path) -> None:
    made(tmp_path)
    file = tmp_path / f"{CHECKLIST}.xlsx"
    before = run("due-diligence", "import", file, "--yes", home=tmp_path)
    assert "Nothing in it is new" in before.said
    book = load_workbook(file)
    sheet = next(one for one in book if "partner" in one.title.casefold())
    headings = next(row for row in sheet.iter_rows() if any(cell.value == "Answer" for cell in row))
    place = next(at for at, cell in enumerate(headings) if cell.value == "Answer")
    asked = next(
        row
        for row in sheet.iter_rows()
        if any("for its own organisation" in str(cell.value) for cell in row)
    )
    asked[place].value = "To reach more girls"
    book.save(file)
    said = run("due-diligence", "import", file, "--yes", *NAMED, home=tmp_path).said
    assert "To reach more girls" in said
    assert settled(tmp_path) == 1
    run("due-diligence", "import", file, "--yes", home=tmp_path)
    assert settled(tmp_path) == 1


def test_evidence_is_kept_and_a_peers_assessment_accepted(tmp_path: Path) -> None:
    made(tmp_path)
    proof = tmp_path / "plan.pdf"
    proof.write_bytes(b"%PDF-1.4 sample")
    words = ("answer", PARTNER, ENTRY, "To learn", *NAMED, "--evidence", str(proof), "--expires")
    said = run("due-diligence", *words, "2027-01-31", home=tmp_path).said
    assert "plan.pdf, until 31 Jan 2027" in said
    peer = ("--peer", "Invented Peer (sample)", "--assessed-on", "2026-09-01", "--until")
    said = run(
        "due-diligence", "accept", PARTNER, *peer, "2027-09-01", "--area", "finance", home=tmp_path
    ).said
    assert "items wait to be confirmed" in said
    wrong = run(
        "due-diligence", "accept", PARTNER, *peer, "2027-09-01", "--area", "finanse", home=tmp_path
    )
    assert "did you mean 'finance'" in wrong.complaint


def test_cips_own_answers_are_kept_once(tmp_path: Path) -> None:
    run("due-diligence", "standing", "set", "cip-turnaround", "Ten days", home=tmp_path)
    assert "Ten days" in run("due-diligence", "standing", "list", home=tmp_path).said
    made(tmp_path)
    assert "Ten days" in run("due-diligence", "show", PARTNER, "--side", "cip", home=tmp_path).said


def test_the_catalogue_is_in_order(tmp_path: Path) -> None:
    said = run("due-diligence", "catalogue", "check", home=tmp_path).said
    assert "items are in order" in said
    assert "stands in English in Urdu files" not in said
    office = tmp_path / "catalogue"
    office.mkdir()
    (office / "fit.yaml").write_text(OWN_QUESTIONS, encoding="utf-8")
    said = run("due-diligence", "catalogue", "check", home=tmp_path, columns=300).said
    assert "fit-office stands in English in Urdu files: it has no words of this language" in said
    assert "fit-own-interests stands in English in Urdu files: its words are of other" in said
    assert "fit-ours" not in said  # what the office alone is asked stands in no file for a partner


def test_a_deleted_partners_checklists_are_gone_and_others_stay(tmp_path: Path) -> None:
    made(tmp_path)
    run("due-diligence", "answer", PARTNER, ENTRY, "To learn", home=tmp_path)
    run("due-diligence", "sample-chaupal", "--out", str(tmp_path), home=tmp_path)
    run("partners", "delete", PARTNER, "--yes", home=tmp_path)
    left = json.loads(run("due-diligence", "list", "--json", home=tmp_path).out)
    assert [one["partner"] for one in left] == ["sample-chaupal"]


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("sample-roshny",), "sample-roshni"),
        ((PARTNER,), "--agreement"),
        (("sample-tijarat",), "footnote 9"),
        (("show", "DD_none"), "make one"),
        (("import", "nothing.xlsx"), "path"),
        (("answer", PARTNER, "fit-own-interest.partner", "x"), ENTRY),
        (("answer", PARTNER, ENTRY, "x", "--state", "passed"), "answered"),
        (("complete", PARTNER), "not settled yet"),
        (("standing", "set", "cip-turnarounds", "x"), "cip-turnaround"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_cure(
    tmp_path: Path, words: tuple[str, ...], cure: str
) -> None:
    made(tmp_path)
    assert cure in run("due-diligence", *words, home=tmp_path).complaint


def test_a_narrow_terminal_lists_all_that_a_wide_one_does(tmp_path: Path) -> None:
    made(tmp_path)
    listed = run("due-diligence", "list", home=tmp_path, columns=40).said
    assert CHECKLIST in listed
    assert "tier C, 0 of 211 settled" in listed
