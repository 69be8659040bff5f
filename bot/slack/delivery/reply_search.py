"""Looking for a reply in its conversation: each carries the id of its delivery as metadata."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.inbox import Inbox
from bot.slack.errors import code, is_unsure

LOG = logging.getLogger("saathi.replies")
EVENT_TYPE = "saathi_reply"
PAGE = 200  # messages read at once


class ReplyPlace(NamedTuple):
    """Where a reply goes: a conversation, and the thread's root or ''."""

    channel: str
    thread_ts: str


def metadata(delivery: Delivery) -> dict[str, Any]:
    """The message metadata by which the reply to `delivery` is found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"inbox": delivery.reply_id}}


class ReplySearch:
    """Looks whether a reply is out already. Threads may share one."""

    def __init__(self, client: WebClient, inbox: Inbox) -> None:
        """`client` may repeat its calls."""
        self._client = client
        self._inbox = inbox

    def find(self, delivery: Delivery, place: ReplyPlace) -> str:
        """The `ts` of the reply that is out already, or ''."""
        for message in self._messages_since(delivery, place):
            message_metadata = message.get("metadata") or {}
            if message_metadata.get("event_payload", {}).get("inbox") == delivery.reply_id:
                return str(message["ts"])
        return ""

    def unrecorded_stream(self, delivery: Delivery, place: ReplyPlace) -> str:
        """A stream that was begun, and not yet noted when the process died; or ''."""
        if not place.thread_ts:
            return ""
        for message in self._messages_since(delivery, place):
            ours = message.get("bot_id") and not message.get("metadata")
            if ours and not self._inbox.is_reply(place.channel, str(message["ts"])):
                return str(message["ts"])
        return ""

    def holds_file(self, delivery: Delivery, place: ReplyPlace, file: str) -> bool:
        """True where a message in `place` carries the file with that id."""
        return any(
            attachment.get("id") == file
            for message in self._messages_since(delivery, place)
            for attachment in message.get("files") or ()
        )

    def _messages_since(self, delivery: Delivery, place: ReplyPlace) -> Iterator[dict[str, Any]]:
        """Messages in `place` since the delivery came, as far as the app may read them."""
        query: dict[str, Any] = {
            "channel": place.channel,
            "oldest": delivery.ts or f"{delivery.received_at - 60:.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        cursor = ""
        while True:
            try:
                if place.thread_ts:
                    page = self._client.conversations_replies(
                        **query, ts=place.thread_ts, cursor=cursor
                    )
                else:
                    page = self._client.conversations_history(**query, cursor=cursor)
            except SlackApiError as error:
                if is_unsure(error):
                    raise
                # Without the right to look, an answer twice is better than none.
                LOG.warning("cannot look for reply %s: %s", delivery.id, code(error))
                return
            yield from page.get("messages", [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return
