"""Adds, changes and removes messages, and notifies the bot and the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from bot.workspace import shapes
from bot.workspace.protocol import payloads
from bot.workspace.protocol.deliveries import Deliveries
from bot.workspace.protocol.watching import Watching
from bot.workspace.state import Conversation, Json, PostedMessage, WorkspaceState

# What a manifest must subscribe to for a "message" event, by the kind of conversation.
SUBSCRIPTION = {"channel": "message.channels", "im": "message.im"}


class Posting:
    """Every change of a conversation goes through here.

    `subscribes_to` says whether the bot's manifest asks for an event; the bot is sent what happens
    where it is a member, also of its own messages, as in Slack.
    """

    def __init__(
        self,
        state: WorkspaceState,
        deliveries: Deliveries,
        watching: Watching,
        subscribes_to: Callable[[str], bool],
    ) -> None:
        self.state = state
        self.watching = watching
        self._deliveries = deliveries
        self._subscribes_to = subscribes_to
        self.counts: Counter[str] = Counter()  # messages by whom: "bot" and "person"

    def post(self, message: PostedMessage) -> PostedMessage:
        """Adds `message`, which has its timestamp from the clock, and notifies bot and pages."""
        self.state.add(message)
        conversation = self.state.conversations[message.channel]
        self.counts["bot" if message.from_bot else "person"] += 1
        if message.from_bot and not message.shown_to:
            conversation.statuses.pop(message.thread_ts or message.ts, None)
        self._tell_pages(conversation, message)
        if not message.shown_to:
            self._tell_bot(conversation, message)
        for observe in self._deliveries.observers:
            observe("message", {"message": message})
        return message

    def change(self, message: PostedMessage, **changes: Any) -> None:
        """Changes a message and marks it as edited by its author."""
        before = shapes.message(self.state, message, metadata=message.from_bot)
        for name, value in changes.items():
            setattr(message, name, value)
        ts = self.state.clock.ts()
        message.last_edit = {"user": message.user, "ts": ts}
        self._tell_of_mention(message)
        self.tell_of_change(message, before, ts)

    def _tell_of_mention(self, message: PostedMessage) -> None:
        """An edited post that mentions the bot comes as a mention again, as in Slack."""
        conversation = self.state.conversations[message.channel]
        if self._mentions_bot(message) and conversation.kind == "channel":
            self.event("app_mention", payloads.mention_event(self.state, message), conversation)

    def _mentions_bot(self, message: PostedMessage) -> bool:
        return f"<@{self.state.team.bot_user}>" in message.text and not message.from_bot

    def tell_of_change(self, message: PostedMessage, before: Json, ts: str) -> None:
        """Tells pages and bot that `message` is no longer what it was `before`."""
        conversation = self.state.conversations[message.channel]
        self._tell_pages(conversation, message)
        if not message.shown_to:
            event = payloads.changed_event(self.state, message, before, ts)
            self.event("message", event, conversation)

    def remove(self, message: PostedMessage) -> None:
        """Takes a message out."""
        conversation = self.state.conversations[message.channel]
        before = shapes.message(self.state, message, metadata=message.from_bot)
        self.state.remove(message)
        self._tell_pages(conversation, message)
        if not message.shown_to:
            ts = self.state.clock.ts()
            event = payloads.deleted_event(self.state, message, before, ts)
            self.event("message", event, conversation)

    def event(self, name: str, event: Json, conversation: Conversation) -> None:
        """Sends `event` where the bot is a member of `conversation` and subscribed to it."""
        event_type = SUBSCRIPTION[conversation.kind] if name == "message" else name
        if self.state.team.bot_user in conversation.members and self._subscribes_to(event_type):
            now = self.state.clock.now()
            payload = payloads.event_callback(self.state.team, event, now, conversation.id)
            self._deliveries.event(name, payload)

    def _tell_bot(self, conversation: Conversation, message: PostedMessage) -> None:
        """Two events for one post that mentions the bot in a channel, as Slack does."""
        if self._mentions_bot(message) and conversation.kind == "channel":
            self.event("app_mention", payloads.mention_event(self.state, message), conversation)
        self.event("message", payloads.message_event(self.state, message), conversation)

    def _tell_pages(self, conversation: Conversation, message: PostedMessage) -> None:
        people = {message.shown_to} if message.shown_to else conversation.members
        self.watching.notify(people)


def with_ids(blocks: list[Json] | None, above: str = "b") -> list[Json] | None:
    """`blocks` with a block_id and action_ids where they have none, as Slack adds them.

    They go by place, so that a button still works when the same view was just published again.
    """
    for place, block in enumerate(blocks or ()):
        block.setdefault("block_id", f"{above}-{place}")
        with_ids(block.get("child_blocks"), block["block_id"])
        for number, element in enumerate(_interactive_elements(block)):
            element.setdefault("action_id", f"a-{number}")
    return blocks


def _interactive_elements(block: Json) -> list[Json]:
    if block["type"] in ("actions", "context_actions"):
        return list(block["elements"])
    inside = [block.get("accessory"), block.get("element")]
    return [element for element in inside if element and element["type"] != "image"]
