"""What was written before a post, in its thread or channel: read when needed, kept nowhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.delivery.deliveries import Delivery
from bot.slack.errors import code, is_unsure
from bot.slack.intake.post_content import PostContent, content_of
from bot.slack.intake.signs import OWN_ID

LOG = logging.getLogger("saathi.intake")
PAGE, PAGES = 200, 5  # messages read at once, and how often, of a long thread
LAST = 8  # posts of a thread, beside the one that it begins with
IN_CHANNEL = 5  # posts of a channel before a mention that is in no thread
RECENT = 30 * 60.0  # seconds that such a post may lie back


class EarlierPost(NamedTuple):
    """A post of a person, or of another app, before the one that is answered."""

    content: PostContent
    user: str


class Surroundings:
    """Reads what stands before a post. Threads may share one."""

    def __init__(
        self,
        client: WebClient,
        while_asking: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`client` may repeat its calls; Slack is waited for within `while_asking`."""
        self._client = client
        self._while_asking = while_asking

    def before(self, delivery: Delivery) -> list[EarlierPost]:
        """The thread's first post and its last ones before `delivery`, the oldest first.

        Without Saathi's own. Nothing where Slack does not let it read; raises SlackApiError or one
        of FAILED where Slack is away.
        """
        messages = self._read(delivery, self._thread)
        return _posts([*messages[:1], *messages[1:][-LAST:]], delivery)

    def before_in_channel(self, delivery: Delivery) -> list[EarlierPost]:
        """The last posts of the channel before one that is in no thread, the oldest first.

        Raises as `before` does.
        """
        return _posts(self._read(delivery, self._channel), delivery)

    def _read(self, delivery: Delivery, read: Any) -> list[dict[str, Any]]:
        try:
            with self._while_asking():
                messages: list[dict[str, Any]] = read(delivery)
        except SlackApiError as error:
            if is_unsure(error):
                raise
            LOG.info("what stands before %s cannot be read: %s", delivery.id, code(error))
            return []
        return messages

    def _thread(self, delivery: Delivery) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []
        cursor = ""
        for _ in range(PAGES):
            page = self._client.conversations_replies(
                channel=delivery.channel,
                ts=delivery.thread_ts,
                latest=delivery.ts,
                limit=PAGE,
                cursor=cursor,
            )
            messages += page.get("messages", [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        # Of several pages each may begin with the thread's first post.
        return list({message["ts"]: message for message in messages}.values())

    def _channel(self, delivery: Delivery) -> list[dict[str, Any]]:
        page = self._client.conversations_history(
            channel=delivery.channel,
            latest=delivery.ts,
            oldest=f"{float(delivery.ts) - RECENT:.6f}",
            limit=IN_CHANNEL,
        )
        return list(reversed(page.get("messages", [])))


def _posts(messages: list[dict[str, Any]], delivery: Delivery) -> list[EarlierPost]:
    own_id = str(delivery.extra.get(OWN_ID, ""))
    others = (
        message
        for message in messages
        if message.get("user") != own_id and float(message["ts"]) < float(delivery.ts)
    )
    posts = (
        EarlierPost(content_of(message, own_id), str(message.get("user") or ""))
        for message in others
    )
    return [post for post in posts if post.content.whole]
