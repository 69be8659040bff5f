"""`saathi screening …`: a partner checked against list files, and a possible match settled."""

from __future__ import annotations

import re
from pathlib import Path

from tests.drafting.screening import list_files
from tests.support.command_line import run

PARTNER = "sample-roshni"
FOR_A_FEW = """
title: Governance, conflicts of interest and screening
items:
  - id: screening-lists
    ask: What did the check show?
    direction: cip
    subject: control
    tier: A
    evidence: The lists with their dates.
    basis: [cspf 15(e)]
    readers: few
    must_be_clear: true
"""


def test_a_partner_is_checked_against_the_files_in_the_folder(tmp_path: Path) -> None:
    nothing = run("screening", "check", PARTNER, home=tmp_path)
    assert nothing.code == 1
    assert "put the lists’ files" in nothing.said
    folder = tmp_path / "screening"
    folder.mkdir()
    (folder / "consolidated.xml").write_bytes(list_files.UN)
    rows = "Name,Father Name\nSample Signatry One,Nobody\n"
    (folder / "national-2026-11-20.csv").write_text(rows, encoding="utf-8")
    lists = run("screening", "lists", home=tmp_path, columns=200).said
    assert "UN Security Council consolidated list 03 Nov 2026 2 consolidated.xml" in lists
    checked = run("screening", "check", PARTNER, home=tmp_path, columns=300).said
    assert "Sample Signatory One (Signatory)" in checked
    match = re.search(r"Possible match (\w+): open", checked)
    assert match is not None
    assert "Write the reason" in run("screening", "clear", match[1], home=tmp_path).said
    reason = ("--reason", "Another father, by her own card.", "--by", "Sample Officer")
    run("screening", "clear", match[1], *reason, home=tmp_path)
    shown = run("screening", "show", PARTNER, home=tmp_path, columns=300).said
    assert f"Possible match {match[1]}: cleared" in shown
    assert "Cleared by Sample Officer" in shown
    looked = run("privacy", "access", home=tmp_path, columns=200).said
    assert "screening" in looked
    office = tmp_path / "catalogue"
    office.mkdir()
    (office / "governance.yaml").write_text(FOR_A_FEW, encoding="utf-8")
    withheld = run("screening", "show", PARTNER, home=tmp_path, columns=300).said
    assert "1 possible match" in withheld
    assert "Sample Signatry One" not in withheld
    run("partners", "delete", PARTNER, "--yes", home=tmp_path)
    again = run("screening", "clear", match[1], *reason, home=tmp_path)
    assert "There is no possible match" in again.err
