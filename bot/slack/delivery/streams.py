"""Streams: a reply that appears piece by piece, also while the rest is still being written."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.operations.database import is_away
from bot.slack.blocks.message import Message
from bot.slack.delivery.deliveries import Delivery, LeaseLost
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.posting import Posting
from bot.slack.delivery.reply_search import ReplyPlace, metadata
from bot.slack.errors import ASK_AGAIN, FAILED, LACKS, code, is_unsure, retry_after

LOG = logging.getLogger("saathi.replies")
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

    def append(self, delivery: Delivery, place: ReplyPlace, ts: str, piece: str) -> None:
        """Shows one more piece of Markdown. Raises SlackApiError or one of FAILED."""
        self._posting.call(
            delivery,
            self._posting.client.chat_appendStream,
            channel=place.channel,
            ts=ts,
            markdown_text=piece,
        )

    def end(
        self,
        delivery: Delivery,
        message: Message,
        place: ReplyPlace,
        ts: str,
        *,
        shown_part: str = "",
    ) -> None:
        """Shows what of `message` comes after `shown_part`, and closes the stream.

        Raises SlackApiError or one of FAILED.
        """
        for piece in pieces(f"{message.markdown}\n\n"[len(shown_part) :]):
            self.append(delivery, place, ts, piece)
        self._posting.call(
            delivery,
            self._posting.client.chat_stopStream,
            channel=place.channel,
            ts=ts,
            blocks=message.closing,
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
    markdown: str = ""  # what it shows, as Markdown
    is_broken: bool = False  # nothing more is shown
    is_unsure: bool = False  # it may have been begun unseen

    def say(self, markdown: str) -> None:
        """Shows `markdown` as the next paragraphs; raises nothing that `send` can mend."""
        if self.is_broken:
            return
        try:
            self.ts = self.ts or self.streams.begin(self.delivery, self.place)
            for piece in pieces(markdown) if self.ts else ():
                self.streams.append(self.delivery, self.place, self.ts, piece)
                self.markdown += piece
        except Exception as error:
            if not isinstance(error, (SlackApiError, LeaseLost, *FAILED)) and not is_away(error):
                raise
            LOG.info("a live reply stops: %s", type(error).__name__)
            self.is_unsure = not self.ts
            self.is_broken = True
        self.is_broken = self.is_broken or not self.ts

    def is_beginning_of(self, message: Message) -> bool:
        """True where what is shown is the beginning of `message`."""
        begins = f"{message.markdown}\n\n".startswith(self.markdown)
        return bool(self.ts) and not self.is_broken and bool(message.markdown) and begins


def pieces(markdown: str) -> list[str]:
    """`markdown` in the paragraphs that are streamed one after the other."""
    return [f"{paragraph}\n\n" for paragraph in markdown.split("\n\n") if paragraph.strip()]
