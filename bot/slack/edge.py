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
from bot.slack.misconduct.deciding import Decision, Judgement, judge
from bot.slack.roles import Permissions, Rights
from drafting.partners import office_today
from drafting.sealing import without_numbers
from knowledge import KnowledgeError, PolicyDesk

CHORES = 4
CLAUSES_BESIDE_A_REPORT = 3


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
    permissions: Permissions
    chores: ThreadPoolExecutor  # views and thanks: what need not survive a crash
    today: Callable[[], date] = office_today
    making: ThreadPoolExecutor = field(  # of modals
        default_factory=lambda: ThreadPoolExecutor(CHORES, thread_name_prefix="making")
    )

    def rights(self, user: str) -> Rights:
        """What the person with that Slack id may do."""
        return self.permissions.of(user)

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

        What reads like a report of misconduct loses its text before anything is written, and a
        question its account and identity numbers.
        """
        with about("", incoming.text):  # no error here may write it down
            return self._record(incoming, claims)

    def _record(self, incoming: Delivery, claims: Collection[str]) -> Delivery | None:
        safe = _without_numbers(self._judged(incoming))
        limit = self.settings.questions_per_minute if safe.kind is DeliveryKind.QUESTION else None
        delivery = self.inbox.record(safe, at_most=limit, claims=claims)
        if delivery is None:
            self.metrics.duplicate(safe.kind)
            return None
        self.metrics.recorded(delivery.kind)
        if delivery.kind is DeliveryKind.LIMITED:
            self.metrics.limited()
        return delivery

    def _judged(self, delivery: Delivery) -> Delivery:
        """A report goes to the person alone, and no text of it is kept; anything else stays."""
        if delivery.kind is not DeliveryKind.QUESTION:
            return delivery
        judgement = judge(delivery.text or "")
        if judgement.tells_of_misconduct:
            return _without_text(delivery, judgement, self._clauses_on(judgement.question))
        if judgement.decision is Decision.ANSWER_WITH_REPORTING_LINE:
            return replace(delivery, extra={**delivery.extra, "reporting_line": True})
        return delivery

    def _clauses_on(self, question: str) -> list[list[str]]:
        """The clauses that answer what a report asks besides, since its words are not kept."""
        if not question:
            return []
        try:
            answer = self.policies.ask(question)
        except KnowledgeError:
            return []  # the report is answered all the same
        return [[c.document, c.clause] for c in answer.citations[:CLAUSES_BESIDE_A_REPORT]]

    def put_in_line(self, delivery: Delivery) -> None:
        """Shows the person that work goes on, and gives it to the workers."""
        self.signals.show(delivery, self.workers.ahead())
        self.workers.add(delivery)


def _without_numbers(delivery: Delivery) -> Delivery:
    """A question without the IBANs and CNICs in it, which no answer needs, and nothing may keep."""
    if delivery.kind is not DeliveryKind.QUESTION or not delivery.text:
        return delivery
    return replace(delivery, text=without_numbers(delivery.text))


def _without_text(delivery: Delivery, judgement: Judgement, clauses: list[list[str]]) -> Delivery:
    """The delivery of a report: for its writer alone, and without a word of it."""
    private = delivery.way is Way.MODAL or delivery.channel.startswith("D")
    extra = {
        "in_channel": bool(delivery.ts) and not private,
        "response_url": delivery.extra.get("response_url", ""),
        "doubtful": judgement.is_doubtful,
        "clauses": clauses,
    }
    # A redelivery comes to the same key, which does not say where the post is.
    key = f"report:{hashlib.sha256(delivery.key.encode()).hexdigest()}"
    way = delivery.way if private else Way.DIRECT
    return replace(delivery, key=key, kind=DeliveryKind.REPORT, text=None, way=way, extra=extra)
