"""A kind of document is a folder: every command knows it, and a bad one is never passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typer

import drafting.agreements
from bot.cli import app
from bot.terminal.draft_commands import app as draft_commands
from drafting.agreements import COMMANDS, TEMPLATES
from drafting.agreements.templates import shipped
from drafting.agreements.templates.shelf import YAML
from tests.support.command_line import Run, run
from tests.support.edited_files import edited, rewriting
from tests.support.office_files import check, put_kind, put_template

LETTER = "cooperation-letter"
MASHAL = ("sample-mashal", "--agreement", "2026-reading", "--no-pdf")
FIRST, SECOND = (f"COOPERATION-LETTER_sample-mashal_2026-reading_v{n}" for n in (1, 2))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def listed(home: Path) -> Run:
    return run("templates", "list", home=home, columns=200)


def test_a_copied_folder_is_a_document_to_every_command(tmp_path: Path, out: Path) -> None:
    put_kind(tmp_path / "templates")
    everything_is_done_with_it(tmp_path, out)


def test_a_folder_that_comes_with_saathi_is_one_just_so(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(TEMPLATES, package)
    put_kind(package)
    monkeypatch.setattr(shipped, "TEMPLATES", package)
    monkeypatch.setattr(drafting.agreements, "TEMPLATES", package)
    everything_is_done_with_it(tmp_path, out)


def everything_is_done_with_it(home: Path, out: Path) -> None:
    """Checked, listed, shown, drafted in two versions, explained and compared."""
    told = check(home)
    assert (told.code, told.err) == (0, "")
    assert "the templates of 7 documents are in order" in told.said
    lines = listed(home).out.splitlines()
    names = [line.split()[0] for line in lines if line.split()[:1] and "  " in line.strip()]
    assert names.index("mou") < names.index(LETTER) < names.index("contract")
    assert "Cooperation Letter" in run("templates", "show", LETTER, home=home).said
    assert LETTER in run("draft", "--help", home=home).said
    first = run("draft", LETTER, *MASHAL, "--out", out, home=home)
    assert first.code == 0
    assert "Cooperation Letter with Mashal" in first.said
    assert "version 1" in first.said
    file = home / "goal.yaml"
    agreement = "{key: 2026-reading, goal: Another goal.}"
    file.write_text(f"id: sample-mashal\nagreements: [{agreement}]\n", encoding="utf-8")
    assert run("partners", "import", file, "--yes", home=home).code == 0
    again = run("draft", LETTER, *MASHAL, "--out", out, home=home)
    assert "Since the version before" in again.said
    assert FIRST in run("draft", "list", home=home).said
    assert "Stands in every Letter." in run("draft", "why", FIRST, home=home).said
    assert list(out.glob(f"{SECOND}_not-ready-*-open.docx"))
    assert (out / f"{SECOND}_review.docx").is_file()
    same = run("draft", "compare", out / f"{FIRST}.docx", home=home)
    assert "Every clause reads as it was issued." in same.said


def test_an_edited_one_is_compared_with_what_was_issued(tmp_path: Path, out: Path) -> None:
    put_kind(tmp_path / "templates")
    run("draft", LETTER, *MASHAL, "--out", out, home=tmp_path)
    file = out / f"{FIRST}.docx"
    file.write_bytes(edited(file.read_bytes(), rewriting("partnership", "friendship")))
    assert "{+friendship+}" in run("draft", "compare", file, home=tmp_path).said


def test_the_framework_s_rules_hold_for_it_too(tmp_path: Path, out: Path) -> None:
    put_kind(tmp_path / "templates")
    schools = ("sample-roshni", "--agreement", "2026-schools", "--out", out)
    told = run("draft", LETTER, *schools, home=tmp_path)
    assert "so a cooperation letter cannot carry it; draft a contract in its place." in told.err
    assert "saathi draft contract sample-roshni --agreement 2026-schools" in told.said


def test_a_document_may_end_agreements_and_is_offered_where_one_ends(
    tmp_path: Path, out: Path
) -> None:
    folder = put_kind(tmp_path / "templates")
    text = (folder / YAML).read_text(encoding="utf-8")
    ending = text.replace("lasting: yes", "ends_agreement: yes\nstatuses: [phasing_out]")
    (folder / YAML).write_text(ending, encoding="utf-8")
    flood = ("sample-sailab", "--agreement", "2026-flood-shelter", "--no-pdf", "--out", out)
    told = run("draft", "contract", *flood, home=tmp_path)
    assert "and a cooperation letter should be in place early on" in told.said
    assert f"saathi draft {LETTER} sample-sailab" in told.said


# --- a folder that is no document is told, and never passed over


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Cooperation Letter", "name the folder in small letters, digits and hyphens"),
        ("a-letter-with-too-long-a-name", "at most 20 of them"),
        ("compare", "'compare' is a command of `saathi draft` already; give the folder another"),
    ],
)
def test_a_folder_whose_name_no_document_can_have(tmp_path: Path, name: str, sentence: str) -> None:
    folder = put_kind(tmp_path / "templates", name)
    told_of_it(tmp_path, f"{folder}: ", sentence)


def test_a_folder_without_its_template(tmp_path: Path) -> None:
    folder = put_kind(tmp_path / "templates")
    (folder / YAML).unlink()
    told_of_it(tmp_path, f"{folder}: ", f"There is no template.yaml for '{LETTER}'")
    refused = run("draft", LETTER, *MASHAL, home=tmp_path)
    assert f"There is no template.yaml for '{LETTER}'" in refused.complaint


def test_a_template_that_nobody_can_read(tmp_path: Path) -> None:
    folder = put_kind(tmp_path / "templates")
    (folder / YAML).write_text("title: [Letter", encoding="utf-8")
    told_of_it(tmp_path, f"{folder / YAML}, line 2: ", "This is no YAML")
    assert "This is no YAML" in run("draft", LETTER, *MASHAL, home=tmp_path).complaint


def test_a_template_without_its_look(tmp_path: Path) -> None:
    folder = put_kind(tmp_path / "templates")
    (folder / "template.docx").unlink()
    told_of_it(tmp_path, f"templates/{LETTER}: ", f"There is no templates/{LETTER}/template.docx")


def told_of_it(home: Path, where: str, sentence: str) -> None:
    """One sentence, where templates are checked and where they are listed."""
    told = check(home).complaint
    assert told.startswith(where)
    assert sentence in told
    assert told in listed(home).said


def test_a_copy_that_is_called_as_another_document_is_told(tmp_path: Path) -> None:
    folder = put_kind(tmp_path / "templates", title="memorandum of understanding")
    assert check(tmp_path).complaint == (
        f"{folder / YAML}, line 2: 'memorandum of understanding' is what 'mou' is called already; "
        "call this one otherwise."
    )


def test_what_is_no_document_and_no_command_gets_one_sentence(tmp_path: Path) -> None:
    told = run("draft", "contrat", "sample-mashal", home=tmp_path)
    assert told.complaint == "There is no document 'contrat'; did you mean 'contract'?"


def test_the_names_of_commands_are_kept_for_commands() -> None:
    assert app
    own = typer.main.get_group(draft_commands).commands
    assert sorted(own) == sorted(COMMANDS)


# --- what was there before


def test_a_template_of_an_earlier_version_is_described_by_saathis_own(tmp_path: Path) -> None:
    file, text = put_template(tmp_path, "heading: Purpose", "heading: Our purpose")
    earlier = text.replace("title: Mem", "kind: mou\ntitle: Mem")
    for entry in ("called", "order", "instead", "lasting", "clauses_of"):
        earlier = "".join(
            line for line in earlier.splitlines(keepends=True) if not line.startswith(f"{entry}:")
        )
    start, end = earlier.index("asks:"), earlier.index("parties:")
    file.write_text(earlier[:start] + earlier[end:], encoding="utf-8")
    told = check(tmp_path)
    assert (told.code, told.err) == (0, "")
    refused = run("draft", "mou", "sample-roshni", "--agreement", "2026-schools", home=tmp_path)
    assert "so a memorandum of understanding cannot carry it; draft a contract" in refused.err


def test_drafts_of_a_document_that_is_gone_still_open(tmp_path: Path, out: Path) -> None:
    folder = put_kind(tmp_path / "templates")
    run("draft", LETTER, *MASHAL, "--out", out, home=tmp_path)
    shutil.rmtree(folder)
    assert FIRST in run("draft", "list", home=tmp_path).said
    assert run("draft", "why", FIRST, home=tmp_path).code == 0
    same = run("draft", "compare", out / f"{FIRST}.docx", home=tmp_path)
    assert "Every clause reads as it was issued." in same.said
    told = run("draft", LETTER, *MASHAL, home=tmp_path).complaint
    assert told == (
        f"There is no document '{LETTER}'; put its folder into ‘templates’, or draft one of mou, "
        "contract, note, phase-out, amendment, extension."
    )


RABTA = ("sample-rabta", "--agreement", "2026-exchange", "--no-pdf")
NEEDED = ("No completed due diligence for this agreement", "No decision of the Committee on this")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("due_diligence: yes\ndecision: yes\n", "due_diligence: no\ndecision: no\n", []),
        ("due_diligence: yes\ndecision: yes\n", "decision: no\n", NEEDED[:1]),
        ("due_diligence: yes\ndecision: yes\n", "", NEEDED),  # as it founds a relationship
        ("lasting: yes\ndue_diligence: yes\ndecision: yes\n", "", []),
    ],
)
def test_what_an_office_s_own_kind_needs_stands_in_its_template(
    tmp_path: Path, out: Path, old: str, new: str, expected: list[str]
) -> None:
    file = put_kind(tmp_path / "templates") / YAML
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert check(tmp_path).code == 0
    said = run("draft", LETTER, *RABTA, "--out", out, home=tmp_path, columns=300).said
    assert [sentence for sentence in NEEDED if sentence in said] == [*expected]


def test_an_office_s_own_mou_of_an_earlier_version_needs_what_saathi_s_does(
    tmp_path: Path, out: Path
) -> None:
    put_template(tmp_path, "due_diligence: yes\ndecision: yes\n", "")
    said = run("draft", "mou", *RABTA, "--out", out, home=tmp_path, columns=300).said
    assert all(sentence in said for sentence in NEEDED)


def test_a_need_that_is_neither_yes_nor_no_is_told_with_its_line(tmp_path: Path) -> None:
    _, text = put_template(tmp_path, "decision: yes", "decision: perhaps")
    told = check(tmp_path)
    assert told.code == 1
    line = 1 + text[: text.index("decision: perhaps")].count("\n")
    assert f"line {line}: " in told.said
    assert "decision" in told.said
