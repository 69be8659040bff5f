"""Setting aside: what became of a delivery that is not tried again, and how its writer hears of it.

It is kept, for whoever runs Saathi to look at and to put back in line (`saathi inbox`). Its writer
is told in the way that the reply would have gone, once, however often it is set aside.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.delivery.deliveries import RECOVERED, SET_ASIDE, Delivery, DeliveryKind, Reply, Way
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.replies import Replies, ReplyContent, SendLater

LOG = logging.getLogger("saathi.inbox")


class SettingAside:
    """Closes what is given up. Threads may share one."""

    def __init__(self, inbox: Inbox, replies: Replies) -> None:
        self._inbox = inbox
        self._replies = replies

    def close(self, delivery: Delivery) -> Reply:
        """The reply that it is closed with: set aside, unless the real one was out already.

        Raises SendLater where its writer is to be told later.
        """
        reply = Reply(SET_ASIDE) if delivery.is_past_telling else self._reply(delivery)
        if reply.outcome == RECOVERED:
            self._inbox.close(delivery, reply)
            return reply
        _log(delivery)
        if delivery.kind is DeliveryKind.REPORT:
            # Its row must not say who wrote it any longer than needed; it cannot be tried again.
            closed = replace(reply, outcome="error")
            self._inbox.close(delivery, closed)
            return closed
        self._inbox.set_aside(delivery, reply)
        return replace(reply, outcome=SET_ASIDE)

    def _reply(self, delivery: Delivery) -> Reply:
        answer = self._sent_before(replace(delivery, crashes=0, failures=0))
        if answer is not None:
            return answer
        if delivery.kind is DeliveryKind.REMINDER:
            return Reply(SET_ASIDE)  # nobody asked for it
        alone = delivery.way is Way.CHANNEL
        addressed = replace(delivery, way=Way.DIRECT) if alone else delivery
        return self._replies.send(addressed, _content(delivery))

    def _sent_before(self, delivery: Delivery) -> Reply | None:
        try:
            return self._replies.sent_before(delivery)
        except SendLater:
            raise
        except Exception:  # what broke its work breaks this too; its writer is told nevertheless
            LOG.exception("whether delivery %s was answered cannot be seen", delivery.id)
            return None


def _content(delivery: Delivery) -> ReplyContent:
    if delivery.kind is DeliveryKind.REPORT:
        said: Message = notices.notice("set-aside-report")
    else:
        said = notices.notice("set-aside", reference=delivery.reference)
    return ReplyContent(SET_ASIDE, replace(said, markdown=""))


def _log(delivery: Delivery) -> None:
    LOG.error(
        "delivery %s (%s) is set aside: the process died %d times while it worked on it, and its "
        "work failed %d times",
        delivery.id,
        delivery.kind,
        delivery.crashes,
        delivery.failures,
        extra={"reference": delivery.reference},
    )
