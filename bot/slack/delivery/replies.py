"""Sending a reply, once: posted or streamed, with the delivery's id as metadata.

Slack cannot be asked to post only if it has not yet. So each reply carries the id of its delivery,
and when a delivery was taken over, or a post failed in a way that leaves it open whether Slack
carried it out, the reply is looked for before it is sent again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.operations.metrics import Metrics
from bot.settings.slack_addresses import NotSlacks
from bot.slack.blocks.message import Message
from bot.slack.client import response_client
from bot.slack.delivery.deliveries import (
    RECOVERED,
    UNDELIVERABLE,
    AnswerRecord,
    Delivery,
    Reply,
    Way,
)
from bot.slack.delivery.file_sending import FileSending, FilesRefused, OutgoingFile
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.posting import Posting
from bot.slack.delivery.reply_search import ReplyPlace, ReplySearch, metadata
from bot.slack.delivery.streams import LiveReply, Streams
from bot.slack.errors import FAILED, LACKS, NO_WAY, REFUSED, code, is_unsure, retry_after

LOG = logging.getLogger("saathi.replies")
OK = 200
LITERALLY = {"mrkdwn": False, "parse": "none", "link_names": False}  # nothing is looked for
UPLOADS = 3  # attempts after which a reply goes out without its files


class SendLater(Exception):
    """The reply is not out, or it is not known whether it is; try again after looking for it."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        """`seconds` is for how long Slack wants to be left alone, where it says so."""
        super().__init__(why)
        self.seconds = seconds


@dataclass(frozen=True)
class ReplyContent:
    """What a delivery is answered with."""

    outcome: str
    message: Message
    plain: Callable[[], Message] | None = None  # the same in blocks that every workspace knows
    record: AnswerRecord | None = None  # what is kept of it
    view: Mapping[str, Any] | None = None  # the same as a modal, where it is not just the message
    otherwise: Message | None = None  # sent by direct message where a channel is closed to Saathi
    files: Callable[[], Sequence[OutgoingFile]] | None = None  # shown above the message
    without_files: Message | None = None  # where Slack does not take them
    privately: bool = False  # of a post in a channel: to its person alone
    live: LiveReply | None = None  # the same reply, where a part of it may be shown already


def reply_to(delivery: Delivery, outcome: str, reply: Message) -> ReplyContent:
    """The reply of that outcome; where others would read it, for whoever asked alone."""
    is_seen_by_others = delivery.way in (Way.THREAD, Way.CHANNEL) and not (
        delivery.channel.startswith("D")
    )
    return ReplyContent(outcome, reply.whole(), privately=is_seen_by_others)


class Replies:
    """Sends replies. Threads may share one."""

    def __init__(  # noqa: PLR0913  (what it works with)
        self,
        inbox: Inbox,
        *,
        posting: WebClient,
        reading: WebClient,
        metrics: Metrics,
        streaming: bool = True,
        modal_of: Callable[[Message], Mapping[str, Any]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`modal_of` shows a message in the modal of a delivery that wants its reply there."""
        self._inbox = inbox
        self._modal_of = modal_of
        self._posting = Posting(posting, inbox, metrics)
        self._reading = reading
        self._search = ReplySearch(reading, inbox)
        self._files = FileSending(
            inbox, posting=self._posting, reading=reading, search=self._search
        )
        self.metrics = metrics
        self._streams = Streams(
            inbox, posting=self._posting, reading=reading, streaming=streaming, clock=clock
        )

    def live(self, delivery: Delivery, *, hurry: bool = False) -> LiveReply | None:
        """A reply that can be shown while it is written; None where it is to be sent whole."""
        place = ReplyPlace(delivery.channel, delivery.thread_ts)
        first = delivery.way is Way.THREAD and not delivery.attempts
        if hurry or not first or not self._streams.may_stream(place):
            return None
        return LiveReply(self._streams, delivery, place)

    def send(self, delivery: Delivery, content: ReplyContent, *, hurry: bool = False) -> Reply:
        """The reply that is out for `delivery` now; in a `hurry` it is posted, never streamed.

        Raises SendLater where it is not out, or may be out unnoticed, and LeaseLost where another
        process is to answer. Where it can reach nobody,
        the reply's outcome is 'undeliverable'.
        """
        try:
            return self._send(delivery, content, hurry=hurry)
        except SlackApiError as error:
            if is_unsure(error):
                raise SendLater(code(error), retry_after(error) or 0.0) from error
            LOG.error("reply %s cannot be sent: %s", delivery.id, code(error))
            return self._answer_command(delivery, content)
        except FAILED as error:
            raise SendLater(type(error).__name__) from error

    def earlier_reply(self, delivery: Delivery) -> Reply | None:
        """The reply that is out already, as far as it can be found. Raises SendLater."""
        try:
            place = self._place(delivery)
            ts = self._search.find(delivery, place)
        except SlackApiError as error:
            if is_unsure(error):
                raise SendLater(code(error), retry_after(error) or 0.0) from error
            return None
        except FAILED as error:
            raise SendLater(type(error).__name__) from error
        if not ts:
            return None
        self.metrics.recovered()
        return Reply(RECOVERED, place.channel, ts)

    def _send(self, delivery: Delivery, content: ReplyContent, *, hurry: bool) -> Reply:
        if delivery.way is Way.MODAL and self._in_modal(delivery, content):
            return Reply(content.outcome)
        place = self._place(delivery)
        try:
            ts = self._send_once(delivery, content, place, hurry=hurry)
        except SlackApiError as error:
            if code(error) not in NO_WAY or delivery.way not in {Way.THREAD, Way.CHANNEL}:
                raise
            return self._send_privately(delivery, content)
        return Reply(content.outcome, place.channel, ts)

    def _send_privately(self, delivery: Delivery, content: ReplyContent) -> Reply:
        """The answer, or why it could not be shown, to the person alone, who may share again."""
        place = self._direct(delivery.user)
        if content.otherwise is None:
            return Reply(
                content.outcome,
                place.channel,
                self._send_once(delivery, content, place, hurry=True),
            )
        explanation = ReplyContent(UNDELIVERABLE, content.otherwise)
        return Reply(
            UNDELIVERABLE, place.channel, self._send_once(delivery, explanation, place, hurry=True)
        )

    def _answer_command(self, delivery: Delivery, content: ReplyContent) -> Reply:
        """Where no direct message can be opened: shown to the person where the command was given.

        Slack's address for that needs no right, but what went there cannot be found again.
        """
        address = delivery.extra.get("response_url")
        if not address:
            return Reply(UNDELIVERABLE)
        message = content.plain() if content.plain else content.message
        self._inbox.require(delivery)
        try:
            client = response_client(str(address), self._reading.base_url)
        except NotSlacks as error:
            LOG.error("reply %s: %s", delivery.id, error)
            return Reply(UNDELIVERABLE)
        response = client.send_dict(
            {
                "text": message.text,
                "blocks": message.blocks,
                "response_type": "ephemeral",
                **LITERALLY,
            }
        )
        if response.status_code != OK:
            return Reply(UNDELIVERABLE)
        self.metrics.sent("response")
        return Reply(content.outcome)

    def _in_modal(self, delivery: Delivery, content: ReplyContent) -> bool:
        """False where the modal is not there any more; it goes by direct message then."""
        view = content.view or (self._modal_of and self._modal_of(content.message))
        if not view:
            return False
        self._inbox.require(delivery)
        try:
            # The view keeps its name, so that it is also found after another crash.
            view = {**view, "external_id": delivery.id}
            self._reading.views_update(external_id=delivery.id, view=view)
        except SlackApiError as error:
            if is_unsure(error):
                raise
            return False
        self.metrics.sent("modal")
        return True

    def _place(self, delivery: Delivery) -> ReplyPlace:
        if delivery.way is Way.THREAD:
            return ReplyPlace(delivery.channel, delivery.thread_ts)
        if delivery.way is Way.BENEATH:
            return ReplyPlace(delivery.channel, "")
        if delivery.way is Way.CHANNEL:
            return ReplyPlace(str(delivery.extra["to"]), "")
        return self._direct(delivery.user)

    def _direct(self, user: str) -> ReplyPlace:
        try:
            return ReplyPlace(self._reading.conversations_open(users=[user])["channel"]["id"], "")
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            # Posting to the person's id needs no right to open; but it cannot be looked for there.
            return ReplyPlace(user, "")

    def _send_once(
        self, delivery: Delivery, content: ReplyContent, place: ReplyPlace, *, hurry: bool
    ) -> str:
        """The time (`ts`) of the reply in `place`, sent now or found there."""
        live = content.live
        if live is not None and (live.ts or live.is_unsure):
            if self._complete_live(delivery, live, content):
                return live.ts
            delivery = replace(delivery, stream_ts=live.ts, attempts=max(1, delivery.attempts))
        if delivery.attempts:
            reply_ts = self._search.find(delivery, place)
            if reply_ts:
                self.metrics.recovered()
                return reply_ts
            stream_ts = delivery.stream_ts or self._search.unrecorded_stream(delivery, place)
            if stream_ts and self._finish(delivery, content, place, stream_ts):
                return stream_ts
        if content.files is not None:
            content = self._send_files(delivery, content, place)
        if content.message.streams and not hurry and self._streams.may_stream(place):
            ts = self._stream(delivery, content, place)
            if ts:
                return ts
        return self._post(delivery, content, place)

    def _send_files(
        self, delivery: Delivery, content: ReplyContent, place: ReplyPlace
    ) -> ReplyContent:
        """The content whose files are out now, or the one that says that they could not be sent."""
        assert content.files is not None
        try:
            self._files.send(delivery, place, content.files)
        except FilesRefused:
            return _without_files(content)
        except (SlackApiError, *FAILED):
            if delivery.attempts < UPLOADS:
                raise
            return _without_files(content)
        self.metrics.sent("file")
        return content

    def _post(self, delivery: Delivery, content: ReplyContent, place: ReplyPlace) -> str:
        message = content.message
        arguments: dict[str, Any] = {
            "channel": place.channel,
            "thread_ts": place.thread_ts or None,
            "text": message.text,
            **LITERALLY,
            "metadata": metadata(delivery),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            response = self._post_once(delivery, **arguments, blocks=message.blocks)
        except SlackApiError as error:
            if code(error) not in REFUSED:
                raise
            LOG.warning("blocks of reply %s refused: %s", delivery.id, error.response.data)
            response = self._post_plainer(delivery, arguments, content)
        self.metrics.sent("post")
        return str(response["ts"])

    def _post_plainer(
        self, delivery: Delivery, arguments: dict[str, Any], content: ReplyContent
    ) -> SlackResponse:
        """The same words in blocks that every workspace knows; if need be, as text alone."""
        try:
            blocks = content.plain().blocks if content.plain else None
            return self._post_once(delivery, **arguments, blocks=blocks)
        except SlackApiError as error:
            if code(error) not in REFUSED:
                raise
            return self._post_once(delivery, **arguments)

    def _post_once(self, delivery: Delivery, **arguments: Any) -> SlackResponse:
        return self._posting.call(delivery, self._posting.client.chat_postMessage, **arguments)

    def _stream(self, delivery: Delivery, content: ReplyContent, place: ReplyPlace) -> str:
        """The streamed message's `ts`; '' where the workspace does not stream."""
        ts = self._streams.begin(delivery, place)
        if not ts:
            return ""
        try:
            self._streams.end(delivery, content.message, place, ts)
        except SlackApiError:
            # The stream died, or a block was refused: the whole answer takes its place.
            if not self._finish(delivery, content, place, ts):
                raise
        self.metrics.sent("stream")
        return ts

    def _complete_live(self, delivery: Delivery, live: LiveReply, content: ReplyContent) -> bool:
        """True where the reply that is shown already is whole now."""
        if not live.is_beginning_of(content.message):
            return False
        try:
            self._streams.end(delivery, content.message, live.place, live.ts, shown=len(live.shown))
        except SlackApiError:
            return False
        self.metrics.sent("stream")
        return True

    def _finish(
        self, delivery: Delivery, content: ReplyContent, place: ReplyPlace, ts: str
    ) -> bool:
        """Replaces a stream that was begun by the whole reply; False where the stream is gone."""
        forms = filter(None, (lambda: content.message, content.plain))
        return self._streams.replace(delivery, forms, place, ts)


def _without_files(content: ReplyContent) -> ReplyContent:
    return replace(content, message=content.without_files or content.message, files=None)
