"""Setting aside: what became of a delivery that is not tried again, and how its writer hears of it.

It is kept, for whoever runs Saathi to look at and to put back in line (`saathi inbox`). Its writer
is notified in the way that the reply would have gone, once, however often it is set aside.
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

        Raises SendLater where its writer is to be notified later.
        """
        reply = Reply(SET_ASIDE) if delivery.is_notice_given_up else self._reply(delivery)
        if reply.outcome == RECOVERED:
            self._inbox.close(delivery, reply)
            return reply
        _log(delivery)
        if delivery.kind is DeliveryKind.REPORT:
            # Its row must not say who wrote it any longer than needed; it cannot be tried again.
            error_reply = replace(reply, outcome="error")
            self._inbox.close(delivery, error_reply)
            return error_reply
        self._inbox.set_aside(delivery, reply)
        return replace(reply, outcome=SET_ASIDE)

    def _reply(self, delivery: Delivery) -> Reply:
        answer = self._earlier_reply(replace(delivery, crashes=0, failures=0))
        if answer is not None:
            return answer
        if delivery.kind is DeliveryKind.REMINDER:
            return Reply(SET_ASIDE)  # nobody asked for it
        if delivery.way is Way.CHANNEL:
            delivery = replace(delivery, way=Way.DIRECT)  # only the person hears of it
        return self._replies.send(delivery, _content(delivery))

    def _earlier_reply(self, delivery: Delivery) -> Reply | None:
        try:
            return self._replies.earlier_reply(delivery)
        except SendLater:
            raise
        except Exception:  # what broke its work breaks this too; its writer is still notified
            LOG.exception("whether delivery %s was answered cannot be seen", delivery.id)
            return None


def _content(delivery: Delivery) -> ReplyContent:
    if delivery.kind is DeliveryKind.REPORT:
        message: Message = notices.notice("set-aside-report")
    else:
        message = notices.notice("set-aside", reference=delivery.reference)
    return ReplyContent(SET_ASIDE, message.whole())


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
