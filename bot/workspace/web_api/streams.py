"""chat.startStream, appendStream and stopStream."""

from __future__ import annotations

from typing import Any

from bot.workspace import shapes
from bot.workspace.protocol import checking, limits
from bot.workspace.protocol.posting import with_ids
from bot.workspace.refusals import CallRefused, invalid
from bot.workspace.state import Conversation, Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, find_conversation, find_joined, find_message
from bot.workspace.web_api.chat import streams_now, thread_ts
from bot.workspace.workspace import Workspace

CHUNKS = ("markdown_text", "task_update", "plan_update", "blocks")


def start(workspace: Workspace, arguments: Arguments) -> Json:
    """Starts a message that text is streamed into; always a reply in a thread."""
    arguments.need("channel", "thread_ts")
    conversation = find_joined(workspace, arguments)
    root = thread_ts(conversation, arguments)
    if conversation.kind == "channel":
        _check_recipient(workspace, conversation, arguments)
    pieces = _pieces(workspace, arguments)
    message = PostedMessage(
        workspace.clock.ts(),
        conversation.id,
        workspace.team.bot_user,
        "",
        thread_ts=root,
        from_bot=True,
        streaming_since=workspace.clock.now(),
    )
    _grow(message, pieces)
    workspace.posting.post(message)
    return {"channel": conversation.id, "ts": message.ts}


def append(workspace: Workspace, arguments: Arguments) -> Json:
    """Adds text to a stream."""
    arguments.need("channel", "ts")
    message = _streaming_message(workspace, arguments)
    pieces = _pieces(workspace, arguments)
    if not pieces:
        raise CallRefused("no_text")
    _grow(message, pieces)
    message.streaming_since = workspace.clock.now()
    workspace.watching.notify(workspace.state.conversations[message.channel].members)
    return {"channel": message.channel, "ts": message.ts}


def stop(workspace: Workspace, arguments: Arguments) -> Json:
    """Ends a stream; the blocks of this call come below what was streamed."""
    arguments.need("channel", "ts")
    message = _streaming_message(workspace, arguments)
    before = shapes.message(workspace.state, message)
    pieces = _pieces(workspace, arguments)
    blocks = arguments.structure("blocks")
    metadata = arguments.structure("metadata")
    if blocks is not None:
        checking.check_message_blocks(blocks, workspace.rules.unknown_blocks)
    if metadata is not None:
        checking.check_metadata(metadata)
        message.metadata = metadata or None
    _grow(message, pieces)
    if blocks:
        earlier = message.blocks or []
        message.blocks = [*earlier, *(with_ids(blocks, f"s{len(earlier)}") or [])]
    message.streaming_since = None
    workspace.posting.tell_of_change(message, before, workspace.clock.ts())
    shape = shapes.message(workspace.state, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shape}


def _check_recipient(
    workspace: Workspace, conversation: Conversation, arguments: Arguments
) -> None:
    if not arguments.has("recipient_team_id"):
        raise CallRefused("missing_recipient_team_id")
    if not arguments.has("recipient_user_id"):
        raise CallRefused("missing_recipient_user_id")
    user = arguments.text("recipient_user_id")
    if user not in workspace.state.people or user not in conversation.members:
        raise CallRefused("user_not_found")
    if arguments.text("recipient_team_id") != workspace.team.id:
        raise CallRefused("team_not_found")


def _streaming_message(workspace: Workspace, arguments: Arguments) -> PostedMessage:
    message = find_message(find_conversation(workspace, arguments), arguments.text("ts"))
    if not message.from_bot:
        raise CallRefused("message_not_owned_by_app")
    if not streams_now(workspace, message):
        raise CallRefused("message_not_in_streaming_state")
    return message


def _pieces(workspace: Workspace, arguments: Arguments) -> list[Json]:
    """What a call adds to a stream, as chunks."""
    chunks: Any = arguments.structure("chunks") or []
    if not isinstance(chunks, list):
        raise CallRefused("invalid_chunks")
    if arguments.has("markdown_text"):
        chunks = [{"type": "markdown_text", "text": arguments.text("markdown_text")}, *chunks]
    for chunk in chunks:
        _check_chunk(workspace, chunk)
    return list(chunks)


def _check_chunk(workspace: Workspace, chunk: Any) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind not in CHUNKS:
        raise invalid("invalid_chunks", [f"unsupported type: {kind} [json-pointer:/chunks]"])
    if kind == "markdown_text":
        checking.check_markdown(chunk.get("text"))
    if kind == "blocks":
        checking.check_message_blocks(chunk.get("blocks"), workspace.rules.unknown_blocks)


def _grow(message: PostedMessage, pieces: list[Json]) -> None:
    """Adds `pieces` to the message; text that follows text joins the same markdown block."""
    blocks = message.blocks or []
    for piece in pieces:
        if piece["type"] == "markdown_text":
            message.text += piece["text"]
            if blocks and blocks[-1]["type"] == "markdown":
                blocks[-1]["text"] += piece["text"]
            else:
                text = {"type": "markdown", "text": piece["text"]}
                blocks += with_ids([text], f"s{len(blocks)}") or []
        elif piece["type"] == "blocks":
            blocks += with_ids(piece["blocks"], f"s{len(blocks)}") or []
            # No call gives a text with streamed blocks: Slack makes one of their words.
            message.text += "".join(f"{line}\n" for line in shapes.words(piece["blocks"]))
    if len(message.text) > limits.MESSAGE_TEXT:
        raise CallRefused("msg_too_long")
    message.blocks = blocks or None
