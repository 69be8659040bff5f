"""Edge: what a listener works with, and how a delivery is received."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.operations.logs import about
from bot.operations.metrics import Metrics
from bot.services import Services
from bot.settings.settings import Settings
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.reception import Reception
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.workers import Workers
from bot.slack.learning.improving import RememberedReading
from bot.slack.misconduct.recognising import is_report
from drafting.partners import office_today
from knowledge import PolicyDesk

CHORES = 4


@dataclass(frozen=True)
class SlackRequest:
    """What Slack sent: the payload, the way to acknowledge it, and Saathi's own member id."""

    body: dict[str, Any]
    ack: Ack
    me: str

    @property
    def team(self) -> str:
        """The workspace's id, or ''."""
        return str(self.body.get("team_id") or (self.body.get("team") or {}).get("id") or "")


@dataclass(frozen=True)
class Edge:
    """Everything that listeners share."""

    services: Services  # the desks, each opened when it is first needed
    settings: Settings
    policies: PolicyDesk
    inbox: Inbox
    workers: Workers
    signals: Signals
    client: WebClient  # for calls that may be made twice
    opening: WebClient  # for modals: quick, or not at all
    metrics: Metrics
    reception: Reception
    reading: RememberedReading
    chores: ThreadPoolExecutor  # views and thanks: what need not survive a crash
    today: Callable[[], date] = office_today
    making: ThreadPoolExecutor = field(  # of modals
        default_factory=lambda: ThreadPoolExecutor(CHORES, thread_name_prefix="making")
    )

    def receive(self, incoming: Delivery, claims: Collection[str] = ()) -> Delivery | None:
        """The delivery, durable and in line; None where it was received before.

        A reminder's `claims` are as in `Inbox.record`.
        """
        delivery = self.record(incoming, claims)
        if delivery is not None:
            self.put_in_line(delivery)
        return delivery

    def record(self, incoming: Delivery, claims: Collection[str] = ()) -> Delivery | None:
        """The delivery as recorded; None where it was received before.

        What reads like a report of misconduct loses its text before anything is written.
        """
        with about("", incoming.text):  # no error here may write it down
            return self._record(incoming, claims)

    def _record(self, incoming: Delivery, claims: Collection[str]) -> Delivery | None:
        safe = _without_report_text(incoming)
        limit = self.settings.questions_per_minute if safe.kind is DeliveryKind.QUESTION else None
        delivery = self.inbox.record(safe, at_most=limit, claims=claims)
        if delivery is None:
            self.metrics.duplicate(safe.kind)
            return None
        self.metrics.recorded(delivery.kind)
        if delivery.kind is DeliveryKind.LIMITED:
            self.metrics.limited()
        return delivery

    def put_in_line(self, delivery: Delivery) -> None:
        """Shows the person that work goes on, and gives it to the workers."""
        self.signals.show(delivery, self.workers.ahead())
        self.workers.add(delivery)


def _without_report_text(delivery: Delivery) -> Delivery:
    """A report goes to the person alone, and no text of it is kept; anything else stays."""
    if delivery.kind is not DeliveryKind.QUESTION or not is_report(delivery.text or ""):
        return delivery
    private = delivery.way is Way.MODAL or delivery.channel.startswith("D")
    way = delivery.way if private else Way.DIRECT
    in_channel = bool(delivery.ts) and not private
    extra = {"in_channel": in_channel, "response_url": delivery.extra.get("response_url", "")}
    # A redelivery comes to the same key, which does not say where the post is.
    key = f"report:{hashlib.sha256(delivery.key.encode()).hexdigest()}"
    return replace(delivery, key=key, kind=DeliveryKind.REPORT, text=None, way=way, extra=extra)
