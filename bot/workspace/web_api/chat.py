"""chat.postMessage, postEphemeral, update, delete and getPermalink."""

from __future__ import annotations

from typing import Any, NamedTuple

from bot.workspace import shapes
from bot.workspace.protocol import checking, limits
from bot.workspace.protocol.posting import with_ids
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Conversation, Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, find_conversation, find_joined, find_message
from bot.workspace.workspace import Workspace


class MessageContent(NamedTuple):
    """What a message says, checked."""

    text: str
    blocks: list[Json] | None
    metadata: Json | None


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """Posts a message of the bot's."""
    arguments.need("channel")
    conversation = find_joined(workspace, arguments)
    content = content_of(workspace, arguments, limits.MESSAGE_TEXT)
    message = workspace.posting.post(
        PostedMessage(
            workspace.clock.ts(),
            conversation.id,
            workspace.team.bot_user,
            *content[:2],
            thread_ts=thread_ts(conversation, arguments),
            from_bot=True,
            username=arguments.text("username"),
            metadata=content.metadata,
            broadcast=arguments.flag("reply_broadcast"),
        )
    )
    shape = shapes.message(workspace.state, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shape}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """Shows one person a message that nobody else sees."""
    arguments.need("channel", "user")
    conversation = find_joined(workspace, arguments)
    user = arguments.text("user")
    if user not in workspace.state.people:
        raise CallRefused("user_not_found")
    if user not in conversation.members:
        raise CallRefused("user_not_in_channel")
    content = content_of(workspace, arguments, limits.MESSAGE_TEXT)
    message = workspace.posting.post(
        PostedMessage(
            workspace.clock.ts(),
            conversation.id,
            workspace.team.bot_user,
            *content[:2],
            thread_ts=thread_ts(conversation, arguments),
            from_bot=True,
            shown_to=user,
        )
    )
    return {"message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Changes a message of the bot's; what is not given stays as it was."""
    arguments.need("channel", "ts")
    message = find_message(find_conversation(workspace, arguments), arguments.text("ts"))
    _require_own(message, "cant_update_message")
    if streams_now(workspace, message):
        raise CallRefused("streaming_state_conflict")
    content = content_of(workspace, arguments, limits.UPDATE_TEXT)
    changes: dict[str, Any] = {"streaming_since": None}
    if arguments.has("text") or arguments.has("markdown_text"):
        changes["text"] = content.text
    if arguments.has("blocks") or arguments.has("markdown_text"):
        changes["blocks"] = content.blocks
    if content.metadata is not None:
        changes["metadata"] = content.metadata or None
    workspace.posting.change(message, **changes)
    shape = shapes.message(workspace.state, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shape}


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """Takes a message of the bot's out."""
    arguments.need("channel", "ts")
    message = find_message(find_conversation(workspace, arguments), arguments.text("ts"))
    _require_own(message, "cant_delete_message")
    workspace.posting.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """The address of a message."""
    arguments.need("channel", "message_ts")
    message = find_message(find_conversation(workspace, arguments), arguments.text("message_ts"))
    return {"channel": message.channel, "permalink": permalink(workspace, message)}


def permalink(workspace: Workspace, message: PostedMessage) -> str:
    """The address of a message, as Slack forms it."""
    address = f"{workspace.url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        address += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return address


def content_of(workspace: Workspace, arguments: Arguments, most: int) -> MessageContent:
    """What a call wants to say; refused where Slack would refuse it."""
    blocks = arguments.structure("blocks")
    metadata = arguments.structure("metadata")
    text = arguments.text("text")
    if arguments.has("markdown_text"):
        if text or blocks:
            raise CallRefused("markdown_text_conflict")
        text = arguments.text("markdown_text")
        checking.check_markdown(text)
        blocks = [{"type": "markdown", "text": text}]
    if blocks is not None:
        checking.check_message_blocks(blocks, workspace.rules.unknown_blocks)
    if metadata is not None:
        checking.check_metadata(metadata)
    if len(text) > most and not arguments.has("markdown_text"):
        raise CallRefused("msg_too_long")
    if not text.strip() and not blocks and not arguments.has("attachments"):
        raise CallRefused("no_text")
    return MessageContent(text, with_ids(blocks) or None, metadata)


def thread_ts(conversation: Conversation, arguments: Arguments) -> str | None:
    """The thread that a message goes to; refused where it is not there, or is a reply."""
    if not arguments.has("thread_ts"):
        return None
    ts = arguments.text("thread_ts")
    root = conversation.messages.get(ts)
    if root is None or root.shown_to:
        raise CallRefused("thread_not_found")
    if root.thread_ts:
        raise CallRefused("cannot_reply_to_message")
    return ts


def streams_now(workspace: Workspace, message: PostedMessage) -> bool:
    """Whether text can still be streamed into the message."""
    if message.streaming_since is None:
        return False
    return workspace.clock.now() - message.streaming_since <= workspace.stream_seconds


def _require_own(message: PostedMessage, error: str) -> None:
    if not message.from_bot:
        raise CallRefused(error)
