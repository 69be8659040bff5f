"""Waiting: a delivery that cannot be answered while something is away, and what its writer hears.

It is tried again every few seconds, and is not given up as what fails by itself would be: when the
thing is back, it is answered within half a minute. Its writer is told once that it waits.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.errors import cause_of, is_passing
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import NOTICE, TOLD, WAITING, Delivery, DeliveryKind, Way
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.replies import Replies, ReplyContent, SendLater
from bot.slack.errors import FAILED, is_unsure

LOG = logging.getLogger("saathi.waiting")
SOONEST, LATEST = 2.0, 20.0  # seconds until the next try: a quarter of its age, between these
# Nobody asked for a reminder, and of a report no text is kept, which the notice would promise.
UNTOLD = (DeliveryKind.REMINDER, DeliveryKind.REPORT)
PATIENCE = 24 * 3600.0  # seconds after which it counts as failing, and is set aside in the end


class Waits(Exception):
    """The delivery cannot be answered for now; the cause is what is away."""


class Waiting:
    """Puts deliveries off until what is away is back. Threads may share one."""

    def __init__(
        self, inbox: Inbox, replies: Replies, clock: Callable[[], float] = time.time
    ) -> None:
        self._inbox = inbox
        self._replies = replies
        self._clock = clock

    def is_due_to(self, error: Exception) -> bool:
        """True where the delivery waits because of `error`."""
        if isinstance(error, SlackApiError):
            return is_unsure(error)
        return isinstance(error, FAILED) or is_passing(error)

    def put_off(self, delivery: Delivery, error: BaseException) -> None:
        """Tells its writer, if nobody did, and leaves it for the next try.

        Raises what the database does.
        """
        _log(delivery, error)
        if not self._inbox.holds(delivery):
            return
        if not delivery.extra.get(TOLD) and self._is_told(delivery):
            self._inbox.note(delivery, TOLD, value=True)
        age = self._age(delivery)
        seconds = min(max(age / 4, SOONEST), LATEST)
        self._inbox.put_off(delivery, seconds, failed=age > PATIENCE)

    def _is_told(self, delivery: Delivery) -> bool:
        """True where its writer knows now, or need not."""
        if delivery.kind in UNTOLD:
            return True
        try:
            self._replies.send(_as_notice(delivery), _content())
        except SendLater as error:  # Slack may be what is away
            LOG.info("the writer of %s is told later: %s", delivery.id, error)
            return False
        return True

    def _age(self, delivery: Delivery) -> float:
        return self._clock() - delivery.received_at


def _as_notice(delivery: Delivery) -> Delivery:
    """The delivery with an id of its own for the notice, which is no part of a begun reply."""
    way = Way.DIRECT if delivery.way is Way.CHANNEL else delivery.way  # only the person hears of it
    return replace(delivery, way=way, stream_ts="", extra={**delivery.extra, NOTICE: True})


def _content() -> ReplyContent:
    return ReplyContent(WAITING, notices.notice("waiting").whole())


def _log(delivery: Delivery, error: BaseException) -> None:
    """With its trace the first time, a line afterwards: it may go on for hours."""
    first = not delivery.extra.get(TOLD)
    LOG.warning(
        "delivery %s waits: %s",
        delivery.id,
        cause_of(error) or type(error).__name__,
        exc_info=error if first else None,
        extra={"reference": delivery.reference},
    )
