"""Edge: what a listener works with, and how a delivery is received."""

from __future__ import annotations

import logging
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
from bot.slack.delivery.deliveries import PEOPLE, Delivery, DeliveryKind
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.reception import Reception
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.workers import Workers
from bot.slack.intake.context import clauses_on
from bot.slack.intake.post_content import PostContent
from bot.slack.intake.screening import SCREENED, as_report, for_coordinators, judgement_of
from bot.slack.intake.signs import ASKS_NOTHING, FORWARDED, IN_A_THREAD, courtesy_outcome
from bot.slack.learning.improving import RememberedReading
from bot.slack.misconduct.deciding import Decision
from bot.slack.roles import Permissions, Rights
from bot.slack.text import asks
from bot.slack.window_turns import WindowTurns
from drafting.calendar import calendar_question
from drafting.partners import office_today
from drafting.sealing import without_numbers
from knowledge import PolicyDesk

LOG = logging.getLogger("saathi.edge")
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
    permissions: Permissions
    chores: ThreadPoolExecutor  # views and thanks: what need not survive a crash
    today: Callable[[], date] = office_today
    window_turns: WindowTurns = field(default_factory=WindowTurns)
    making: ThreadPoolExecutor = field(  # of modals
        default_factory=lambda: ThreadPoolExecutor(CHORES, thread_name_prefix="making")
    )

    def rights(self, user: str) -> Rights:
        """What the person with that Slack id may do."""
        return self.permissions.of(user)

    def receive(
        self,
        incoming: Delivery,
        claims: Collection[str] = (),
        *,
        content: PostContent | None = None,
    ) -> Delivery | None:
        """The delivery, durable and in line; None where it was received before, or needs no words.

        A reminder's `claims` are as in `Inbox.record`. `content` is all that was sent, where that
        is more than the delivery's text.
        """
        delivery = self.record(incoming, claims, content=content)
        if delivery is not None:
            self.put_in_line(delivery)
        return delivery

    def record(
        self,
        incoming: Delivery,
        claims: Collection[str] = (),
        *,
        content: PostContent | None = None,
    ) -> Delivery | None:
        """The delivery as recorded; None where it was received before, or needs no words.

        What reads like a report of misconduct loses its text before anything is written, and a
        question its account and identity numbers.
        """
        content = content or PostContent(incoming.text or "")
        names = [file.name for file in content.files]
        with about("", incoming.text, content.forwarded, *names):  # no error may write it down
            return self._record(incoming, claims, content)

    def _record(
        self, incoming: Delivery, claims: Collection[str], content: PostContent
    ) -> Delivery | None:
        safe = _without_numbers(self._screened(incoming, content))
        if safe.kind is DeliveryKind.REPORT and safe.user[:1] not in PEOPLE:
            return self._told_to_coordinators(safe)
        if safe.kind is DeliveryKind.COURTESY and not self._is_due(safe):
            return None
        limit = self.settings.questions_per_minute if safe.kind is DeliveryKind.QUESTION else None
        return self._recorded(safe, claims, limit)

    def _told_to_coordinators(self, report: Delivery) -> Delivery | None:
        """A workflow's report, recorded for each coordinator: there is no author to answer."""
        people = self.permissions.coordinators()
        if not people:
            LOG.error("a workflow’s post reads like a report, and `coordinators` names nobody")
        recorded = [self._recorded(each) for each in for_coordinators(report, people)]
        deliveries = [delivery for delivery in recorded if delivery is not None]
        for delivery in deliveries[1:]:
            self.put_in_line(delivery)
        return deliveries[0] if deliveries else None

    def _recorded(
        self, safe: Delivery, claims: Collection[str] = (), limit: int | None = None
    ) -> Delivery | None:
        delivery = self.inbox.record(safe, at_most=limit, claims=claims)
        if delivery is None:
            self.metrics.duplicate(safe.kind)
            return None
        self.metrics.recorded(delivery.kind)
        if delivery.kind is DeliveryKind.LIMITED:
            self.metrics.limited()
        return delivery

    def _screened(self, delivery: Delivery, content: PostContent) -> Delivery:
        """A report goes to the person alone, and no text of it is kept; anything else stays."""
        if delivery.kind not in SCREENED:
            return delivery
        judgement = judgement_of(content)
        if judgement.tells_of_misconduct:
            clauses = clauses_on(self.policies, judgement.question)
            return as_report(delivery, clauses, is_doubtful=judgement.is_doubtful)
        if delivery.kind is not DeliveryKind.QUESTION:
            return delivery
        extra = dict(delivery.extra)
        if judgement.decision is Decision.ANSWER_WITH_REPORTING_LINE:
            extra["reporting_line"] = True
        screened = replace(delivery, extra=extra)
        if judgement.decision is Decision.IGNORE_OR_HELP and not content.forwarded:
            return self._of_nothing_asked(screened, is_talk=judgement.is_talk)
        return screened

    def _of_nothing_asked(self, delivery: Delivery, *, is_talk: bool) -> Delivery:
        """Talk gets the help; the rest is looked up, and gets it where nothing answers."""
        text = delivery.text or ""
        is_long = len(text) > self.settings.longest_question  # which it is told, as any other
        names_something = calendar_question(text) is not None or self.policies.only_names(text)
        if is_talk and not (is_long or names_something or delivery.extra.get(IN_A_THREAD)):
            return replace(
                delivery, kind=DeliveryKind.COURTESY, text=None, extra={"courtesy": "help"}
            )
        # What is put as a question gets a refusal where nothing answers it, and not the help.
        if is_long or asks(text):
            return delivery
        return replace(delivery, extra={**delivery.extra, ASKS_NOTHING: True})

    def _is_due(self, delivery: Delivery) -> bool:
        """False where the person had the same help in this direct message today: a nod will do."""
        if not delivery.channel.startswith("D"):
            return True
        outcome = courtesy_outcome(str(delivery.extra["courtesy"]))
        if not self.inbox.was_told(delivery, outcome):
            return True
        self.signals.nod(delivery)
        return False

    def put_in_line(self, delivery: Delivery) -> None:
        """Shows the person that work goes on, and gives it to the workers."""
        self.signals.show(delivery, self.workers.ahead())
        self.workers.add(delivery)


def _without_numbers(delivery: Delivery) -> Delivery:
    """A question without the IBANs and CNICs in it, which no answer needs, and nothing may keep."""
    if delivery.kind not in SCREENED or not delivery.text:
        return delivery
    forwarded = without_numbers(str(delivery.extra.get(FORWARDED) or ""))
    extra = {**delivery.extra, **({FORWARDED: forwarded} if forwarded else {})}
    return replace(delivery, text=without_numbers(delivery.text), extra=extra)
