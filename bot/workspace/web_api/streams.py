"""chat.startStream, appendStream and stopStream."""

from __future__ import annotations

from typing import Any

from bot.workspace import shapes
from bot.workspace.protocol import checking, limits
from bot.workspace.protocol.posting import with_ids
from bot.workspace.refusals import CallRefused, invalid
from bot.workspace.state import Conversation, Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, conversation, joined, message
from bot.workspace.web_api.chat import streams_now, thread
from bot.workspace.workspace import Workspace

CHUNKS = ("markdown_text", "task_update", "plan_update", "blocks")


def start(workspace: Workspace, arguments: Arguments) -> Json:
    """Starts a message that text is streamed into; always a reply in a thread."""
    arguments.need("channel", "thread_ts")
    found = joined(workspace, arguments)
    root = thread(found, arguments)
    if found.kind == "channel":
        _check_recipient(workspace, found, arguments)
    pieces = _pieces(workspace, arguments)
    started = PostedMessage(
        workspace.clock.ts(),
        found.id,
        workspace.team.bot_user,
        "",
        thread_ts=root,
        from_bot=True,
        streaming_since=workspace.clock.now(),
    )
    _grow(started, pieces)
    workspace.posting.post(started)
    return {"channel": found.id, "ts": started.ts}


def append(workspace: Workspace, arguments: Arguments) -> Json:
    """Adds text to a stream."""
    arguments.need("channel", "ts")
    found = _streaming(workspace, arguments)
    pieces = _pieces(workspace, arguments)
    if not pieces:
        raise CallRefused("no_text")
    _grow(found, pieces)
    found.streaming_since = workspace.clock.now()
    workspace.watching.changed(workspace.state.conversations[found.channel].members)
    return {"channel": found.channel, "ts": found.ts}


def stop(workspace: Workspace, arguments: Arguments) -> Json:
    """Ends a stream; the blocks given now stand below what was streamed."""
    arguments.need("channel", "ts")
    found = _streaming(workspace, arguments)
    before = shapes.message(workspace.state, found)
    pieces = _pieces(workspace, arguments)
    blocks = arguments.structure("blocks")
    metadata = arguments.structure("metadata")
    if blocks is not None:
        checking.check_message_blocks(blocks, workspace.rules.unknown_blocks)
    if metadata is not None:
        checking.check_metadata(metadata)
        found.metadata = metadata or None
    _grow(found, pieces)
    if blocks:
        before_them = found.blocks or []
        found.blocks = [*before_them, *(with_ids(blocks, f"s{len(before_them)}") or [])]
    found.streaming_since = None
    workspace.posting.tell_of_change(found, before, workspace.clock.ts())
    shown = shapes.message(workspace.state, found, metadata=True)
    return {"channel": found.channel, "ts": found.ts, "message": shown}


def _check_recipient(workspace: Workspace, found: Conversation, arguments: Arguments) -> None:
    if not arguments.has("recipient_team_id"):
        raise CallRefused("missing_recipient_team_id")
    if not arguments.has("recipient_user_id"):
        raise CallRefused("missing_recipient_user_id")
    user = arguments.text("recipient_user_id")
    if user not in workspace.state.people or user not in found.members:
        raise CallRefused("user_not_found")
    if arguments.text("recipient_team_id") != workspace.team.id:
        raise CallRefused("team_not_found")


def _streaming(workspace: Workspace, arguments: Arguments) -> PostedMessage:
    found = message(conversation(workspace, arguments), arguments.text("ts"))
    if not found.from_bot:
        raise CallRefused("message_not_owned_by_app")
    if not streams_now(workspace, found):
        raise CallRefused("message_not_in_streaming_state")
    return found


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


def _grow(found: PostedMessage, pieces: list[Json]) -> None:
    """Adds `pieces` to the message; text that follows text joins the same markdown block."""
    blocks = found.blocks or []
    for piece in pieces:
        if piece["type"] == "markdown_text":
            found.text += piece["text"]
            if blocks and blocks[-1]["type"] == "markdown":
                blocks[-1]["text"] += piece["text"]
            else:
                text = {"type": "markdown", "text": piece["text"]}
                blocks += with_ids([text], f"s{len(blocks)}") or []
        elif piece["type"] == "blocks":
            blocks += with_ids(piece["blocks"], f"s{len(blocks)}") or []
    if len(found.text) > limits.MESSAGE_TEXT:
        raise CallRefused("msg_too_long")
    found.blocks = blocks or None
