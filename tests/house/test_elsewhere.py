"""Saathi on other people's machines: other locales, time zones and folders, and no home folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

QUESTION = "May a partner mention CARE in public?"
MACHINES: Mapping[str, Mapping[str, str]] = {
    "no home folder and no locale": {},
    "plain ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "another alphabet and the first time zone of the day": {
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
    },
    "a time zone with half hours": {"LANG": "ur_PK.UTF-8", "TZ": "America/St_Johns"},
}


@pytest.fixture(scope="module")
def elsewhere(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home, with its index built, in a folder whose name has a blank and Urdu letters."""
    folder = tmp_path_factory.mktemp("machine") / "saathi کا دفتر"
    shutil.copytree(home, folder)
    return folder


def run(machine: str, home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The real command with just the variables of that machine, and `more`."""
    own = {"PATH": os.environ["PATH"], "SAATHI_HOME": os.fspath(home), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**own, **MACHINES[machine], **more},
        timeout=120,
    )


@pytest.mark.parametrize("machine", MACHINES)
def test_it_answers_and_drafts_as_anywhere(machine: str, elsewhere: Path, tmp_path: Path) -> None:
    answer = run(machine, elsewhere, "ask", QUESTION)
    assert answer.returncode == 0, answer.stderr
    assert b"CSPF 17(a)" in answer.stdout
    out = tmp_path / "مسودے"
    out.mkdir()
    words = ("draft", "contract", "sample-roshni", "--agreement", "2026-schools", "--out", str(out))
    draft = run(machine, elsewhere, *words)
    assert draft.returncode == 0, draft.stderr
    assert len(list(out.glob("*.docx"))) == 3  # the draft, its clean copy and its review


def test_nothing_is_left_in_the_users_own_folders(elsewhere: Path, tmp_path: Path) -> None:
    """No library keeps an identity of this machine, or anything to be sent later."""
    answer = run("plain ASCII", elsewhere, "ask", QUESTION, HOME=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert list(tmp_path.rglob("*")) == []
