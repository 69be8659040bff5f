"""`saathi doctor` says what is configured, what production would use, and what is wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.settings.office import PeriodSettings
from knowledge.storage import package_files
from tests.running.built_home import copy_built_home
from tests.support.command_line import Run, run

AWAY = {"SLACK__API_URL": "http://127.0.0.1:9/api/"}  # no Slack: nothing listens there
WIDE = 200  # columns in which no line of the report breaks


def line(report: Run, subject: str) -> str:
    """The line of the report on `subject`."""
    found = [line for line in report.out.splitlines() if line[3:].startswith(f"{subject}  ")]
    assert len(found) == 1, report.out
    return found[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own: what other tests keep in theirs would be reported here."""
    return copy_built_home(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def well(home: Path) -> Run:
    """The report on a desk that is in order."""
    return run("doctor", home=home, columns=WIDE)


def test_a_desk_in_order_is_well(well: Run) -> None:
    assert well.code == 0
    assert well.out.rstrip().endswith("All works.")
    assert "✗" not in well.out
    assert well.err == ""


def test_it_says_what_runs_and_where_it_keeps_things(well: Run, home: Path) -> None:
    assert version("saathi") in line(well, "Saathi")
    assert str(home) in line(well, "Folder")
    assert "clauses, of the documents in force" in line(well, "Index")
    assert version("chromadb") in line(well, "Packages")


def test_it_says_what_is_embedded_and_what_production_would_use(well: Run) -> None:
    assert "checksum verified; nothing leaves this machine" in line(well, "Embedded model")
    assert "hosted one by the setting `embedding`" in line(well, "Embedding")
    assert "Chroma, embedded" in line(well, "Vector store")
    assert "a Chroma server by `chroma_url`" in line(well, "Vector store")


def test_it_tells_approved_texts_from_stand_ins(well: Run) -> None:
    assert line(well, "Documents").split("approved: ")[1].strip() == "CSPF"
    assert "Visibility Policy" in line(well, "Stand-ins")
    assert "`saathi knowledge add`" in line(well, "Stand-ins")


def test_it_names_the_roles_that_nobody_is_set_for(well: Run, home: Path) -> None:
    assert "without details: Partnership Coordinator" in line(well, "Whom to ask")
    every = ("PARTNERSHIP_COORDINATOR", "PDQ", "PROGRAM", "FINANCE")
    contacts = {f"CONTACTS__{role}__NAME": f"Sample {role}" for role in every}
    told = run("doctor", home=home, columns=WIDE, settings=contacts)
    assert "all roles have details" in line(told, "Whom to ask")


def test_it_says_where_settings_come_from(well: Run, home: Path, tmp_path: Path) -> None:
    assert "all as shipped" in line(well, "Settings")
    (tmp_path / "office.toml").write_text("longest_question = 500\n")
    told = run(
        "doctor", home=home, columns=WIDE, settings={"CONFIG": str(tmp_path / "office.toml")}
    )
    assert "from office.toml and the environment" in line(told, "Settings")


def test_a_fresh_installation_is_told_what_to_run(tmp_path: Path) -> None:
    told = run("doctor", home=tmp_path / "fresh")
    assert told.code == 0
    assert "not made yet" in told.said
    assert "saathi setup" in told.said
    assert "✗" not in told.out
    assert told.out.rstrip().endswith("All works.")
    assert "5 open, marked !" in told.said
    assert not (tmp_path / "fresh" / "saathi.db").exists()


def test_an_index_of_other_documents_is_not_called_broken_since_serving_mends_it(
    home: Path, tmp_path: Path
) -> None:
    shutil.copytree(home, tmp_path / "upgraded")
    (index,) = [
        p for p in (tmp_path / "upgraded" / "index").iterdir() if not p.name.startswith(".")
    ]
    index.rename(index.with_name(f"0000{index.name[4:]}"))
    told = run("doctor", home=tmp_path / "upgraded", columns=WIDE)
    assert told.code == 0
    assert "of other documents or an older Saathi" in line(told, "Index")
    assert line(told, "Index").startswith("✓")


def test_what_is_wrong_comes_first_then_what_is_left_to_fill_in(home: Path) -> None:
    half = {"SLACK__BOT_TOKEN": "xoxb-sample", "OFFICE__ADDRESS": "Sample House"}
    told = run("doctor", home=home, columns=WIDE, settings=half | AWAY)
    marks = [line[0] for line in told.out.splitlines() if line[:1] in ("✗", "!", "○", "✓")]
    assert marks == sorted(marks, key="✗!○✓".index)
    assert "set `slack.app_token`" in told.said
    assert "empty, so that agreements leave open:" in told.said
    assert "office.registration: CIP’s registration in Pakistan (MoU, Contract)" in told.said
    assert "office.governing_law: Governing law (Contract)" in told.said
    assert "Working days: budget approval, payment approval" in told.said
    assert "office.periods: Period for CIP to decide: how long records are kept" in told.said
    assert "notice (30 days proposed)" in told.said
    assert "office.dispute_forum: Forum for disputes (Contract)" in told.said
    assert "office.policies: Date of the Visibility Policy" in told.said
    assert "office.address" not in told.said
    assert "set `reporting`" in told.said
    assert told.out.rstrip().endswith("1 to mend.")


def test_a_whole_office_has_nothing_left_to_fill_in(home: Path, tmp_path: Path) -> None:
    days = [*("budget_approval", "payment_approval", "cash_disbursement")]
    days += ["financial_report_review", "audit_review"]
    file = tmp_path / "office.toml"
    file.write_text(
        '[office]\naddress = "a"\nregistration = "b"\ngoverning_law = "c"\n'
        'dispute_forum = "g"\n'
        'signatories = [{name = "d", title = "e"}]\n'
        "[office.turnaround_days]\n"
        + "".join(f"{name} = 5\n" for name in days)
        + "[office.periods]\n"
        + "".join(f"{name} = 9\n" for name in PeriodSettings.model_fields)
        + '[[office.policies]]\nname = "h"\ndated = 2012-10-01\n'
        + '[contacts.partnership_coordinator]\nname = "f"\nphone = "12345"\n'
        'email = "f@example.org"\n'
    )
    told = run("doctor", home=home, columns=WIDE, settings={"CONFIG": str(file)})
    assert "agreements lack nothing" in line(told, "Office")
    assert "○" not in told.out


def test_samples_on_a_real_desk_are_told_with_the_cure(tmp_path: Path) -> None:
    run("partners", "list", home=tmp_path)
    trial = run("doctor", home=tmp_path, columns=WIDE)
    assert "10 on record, 10 of them samples" in line(trial, "Partner file")
    assert trial.code == 0
    for real in ({"OFFICE__ADDRESS": "Sample House"}, {"SLACK__BOT_TOKEN": "xoxb-s"}):
        told = run("doctor", home=tmp_path, columns=WIDE, settings=real | AWAY)
        assert told.code == 1
        assert line(told, "Partner file").startswith("✗")
        assert "saathi partners delete --samples" in told.said
    run("partners", "delete", "--samples", "--yes", home=tmp_path)
    after = run("doctor", home=tmp_path, columns=WIDE, settings={"OFFICE__ADDRESS": "x"})
    assert line(after, "Partner file").startswith("✓")


def test_a_token_without_the_other_is_told(home: Path) -> None:
    told = run("doctor", home=home, settings={"SLACK__APP_TOKEN": "xapp-sample"})
    assert told.code == 1
    assert "set `slack.bot_token` too" in told.said


def test_a_setup_that_was_stopped_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text("")
    (tmp_path / "office.toml.unfinished").write_text("")
    settings = {"CONFIG": str(tmp_path / "office.toml")}
    told = run("doctor", home=home, columns=WIDE, settings=settings)
    assert "run `saathi setup` to go on" in told.said
    assert told.code == 0


def test_a_home_that_cannot_be_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = run("doctor", home=tmp_path / "file" / "saathi", columns=WIDE)
    assert told.code == 1
    assert line(told, "Folder").startswith("✗")
    assert "give Saathi a folder it can write to, with the setting `home`" in told.said


def test_another_embedding_than_the_index_has_is_told(home: Path) -> None:
    told = run("doctor", home=home, settings={"EMBEDDING": "folder:/models/absent"}, columns=WIDE)
    assert told.code == 1
    assert "absent has no model.onnx" in told.said


def test_an_edition_that_does_not_read_back_is_told(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    (copy / "documents").mkdir()
    (copy / "documents" / "0001-leave-2026.json").write_text('{"document": ')
    told = run("doctor", home=copy, columns=WIDE)
    assert told.code == 1
    assert line(told, "Documents").startswith("✗")
    assert "0001-leave-2026.json does not read back; restore the file from a backup" in told.said


def test_a_damaged_index_is_told(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    next(copy.glob("index/*/passages.json")).write_text("[{")
    told = run("doctor", home=copy, columns=WIDE)
    assert told.code == 1
    assert line(told, "Index").startswith("✗")
    assert "saathi knowledge build --force" in told.said


def test_items_of_due_diligence_that_do_not_read_or_resolve_are_told(
    well: Run, home: Path, tmp_path: Path
) -> None:
    assert "items may be asked" in line(well, "Due diligence")
    copy = shutil.copytree(home, tmp_path / "home")
    (copy / "catalogue").mkdir()
    own = copy / "catalogue" / "fit.yaml"
    own.write_text("items: [")
    assert "fit.yaml is no YAML" in run("doctor", home=copy, columns=WIDE).out
    own.write_text(
        "title: Fit\nitems:\n  - {id: fit-office, ask: What does our office ask?, direction: both,"
        " subject: depth, tier: A, evidence: A note., basis: [cspf 99(z)]}\n"
    )
    assert "due-diligence catalogue check" in run("doctor", home=copy, columns=WIDE).out


def test_wrong_settings_are_one_sentence_and_no_report(home: Path) -> None:
    told = run("doctor", home=home, settings={"CHROMA_URL": "localhost:8000"})
    assert told.complaint.startswith("SAATHI_CHROMA_URL in the environment: ")
    assert told.out == ""


@pytest.mark.parametrize("columns", [80, 40])
def test_the_report_fits_the_terminal(home: Path, columns: int) -> None:
    told = run("doctor", home=home, columns=columns)
    assert max(len(line) for line in told.out.splitlines()) <= columns
    assert "office.registration" in told.out


def test_it_says_how_slack_is_met_and_what_is_missing_for_it(well: Run, home: Path) -> None:
    assert "`saathi serve` opens the local workspace" in line(well, "Slack")
    half = run(
        "doctor", home=home, columns=WIDE, settings={"SLACK__BOT_TOKEN": "xoxb-sample"} | AWAY
    )
    assert "set `slack.app_token`" in half.said
    assert "xoxb-sample" not in half.said
    http = {"SLACK__BOT_TOKEN": "xoxb-sample", "SLACK__MODE": "http"}
    assert "set `slack.signing_secret`" in run("doctor", home=home, settings=http | AWAY).said
    whole = {"SLACK__BOT_TOKEN": "xoxb-sample", "SLACK__APP_TOKEN": "xapp-sample"}
    told = run("doctor", home=home, columns=WIDE, settings=whole | AWAY)
    assert "Socket Mode, 2 connections" in line(told, "Slack")


def test_a_database_that_does_not_answer_is_named_without_its_password(home: Path) -> None:
    gone = {"DATABASE_URL": "postgresql://saathi:samplepassword@127.0.0.1:1/saathi"}
    told = run("doctor", home=home, columns=WIDE, settings=gone)
    assert told.code == 1
    assert "`database_url`" in told.said
    assert "samplepassword" not in told.said


def test_a_home_in_which_the_database_cannot_be_locked_is_told(home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("saathi.*"))
    (copy / "saathi.db").touch()
    (copy / "saathi.db.lock").mkdir()
    told = run("doctor", home=copy, columns=WIDE)
    assert told.code == 1
    assert line(told, "Partner file").startswith("✗")
    assert "saathi.db.lock cannot be written" in told.said


def test_it_says_how_long_questions_are_kept_and_who_hears_reports(well: Run, home: Path) -> None:
    assert "365 days" in line(well, "Questions kept")
    assert "in person" in line(well, "Reporting")
    settings = {
        "KEEP_QUESTIONS_DAYS": "0",
        "REPORTING": '[{"role": "Sample Safeguarding Focal Point"}]',
    }
    told = run("doctor", home=home, columns=WIDE, settings=settings)
    assert "for follow-ups only" in line(told, "Questions kept")
    assert "Sample Safeguarding Focal Point" in line(told, "Reporting")


def test_a_model_file_that_is_not_as_it_came_is_told_with_the_cure(
    home: Path, monkeypatch: pytest.MonkeyPatch, well: Run
) -> None:
    assert line(well, "Model files").startswith("✓")
    other = replace(package_files.ENGLISH_WORDS, sha256="0" * 64)
    monkeypatch.setattr(package_files, "ALL", (other,))
    altered = run("doctor", home=home, columns=WIDE)
    assert altered.code == 1
    assert other.name in altered.said
    assert "`make env`" in altered.said


def test_it_says_whether_pdfs_come_and_in_which_font(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Word files alone" in line(run("doctor", home=home, columns=WIDE), "PDFs")
    program(tmp_path / "soffice", "")
    program(tmp_path / "fc-match", "DejaVu Sans")
    other = run("doctor", home=home, columns=WIDE)
    assert other.code == 0
    assert line(other, "PDFs").startswith("○")
    assert "fonts-crosextra-carlito" in other.said
    program(tmp_path / "fc-match", "Carlito")
    assert line(run("doctor", home=home, columns=WIDE), "PDFs").startswith("✓")


def program(file: Path, says: str) -> None:
    file.write_text(f"#!/bin/sh\nprintf '%s' '{says}'\n", encoding="utf-8")
    file.chmod(0o755)
