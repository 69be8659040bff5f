"""Decisions and due diligence recorded at the terminal, and what a review makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.command_line import Run, run

ROSHNI, SCHOOLS = "sample-roshni", "2026-schools"
CLEARED = {"id": ROSHNI, "control": {"approvals": [], "completions": []}}
GOOD = {
    "--agreement": SCHOOLS,
    "--outcome": "approved",
    "--by": "Sample Committee",
    "--on": "1 December 2025",
    "--how": "meeting",
    "--proof": "sample-minutes.pdf",
    "--amount": "75,00,000",
    "--currency": "PKR",
}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for what saves nothing."""
    return cleared_home(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return cleared_home(tmp_path)


def cleared_home(folder: Path) -> Path:
    """A home in which nothing is decided or completed for Roshni."""
    file = folder / "cleared.yaml"
    file.write_text(yaml.safe_dump(CLEARED), encoding="utf-8")
    home = folder / "home"
    assert run("partners", "import", file, "--yes", home=home).code == 0
    return home


def decision(home: Path, **changes: str) -> Run:
    """Runs the command with these options in place of the good ones; '' leaves one out."""
    options = {**GOOD, **{f"--{name}": value for name, value in changes.items()}}
    words = [word for option, value in options.items() if value for word in (option, value)]
    return run("partners", "decision", ROSHNI, *words, home=home, columns=400)


def record(home: Path) -> Any:
    """What the partner's file holds on its control."""
    shown = run("partners", "show", ROSHNI, "--json", home=home).out
    return json.loads(shown)["record"]["control"]


def review(home: Path) -> str:
    """What the terminal says of a contract that is drafted now."""
    out = home.parent / "drafts"
    words = ("draft", "contract", ROSHNI, "--agreement", SCHOOLS, "--no-pdf", "--out", out)
    return run(*words, home=home, columns=400).said


def test_a_decision_is_recorded_once_and_the_review_reads_it(home: Path) -> None:
    assert "No decision of the Committee on this agreement" in review(home)
    told = decision(home)
    assert told.said.startswith("Recorded for ‘2026-schools’: approved.")
    decision(home)  # again
    (held,) = record(home)["approvals"]
    assert float(held.pop("amount")) == 7_500_000
    assert held == {
        "what": "Girls back to school in Thatta and Sujawal",
        "by": "Sample Committee",
        "on": "2025-12-01",
        "outcome": "approved",
        "agreement": SCHOOLS,
        "currency": "PKR",
        "until": None,
        "procedure": "meeting",
        "proof": "sample-minutes.pdf",
        "conditions": "",
    }
    assert "No decision of the Committee" not in review(home)
    decision(home, outcome="declined", on="2 December 2025", amount="", currency="")
    assert "The Committee declined this agreement on 2 December 2025" in review(home)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"outcome": ""}, "--outcome: Choose what was decided."),
        ({"outcome": "Refused"}, "--outcome: 'Refused' is none of its values"),
        ({"by": ""}, "--by: Say who decided"),
        ({"on": ""}, "--on: Give the day"),
        ({"on": "1 December 2199"}, "--on: the year 2199 cannot be meant"),
        ({"on": "1 December 2149"}, "--on: 2149-12-01 is still to come"),
        ({"how": ""}, "--how: Choose how it was decided."),
        ({"proof": ""}, "--proof: Name the minutes"),
        ({"amount": ""}, "--amount: Funds change hands"),
        ({"currency": ""}, "--currency: Give the currency"),
        ({"outcome": "approved_with_conditions"}, "--conditions: Write down the conditions."),
        ({"conditions": "A yearly audit."}, "Choose ‘Approved with conditions’"),
        ({"until": "1 November 2025"}, "--until: 2025-11-01 is before 2025-12-01"),
        ({"agreement": "2026-school"}, "has no agreement ‘2026-school’"),
    ],
)
def test_what_does_not_make_a_decision_is_told_by_its_option(
    untouched: Path, changes: dict[str, str], complaint: str
) -> None:
    assert complaint in decision(untouched, **changes).complaint
    assert record(untouched)["approvals"] == []


def test_due_diligence_on_paper_counts_once_the_partner_acknowledged_it(
    home: Path, tmp_path: Path
) -> None:
    paper = {
        "checklist": "Paper of 10 November",
        "agreement": SCHOOLS,
        "tier": "C",
        "amount": 7_500_000,
        "currency": "PKR",
        "by": "Sample Coordinator",
        "on": "2025-11-10",
    }
    file = tmp_path / "paper.yaml"
    for more, expected in (
        ({}, "does not say who at the partner acknowledged it"),
        ({"acknowledged_by": "Sample Director One", "acknowledged_on": "2025-11-12"}, ""),
    ):
        content = {"id": ROSHNI, "control": {"completions": [{**paper, **more}]}}
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        assert run("partners", "import", file, "--yes", home=home).code == 0
        assert expected in review(home)
    assert "acknowledged it" not in review(home)
