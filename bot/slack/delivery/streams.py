"""Streams: a reply that appears piece by piece, also while the rest is still being written.

A piece is blocks, the very ones that a post would hold, and never Markdown: so its words stay what
they are, and nothing in them is read as a link, a mention or a format.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.operations.database import is_away
from bot.slack.blocks.message import Message
from bot.slack.delivery.deliveries import PEOPLE, Delivery, LeaseLost
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.posting import Posting
from bot.slack.delivery.reply_search import ReplyPlace, metadata
from bot.slack.errors import ASK_AGAIN, FAILED, LACKS, code, is_unsure, retry_after

LOG = logging.getLogger("saathi.replies")
Block = dict[str, Any]
# Where a workspace streams Markdown alone, what it says to blocks.
NO_BLOCKS = frozenset({"invalid_chunks", "invalid_arguments", "no_text"})
STREAMS_A_MINUTE = 15  # below Slack's tier for startStream and stopStream, 20 a minute


class Streams:
    """Streams replies. Threads may share one."""

    def __init__(
        self,
        inbox: Inbox,
        *,
        posting: Posting,
        reading: WebClient,
        streaming: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._inbox = inbox
        self._posting = posting
        self._reading = reading
        self._clock = clock
        self._streaming = streaming
        self._none_until = 0.0
        self._begun: deque[float] = deque(maxlen=STREAMS_A_MINUTE)

    def may_stream(self, place: ReplyPlace) -> bool:
        """True where a stream may be begun now."""
        now = self._clock()
        free = len(self._begun) < STREAMS_A_MINUTE or self._begun[0] < now - 60
        return self._streaming and bool(place.thread_ts) and free and now >= self._none_until

    def begin(self, delivery: Delivery, place: ReplyPlace) -> str:
        """The `ts` of the message that was begun; '' where the workspace does not stream.

        Raises SlackApiError or one of FAILED where it may have been begun unseen.
        """
        if delivery.user[:1] not in PEOPLE:  # a workflow: Slack streams to people alone
            return ""
        self._begun.append(self._clock())
        try:
            response = self._posting.call(
                delivery,
                self._posting.client.chat_startStream,
                channel=place.channel,
                thread_ts=place.thread_ts,
                recipient_user_id=delivery.user,
                recipient_team_id=delivery.team,
            )
        except SlackApiError as error:
            if is_unsure(error) and retry_after(error) is None:
                raise
            self._none_until = self._clock() + (ASK_AGAIN if code(error) in LACKS else 60)
            return ""
        ts = str(response["ts"])
        self._inbox.note_stream(delivery, ts)
        return ts

    def append(
        self, delivery: Delivery, place: ReplyPlace, ts: str, blocks: Sequence[Block]
    ) -> None:
        """Shows some more blocks. Raises SlackApiError or one of FAILED."""
        try:
            self._posting.call(
                delivery,
                self._posting.client.chat_appendStream,
                channel=place.channel,
                ts=ts,
                chunks=[{"type": "blocks", "blocks": list(blocks)}],
            )
        except SlackApiError as error:
            if code(error) in NO_BLOCKS:
                self._none_until = self._clock() + ASK_AGAIN
            raise

    def end(
        self,
        delivery: Delivery,
        message: Message,
        place: ReplyPlace,
        ts: str,
        *,
        shown: int = 0,
    ) -> None:
        """Shows what of `message` comes after its first `shown` blocks, and closes the stream.

        Raises SlackApiError or one of FAILED.
        """
        for piece in pieces(message.opening[shown:]):
            self.append(delivery, place, ts, piece)
        closing = message.blocks[max(shown, len(message.opening)) :]
        self._posting.call(
            delivery,
            self._posting.client.chat_stopStream,
            channel=place.channel,
            ts=ts,
            blocks=closing or None,
            metadata=metadata(delivery),
        )

    def replace(
        self,
        delivery: Delivery,
        messages: Iterable[Callable[[], Message]],
        place: ReplyPlace,
        ts: str,
    ) -> bool:
        """Replaces a stream that was begun by the first whole message that Slack takes.

        False where it does not exist any more.
        """
        try:
            self._inbox.require(delivery)
            self._reading.chat_stopStream(channel=place.channel, ts=ts)
        except SlackApiError as error:
            if is_unsure(error):
                raise
        for make_message in messages:
            message = make_message()
            try:
                self._inbox.require(delivery)
                self._reading.chat_update(
                    channel=place.channel,
                    ts=ts,
                    text=message.text,
                    blocks=message.blocks,
                    metadata=metadata(delivery),
                    parse="none",
                    link_names=False,
                )
            except SlackApiError as error:
                if is_unsure(error):
                    raise
                continue
            return True
        return False


@dataclass
class LiveReply:
    """A reply that is shown while the rest of it is being written.

    Whatever goes wrong here is left to `Replies.send`, which makes the reply whole.
    """

    streams: Streams
    delivery: Delivery
    place: ReplyPlace
    ts: str = ""  # of the message, once it was begun
    shown: list[Block] = field(default_factory=list)  # the blocks that it shows
    is_broken: bool = False  # nothing more is shown
    is_unsure: bool = False  # it may have been begun unseen

    def say(self, blocks: Sequence[Block]) -> None:
        """Shows `blocks` next; raises nothing that `send` can mend."""
        if self.is_broken:
            return
        try:
            self.ts = self.ts or self.streams.begin(self.delivery, self.place)
            for piece in pieces(blocks) if self.ts else ():
                self.streams.append(self.delivery, self.place, self.ts, piece)
                self.shown += piece
        except Exception as error:
            if not isinstance(error, (SlackApiError, LeaseLost, *FAILED)) and not is_away(error):
                raise
            LOG.info("a live reply stops: %s", type(error).__name__)
            self.is_unsure = not self.ts
            self.is_broken = True
        self.is_broken = self.is_broken or not self.ts

    def is_beginning_of(self, message: Message) -> bool:
        """True where what is shown is the beginning of `message`."""
        begins = message.blocks[: len(self.shown)] == self.shown
        return bool(self.ts) and not self.is_broken and message.streams and begins


def pieces(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """`blocks` as they are streamed: some words, with the small print and buttons below them."""
    piece: list[Block] = []
    for block in blocks:
        if piece and block["type"] == "rich_text":
            yield piece
            piece = []
        piece.append(block)
    if piece:
        yield piece
