"""Killed at any write of the register, it is whole after a restart: each thing is there once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.support.databases import KINDS, fresh_url

Json = dict[str, Any]
DECIDED, PAPER, READY = "committee-decided", "committee-paper", "committee-ready"
WRITES = 14  # at least: of what is entered, filed and told


@pytest.mark.parametrize("kind", KINDS)
def test_killed_before_and_after_each_write_everything_is_there_once(
    kind: str, tmp_path: Path
) -> None:
    with fresh_url(kind) as url:
        lines = subprocess.run(
            [sys.executable, "-m", "tests.support.dying_register", str(tmp_path), url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.splitlines()
    lives = [json.loads(line) for line in lines]
    whole, deaths = lives[0]["again"], lives[2:]
    assert len(deaths) > 2 * WRITES
    assert (whole["approvals"], len(topics(whole, PAPER)), len(topics(whole, DECIDED))) == (1, 4, 1)
    for death in deaths:
        assert without_ready(death["again"]) == without_ready(whole), death["at"]
        look_by_itself(death["by_itself"])


def look_by_itself(standing: Json) -> None:
    """What follows what is kept is done by the next process, whoever presses what again."""
    verbs = [verb for entry in standing["events"] for _, _, verb in entry]
    is_decided = "decided" in verbs
    assert standing["approvals"] == is_decided
    assert len(topics(standing, DECIDED)) == is_decided
    if standing["events"] and not is_decided:
        assert len(topics(standing, PAPER)) == 4


def topics(standing: Json, topic: str) -> list[str]:
    return [each for each in standing["told"] if each.endswith(topic)]


def without_ready(standing: Json) -> Json:
    """That sheets enough are in is told where somebody looked before it was decided."""
    told = [each for each in standing["told"] if not each.endswith(READY)]
    return {**standing, "told": told}
