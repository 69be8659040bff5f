"""What the fault suites share: Saathi in one process or two, held at its questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from knowledge import PolicyDesk
from tests.support.slack.replicas import HeldDesk, Replicas, replicas, short_leases


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer(Workspace(manifest(), redeliver_after=(0.3,) * 60)) as server:
        yield server


@pytest.fixture
def held(desk: PolicyDesk, monkeypatch: pytest.MonkeyPatch) -> HeldDesk:
    short_leases(monkeypatch)
    return HeldDesk(desk, monkeypatch)


@pytest.fixture
def running(
    held: HeldDesk,
    desk: PolicyDesk,
    server: LocalServer,
    tmp_path: Path,
    setting: tuple[str, int],
    streaming: bool,
) -> Iterator[Replicas]:
    kind, count = setting
    slack = {"streaming": streaming}
    with replicas(desk, tmp_path, server, database=kind, count=count, slack=slack) as running:
        yield running
        held.let_go()
