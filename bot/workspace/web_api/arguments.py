"""The arguments of a Web API call, however they came: as JSON, or as a form with JSON inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.workspace.refusals import CallRefused, invalid
from bot.workspace.state import Conversation, PostedMessage
from bot.workspace.workspace import Workspace

# What is refused with where a structured argument is no JSON.
UNREADABLE = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
TRUE = (True, 1, "1", "true", "True")


class Arguments:
    """The arguments of one call, asked for by name and type."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    @classmethod
    def read(cls, body: bytes, content_type: str, query: Mapping[str, str]) -> Arguments:
        """The arguments in a request; raises `CallRefused` where its body is no JSON object."""
        if not content_type.startswith("application/json"):
            form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
            return cls({**query, **form})
        try:
            values = json.loads(body or b"{}")
        except ValueError:
            raise CallRefused("invalid_json") from None
        if not isinstance(values, dict):
            raise CallRefused("json_not_object")
        return cls({**query, **values})

    def has(self, name: str) -> bool:
        """Whether the argument came and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A string; "" where it is missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str) -> bool:
        """True or false, in any of the forms that clients send."""
        return self.values.get(name) in TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        try:
            value = int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise CallRefused("invalid_arguments") from None
        if not 1 <= value <= most:
            raise CallRefused("invalid_limit" if name == "limit" else "invalid_arguments")
        return value

    def structure(self, name: str) -> Any:
        """A list or an object, also where it came as a string of JSON; None where missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise CallRefused(UNREADABLE.get(name, "invalid_arguments")) from None

    def need(self, *names: str) -> None:
        """Refuses the call where one of these is missing."""
        missing = [name for name in names if not self.has(name)]
        if missing:
            problems = [f"missing required field: {name}" for name in missing]
            raise invalid("invalid_arguments", problems)


def find_conversation(
    workspace: Workspace, arguments: Arguments, name: str = "channel"
) -> Conversation:
    """The conversation that argument `name` means: an id, a "#name", or a person's id."""
    reference = arguments.text(name)
    state = workspace.state
    conversation = state.conversations.get(reference)
    if conversation is None and reference in state.people:
        conversation = state.direct(reference)
    if conversation is None and reference.startswith("#"):
        channels = (c for c in state.conversations.values() if c.kind == "channel")
        conversation = next((c for c in channels if c.name == reference[1:]), None)
    if conversation is None:
        raise CallRefused("channel_not_found")
    return conversation


def find_joined(workspace: Workspace, arguments: Arguments, name: str = "channel") -> Conversation:
    """The conversation that is meant, if the bot is a member of it."""
    conversation = find_conversation(workspace, arguments, name)
    if workspace.team.bot_user not in conversation.members:
        raise CallRefused("not_in_channel")
    return conversation


def find_message(conversation: Conversation, ts: str) -> PostedMessage:
    """The message with that timestamp; ephemeral ones cannot be found, as in Slack."""
    message = conversation.messages.get(ts)
    if message is None or message.shown_to:
        raise CallRefused("message_not_found")
    return message
