"""conversations.open, info, history, replies, list and members; users.conversations."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from bot.workspace import shapes
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Conversation, Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, find_conversation, find_joined, find_message
from bot.workspace.workspace import Workspace

MESSAGES_PAGE = 999  # messages a page
LIST_PAGE = 1_000  # conversations or people a page
TS = re.compile(r"\d+(\.\d+)?")


def open_direct(workspace: Workspace, arguments: Arguments) -> Json:
    """Opens the direct message with a person."""
    if arguments.has("channel"):
        conversation = find_conversation(workspace, arguments)
    else:
        conversation = workspace.state.direct(_only_user(workspace, arguments))
    shape = shapes.conversation(workspace.team, conversation)
    short = {"id": conversation.id}
    whole = arguments.flag("return_im")
    return {"no_op": True, "already_open": True, "channel": shape if whole else short}


def _only_user(workspace: Workspace, arguments: Arguments) -> str:
    argument = arguments.values.get("users", "")
    users = argument if isinstance(argument, list) else [u for u in str(argument).split(",") if u]
    if not users:
        raise CallRefused("users_list_not_supplied")
    if len(users) > 1:
        raise CallRefused("method_not_supported_for_channel_type")
    user = str(users[0]).strip()
    if user == workspace.team.bot_user:
        raise CallRefused("cannot_dm_bot")
    if user not in workspace.state.people:
        raise CallRefused("user_not_found")
    return user


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """What a conversation is."""
    return {"channel": shapes.conversation(workspace.team, find_conversation(workspace, arguments))}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    """Who is in a conversation."""
    conversation = find_conversation(workspace, arguments)
    start, limit = first_index(arguments), arguments.number("limit", 100, LIST_PAGE)
    users = sorted(conversation.members)
    more = start + limit if start + limit < len(users) else None
    return {"members": users[start : start + limit], "response_metadata": next_page(more)}


def every(workspace: Workspace, arguments: Arguments) -> Json:
    """The channels, and on demand the direct messages."""
    return _conversations_page(workspace, arguments, list(workspace.state.conversations.values()))


def of_user(workspace: Workspace, arguments: Arguments) -> Json:
    """The conversations that somebody (without `user`, the bot) is a member of."""
    user = arguments.text("user") or workspace.team.bot_user
    if user not in workspace.state.people and user != workspace.team.bot_user:
        raise CallRefused("user_not_found")
    conversations = [
        conversation
        for conversation in workspace.state.conversations.values()
        if user in conversation.members
    ]
    return _conversations_page(workspace, arguments, conversations)


def _conversations_page(
    workspace: Workspace, arguments: Arguments, conversations: list[Conversation]
) -> Json:
    types = (arguments.text("types") or "public_channel").split(",")
    kinds = {{"public_channel": "channel"}.get(kind.strip(), kind.strip()) for kind in types}
    if kinds - {"channel", "im", "private_channel", "mpim"}:
        raise CallRefused("invalid_types")
    shapes_in_kinds = (
        shapes.conversation(workspace.team, conversation)
        for conversation in conversations
        if conversation.kind in kinds
    )
    page, more = shapes.page_of(
        shapes_in_kinds, first_index(arguments), arguments.number("limit", 100, LIST_PAGE)
    )
    return {"channels": page, "response_metadata": next_page(more)}


def history(workspace: Workspace, arguments: Arguments) -> Json:
    """The messages of a conversation without the replies in threads, the newest first."""
    arguments.need("channel")
    conversation = find_joined(workspace, arguments)
    limit = arguments.number("limit", 100, MESSAGES_PAGE)
    among = (m for m in reversed(conversation.messages.values()) if not m.thread_ts or m.broadcast)
    page, more = _page(_between(among, arguments), arguments, limit, newest_first=True)
    metadata = arguments.flag("include_all_metadata")
    messages = [shapes.root(workspace.state, m, metadata) for m in page]
    answer: Json = {"messages": messages, "has_more": bool(more), "pin_count": 0}
    return answer | {"response_metadata": {"next_cursor": more}}


def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """A message and the replies in its thread, the oldest first."""
    arguments.need("channel", "ts")
    conversation = find_joined(workspace, arguments)
    try:
        root = find_message(conversation, arguments.text("ts"))
    except CallRefused:
        raise CallRefused("thread_not_found") from None
    limit = arguments.number("limit", MESSAGES_PAGE, MESSAGES_PAGE)
    in_time = _between(iter(list(conversation.replies(root.ts))), arguments)
    page, more = _page(in_time, arguments, limit, newest_first=False)
    metadata = arguments.flag("include_all_metadata")
    first = [] if arguments.has("cursor") else [shapes.root(workspace.state, root, metadata)]
    rest = [shapes.message(workspace.state, m, metadata) for m in page]
    answer: Json = {"messages": [*first, *rest], "has_more": bool(more)}
    return answer | {"response_metadata": {"next_cursor": more}}


def _between(messages: Iterator[PostedMessage], arguments: Arguments) -> Iterator[PostedMessage]:
    """Those between `oldest` and `latest`; the ends belong to it where `inclusive` is set."""
    oldest, latest = (_moment(arguments, name) for name in ("oldest", "latest"))
    inclusive = arguments.flag("inclusive")
    for message in messages:
        if message.shown_to:
            continue
        at = _number(message.ts)
        after = oldest is None or at > oldest or (inclusive and at == oldest)
        before = latest is None or at < latest or (inclusive and at == latest)
        if after and before:
            yield message


def _page(
    messages: Iterator[PostedMessage], arguments: Arguments, limit: int, *, newest_first: bool
) -> tuple[list[PostedMessage], str]:
    """So many messages from the cursor on, and the cursor of the next page ("" at the end)."""
    start = _after_cursor(arguments)
    page: list[PostedMessage] = []
    for message in messages:
        at = _number(message.ts)
        if start is not None and (at >= start if newest_first else at <= start):
            continue
        if len(page) == limit:
            return page, base64.b64encode(f"next_ts:{page[-1].ts}".encode()).decode()
        page.append(message)
    return page, ""


def _after_cursor(arguments: Arguments) -> int | None:
    if not arguments.has("cursor"):
        return None
    try:
        kind, _, ts = base64.b64decode(arguments.text("cursor")).decode().partition(":")
    except ValueError:
        raise CallRefused("invalid_cursor") from None
    if kind != "next_ts" or not TS.fullmatch(ts):
        raise CallRefused("invalid_cursor")
    return _number(ts)


def _moment(arguments: Arguments, name: str) -> int | None:
    text = arguments.text(name)
    if not text or text in ("0", "now"):
        return None
    if not TS.fullmatch(text):
        raise CallRefused(f"invalid_ts_{name}")
    return _number(text)


def _number(ts: str) -> int:
    seconds, _, micros = ts.partition(".")
    return int(seconds) * 1_000_000 + int(f"{micros:0<6.6}")


def first_index(arguments: Arguments) -> int:
    """Where the page that a cursor means starts in a list."""
    if not arguments.has("cursor"):
        return 0
    try:
        return int(base64.b64decode(arguments.text("cursor")).decode().removeprefix("at:"))
    except ValueError:
        raise CallRefused("invalid_cursor") from None


def next_page(place: int | None) -> Json:
    """What tells the caller where the next page of a list starts."""
    cursor = base64.b64encode(f"at:{place}".encode()).decode() if place is not None else ""
    return {"next_cursor": cursor}
