"""One checklist in the terminal: what is typed is kept whole, and what is half is told at once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from drafting.documents.pdf import FILTERS, converted
from drafting.due_diligence.papers.marking import read_mark
from drafting.partners import office_today
from tests.bot.slack.test_due_diligence_command import (
    AGREEMENT,
    CHECKLIST,
    ENTRY,
    PARTNER,
    made,
    settled,
)
from tests.support.command_line import Run, run
from tests.support.drafting.filled_checklists import filled_workbook
from tests.support.programs import LIBREOFFICE_CALC, needed

FILLED = "identity-cip-permission-covers.cip"  # from the record, with a day until which it holds
UNTIL = re.compile(r"until \d+ \w+ \d{4}")
NAMED = ("--said-by", "Sample Director One")  # who at the partner says it
BIDI = "a\u202eb"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made(tmp_path)
    return tmp_path


def answer(home: Path, *words: str, item: str = ENTRY) -> Run:
    named = NAMED if item.endswith(".partner") else ()
    return run("due-diligence", "answer", CHECKLIST, item, *words, *named, home=home, columns=400)


def shown(home: Path, item: str = ENTRY) -> str:
    """What `show` says of one item."""
    said = run("due-diligence", "show", CHECKLIST, home=home, columns=400).said
    return said.partition(f"[{item}]")[2].partition("[")[0]


# --- what is typed is kept


def test_files_go_into_a_folder_that_was_not_there(tmp_path: Path) -> None:
    run(
        *("due-diligence", PARTNER, "--agreement", AGREEMENT, "--out", tmp_path / "new" / "one"),
        home=tmp_path,
    )
    assert {one.suffix for one in (tmp_path / "new" / "one").iterdir()} == {".docx", ".xlsx"}


def test_confirming_keeps_what_shows_it_and_until_when(home: Path) -> None:
    before = shown(home, FILLED)
    assert "To confirm" in before
    answer(home, item=FILLED)
    after = shown(home, FILLED)
    assert "Answered" in after
    assert UNTIL.findall(before) == UNTIL.findall(after) != []


def test_evidence_stays_when_the_words_change_and_comes_back_as_a_file(home: Path) -> None:
    proof = home / "a plan.pdf"
    proof.write_bytes(b"%PDF-1.4 sample")
    both = ("--evidence", str(proof), "--evidence", "https://example.org/plan")
    answer(home, "To learn", *both, "--expires", "30 June 2030")
    answer(home, "To learn together")
    said = shown(home)
    assert "To learn together" in said
    assert "a plan.pdf, until 30 Jun 2030" in said
    out = home / "evidence"
    told = run("due-diligence", "evidence", CHECKLIST, "--out", out, home=home, columns=400).said
    assert "https://example.org/plan" in told
    (kept,) = out.iterdir()
    assert kept.read_bytes() == b"%PDF-1.4 sample"
    assert "opened evidence" in run("privacy", "access", home=home, columns=400).said
    answer(home, "--evidence", "minutes.pdf", "--replace")
    assert "a plan.pdf" not in shown(home)


def test_whose_answer_an_answer_takes_the_place_of_is_told(home: Path) -> None:
    first = answer(home, "Two years", "--by", "Sample One").said
    assert "takes the place" not in first
    again = answer(home, "Three years", "--by", "Sample Two").said
    assert "takes the place of this, which stays on record" in again
    assert "Answered: Two years (Sample One, " in again


def test_new_evidence_takes_the_place_of_what_has_expired(home: Path) -> None:
    yesterday = (office_today() - timedelta(days=1)).isoformat()
    answer(home, "Yes", "--evidence", "old.pdf", "--expires", yesterday)
    assert "has expired" in shown(home)
    assert settled(home) == 0
    assert "name what holds today" in answer(home).complaint
    answer(home, "--evidence", "new.pdf", "--expires", "2099-01-01")
    assert "old.pdf" not in shown(home)
    assert settled(home) == 1


def test_a_gap_is_agreed_upon_in_several_steps(home: Path) -> None:
    answer(home, "--gap", "No plan", "--addressed-by", "both")
    answer(home, "--action", "Write one together", "--until", "30 June 2027")
    said = run("due-diligence", "summary", CHECKLIST, home=home, columns=400).said
    assert "No plan Addressed by: Both. Agreed: Write one together. Until 30 Jun 2027." in said


def test_of_answers_side_by_side_one_is_taken_by_its_number(home: Path) -> None:
    for words in ("Three years", "Two years"):  # both in the file as it was made
        book = load_workbook(home / f"{CHECKLIST}.xlsx")
        page = next(one for one in book if "partner" in one.title.casefold())
        columns = {str(cell.value): at for at, cell in enumerate(page[1], 1)}
        page.cell(2, columns["Answer"]).value = words
        book.save(home / f"{words}.xlsx")
    for words in ("Two years", "Three years"):
        who = f"Sample {words.partition(' ')[0]}"
        run(
            "due-diligence",
            "import",
            home / f"{words}.xlsx",
            "--yes",
            "--by",
            who,
            *NAMED,
            home=home,
        )
    marked = next(filter(None, (read_mark(str(cell.value)) for cell in page[2])))
    item = marked.entry
    found = shown(home, item)
    assert "side by side" in found
    assert "Two years" in found and "(Sample Two, " in found
    assert "Three years" in found and "(Sample Three, " in found
    number = found[found.index("Two years") - 14 :].partition(".")[0].strip()[-1]
    assert "side by side" in answer(home, item=item).complaint
    run("due-diligence", "take", CHECKLIST, item, number, home=home)
    after = shown(home, item)
    assert "Two years" in after
    assert "Three years" not in after
    wrong = run("due-diligence", "take", CHECKLIST, item, "1", home=home)
    assert "stand side by side" in wrong.complaint


def test_the_partner_is_named_a_match_is_cleared_by_name_and_a_few_alone_read_the_rest(
    home: Path,
) -> None:
    nameless = run("due-diligence", "answer", CHECKLIST, ENTRY, "Yes", home=home)
    assert "--said-by: Say who at the partner said it" in nameless.complaint
    assert "leave out who said it" in answer(home, "Yes", *NAMED, item=FILLED).complaint
    match = "screening-lists.cip"
    answer(home, "MATCH: chairwoman", "--evidence", "paper.pdf", "--weight", "concern", item=match)
    summary = run("due-diligence", "summary", CHECKLIST, home=home, columns=400).said
    assert "Concerns" in summary and "Strengths" not in summary
    clearing = ("due-diligence", "clear", CHECKLIST, match)
    assert "1 match" in run("due-diligence", "complete", CHECKLIST, home=home).complaint
    assert "Write the reason" in run(*clearing, "ok", "--by", "S. Person", home=home).complaint
    cleared = run(*clearing, "Another woman", "--by", "Sample Person", home=home, columns=400)
    assert "Cleared by Sample Person on" in cleared.said
    run(*clearing, "The day fits", "--by", "Sample Person", "--take-back", home=home)
    assert "Cleared by" not in shown(home, match)
    assert "not cleared" in run("due-diligence", "complete", CHECKLIST, home=home).complaint
    answer(home, "A quiet tip", "--readers", "few", item="cip-lacks.cip")
    assert "A quiet tip" not in shown(home, "cip-lacks.cip")
    assert "For Finance and the Partnership Coordinator" in shown(home, "cip-lacks.cip")
    assert "ask one of them" in answer(home, "None", item="cip-lacks.cip").complaint
    assert not list(home.glob("*_acknowledgement.docx"))
    page = run("due-diligence", "page", CHECKLIST, "--out", home, home=home)
    assert "complete it" in page.complaint


def test_an_item_is_given_to_somebody_who_may_see_it_and_taken_back(home: Path) -> None:
    words = ("due-diligence", "assign", CHECKLIST, ENTRY)
    assert "with U0SAMPLE001" in run(*words, "U0SAMPLE001", home=home).said
    assert "nobody’s in particular" in run(*words, "", home=home).said
    config = home / "saathi.toml"
    config.write_text('[roles]\ndue_diligence = ["U0SAMPLE009"]\n')
    refused = run(*words, "U0SAMPLE001", home=home, settings={"CONFIG": str(config)})
    assert "may not see checklists" in refused.complaint


# --- an earlier checklist is gone on with, and says what it no longer fits


def test_going_on_tells_that_more_would_be_asked_today(home: Path) -> None:
    assert "Since it was made" not in made(home).said
    config = home / "saathi.toml"
    config.write_text("[due_diligence]\nlarge_from_pkr = 1000\n")
    words = ("due-diligence", PARTNER, "--agreement", AGREEMENT, "--out", str(home))
    said = run(*words, home=home, settings={"CONFIG": str(config)}).said
    assert "today it would be tier D" in said
    assert "--new begins another" in said


def test_a_judgement_of_high_risk_is_never_dropped_silently(home: Path) -> None:
    said = made(home, "--high-risk", "The river rises.").said
    assert "made without that judgement" in said
    assert "--new begins another" in said
    anew = made(home, "--new", "--high-risk", "The river rises.").said
    assert "A person judged it high-risk: The river rises." in anew
    assert "Since it was made" not in made(home).said


# --- peers and CIP's own answers


def test_a_peers_assessment_answers_what_has_expired(tmp_path: Path) -> None:
    run("due-diligence", "sample-lamba", "--out", tmp_path, home=tmp_path)
    words = ("--peer", "Invented Peer (sample)", "--assessed-on", "1 March 2026", "--until")
    said = run(
        *("due-diligence", "accept", "sample-lamba", *words, "2099-01-01", "--area", "identity"),
        home=tmp_path,
    ).said
    assert "What was answered already stays" in said
    shown = run("due-diligence", "show", "sample-lamba", home=tmp_path, columns=400).said
    registration = shown.partition("[identity-registration.partner]")[2].partition("[")[0]
    assert "To confirm: Assessed by Invented Peer (sample) on 1 March 2026" in registration
    assert "side by side" not in registration


def test_cips_standing_answer_names_what_shows_it_and_is_open_once_that_expires(
    tmp_path: Path,
) -> None:
    words = ("due-diligence", "standing", "set", "cip-turnaround", "Ten days")
    run(*words, "--evidence", "times.pdf", "--expires", "1 January 2020", home=tmp_path)
    assert "times.pdf" in run("due-diligence", "standing", "list", home=tmp_path, columns=400).said
    made(tmp_path)
    said = shown(tmp_path, "cip-turnaround.cip")
    assert "Open: Ten days" in said
    assert "has expired" in said


PEER = ("accept", PARTNER, "--area", "finance", "--peer", "Peer (sample)")


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("answer", CHECKLIST, ENTRY), "The answer: Write the answer"),
        (("answer", CHECKLIST, ENTRY, "x" * 10_001), "shorten it"),
        (("answer", CHECKLIST, ENTRY, BIDI), "The answer: character 2"),
        (("answer", CHECKLIST, ENTRY, "x", "--evidence", BIDI), "--evidence: character 2"),
        (("answer", CHECKLIST, ENTRY, "x", "--state", "gap"), "--gap"),
        (("answer", CHECKLIST, ENTRY, "--state", "not_applicable", "--gap", "y"), "leave it out"),
        (("answer", CHECKLIST, ENTRY, "x", "--state", "to_confirm"), "not_applicable"),
        (("answer", CHECKLIST, ENTRY, "x", "--action", "Train"), "--gap"),
        (("answer", CHECKLIST, ENTRY, "x", "--expires", "2027-01-01"), "--expires: Name the"),
        (
            ("answer", CHECKLIST, ENTRY, "x", "--evidence", "a", "--expires", "03/04/2027"),
            "write the month as a word",
        ),
        (("answer", CHECKLIST, ENTRY, "--replace"), "Write the answer"),
        (("answer", CHECKLIST, ENTRY, "x", "--gap", "y", "--addressed-by", "donor"), "both"),
        (("take", CHECKLIST, ENTRY, "1"), "side by side"),
        (("assign", CHECKLIST, ENTRY, "x" * 200), "at most 100 characters"),
        (("answer", CHECKLIST, ENTRY, "x", "--by", "y" * 200), "at most 100 characters"),
        (("list", "sample-roshny"), "did you mean 'sample-roshni'"),
        ((*PEER, "--assessed-on", "2099-01-01", "--until", "2099-06-01"), "lies ahead"),
        ((*PEER, "--assessed-on", "2020-01-01", "--until", "2020-06-01"), "a later day"),
        ((*PEER, "--assessed-on", "2020-01-01", "--until", "2099-06-01"), "older than"),
        ((*PEER, "--peer", "", "--assessed-on", "2020-01-01", "--until", "2099-01-01"), "--peer"),
        (("standing", "set", "identity-names", "x"), "CIP asks the partner"),
        (("standing", "set", "cip-turnaround", " "), "Write CIP’s answer"),
        (("standing", "set", "cip-turnaround", BIDI), "The answer: character 2"),
        (("standing", "set", "cip-turnaround", "x", "--expires", "2027-01-01"), "--evidence"),
    ],
)
def test_what_is_half_or_cannot_be_kept_is_one_sentence_and_adds_nothing(
    home: Path, words: tuple[str, ...], cure: str
) -> None:
    named = NAMED if words[0] == "answer" else ()
    assert cure in run("due-diligence", *words, *named, home=home).complaint
    assert settled(home) == 0


def test_words_beside_the_fields_of_an_urdu_file_are_shown_and_can_be_added(home: Path) -> None:
    wanted = ("due-diligence", PARTNER, "--agreement", AGREEMENT, "--language", "ur")
    run(*wanted, "--out", home / "files", home=home)
    file = home / "files" / f"{CHECKLIST}_ur.xlsx"
    book = load_workbook(file)
    page = book.worksheets[1]
    key = read_mark(page["A2"].value)
    assert key is not None
    page["Q2"], page["Q1"] = "See the annex.", "Remarks"
    book.save(file)
    plain = run("due-diligence", "import", file, "--yes", home=home, columns=400)
    assert f"cell Q2 [{key.entry}]: See the annex." in plain.said
    assert "Its fields hold nothing new." in plain.said
    adding = ("due-diligence", "import", file, "--yes", "--beside", *NAMED)
    added = run(*adding, home=home, columns=400)
    assert "One answer is added" in added.said
    assert "cell Q1: Remarks" in added.said
    assert "See the annex." in shown(home, key.entry)


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_workbook_that_another_program_saved_is_imported(
    home: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(LIBREOFFICE_CALC)
    kinds = {"ods": "ods:calc8", "xls": "xls:MS Excel 97"}
    monkeypatch.setitem(FILTERS, ending, kinds[ending])
    filled = filled_workbook((home / f"{CHECKLIST}.xlsx").read_bytes(), {ENTRY: {"t": "A school."}})
    saved = converted(filled, "xlsx", ending)
    assert saved is not None
    file = home / f"returned.{ending}"
    file.write_bytes(saved)
    said = run("due-diligence", "import", file, "--yes", *NAMED, home=home, columns=400).said
    assert "One answer is added" in said
    assert "A school." in shown(home)
