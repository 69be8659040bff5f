"""`saathi draft`: agreements in the terminal, one by one and for many partners."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from tests.conftest import ROOT
from tests.support.command_line import Run, run
from tests.support.drafting.desk import words_of
from tests.support.edited_files import edited, rewriting
from tests.support.programs import LIBREOFFICE, needed
from tests.support.slack.workspace_client import until

ALL = "--partners"
SCHOOLS = ("draft", "contract", "sample-roshni", "--agreement", "2026-schools", "--no-pdf")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def draft(*words: str | Path, home: Path, **more: str) -> Run:
    return run("draft", *words, home=home, settings=more)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def clean_copy(folder: Path, draft_id: str) -> Path:
    """The file of that draft that is to be signed once nothing is open."""
    (file,) = folder.glob(f"{draft_id}_not-ready-*.docx")
    return file


# --- one partner


def test_a_draft_comes_with_its_files_and_a_short_review(tmp_path: Path, out: Path) -> None:
    told = run(*SCHOOLS, "--out", out, home=tmp_path)
    assert told.code == 0
    assert (
        "Partnership Contract with Roshni Invented Women’s Society (sample), version 1" in told.said
    )
    ((points,),) = [re.findall(r"Not ready for signature: (\d+) open points\.", told.said)]
    assert "IBAN (Annex" in told.said
    assert "Finance fills it in." in told.said
    assert names(out) == [
        "CONTRACT_sample-roshni_2026-schools_v1.docx",
        f"CONTRACT_sample-roshni_2026-schools_v1_not-ready-{points}-open.docx",
        "CONTRACT_sample-roshni_2026-schools_v1_review.docx",
    ]
    for name in names(out):
        assert str(out / name) in told.out, "the path is broken over lines"
        assert docx.Document(str(out / name)).paragraphs
    assert len(told.out.splitlines()) < 65
    assert told.said.count("`office.periods`") == 1, "settings of a group are closed together"
    assert "notice (30 days proposed) (clause" in told.said


def test_a_pdf_comes_too_unless_told_not_to(tmp_path: Path, out: Path) -> None:
    needed(LIBREOFFICE)
    told = draft("note", "sample-chaupal", "--out", out, home=tmp_path)
    assert told.code == 0
    (pdf,) = out.glob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")


def test_without_libreoffice_a_sentence_says_what_to_do(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    told = draft("note", "sample-chaupal", "--out", out, home=tmp_path)
    assert told.code == 0
    assert "LibreOffice is not on this machine" in told.said
    assert len(names(out)) == 3


def other_goal(home: Path) -> None:
    """Changes what the contract says."""
    file = home / "goal.yaml"
    agreement = "{key: 2026-schools, goal: Another goal.}"
    file.write_text(f"id: sample-roshni\nagreements: [{agreement}]\n", encoding="utf-8")
    assert run("partners", "import", file, "--yes", home=home).code == 0


def test_drafting_again_makes_version_2_and_says_what_changed(tmp_path: Path, out: Path) -> None:
    run(*SCHOOLS, "--out", out, home=tmp_path)
    again = run(*SCHOOLS, "--out", out, home=tmp_path)
    assert "there is no new version" in again.said
    other_goal(tmp_path)
    told = run(*SCHOOLS, "--out", out, home=tmp_path)
    assert "version 2" in told.said
    assert "Since the version before · What the parties want to reach together" in told.said
    assert len(names(out)) == 6


def test_several_agreements_are_listed_in_one_sentence(tmp_path: Path) -> None:
    said = draft("mou", "sample-roshni", home=tmp_path).complaint
    assert "name one by --agreement: 2026-schools (Girls back to school" in said
    assert "2025-learning" in said


def test_the_wrong_document_is_refused_with_the_command_for_the_right_one(tmp_path: Path) -> None:
    told = draft("mou", "sample-roshni", "--agreement", "2026-schools", home=tmp_path)
    assert "funded relationships are contracts" in told.complaint
    assert "saathi draft contract sample-roshni --agreement 2026-schools" in told.said


def test_funds_in_words_are_refused_with_the_field_and_the_command(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    agreement = "{key: 2025-learning, cip_contributions: [A cash grant in two instalments]}"
    file.write_text(f"id: sample-roshni\nagreements: [{agreement}]\n", encoding="utf-8")
    assert run("partners", "import", file, "--yes", home=tmp_path).code == 0
    told = draft("mou", "sample-roshni", "--agreement", "2025-learning", home=tmp_path)
    assert "‘What CIP contributes’" in told.complaint
    assert "cannot carry it" in told.complaint
    assert "saathi draft contract sample-roshni --agreement 2025-learning" in told.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mou", "sample-roshny"), "sample-roshni"),
        (("contract", "sample-roshni", "--agreement", "2027"), "on record are ‘2026-schools’"),
        (("note", "sample-tijarat"), "Private Sector Engagement Framework"),
        (("mou",), "Name one partner by its id, or several with --partners"),
        (("mou", "sample-roshni", ALL, "all"), "Name one partner by its id"),
        (("why", "MOU_nobody_v1"), "none was made yet"),
        (("redline", "MOU_nobody_v1"), "none was made yet"),
        (("compare", "nowhere.docx"), "is not there"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    told = draft(*words, home=tmp_path)
    assert (told.code, told.out) == (1, "")
    assert said in told.err
    assert told.err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    told = run(*SCHOOLS, "--out", tmp_path / "file", home=tmp_path)
    assert "cannot be written" in told.complaint


def test_the_terminal_sees_restricted_values_only_where_the_settings_say_so(
    tmp_path: Path, out: Path
) -> None:
    run(*SCHOOLS, "--out", out, home=tmp_path)
    allowed = {"ROLES__TERMINAL_SEES_RESTRICTED": "true"}
    told = run(*SCHOOLS, "--out", out, home=tmp_path, settings=allowed)
    first, second = (
        words_of(clean_copy(out, f"CONTRACT_sample-roshni_2026-schools_v{n}").read_bytes())
        for n in (1, 2)
    )
    assert "40000-0000001-2" not in first
    assert "40000-0000001-2" in second
    assert "40000-0000001-2" not in told.said
    assert not any("40000-0000001-2" in log.read_text() for log in tmp_path.glob("*.log*"))


# --- afterwards


def test_drafts_are_listed_and_say_why_each_clause_is_there(tmp_path: Path, out: Path) -> None:
    assert "Nothing was drafted yet" in draft("list", home=tmp_path).said
    run(*SCHOOLS, "--out", out, home=tmp_path)
    assert "CONTRACT_sample-roshni_2026-schools_v1" in draft("list", home=tmp_path).said
    one = draft("why", "CONTRACT_sample-roshni_2026-schools_v1", "3.2", home=tmp_path)
    assert "Rests on CSPF 16" in one.said
    every = draft("why", "CONTRACT_sample-roshni_2026-schools_v1", home=tmp_path)
    assert one.out.strip() in every.out
    none = draft("why", "CONTRACT_sample-roshni_2026-schools_v1", "99.9", home=tmp_path)
    assert "has no clause or annex ‘99.9’; its clauses are 1.1 to" in none.complaint
    annex = draft("why", "CONTRACT_sample-roshni_2026-schools_v1", "b", home=tmp_path)
    assert "Annex B Budget Rests on CSPF 15" in annex.said


def test_an_edited_document_is_compared_clause_by_clause(tmp_path: Path, out: Path) -> None:
    run(*SCHOOLS, "--out", out, home=tmp_path)
    file = clean_copy(out, "CONTRACT_sample-roshni_2026-schools_v1")
    assert "Every clause reads as it was issued." in draft("compare", file, home=tmp_path).said
    file.write_bytes(edited(file.read_bytes(), rewriting("free to work", "bound to work")))
    told = draft("compare", file, home=tmp_path)
    assert "1 approved clause differs" in told.said
    assert "Freedom to work with others (rests on CSPF 15(a)), was changed." in told.said
    assert "[-free-] {+bound+}" in told.said


def test_a_redline_is_a_word_file_with_tracked_changes(tmp_path: Path, out: Path) -> None:
    run(*SCHOOLS, "--out", out, home=tmp_path)
    v1, v2 = (f"CONTRACT_sample-roshni_2026-schools_v{n}" for n in (1, 2))
    assert "first version" in draft("redline", v1, home=tmp_path).said
    other_goal(tmp_path)
    run(*SCHOOLS, "--out", out, home=tmp_path)
    assert draft("redline", v2, "--out", out, home=tmp_path).code == 0
    assert b"PK" in (out / f"{v2}_changes.docx").read_bytes()[:4]


# --- many partners


def test_a_batch_says_what_was_drafted_and_what_was_refused(tmp_path: Path, out: Path) -> None:
    told = draft("mou", ALL, "all", "--out", out, home=tmp_path)
    assert told.code == 0
    assert "MOU_sample-roshni_2025-learning_v1.docx" in names(out)
    assert "sample-roshni 2025-learning drafted" in told.said
    assert "sample-tijarat: " in told.said
    assert "Private Sector Engagement Framework" in told.said
    assert re.search(r"\d+ drafted, \d+ not drafted\.", told.said)


def test_the_same_batch_again_does_nothing_anew(tmp_path: Path, out: Path) -> None:
    draft("mou", ALL, "all", "--out", out, home=tmp_path)
    before = {file.name: file.stat().st_mtime_ns for file in out.iterdir()}
    told = draft("mou", ALL, "all", "--out", out, home=tmp_path)
    assert {file.name: file.stat().st_mtime_ns for file in out.iterdir()} == before
    assert re.search(r"\d+ there already, \d+ not drafted\.", told.said)
    (out / "MOU_sample-roshni_2025-learning_v1.docx").unlink()
    again = draft("mou", ALL, "all", "--out", out, home=tmp_path)
    assert "1 drafted, " in again.said
    assert names(out) == sorted(before)


def test_a_file_that_somebody_edited_is_left_as_it_is(tmp_path: Path, out: Path) -> None:
    draft("mou", ALL, "id=sample-roshni", "--out", out, home=tmp_path)
    file = out / "MOU_sample-roshni_2025-learning_v1.docx"
    file.write_bytes(b"somebody's work")
    told = draft("mou", ALL, "id=sample-roshni", "--out", out, home=tmp_path)
    assert "was changed since it was drafted" in told.said
    assert file.read_bytes() == b"somebody's work"


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("id=sample-roshni", {"sample-roshni"}),
        ("women_led=yes, province=Sindh", {"sample-roshni"}),
        ("type=academic", {"sample-jamia"}),
        ("name=roshni", {"sample-roshni"}),
        ("relationship.status=Dormant, identity.partner_type=network", {"sample-rabta"}),
    ],
)
def test_partners_are_chosen_by_what_their_files_say(
    tmp_path: Path, out: Path, wanted: str, there: set[str]
) -> None:
    told = draft("phase-out", ALL, wanted, "--out", out, home=tmp_path)
    assert told.code == 0
    assert {name.split("_")[1] for name in names(out)} == there


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("provinze=sindh", "did you mean ‘province’"),
        ("province=sindth", "did you mean ‘sindh’"),
        ("bank.iban=PK", "‘bank.iban’ is restricted"),
        ("sindh", "write a field and a value"),
        ("id=nobody", "No partner meets ‘id=nobody’"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_the_nearest(
    tmp_path: Path, wanted: str, said: str
) -> None:
    told = draft("mou", ALL, wanted, home=tmp_path)
    assert (told.code, told.out) == (1, "")
    assert said in told.err
    assert told.err.count("\n") == 1


def test_a_batch_that_was_killed_goes_on_where_it_stopped(tmp_path: Path, out: Path) -> None:
    command = [sys.executable, "-m", "bot", "draft", "phase-out", ALL, "all", "--out", str(out)]
    setting = {"SAATHI_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **setting}, stdout=subprocess.DEVNULL
    )
    until(lambda: process.poll() is not None or len(list(out.glob("*.docx"))) >= 5, 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = {file.name: file.read_bytes() for file in out.glob("*.docx")}
    for name, content in before.items():
        assert docx.Document(io.BytesIO(content)).paragraphs, f"{name} is half written"
    told = draft("phase-out", ALL, "all", "--out", out, home=tmp_path / "home")
    assert told.code == 0
    assert {name: (out / name).read_bytes() for name in before} == before
    ending = re.compile(r"_v1(_not-ready-\d+-open|_review)?\.docx$")
    assert all(ending.search(name) for name in names(out)), names(out)
    assert len(names(out)) % 3 == 0
