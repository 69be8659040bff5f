"""Ordinary files read in a child process and in this one, timed in a process of their own."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

from drafting.agreements.templates.shipped import TEMPLATES
from drafting.documents.word.limits import both_apart
from drafting.due_diligence import checklist_document, checklist_workbook
from drafting.due_diligence.papers.reading_back import checklist_of
from drafting.partners import PartnerFile, export_partners
from drafting.partners.reading.files import intake_of
from knowledge import Status
from knowledge.confinement import Confined
from knowledge.reading import read_word_content
from knowledge.reading.documents import read_flowing, read_paged
from tests.benchmark.rows import seconds
from tests.conftest import ROOT
from tests.support.databases import fresh_database
from tests.support.drafting.compositions import composition
from tests.support.drafting.sample_checklists import TODAY, largest
from tests.support.framework_docx import write_docx
from tests.support.framework_pdf import write_pdf

POLICY = ROOT / "knowledge" / "corpus" / "cspf.md"
ROUNDS = 9
KNOWN = {"id": "cspf", "edition": "2026", "status": Status.APPROVED}
Call = tuple[Confined[..., Any], tuple[Any, ...], str]


def ordinary() -> dict[str, Any]:
    """Milliseconds of each file, both ways in turn, and what the first file waits for."""
    with tempfile.TemporaryDirectory() as folder:
        calls = dict(_calls(Path(folder)))
    reader, arguments, _ = calls["partners_csv"]
    first = 1000 * seconds(lambda: reader(*arguments))
    files = {name: _taken(*call) for name, call in calls.items()}
    pages = _pages(calls["policy_pdf"])
    return {"files": files, "first_ms": first, "idle_mb": _idle(), "pages": pages}


def _pages(call: Call) -> int:
    """How many pages the PDF has."""
    _, (_, content, _), _ = call
    return len(pypdfium2.PdfDocument(content))


def _taken(reader: Confined[..., Any], arguments: tuple[Any, ...], note: str) -> dict[str, Any]:
    apart, here = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy moment meets both
        apart.append(1000 * seconds(lambda: reader(*arguments)))
        here.append(1000 * seconds(lambda: reader.unconfined(*arguments)))
    return {"apart": median(apart), "here": median(here), "note": note}


def _calls(folder: Path) -> Mapping[str, Call]:
    with fresh_database("sqlite", folder / "database") as database:
        partners = PartnerFile(database)
        partners.seed_samples()
        for kind in (".xlsx", ".csv", ".yaml"):
            export_partners(partners.all(), folder / f"all{kind}", may_see_restricted_fields=True)
    write_docx(POLICY, folder / "cspf.docx")
    write_pdf(POLICY, folder / "cspf.pdf")
    checklist = largest()
    word, workbook = checklist_document(checklist, TODAY), checklist_workbook(checklist, TODAY)
    template = (TEMPLATES / "mou" / "template.docx").read_bytes()
    draft, _ = both_apart.unconfined(composition(), template)
    ten, questions = "the ten sample partners", "the largest checklist"

    def partners_of(kind: str) -> Call:
        return intake_of, (f"all{kind}", (folder / f"all{kind}").read_bytes()), ten

    return {
        "partners_csv": partners_of(".csv"),
        "partners_xlsx": partners_of(".xlsx"),
        "partners_yaml": partners_of(".yaml"),
        "checklist_docx": (checklist_of, ("a.docx", word), questions),
        "checklist_xlsx": (checklist_of, ("a.xlsx", workbook), questions),
        "draft_docx": (read_word_content, ("a.docx", draft), "the words of an edited draft"),
        "policy_md": (read_flowing, ("cspf.md", POLICY.read_bytes(), KNOWN), "the framework"),
        "policy_docx": (
            read_flowing,
            ("cspf.docx", (folder / "cspf.docx").read_bytes(), KNOWN),
            "the framework",
        ),
        "policy_pdf": (
            read_paged,
            ("cspf.pdf", (folder / "cspf.pdf").read_bytes(), KNOWN),
            "the framework",
        ),
        "own_template": (both_apart, (composition(), template), "both copies of an agreement"),
    }


def _idle() -> float | None:
    """Megabytes that the process holds from which children are forked; None off Linux."""
    if sys.platform != "linux":
        return None
    from knowledge.confinement.calls import _nursery

    assert _nursery._process is not None
    status = Path(f"/proc/{_nursery._process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps({"ordinary": ordinary}[sys.argv[1]]()))
