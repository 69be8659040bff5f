"""Responder: a delivery → its reply → sent once → closed with its record."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import nullcontext
from dataclasses import replace

from bot.errors import public_sentence
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import LAST_FAILURE, UNDELIVERABLE, Delivery, Reply, Way
from bot.slack.delivery.handlers import Handlers
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.reception import Reception
from bot.slack.delivery.replies import Replies, ReplyContent, SendLater
from bot.slack.delivery.setting_aside import SettingAside
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.streams import LiveReply
from bot.slack.delivery.waiting import Waiting, Waits

LOG = logging.getLogger("saathi.responder")


class Responder:
    """Works on deliveries. Threads may share one."""

    def __init__(
        self,
        *,
        handlers: Handlers,
        inbox: Inbox,
        replies: Replies,
        signals: Signals,
        reception: Reception,
        at_once: int,
    ) -> None:
        """At most `at_once` deliveries are worked on at the same time; files are read beside."""
        self._handlers = handlers
        self._inbox = inbox
        self._replies = replies
        self._signals = signals
        self._reception = reception
        self._thinking = threading.Semaphore(at_once)
        self._setting_aside = SettingAside(inbox, replies)
        self._waiting = Waiting(inbox, replies)

    def work(self, delivery: Delivery, ahead: int = 0) -> None:
        """Answers `delivery` and closes it, or puts it off; `ahead` is how many others wait."""
        if delivery.is_given_up:
            self._set_aside(delivery)
        else:
            self._reply(delivery, ahead)

    def _set_aside(self, delivery: Delivery) -> None:
        if not self._inbox.holds(delivery):
            return
        try:
            reply = self._setting_aside.close(delivery)
        except SendLater as error:
            self._put_off(delivery, str(error))
            return
        self._after_closing(delivery, reply)

    def _reply(self, delivery: Delivery, ahead: int) -> None:
        live = self._replies.live(delivery, hurry=ahead > 0)
        try:
            content = replace(self._content(delivery, live), live=live)
        except Waits as waits:
            self._signals.settle(delivery)
            self._waiting.put_off(delivery, waits.__cause__ or waits)
            return
        if content.outcome == "error" and delivery.way is Way.CHANNEL:
            delivery = replace(delivery, way=Way.DIRECT)  # only the person hears of it
        self._signals.settle(delivery)
        if not self._inbox.holds(delivery):
            return  # it took so long that another process took it over
        try:
            reply = self._replies.send(delivery, content, hurry=ahead > 0)
        except SendLater as error:
            later = self._put_off_or_give_up(delivery, str(error))
            if later is None:
                return
            reply = later
        reached_nobody = self._handlers[delivery.kind].reached_nobody
        if reached_nobody is not None and reply.outcome == UNDELIVERABLE:
            reached_nobody(delivery)
        self._inbox.close(delivery, reply, content.record)
        self._after_closing(delivery, reply)

    def _after_closing(self, delivery: Delivery, reply: Reply) -> None:
        self._signals.clear(delivery)
        self._replies.metrics.replied(reply.outcome, time.time() - delivery.received_at)

    def _put_off_or_give_up(self, delivery: Delivery, why: str) -> Reply | None:
        """None where it is put off; the last attempt closes it as one that reached nobody."""
        if delivery.failures >= LAST_FAILURE:
            LOG.error("reply %s given up: %s", delivery.id, why)
            return Reply(UNDELIVERABLE)
        self._put_off(delivery, why)
        return None

    def _put_off(self, delivery: Delivery, why: str) -> None:
        LOG.warning("reply %s put off: %s", delivery.id, why)
        self._inbox.put_off(delivery, seconds=2.0 ** min(delivery.failures, 9))

    def _content(self, delivery: Delivery, live: LiveReply | None) -> ReplyContent:
        self._reception.wait_until_quiet()
        try:
            # A file is read in a process of its own, and must not keep questions waiting.
            with nullcontext() if delivery.reads_file else self._thinking:
                return self._handlers[delivery.kind].content(delivery, live)
        except Exception as error:  # whoever asked gets one sentence, with a reference where due
            if self._waiting.is_due_to(error):
                raise Waits from error
            return ReplyContent(
                "error", replace(notices.error(public_sentence(error)), markdown="")
            )
