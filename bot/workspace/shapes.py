"""Messages, people, conversations, files and views as Slack's API gives them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from bot.workspace.people import Member
from bot.workspace.state import Conversation, File, Json, PostedMessage, Team, WorkspaceState

MENTION = re.compile(r"<@([A-Z0-9]+)>")


def message(state: WorkspaceState, found: PostedMessage, metadata: bool = False) -> Json:
    """`found` as history, replies and events give it."""
    shape: Json = {"type": "message", "user": found.user, "ts": found.ts, "text": found.text}
    shape["team"] = state.team.id
    shape |= _author(state.team, found)
    blocks = found.blocks or (None if found.from_bot else [rich_text(found)])
    if blocks:
        shape["blocks"] = blocks
    if found.thread_ts:
        shape |= _in_thread(state, found)
    if found.files:
        shape["files"] = [file(state.files[f]) for f in found.files if f in state.files]
    if found.edited:
        shape["edited"] = found.edited
    if found.reactions:
        shape["reactions"] = reactions(found)
    if metadata and found.metadata:
        shape["metadata"] = found.metadata
    return shape


def _author(team: Team, found: PostedMessage) -> Json:
    if not found.from_bot:
        files = {"subtype": "file_share", "upload": False} if found.files else {}
        return {
            "client_msg_id": f"00000000-0000-4000-8000-{found.ts.replace('.', '')[-12:]}"
        } | files
    own: Json = {"bot_id": team.bot_id, "app_id": team.app_id, "bot_profile": bot_profile(team)}
    if found.username:
        own |= {"subtype": "bot_message", "username": found.username}
    return own


def _in_thread(state: WorkspaceState, found: PostedMessage) -> Json:
    root = state.conversations[found.channel].messages.get(found.thread_ts or "")
    return {"thread_ts": found.thread_ts, "parent_user_id": root.user if root else ""}


def root(state: WorkspaceState, found: PostedMessage, metadata: bool = False) -> Json:
    """`found` with what Slack tells of its thread, where it has one."""
    shape = message(state, found, metadata)
    conversation = state.conversations[found.channel]
    replies = list(conversation.replies(found.ts))
    if replies:
        users = list(dict.fromkeys(reply.user for reply in replies))
        shape |= {
            "thread_ts": found.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
            "reply_users": users[:5],
            "is_locked": False,
            "subscribed": state.team.bot_user in users,
        }
    return shape


def rich_text(found: PostedMessage) -> Json:
    """The block that Slack's own client sends along with what a person typed."""
    parts: list[Json] = []
    for place, piece in enumerate(MENTION.split(found.text)):
        if place % 2:
            parts.append({"type": "user", "user_id": piece})
        elif piece:
            parts.append({"type": "text", "text": plain(piece)})
    return {
        "type": "rich_text",
        "block_id": f"p{found.ts[-6:]}",
        "elements": [{"type": "rich_text_section", "elements": parts}],
    }


def plain(text: str) -> str:
    """`text` without Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """`text` as Slack's client sends what was typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def reactions(found: PostedMessage) -> list[Json]:
    """Who reacted with what."""
    return [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in found.reactions.items()
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


def person(team: Team, found: Member) -> Json:
    """Somebody, as users.info gives them."""
    return _user(team, found.id, found.handle, found.name, found.title, is_bot=False)


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
        "is_bot": is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def conversation(team: Team, found: Conversation) -> Json:
    """A channel or direct message, as conversations.info gives it."""
    shape: Json = {
        "id": found.id,
        "created": found.created,
        "is_archived": False,
        "is_im": found.kind == "im",
        "is_org_shared": False,
        "context_team_id": team.id,
        "updated": found.created * 1000,
    }
    if found.kind == "im":
        others = found.members - {team.bot_user}
        return shape | {"user": next(iter(others), ""), "is_user_deleted": False, "is_open": True}
    return shape | {
        "name": found.name,
        "name_normalized": found.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": team.bot_user in found.members,
        "topic": {"value": found.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(found.members),
    }


def file(found: File, base: str = "") -> Json:
    """A file, as events and files.info give it."""
    kind = found.name.rpartition(".")[2].lower() if "." in found.name else "text"
    private = f"{base}/files-pri/{found.id}/{quote(found.name)}"
    return {
        "id": found.id,
        "created": found.created,
        "timestamp": found.created,
        "name": found.name,
        "title": found.title,
        "mimetype": found.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": found.user,
        "size": found.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": private,
        "url_private_download": private,
        "permalink": f"{base}/files/{found.id}/{found.name}",
        "channels": [c for c in found.channels if c.startswith("C")],
        "ims": [c for c in found.channels if c.startswith("D")],
        "file_access": "visible",
    }


def page_of(items: Iterable[Json], start: int, limit: int) -> tuple[list[Json], int | None]:
    """So many `items` from `start`, and where the next page starts (None at the end)."""
    listed = list(items)
    cut = listed[start : start + limit]
    return cut, start + limit if start + limit < len(listed) else None
