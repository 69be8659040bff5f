"""Processes that die of what they work on: the real `saathi`, and workers on a database alone.

python -m tests.support.dying saathi serve
    dies where a question, or a file sent back, says DEADLY
python -m tests.support.dying workers HOME [URL]
    the same of a delivery's key, until nothing is open
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

DEADLY = "deadly nightshade"
AT_ONCE = 4  # deliveries that are worked on at the same time


def die() -> None:
    """As the kernel ends a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def saathi(*words: str) -> None:
    """Runs `saathi` with `words`."""
    from bot import cli
    from bot.slack.returned_files import ReturnedFiles
    from knowledge import PolicyDesk

    ask: Callable[..., Any] = PolicyDesk.ask

    def ask_or_die(desk: PolicyDesk, question: str, *given: Any, **more: Any) -> Any:
        if DEADLY in question:
            die()
        return ask(desk, question, *given, **more)

    with (
        patch.object(sys, "argv", ["saathi", *words]),
        patch.object(PolicyDesk, "ask", ask_or_die),
        patch.object(ReturnedFiles, "content", lambda _files, _delivery: die()),
    ):
        cli.main()


def workers(home: str, url: str = "") -> None:
    """Works on what is in the inbox until nothing is open."""
    from bot.operations.database import Database
    from bot.slack.delivery.deliveries import Delivery, Reply
    from bot.slack.delivery.inbox import Inbox
    from bot.slack.delivery.workers import Workers

    inbox = Inbox(Database(url, Path(home)))

    def work(delivery: Delivery) -> None:
        if delivery.is_given_up:
            inbox.set_aside(delivery, Reply("set_aside"))
        elif DEADLY in delivery.key:
            time.sleep(0.1)  # the others are at work as well
            die()
        else:
            time.sleep(0.2)
            inbox.close(delivery, Reply("answered"))

    inbox.release_all()
    pool = Workers(inbox, work, AT_ONCE)
    pool.start()
    while inbox.open_count():
        time.sleep(0.02)
    pool.stop(10)


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    if name == "saathi":
        saathi(*words)
    else:
        workers(*words)
