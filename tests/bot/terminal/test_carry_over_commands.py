"""A renewal, confirmed by area, and an emergency's first days, in the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.support.command_line import run

ROSHNI, AGREEMENT = "sample-roshni", "2026-schools"
FIRST, SECOND = f"DD_{ROSHNI}_{AGREEMENT}_1", f"DD_{ROSHNI}_{AGREEMENT}_2"


def test_what_was_settled_is_confirmed_together_by_a_named_person(tmp_path: Path) -> None:
    files = ("--out", tmp_path / "files")
    run("due-diligence", ROSHNI, "--agreement", AGREEMENT, *files, home=tmp_path)
    answer = ("finance-system.partner", "A register.", "--said-by", "Sample Treasurer")
    run("due-diligence", "answer", FIRST, *answer, home=tmp_path)
    run("due-diligence", ROSHNI, "--agreement", AGREEMENT, "--new", *files, home=tmp_path)
    of_area = ("--area", "finance", "--side", "partner", "--yes")
    refused = run("due-diligence", "confirm", SECOND, *of_area, home=tmp_path)
    assert "Say with --said-by NAME who at the partner" in refused.said
    named = ("--said-by", "Sample Head", "--by", "Sample Officer")
    confirmed = run("due-diligence", "confirm", SECOND, *of_area, *named, home=tmp_path).said
    assert "Said by Sample Treasurer on" in confirmed
    assert "Confirmed by Sample Officer; 2 of" in confirmed


def test_the_first_days_of_an_emergency_are_asked_little(tmp_path: Path) -> None:
    files = ("--first-days", "--out", tmp_path / "files")
    made = run("due-diligence", "sample-sailab", *files, home=tmp_path, columns=300).said
    assert "the rest follows by" in made
    counts = re.search(r"(\d+) items for the partner, (\d+) for", made)
    assert counts is not None
    assert all(int(count) <= 20 for count in counts.groups())
    refused = run("due-diligence", ROSHNI, "--agreement", AGREEMENT, *files, home=tmp_path).said
    assert "no agreement of an emergency" in refused
    risky = ("--high-risk", "The river rises.")
    complaint = run("due-diligence", "sample-sailab", *files, *risky, home=tmp_path).complaint
    assert "give it when the rest begins" in complaint
    checklists = run("due-diligence", "list", "sample-sailab", "--json", home=tmp_path)
    assert len(json.loads(checklists.out)) == 1
