"""What due diligence learned is offered to the partner's file, and taken by a person alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Run, run

PARTNER, AGREEMENT = "sample-roshni", "2026-schools"
CHECKLIST = f"DD_{PARTNER}_{AGREEMENT}_1"
NTN, SIGNATORIES = "identity-ntn.partner", "identity-signatories.partner"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a checklist, some of whose answers hold what the file does not say."""
    home = tmp_path_factory.mktemp("offers")
    run("due-diligence", PARTNER, "--agreement", AGREEMENT, "--out", home / "files", home=home)
    for item, text in {
        NTN: "Yes, our NTN is 7654321-0.",
        SIGNATORIES: "Ms Zainab Baloch (Chairperson), by resolution of the Board.",
        "identity-focal-points.partner": "Hina Malik, Programme Manager, hina@example.org",
        "identity-registration-renewal.partner": "Renewed, valid until 30 June 2031.",
        "finance-account.partner": "The title is Roshni Society.",
    }.items():
        said = ("--said-by", "Sample Director One", "--by", "Sample Person")
        run("due-diligence", "answer", CHECKLIST, item, text, *said, home=home)
    return home


def offers(home: Path, *words: str) -> Run:
    return run("due-diligence", "offers", CHECKLIST, *words, home=home, columns=400)


def record(home: Path) -> dict[str, Any]:
    printed = run("partners", "show", PARTNER, "--json", home=home).out
    return dict(json.loads(printed)["record"])


def test_it_is_shown_side_by_side_with_where_it_came_from_and_taken_by_choice(
    begun: Path,
) -> None:
    before = record(begun)
    told = offers(begun).said
    assert "tax.ntn" in told
    assert "0000001-0 7654321-0 identity-ntn.partner, by Sample Person on" in told
    for path in ("people.signatories", "people.focal_points", "registration.expires"):
        assert path in told
    assert "bank.title" not in told  # an account is changed in a way of its own
    assert record(begun) == before

    taken = offers(begun, "--take", "tax.ntn", "--take", "people.signatories", "--by", "Sample Two")
    assert "Taken into the file of sample-roshni: 2 fields." in taken.said
    after = record(begun)
    assert after["tax"]["ntn"] == "7654321-0"
    names = [one["name"] for one in after["people"]["signatories"]]
    assert names == ["Sample Signatory One", "Ms Zainab Baloch"]
    assert after["registration"]["expires"] == before["registration"]["expires"]
    history = run("partners", "history", PARTNER, home=begun, columns=400).said
    assert "Sample Two" in history
    assert f"due diligence {CHECKLIST}, by the answers to identity-ntn" in history
    left = offers(begun).said
    assert "tax.ntn" not in left
    assert "registration.expires" in left


def test_what_the_record_says_newer_is_not_offered_again(begun: Path, tmp_path: Path) -> None:
    file = tmp_path / "newer.csv"
    head = "Partner id,Registration expires on\n"
    file.write_text(f"{head}{PARTNER},1 July 2033\n", encoding="utf-8")
    assert run("partners", "import", file, "--yes", home=begun).code == 0
    assert "registration.expires" not in offers(begun).said


def test_what_is_not_offered_cannot_be_taken(begun: Path) -> None:
    told = offers(begun, "--take", "bank.iban")
    assert told.complaint.startswith("The checklist offers no 'bank.iban'; it offers")
