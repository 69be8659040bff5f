"""`saathi register …`: opened, said, listed; the sheet there and back; the reports."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.operations.database import Database
from drafting.partners import PartnerFile, Side, StoredPartner, office_today
from drafting.partners.record import Partner, ReportDue
from tests.support.command_line import Run, run

ROSHNI = "sample-roshni"
SETTINGS = {"OFFICE__TURNAROUND_DAYS__PAYMENT_APPROVAL": "10"}


def saathi(home: Path, *words: str | Path) -> Run:
    return run("register", *words, home=home, columns=200, settings=SETTINGS)


def listed(home: Path, *words: str) -> list[Any]:
    entries: list[Any] = json.loads(saathi(home, "list", ROSHNI, "--json", *words).out)
    return entries


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("home")
    assert run("partners", "list", home=tmp_path).code == 0  # an office without its own side yet
    by = ("--by", "Sample Officer")
    opened = saathi(tmp_path, "open", "clock", ROSHNI, *by, "--set", "procedure=payment_approval")
    assert opened.code == 0, opened.err
    (entry,) = listed(tmp_path)
    words = ("--set", "papers=whole", "--set", "on=2026-01-05")
    assert saathi(tmp_path, "say", entry["id"][:8], "received", *by, *words).code == 0
    assert saathi(tmp_path, "say", entry["id"], "done", *by, "--set", "on=2026-02-05").code == 0
    late = ("late_because", *by, "--words", "=The bank was closed.")
    assert saathi(tmp_path, "say", entry["id"], *late).code == 0
    return tmp_path


def test_bad_input_is_told_by_its_field_and_nothing_is_kept(home: Path) -> None:
    before = listed(home, "--closed")
    entry = next(each for each in before if each["kind"] == "clock")
    by = ("--by", "Sample Officer")
    for words, told in (
        (("open", "cloak", ROSHNI, *by), "There is no kind"),
        (("open", "clock", ROSHNI, *by, "--set", "procedure"), "FIELD=VALUE"),
        (("open", "clock", ROSHNI, *by, "--set", "procedure=none"), "Budget approval"),
        (("open", "action", ROSHNI, "--by", "--"), "--by"),
        (("say", entry["id"], "done", *by), "It was done on 5 February 2026"),
        (("say", "ffff", "done", *by), "No entry begins"),
        (("report", "everything"), "turnaround, decisions"),
        (("sheet", "nobody"), "nobody"),
    ):
        refused = saathi(home, *words)
        assert refused.code
        assert told in refused.said
    assert listed(home, "--closed") == before


def test_the_report_counts_the_times_and_names_what_was_late(home: Path) -> None:
    assert saathi(home, "report", "turnaround", "--out", home / "out").code == 0
    name = f"saathi-turnaround-{office_today().isoformat()}"
    sheet: Any = load_workbook(home / "out" / f"{name}.xlsx").worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"=The bank was closed.", "23 of 10", "2026-02"} <= cells
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(sheet._charts) == 1
    document = Document(str(home / "out" / f"{name}.docx"))
    first = document.tables[0].rows[1].cells
    assert [cell.text for cell in first[1:]] == ["1", "0", "1", "0", "23.0"]
    assert saathi(home, "report", "decisions", "--out", home / "out").code == 0


def test_the_committee_decides_on_paper_and_the_report_has_it(home: Path) -> None:
    by, members = ("--by", "Sample Officer"), [f"Sample Member {n}" for n in range(1, 4)]
    asked = [part for member in members for part in ("--set", f"members={member}")]
    key = ("--agreement", "2026-schools")
    opened = saathi(home, "open", "decision", ROSHNI, *by, *asked, "--set", "quorum=2", *key)
    assert opened.code == 0, opened.err
    (entry,) = listed(home, "--kind", "decision")
    assert entry["title"] != "Decision of the Committee"

    def says(verb: str, *words: str) -> Run:
        return saathi(home, "say", entry["id"], verb, *by, *words)

    def sheet(*values: str, vote: str = "yes") -> Run:
        return says(
            "sheet", *(part for value in (f"vote={vote}", *values) for part in ("--set", value))
        )

    for refused, told in (
        (sheet(), "Only a member who is asked"),
        (sheet("member=Sample Member 1"), "Name the paper"),
        (sheet("member=Nobody", "handed_in=one.pdf"), "Only a member who is asked"),
        (says("decided", "--set", "outcome=approved"), "0 of the 2 sheets"),
    ):
        assert refused.code
        assert told in refused.said
    assert sheet("member=Sample Member 1", "handed_in=one.pdf").code == 0
    assert (
        sheet("member=Sample Member 2", "handed_in=two.pdf", "why=No funds.", vote="no").code == 0
    )
    assert "write why" in says("decided", "--set", "outcome=approved").said
    outcome = ("--set", "outcome=declined", "--set", "why=No funds are left.")
    assert says("decided", *outcome).code == 0
    told_on = ("--set", f"on={office_today().isoformat()}")
    assert says("told", "--set", "how=letter", *told_on).code == 0
    assert says("answered", "--told-by", "Sample Chair", "--words", "We ask again.").code == 0
    shown = run("partners", "show", ROSHNI, home=home, columns=200).said
    assert "The Committee: Sample Member 1 and Sample Member 2" in shown

    assert saathi(home, "report", "decisions", "--out", home / "out").code == 0
    name = f"saathi-decisions-{office_today().isoformat()}"
    document: Any = Document(str(home / "out" / f"{name}.docx"))
    first, second = ([c.text for c in table.rows[1].cells] for table in document.tables[:2])
    assert first[1:] == ["1", "1", "1", "1", "0", "0.0", "0.0"]
    assert "Why: No funds are left.; 2 of 3 sheets; against a sheet" in second[3]
    assert "answered by Sample Chair" in second[4]


def test_a_payment_while_a_report_is_missing_takes_a_reason(home: Path) -> None:
    """Also where nothing was said to the report yet, so that it has no entry."""
    day = office_today() - timedelta(days=5)
    early = ReportDue(what="Early report", by=Side.PARTNER, due=f"{day.day} {day:%B %Y}")

    def with_it(stored: StoredPartner) -> Partner:
        schools, *others = stored.partner.agreements
        owing = schools.model_copy(update={"reports": (*schools.reports, early)})
        return stored.partner.model_copy(update={"agreements": (owing, *others)})

    PartnerFile(Database("", home)).change(ROSHNI, with_it, by="Sample Officer", source="terminal")
    values = ("item=tranche", "what=Tranche 9", "by=cip", "due=2099-01-01", "amount=1")
    fields = [part for value in values for part in ("--set", value)]
    by = ("--by", "Sample Officer", "--agreement", "2026-schools")
    assert saathi(home, "open", "owed", ROSHNI, *by, *fields).code == 0
    entry = next(each for each in listed(home) if each["title"] == "Tranche 9")
    pay = ("say", entry["id"], "paid", "--by", "Sample Officer", "--set", "amount=1")
    refused = saathi(home, *pay)
    assert refused.code
    assert "Early report" in refused.said
    assert saathi(home, *pay, "--set", "reason=Floods.").code == 0


def test_a_sheet_goes_out_and_comes_back_with_who_said_it(home: Path) -> None:
    by = ("--by", "Sample Officer")
    action = ("open", "action", ROSHNI, *by, "--set", "what=Adopt a policy", "--set", "of=partner")
    assert saathi(home, *action).code == 0
    assert saathi(home, "sheet", ROSHNI, "--urdu", "--out", home).code == 0
    name = f"SHEET_{ROSHNI}_{office_today().isoformat()}_ur.docx"
    document: Any = Document(str(home / name))
    rows = [row for table in document.tables for row in table.rows]
    row = next(row for row in rows if "Adopt a policy" in row.cells[0].text)
    row.cells[3].text += " ہاں"
    for cell, text in zip(rows[-1].cells, ("Sample Head", "", "5 August 2026"), strict=True):
        cell.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    back = home / "back.docx"
    back.write_bytes(stream.getvalue())
    shown = saathi(home, "read", back, *by)
    assert "Adopt a policy: Done." in shown.said
    assert "--take" in shown.said
    for _ in range(2):
        assert "1 of 1" in saathi(home, "read", back, *by, "--take").said
    (entry,) = listed(home, "--kind", "action")
    (event,) = entry["events"]
    assert (event["verb"], event["side"]) == ("done", "partner")
    assert event["told_by"] == "Sample Head, sheet of 5 August 2026"


def test_entries_go_to_a_workbook(home: Path) -> None:
    file = home / "register.xlsx"
    assert saathi(home, "list", "--closed", "--xlsx", file).code == 0
    cells = [str(cell.value) for row in load_workbook(file).worksheets[0] for cell in row]
    assert "=The bank was closed." in cells


def test_a_review_is_opened_spoken_to_signed_and_reported(home: Path) -> None:
    by, chair = ("--by", "Sample Officer"), ("--told-by", "Sample Chairwoman")
    agreement = ("--agreement", "2026-schools")
    refused = saathi(home, "open", "review", ROSHNI, *by, *agreement, "--set", "of=relationship")
    assert refused.code
    assert "leave it out" in refused.said
    opened = saathi(home, "open", "review", ROSHNI, *by, *agreement, "--set", "of=agreement")
    assert opened.code == 0, opened.err
    entry = next(each for each in listed(home) if each["kind"] == "review")
    for words in (
        ("office_words", *by, "--set", "progress==1+1 (sample)"),
        ("partner_words", *by, *chair, "--set", "improve=Pay sooner (sample)"),
        ("times", *by, *chair, "--set", "kept=partly"),
        ("held", *by, "--set", "on=2026-02-01"),
        ("partner_signed", *by, *chair),
        ("office_signed", *by),
    ):
        outcome = saathi(home, "say", entry["id"], *words)
        assert outcome.code == 0, outcome.err
    action = ("open", "action", ROSHNI, *by, "--set", "what=Pay (sample)", "--set", "of=cip")
    assert saathi(home, *action, "--from", entry["id"][:8]).code == 0
    shown = saathi(home, "show", entry["id"]).out
    for text in ("Partly (Sample Chairwoman", "Pay (sample) (Open)", "signed by both sides"):
        assert text in shown
    assert saathi(home, "report", "reviews", "--out", home / "out").code == 0
    book = load_workbook(next((home / "out").glob("saathi-reviews-*.xlsx")))
    cells = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert {"=1+1 (sample)", "Pay sooner (sample)", "Reviews"} <= cells
