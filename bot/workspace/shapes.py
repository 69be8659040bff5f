"""Messages, people, conversations, files and views as Slack's API gives them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from bot.workspace.people import Member
from bot.workspace.state import Conversation, File, Json, PostedMessage, Team, WorkspaceState

MENTION = re.compile(r"<@([A-Z0-9]+)>")


def message(state: WorkspaceState, message: PostedMessage, metadata: bool = False) -> Json:
    """`message` as history, replies and events give it."""
    shape: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    shape["team"] = state.team.id
    shape |= _author(state.team, message)
    blocks = message.blocks or (None if message.from_bot else [rich_text(message)])
    if blocks:
        shape["blocks"] = blocks
    if message.thread_ts:
        shape |= _in_thread(state, message)
    if message.files:
        shape["files"] = [file(state.files[f]) for f in message.files if f in state.files]
    if message.last_edit:
        shape["edited"] = message.last_edit
    if message.reactions:
        shape["reactions"] = reactions(message)
    if metadata and message.metadata:
        shape["metadata"] = message.metadata
    return shape


def _author(team: Team, message: PostedMessage) -> Json:
    if not message.from_bot:
        files = {"subtype": "file_share", "upload": False} if message.files else {}
        return {
            "client_msg_id": f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
        } | files
    bot_fields: Json = {
        "bot_id": team.bot_id,
        "app_id": team.app_id,
        "bot_profile": bot_profile(team),
    }
    if message.username:
        bot_fields |= {"subtype": "bot_message", "username": message.username}
    return bot_fields


def _in_thread(state: WorkspaceState, message: PostedMessage) -> Json:
    root = state.conversations[message.channel].messages.get(message.thread_ts or "")
    return {"thread_ts": message.thread_ts, "parent_user_id": root.user if root else ""}


def root(state: WorkspaceState, first: PostedMessage, metadata: bool = False) -> Json:
    """`first` with what Slack adds of its thread, where it has one."""
    shape = message(state, first, metadata)
    conversation = state.conversations[first.channel]
    replies = list(conversation.replies(first.ts))
    if replies:
        users = list(dict.fromkeys(reply.user for reply in replies))
        shape |= {
            "thread_ts": first.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
            "reply_users": users[:5],
            "is_locked": False,
            "subscribed": state.team.bot_user in users,
        }
    return shape


def rich_text(message: PostedMessage) -> Json:
    """The block that Slack's own client sends along with what a person typed."""
    parts: list[Json] = []
    for place, piece in enumerate(MENTION.split(message.text)):
        if place % 2:
            parts.append({"type": "user", "user_id": piece})
        elif piece:
            parts.append({"type": "text", "text": plain(piece)})
    return {
        "type": "rich_text",
        "block_id": f"p{message.ts[-6:]}",
        "elements": [{"type": "rich_text_section", "elements": parts}],
    }


def words(blocks: Iterable[Json]) -> Iterator[str]:
    """The words of each block, escaped, for a message whose text nobody gave."""
    for block in blocks:
        yield escaped("".join(_strings(block.get("text") or block.get("elements") or [])))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, dict):
        yield from _strings(value.get("text") or value.get("elements") or [])


def plain(text: str) -> str:
    """`text` without Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """`text` as Slack's client sends what was typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def reactions(message: PostedMessage) -> list[Json]:
    """Who reacted with what."""
    return [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in message.reactions.items()
    ]


def bot_profile(team: Team) -> Json:
    """The bot, as its messages carry it."""
    return {
        "id": team.bot_id,
        "app_id": team.app_id,
        "user_id": team.bot_user,
        "name": team.bot_name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": team.id,
    }


def person(team: Team, member: Member) -> Json:
    """Somebody, as users.info gives them."""
    shape = _user(team, member.id, member.handle, member.name, member.title, is_bot=False)
    shape |= {
        "deleted": member.is_deleted,
        "is_restricted": member.is_restricted or member.is_ultra_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
        "is_stranger": bool(member.team),
    }
    return shape | ({"team_id": member.team} if member.team else {})


def bot_user(team: Team) -> Json:
    """The bot, as users.info gives it."""
    shape = _user(team, team.bot_user, team.bot_name.lower(), team.bot_name, "", is_bot=True)
    shape["profile"] |= {"bot_id": team.bot_id, "api_app_id": team.app_id}
    return shape


def _user(team: Team, user: str, handle: str, name: str, title: str, *, is_bot: bool) -> Json:
    return {
        "id": user,
        "team_id": team.id,
        "name": handle,
        "deleted": False,
        "real_name": name,
        "tz": "Asia/Karachi",
        "tz_label": "Pakistan Standard Time",
        "tz_offset": 18_000,
        "profile": {
            "title": title,
            "real_name": name,
            "real_name_normalized": name,
            "display_name": handle,
            "display_name_normalized": handle,
            "team": team.id,
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def conversation(team: Team, conversation: Conversation) -> Json:
    """A channel or direct message, as conversations.info gives it."""
    shape: Json = {
        "id": conversation.id,
        "created": conversation.created_at,
        "is_archived": False,
        "is_im": conversation.kind == "im",
        "is_org_shared": False,
        "context_team_id": team.id,
        "updated": conversation.created_at * 1000,
    }
    if conversation.kind == "im":
        people = conversation.members - {team.bot_user}
        return shape | {"user": next(iter(people), ""), "is_user_deleted": False, "is_open": True}
    return shape | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": team.bot_user in conversation.members,
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(conversation.members),
    }


def file(file: File, base: str = "") -> Json:
    """A file, as events and files.info give it."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "text"
    private = f"{base}/files-pri/{file.id}/{quote(file.name)}"
    return {
        "id": file.id,
        "created": file.created_at,
        "timestamp": file.created_at,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": private,
        "url_private_download": private,
        "permalink": f"{base}/files/{file.id}/{file.name}",
        "channels": [c for c in file.channels if c.startswith("C")],
        "ims": [c for c in file.channels if c.startswith("D")],
        "file_access": "visible",
    }


def page_of(items: Iterable[Json], start: int, limit: int) -> tuple[list[Json], int | None]:
    """So many `items` from `start`, and where the next page starts (None at the end)."""
    all_items = list(items)
    page = all_items[start : start + limit]
    return page, start + limit if start + limit < len(all_items) else None
