"""What waits is told once, tried again soon, and set aside only after a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.slack.delivery.deliveries import LAST_FAILURE, TOLD, Delivery, DeliveryKind, Reply
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.replies import Replies, ReplyContent, SendLater
from bot.slack.delivery.waiting import LATEST, PATIENCE, Waiting
from knowledge import VectorStoreAway
from tests.support.databases import fresh_database

AWAY = VectorStoreAway("The Chroma server at 10.0.0.7:8000 does not answer.")


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Sent:
    """In place of Replies: what was sent, or that Slack takes nothing."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.is_slack_away = False

    def send(self, delivery: Delivery, content: ReplyContent, **_named: Any) -> Reply:
        if self.is_slack_away:
            raise SendLater("URLError")
        self.ids.append(delivery.reply_id)
        return Reply(content.outcome)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def inbox(tmp_path: Path, clock: Hands) -> Iterator[Inbox]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Inbox(database, clock=clock)


def received(inbox: Inbox, kind: DeliveryKind = DeliveryKind.QUESTION) -> Delivery:
    delivery = inbox.record(Delivery("post:1", kind, "U1", "C1", "1.0", "1.0", text="When?"))
    assert delivery is not None
    return delivery


def next_try(inbox: Inbox, clock: Hands) -> Delivery:
    clock.now += LATEST
    [delivery] = inbox.take_over()
    return delivery


def test_its_writer_is_told_once_and_it_is_tried_until_it_is_answered(
    inbox: Inbox, clock: Hands
) -> None:
    sent = Sent()
    waiting = Waiting(inbox, cast("Replies", sent), clock)
    delivery = received(inbox)
    sent.is_slack_away = True
    waiting.put_off(delivery, AWAY)
    sent.is_slack_away = False
    for _ in range(LAST_FAILURE * 3):
        delivery = next_try(inbox, clock)
        waiting.put_off(delivery, AWAY)
    assert sent.ids == [f"{delivery.id}:waiting"]
    delivery = next_try(inbox, clock)
    assert delivery.extra[TOLD]
    assert (delivery.failures, delivery.crashes, delivery.is_given_up) == (0, 0, False)
    assert delivery.reply_id == delivery.id


def test_after_a_day_it_counts_as_failing_and_is_given_up(inbox: Inbox, clock: Hands) -> None:
    waiting = Waiting(inbox, cast("Replies", Sent()), clock)
    waiting.put_off(received(inbox), AWAY)
    clock.now += PATIENCE
    for _ in range(LAST_FAILURE + 1):
        delivery = next_try(inbox, clock)
        assert not delivery.is_given_up
        waiting.put_off(delivery, AWAY)
    assert next_try(inbox, clock).is_given_up


@pytest.mark.parametrize("kind", [DeliveryKind.REPORT, DeliveryKind.REMINDER])
def test_no_promise_is_made_of_a_report_or_a_reminder(
    inbox: Inbox, clock: Hands, kind: DeliveryKind
) -> None:
    sent = Sent()
    Waiting(inbox, cast("Replies", sent), clock).put_off(received(inbox, kind), AWAY)
    assert sent.ids == []
    assert next_try(inbox, clock).kind is kind


def test_who_lost_it_to_another_process_tells_nobody(inbox: Inbox, clock: Hands) -> None:
    sent = Sent()
    delivery = received(inbox)
    inbox.put_off(delivery, 0.0)
    Waiting(inbox, cast("Replies", sent), clock).put_off(delivery, AWAY)
    assert sent.ids == []
