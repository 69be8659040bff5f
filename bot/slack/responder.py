"""Responder: a delivery → its reply → sent once → closed with its record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace

from bot.errors import public_sentence
from bot.operations.database import is_away
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import (
    LAST_FAILURE,
    PEOPLE,
    UNDELIVERABLE,
    Delivery,
    LeaseLost,
    Reply,
    Way,
)
from bot.slack.delivery.handlers import Handlers
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.outage import Outage
from bot.slack.delivery.reception import Reception
from bot.slack.delivery.replies import Replies, ReplyContent, SendLater
from bot.slack.delivery.setting_aside import SettingAside
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.streams import LiveReply
from bot.slack.delivery.thinking import ThinkingPlaces
from bot.slack.delivery.waiting import Waiting, Waits
from bot.slack.intake.screening import IsReport, as_report, for_coordinators

LOG = logging.getLogger("saathi.responder")


class Responder:
    """Works on deliveries. Threads may share one."""

    def __init__(  # noqa: PLR0913  (what it works with)
        self,
        *,
        handlers: Handlers,
        inbox: Inbox,
        replies: Replies,
        signals: Signals,
        reception: Reception,
        outage: Outage,
        thinking: ThinkingPlaces,
        coordinators: Callable[[], Sequence[str]],
        receive: Callable[[Delivery], None],
    ) -> None:
        """A delivery is worked out in one of the `thinking` places; files are read beside.

        `coordinators` are told of what reads like a report where a workflow asked; `receive`
        records a delivery and puts it in line.
        """
        self._handlers = handlers
        self._inbox = inbox
        self._replies = replies
        self._signals = signals
        self._reception = reception
        self._outage = outage
        self._coordinators, self._receive = coordinators, receive
        self._thinking = thinking
        self._setting_aside = SettingAside(inbox, replies)
        self._waiting = Waiting(inbox, replies)

    def work(self, delivery: Delivery, ahead: int = 0) -> None:
        """Answers `delivery` and closes it, or puts it off; `ahead` is how many others wait.

        Raises LeaseLost where another process is to answer, and what the database raises where it
        cannot be used.
        """
        if self._outage.is_away:  # no answer is worked out that could not be sent
            self._outage.wait(delivery)
            return
        try:
            if delivery.is_given_up:
                self._set_aside(delivery)
            else:
                self._reply(delivery, ahead)
        except SendLater as error:
            self._put_off(delivery, error)

    def _set_aside(self, delivery: Delivery) -> None:
        reply = self._setting_aside.close(delivery)
        self._after_closing(delivery, reply)

    def _reply(self, delivery: Delivery, ahead: int) -> None:
        live = self._replies.live(delivery, hurry=ahead > 0)
        try:
            content = replace(self._content(delivery, live), live=live)
        except IsReport as report:
            turned = self._turned(delivery, as_report(delivery, report.clauses, is_others=True))
            if turned.user[:1] in PEOPLE:
                self._reply(turned, ahead)
            else:
                self._close_untold(turned)
            return
        except Waits as waits:
            self._signals.settle(delivery)
            self._waiting.put_off(delivery, waits.__cause__ or waits)
            return
        if content.outcome == "error" and delivery.way is Way.CHANNEL:
            delivery = replace(delivery, way=Way.DIRECT)  # only the person hears of it
        if content.privately:
            delivery = self._inbox.privately(delivery)
            content = replace(content, live=None)
        self._signals.settle(delivery)
        try:
            reply = self._replies.send(delivery, content, hurry=ahead > 0)
        except SendLater as error:
            if delivery.failures < LAST_FAILURE:
                raise
            LOG.error("reply %s given up: %s", delivery.id, error)
            reply = Reply(UNDELIVERABLE)
        self._inbox.close(delivery, reply, content.record)
        self._after_closing(delivery, reply)

    def _turned(self, delivery: Delivery, report: Delivery) -> Delivery:
        """The delivery as the report that it is; still the workflow's where nobody is to be told.

        Noted before anything is sent: whoever takes over answers in the same place. A workflow
        gets no reply that anybody reads, so each coordinator does; the first in this row, under
        the key by which a redelivery is known.
        """
        if delivery.user[:1] in PEOPLE:
            return self._inbox.turn(delivery, report)
        reports = for_coordinators(report, self._coordinators())
        for another in reports[1:]:
            self._receive(another)
        first = replace(reports[0], key=report.key) if reports else report
        return self._inbox.turn(delivery, first)  # its text goes in any case

    def _close_untold(self, delivery: Delivery) -> None:
        """Closes it under its key, so that a redelivery is known, without where it was."""
        LOG.error("a workflow asked where posts read like a report; `coordinators` names nobody")
        self._signals.settle(delivery)
        reply = Reply("report")
        self._inbox.close(delivery, reply, None)
        self._after_closing(delivery, reply)

    def _after_closing(self, delivery: Delivery, reply: Reply) -> None:
        self._signals.clear(delivery)
        self._replies.metrics.replied(reply.outcome, time.time() - delivery.received_at)

    def _put_off(self, delivery: Delivery, why: SendLater) -> None:
        LOG.warning("reply %s put off: %s", delivery.id, why)
        self._outage.suspect()
        self._inbox.put_off(delivery, seconds=max(why.seconds, 2.0 ** min(delivery.failures, 9)))

    def _content(self, delivery: Delivery, live: LiveReply | None) -> ReplyContent:
        self._reception.wait_until_quiet()
        try:
            # A file is read in a process of its own, and must not keep questions waiting.
            with nullcontext() if delivery.reads_file else self._thinking.place():
                return self._handlers[delivery.kind].content(delivery, live)
        except (SendLater, LeaseLost, IsReport):
            raise
        except Exception as error:  # whoever asked gets one sentence, with a reference where due
            if is_away(error):
                raise  # that passes: it is tried again, and answered then
            if self._waiting.is_due_to(error):
                raise Waits from error
            return ReplyContent("error", notices.error(public_sentence(error)).whole())
