"""One question that hangs where it is thought about keeps no other waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge import PolicyDesk
from tests.support.slack.replicas import ASKED
from tests.support.slack.saathi_in_slack import office
from tests.support.slack.workspace_client import Visitor, until

SLOW = "Who approves a partnership?"


def test_whoever_asks_while_one_question_hangs_is_answered(
    desk: PolicyDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.delivery.thinking.LONGEST_THOUGHT", 0.2)
    hangs, go = threading.Event(), threading.Event()
    ask: Callable[..., Any] = desk.ask

    def ask_or_hang(question: str, *words: Any, **more: Any) -> Any:
        if SLOW in question:
            hangs.set()
            go.wait()
        return ask(question, *words, **more)

    monkeypatch.setattr(desk, "ask", ask_or_hang)
    with office(desk, tmp_path) as running:
        visitor = Visitor(running.server.url)
        slow = visitor.says("partnerships", f"@Saathi {SLOW}")
        hangs.wait()
        quick = [visitor.says("partnerships", f"@Saathi {ASKED} ({n})") for n in range(3)]
        until(lambda: all(visitor.replies("partnerships", ts) for ts in quick))
        assert not visitor.replies("partnerships", slow)
        go.set()
        until(lambda: visitor.replies("partnerships", slow))
