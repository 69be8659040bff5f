"""A post is made only while its delivery is this process's, also after a wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.operations.metrics import Metrics
from bot.slack.client import posting_client
from bot.slack.delivery.deliveries import LeaseLost
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.posting import LONGEST_WAIT, Posting
from bot.slack.delivery.replies import SendLater
from bot.slack.delivery.thinking import LONGEST_THOUGHT, ThinkingPlaces
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from tests.bot.slack.test_inbox import Clock
from tests.bot.slack.test_replies import Post, called
from tests.support.databases import fresh_database
from tests.support.slack.saathi_in_slack import settings_for


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with (
        LocalServer(Workspace(manifest())) as server,
        fresh_database("sqlite", tmp_path) as database,
    ):
        yield Post(server, Inbox(database), tmp_path)


def lose(post: Post) -> None:
    """Another process takes the delivery over, as if this one had been silent."""
    post.inbox.release_all()
    assert Inbox(post.inbox._database).take_over()


def posting(post: Post, home: Path, sleep: Callable[[float], None]) -> Posting:
    slack = settings_for(post.server, home).slack
    return Posting(posting_client(slack, Metrics()), post.inbox, Metrics(), sleep)


def say(posting: Posting, post: Post) -> Any:
    method = posting.client.chat_postMessage
    return posting.call(post.delivery, method, channel=post.delivery.channel, text="Yes.")


def test_a_short_rate_limit_is_waited_out(post: Post, tmp_path: Path) -> None:
    waits: list[float] = []
    post.rules.misbehave("chat.postMessage", status=429, retry_after=3, times=2)
    assert say(posting(post, tmp_path, waits.append), post)["ok"]
    assert waits == [3, 3]


def test_what_was_taken_over_while_a_rate_limit_was_waited_out_is_not_posted(
    post: Post, tmp_path: Path
) -> None:
    post.rules.misbehave("chat.postMessage", status=429, retry_after=3)
    with pytest.raises(LeaseLost):
        say(posting(post, tmp_path, lambda _seconds: lose(post)), post)
    assert called(post).count("chat.postMessage") == 1


@pytest.mark.parametrize("hurry", [True, False], ids=["posted", "streamed"])
def test_what_was_taken_over_before_is_not_posted_at_all(post: Post, hurry: bool) -> None:
    lose(post)
    with pytest.raises(LeaseLost):
        post.replies.send(post.delivery, post.content, hurry=hurry)
    assert not post.seen()


def test_no_worker_waits_out_a_long_rate_limit(post: Post) -> None:
    seconds = round(10 * LONGEST_WAIT)
    post.rules.misbehave("chat.postMessage", status=429, retry_after=seconds)
    with pytest.raises(SendLater) as caught:
        post.replies.send(post.delivery, post.content, hurry=True)
    assert caught.value.seconds == seconds
    post.replies.send(post.taken_over(), post.content, hurry=True)
    post.the_one()


# --- thinking places ------------------------------------------------------------------------------


def test_whoever_thinks_too_long_keeps_its_place_from_nobody() -> None:
    clock = Clock()
    places = ThinkingPlaces(1, clock)
    thinking, go = threading.Event(), threading.Event()

    def hang() -> None:
        with places.place():
            thinking.set()
            go.wait()

    thread = threading.Thread(target=hang)
    thread.start()
    thinking.wait()
    clock.now += LONGEST_THOUGHT
    for _ in range(3):
        with places.place():
            pass
    go.set()
    thread.join()


def test_no_more_think_at_once_than_there_are_places() -> None:
    places = ThinkingPlaces(2, Clock())
    inside, most, lock = 0, 0, threading.Lock()

    def think() -> None:
        nonlocal inside, most
        for _ in range(200):
            with places.place():
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=think) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 2


def test_who_waits_for_slack_leaves_its_place_and_takes_it_again() -> None:
    places = ThinkingPlaces(1, Clock())

    def think() -> None:
        with places.place():
            pass

    with places.left():  # without a place there is none to leave
        think()
    with places.place():
        with places.left():
            other = threading.Thread(target=think)
            other.start()
            other.join()  # it found a place
        with pytest.raises(ConnectionError), places.left():
            raise ConnectionError
        assert places._wait() > 0, "the place is taken again"
    assert places._wait() == 0
