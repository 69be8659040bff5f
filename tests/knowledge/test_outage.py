"""Once a server was found silent, one asks again after a moment, and nobody else waits."""

from __future__ import annotations

import threading

import pytest

from knowledge.errors import VectorStoreAway
from knowledge.index.outage import RESTS, Outage


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def call(outage: Outage, *, answers: bool) -> bool:
    """True where the server was called, and not refused before."""
    called = False
    try:
        with outage.watched():
            called = True
            if not answers:
                raise VectorStoreAway("away")
    except VectorStoreAway:
        assert not (called and answers)
    return called


def test_whoever_comes_within_the_rest_is_refused_at_once_and_one_asks_again_after() -> None:
    clock = Hands()
    outage = Outage(clock=clock)
    assert call(outage, answers=True)
    assert call(outage, answers=False)
    assert not call(outage, answers=False)
    clock.now += RESTS
    assert call(outage, answers=False)
    assert not call(outage, answers=False)
    clock.now += RESTS
    assert call(outage, answers=True)
    assert call(outage, answers=True)


def test_while_one_asks_again_the_rest_are_refused() -> None:
    clock = Hands()
    outage = Outage(clock=clock)
    call(outage, answers=False)
    clock.now += RESTS
    asking, answered = threading.Event(), threading.Event()

    def first() -> None:
        with outage.watched():
            asking.set()
            answered.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    asking.wait(10)
    with pytest.raises(VectorStoreAway, match="away"):
        outage.refuse()
    answered.set()
    thread.join()
    outage.refuse()
    assert call(outage, answers=True)


def test_another_error_shows_that_the_server_answered() -> None:
    clock = Hands()
    outage = Outage(clock=clock)
    call(outage, answers=False)
    clock.now += RESTS
    with pytest.raises(ValueError, match="a fault"), outage.watched():
        raise ValueError("a fault")
    outage.refuse()
