"""`saathi draft review`, `settle` and `reopen`: one verdict, and what a person settles by name."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.support.command_line import Run, run
from tests.support.word_files import WordFile

ID = "CONTRACT_sample-roshni_2026-schools_v{}"
OURS = {
    "ROLES__TERMINAL_SEES_RESTRICTED": "true",
    "OFFICE__ADDRESS": "Sample House 1, Islamabad",
    "OFFICE__REGISTRATION": "Registered as a sample",
    "OFFICE__GOVERNING_LAW": "the laws of Sampleland",
    "OFFICE__DISPUTE_FORUM": "the courts of Sampleland",
    "OFFICE__POLICIES": '[{"name": "Visibility Policy", "dated": "2012-10-01"}]',
    **{
        f"OFFICE__PERIODS__{period}": "30"
        for period in (
            *("NOTICE", "REMEDY", "TALKS", "ANSWER", "REFUND"),
            *("RECORDS", "FRAUD_REPORT", "INCIDENT_REPORT"),
        )
    },
    "OFFICE__SIGNATORIES": '[{"name": "Sample Director", "title": "Country Director"}]',
    **{
        f"OFFICE__TURNAROUND_DAYS__{procedure}": "10"
        for procedure in (
            *("BUDGET_APPROVAL", "PAYMENT_APPROVAL", "CASH_DISBURSEMENT"),
            *("FINANCIAL_REPORT_REVIEW", "AUDIT_REVIEW"),
        )
    },
}
BY = ("--by", "Sample Coordinator")
BECAUSE = ("--reason", "Counsel read it, and it may stand.")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of an office with the sample partners."""
    assert run("partners", "list", home=tmp_path).code == 0
    return tmp_path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def saathi(*words: str | Path, home: Path) -> Run:
    return run("draft", *words, home=home, settings=OURS)


def contract(home: Path, out: Path) -> Run:
    words = ("contract", "sample-roshni", "--agreement", "2026-schools", "--no-pdf", "--out", out)
    return saathi(*words, home=home)


def review_of(version: int, home: Path, *more: str) -> dict[str, Any]:
    review: dict[str, Any] = json.loads(
        saathi("review", ID.format(version), "--json", *more, home=home).out
    )
    return review


def test_one_count_everywhere_and_for_signature_once_all_is_settled(home: Path, out: Path) -> None:
    drafted = contract(home, out)
    first = review_of(1, home)
    assert first["ready_for_signature"] is False
    count = first["open_points"]
    points = [finding["point"] for finding in first["review"]["for_people"]]
    assert count == len(points)
    assert first["verdict"] in drafted.said
    assert first["verdict"].startswith(f"Not ready for signature: {count} open point")
    assert (out / f"{ID.format(1)}_not-ready-{count}-open.docx").is_file()
    listed = json.loads(saathi("list", "--json", home=home).out)
    assert [(one["draft"], one["open_points"]) for one in listed] == [(ID.format(1), count)]
    assert f"{count} open point" in saathi("list", home=home).said

    for point in points:
        told = saathi("settle", ID.format(1), point, *BECAUSE, *BY, home=home)
        assert told.code == 0, told.err
    assert "the verdict is ‘For signature’" in told.said
    assert "saathi draft contract sample-roshni --agreement 2026-schools" in told.out
    assert review_of(1, home) == first, "a draft stays as it was made"
    assert review_of(1, home, "--now")["ready_for_signature"] is True

    drafted = contract(home, out)
    assert "For signature: nothing is open." in drafted.said
    assert "Settled by Sample Coordinator on " in drafted.said
    assert "Counsel read it, and it may stand" in drafted.said
    clean = (out / f"{ID.format(2)}_for-signature.docx").read_bytes()
    assert "\tFor signature" in " ".join(WordFile(clean).paragraphs(part="word/header1.xml"))
    filed = docx.Document(io.BytesIO((out / f"{ID.format(2)}_review.docx").read_bytes()))
    cells = [cell.text for table in filed.tables for row in table.rows for cell in row.cells]
    assert any(text.startswith("For signature") for text in cells)
    assert "Counsel read it, and it may stand." in cells


def test_what_is_taken_back_is_open_again(home: Path, out: Path) -> None:
    contract(home, out)
    (finding, *_) = review_of(1, home)["review"]["for_people"]
    saathi("settle", ID.format(1), finding["point"], *BECAUSE, *BY, home=home)
    told = saathi("reopen", ID.format(1), finding["code"], *BY, home=home)
    assert told.code == 0
    assert "It is open again." in told.said
    now = review_of(1, home, "--now")
    assert finding["point"] in [one["point"] for one in now["review"]["for_people"]]
    none = saathi("reopen", ID.format(1), finding["code"], *BY, home=home)
    assert "none is settled" in none.complaint


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("settle", ID.format(1), "no-such-point", *BECAUSE, *BY), "No open point is called"),
        (("settle", ID.format(1), "counsel-data", "--reason", "-", *BY), "Write the reason"),
        (
            ("settle", ID.format(1), "counsel-data", "--reason", "CNIC 40000-0000001-2", *BY),
            "Leave account numbers and CNICs out",
        ),
        (("settle", ID.format(1), "counsel-data", *BECAUSE, "--by", " . "), "write the name"),
        (("settle", "MOU_nobody_v1", "counsel-data", *BECAUSE, *BY), "did you mean"),
        (("review", "MOU_nobody_v1"), "did you mean"),
    ],
)
def test_what_cannot_be_settled_is_said_in_one_sentence(
    home: Path, out: Path, words: tuple[str, ...], said: str
) -> None:
    contract(home, out)
    assert said in saathi(*words, home=home).complaint
    assert review_of(1, home, "--now")["review"]["settled"] == []


def test_a_draft_of_before_says_which_rules_it_was_made_under(home: Path, out: Path) -> None:
    contract(home, out)
    with sqlite3.connect(home / "saathi.db") as connection:
        connection.execute("UPDATE drafts SET rules = 1, review_file = NULL")
    told = saathi("review", ID.format(1), home=home)
    assert "Made under earlier rules, which counted blanks alone" in told.said
    (line,) = json.loads(saathi("list", "--json", home=home).out)
    assert (line["ready_for_signature"], line["rules"]) == (None, 1)
    assert "(earlier" in saathi("list", home=home).said
