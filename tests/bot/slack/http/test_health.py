"""A check that hangs is told as such in time, and does not start a second one."""

from __future__ import annotations

import threading

import pytest

from bot.slack.http.health import HOLDS, SILENT, BoundedCheck
from tests.knowledge.test_outage import Hands


def test_a_check_that_hangs_is_given_up_and_its_answer_taken_when_it_comes() -> None:
    release, started = threading.Event(), []

    def check() -> int:
        started.append(1)
        release.wait(10)
        return 7

    bounded = BoundedCheck("the sample", check, Hands())
    assert bounded.finding(within=0.01).fault == SILENT
    assert bounded.finding(within=0.01).fault == SILENT
    assert started == [1]
    release.set()
    assert bounded.finding(within=10).value == 7


def test_an_answer_holds_for_a_moment_and_a_fault_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, calls = Hands(), []

    def check() -> None:
        calls.append(1)
        raise ConnectionError("away")

    bounded = BoundedCheck("the sample", check, clock)
    for _ in range(3):
        assert bounded.finding(within=10).fault == "ConnectionError"
    assert len(calls) == 1
    clock.now += HOLDS
    bounded.finding(within=10)
    assert len(calls) == 2
    assert len([record for record in caplog.records if "is unwell" in record.getMessage()]) == 1
