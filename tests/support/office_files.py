"""An office's own clauses and templates, for tests: put into a home, and checked by `saathi`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from drafting.agreements.templates.shelf import DOCX, YAML
from drafting.agreements.templates.shipped import TEMPLATES
from drafting.documents.composition import DocumentKind
from tests.support.command_line import Run, run
from tests.support.drafting.kinds import MOU

# An office's own words for a clause that Saathi's MoU lists. Its text begins on line 10.
QUIET_TIMES = """\
---
title: Quiet times
basis: [cspf 13-I(e)]
kind: framework
reciprocity: both
documents: [mou]
note: Rest is no end.
---

A quiet time does not end the relationship.
"""
WORDS = "A quiet time does not end the relationship."


def put_clause(home: Path, text: str, name: str = "dormancy") -> Path:
    """The file of a clause of the office's own."""
    file = home / "clauses" / f"{name}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def put_template(home: Path, old: str, new: str, kind: DocumentKind = MOU) -> tuple[Path, str]:
    """Saathi's template.yaml, changed for the office; its file and its text."""
    text = (TEMPLATES / kind / YAML).read_text(encoding="utf-8")
    assert old in text
    file = home / "templates" / kind / YAML
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file, text.replace(old, new, 1)


LETTER = {
    "title": "Cooperation Letter",
    "short_title": "Letter",
    "called": "a cooperation letter",
    "term": "this Letter",
    "order": "15",
}


def put_kind(templates: Path, name: str = "cooperation-letter", **changes: str) -> Path:
    """A kind of document of its own: the folder of Saathi's MoU, copied and called otherwise."""
    folder = templates / name
    shutil.copytree(TEMPLATES / MOU, folder)
    text = (folder / YAML).read_text(encoding="utf-8")
    for entry, value in (LETTER | changes).items():
        text, count = re.subn(rf"^{entry}: .*$", f"{entry}: {value}", text, flags=re.MULTILINE)
        assert count == 1, entry
    (folder / YAML).write_text(text, encoding="utf-8")
    return folder


def put_docx(home: Path, content: bytes, kind: DocumentKind = MOU) -> Path:
    """The office's own look of a document."""
    file = home / "templates" / kind / DOCX
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def check(home: Path, **settings: str) -> Run:
    """`saathi templates check`."""
    return run("templates", "check", home=home, settings=settings)


def line_of(text: str, words: str) -> int:
    """The line on which `words` begin."""
    return 1 + text[: text.index(words)].count("\n")
