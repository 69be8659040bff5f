"""Which test files come first, and in how many processes they run."""

from __future__ import annotations

import math
import os

import pytest

from tests.running.near import stands_in

NEAR = "TESTS_NEAR"  # the places near a change, which `make test` names
WAITING = 0.25  # of its time, how much a process waits: for others, for sockets, for the clock
# They begin before the rest, so that no process is left alone with one of them at the end.
LONGEST = (
    "tests/bot/slack/test_crashes.py",
    "tests/house/test_environment.py",  # needs no index, which the first builds for all
    "tests/bot/terminal/test_setup_command.py",
    "tests/bot/slack/test_setting_aside.py",
    "tests/bot/terminal/test_serve_command.py",
    "tests/house/test_elsewhere.py",
    "tests/house/test_wheel.py",
    "tests/house/test_quality.py",
)


def arrange(items: list[pytest.Item]) -> None:
    """Puts those near a change first, then the longest; a file's tests stay together."""
    near = os.environ.get(NEAR, "").split()
    items.sort(key=lambda item: _rank(item.nodeid.partition("::")[0], near))


def processes() -> int | None:
    """So many that cores have always something to do; None where the environment says how many."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    return math.ceil(cores / (1 - WAITING))


def _rank(file: str, near: list[str]) -> tuple[bool, int]:
    place = LONGEST.index(file) if file in LONGEST else len(LONGEST)
    return not stands_in(file, near), place
