"""Handlers: what each kind of delivery is answered with. Every conversation brings its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.replies import ReplyContent
from bot.slack.delivery.streams import LiveReply


@dataclass(frozen=True)
class Handler:
    """How one kind of delivery is answered.

    `content` may show the first part of the reply already while it is made, where there is a
    LiveReply. What it raises is shown to whoever asked, but for SendLater and a database that
    is away: then the delivery is put off, and answered later.
    """

    content: Callable[[Delivery, LiveReply | None], ReplyContent]

    @classmethod
    def whole(cls, content: Callable[[Delivery], ReplyContent]) -> Handler:
        """One whose reply goes out when all of it is there."""
        return cls(lambda delivery, _live: content(delivery))


Handlers = Mapping[DeliveryKind, Handler]
