"""Killed at any point of drafting, Saathi delivers each draft once when it is started again."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.services import make_services
from bot.settings.settings import Settings
from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from tests.bot.slack.test_crashes import serving
from tests.support.slack.forms import sends
from tests.support.slack.sights import from_saathi, top
from tests.support.slack.workspace_client import Refusal, Visitor, until

Json = dict[str, Any]
Seen = Callable[[str, dict[str, Any]], bool]


def is_submission(kind: str, about: dict[str, Any]) -> bool:
    return kind == "ack" and about.get("name") == "view_submission"


def shows_files(kind: str, about: dict[str, Any]) -> bool:
    return kind == "message" and bool(getattr(about.get("message"), "files", None))


def is_review(kind: str, about: dict[str, Any]) -> bool:
    return kind == "message" and names.DRAFT_WHY in repr(
        getattr(about.get("message"), "blocks", "")
    )


MOMENTS: dict[str, Seen] = {
    "when the window was sent": is_submission,
    "when the files are there and the review is not": shows_files,
}


class Killer:
    """Kills a process at the first thing of one kind that the workspace sees of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._at: Seen | None = None
        self._process: subprocess.Popen[str] | None = None
        workspace.observe(self._seen)

    def aim(self, process: subprocess.Popen[str], at: Seen) -> None:
        self._process, self._at = process, at

    def _seen(self, kind: str, about: dict[str, Any]) -> None:
        if self._at and self._process and self._at(kind, about):
            self._process.send_signal(signal.SIGKILL)
            self._at = None


@pytest.fixture
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the sample partners, on a machine without LibreOffice."""
    copied = Path(shutil.copytree(home, tmp_path / "home"))
    services = make_services(Settings(home=copied))
    assert services.partners.all()
    services.database.close()
    monkeypatch.setenv("PATH", str(tmp_path))
    return copied


def asks_for_a_draft(officer: Visitor, partner: str) -> None:
    """Sends the window; a process that dies of it acknowledges nothing."""
    officer.commands("partnerships", "/draft-mou", partner)
    view = top(officer, "Draft an agreement", showing="What it is about")
    with suppress(Refusal):
        sends(officer, view)
    officer.closes_all()


def test_each_draft_comes_once_whatever_the_process_dies_of(own_home: Path) -> None:
    workspace = Workspace(manifest(), redeliver_after=(0.5,) * 40)
    partners = ["mashal", "awaz", "jamia"]
    with LocalServer(workspace) as server:
        officer, killer = Visitor(server.url), Killer(workspace)
        for done, (partner, at) in enumerate(zip(partners, MOMENTS.values(), strict=False)):
            with serving(server, own_home) as process:
                finished(officer, done)
                killer.aim(process, at)
                asks_for_a_draft(officer, partner)
                process.wait(20)
        with serving(server, own_home) as process:
            workspace.rules.misbehave("files.getUploadURLExternal", delay=30)
            asks_for_a_draft(officer, partners[-1])
            until(lambda: uploading(workspace))
            process.kill()
        with serving(server, own_home) as process:
            finished(officer, len(partners))
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        assert Counter(reviews(officer)) == Counter(dict.fromkeys(reviews(officer), 1))
        assert len(reviews(officer)) == len(partners)
        every = [file["name"] for message in from_saathi(officer) for file in message["files"]]
        files = [name for name in every if not name.endswith("_review.docx")]
        assert len(every) == 2 * len(files), "a draft without its review, or a review twice"
        assert Counter(files) == Counter(dict.fromkeys(files, 1))
        assert len(files) == len(partners)


def finished(officer: Visitor, count: int) -> None:
    """Returns when so many reviews came: what an earlier process left is done."""
    until(lambda: len(reviews(officer)) >= count)


def uploading(workspace: Workspace) -> bool:
    """True when the call that was to take long has begun."""
    return not any(fault.times for fault in workspace.rules.faults)


def reviews(officer: Visitor) -> list[str]:
    """The deliveries whose reviews came, by their ids."""
    found = [one for one in from_saathi(officer) if names.DRAFT_WHY in json.dumps(one["blocks"])]
    return [one["metadata"]["event_payload"]["inbox"] for one in found]
