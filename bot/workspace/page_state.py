"""What a person sees, as the page's JSON. Pure functions of the workspace."""

from __future__ import annotations

from bot.workspace import shapes
from bot.workspace.state import Conversation, Json, PostedMessage
from bot.workspace.workspace import Workspace

NOTICE = (
    "This workspace is for trying and testing Saathi. It runs on this computer alone, the people "
    "in it are samples, and everything in it is forgotten when it stops."
)


def bootstrap(workspace: Workspace) -> Json:
    """What does not change: people, channels, commands and shortcuts."""
    team = workspace.team
    return {
        "team": {"id": team.id, "name": team.name},
        "bot": {"user_id": team.bot_user, "name": team.bot_name, "app_id": team.app_id},
        "people": [
            {"id": person.id, "name": person.name, "title": person.title, "role": person.role}
            for person in workspace.state.people.values()
        ],
        "channels": [
            {"id": found.id, "name": found.name, "topic": found.topic}
            for found in workspace.state.conversations.values()
            if found.kind == "channel"
        ],
        "commands": [
            {
                "command": one["command"],
                "description": one.get("description", ""),
                "usage_hint": one.get("usage_hint", ""),
            }
            for one in workspace.commands
        ],
        "shortcuts": [
            {"callback_id": one["callback_id"], "name": one["name"]} for one in workspace.shortcuts
        ],
        "notice": NOTICE,
    }


def seen_by(workspace: Workspace, user: str, channel: str = "", after: str = "") -> Json:
    """Everything that a person sees; with `channel`, and `after` a timestamp, only that much."""
    workspace.person(user)
    every = workspace.state.of_person(user)
    own = [found for found in every if channel in ("", found.id)]
    return {
        "conversations": [_conversation(workspace, found, user, after) for found in own],
        "home": _view(workspace, workspace.views.homes.get(user)),
        "views": [_view(workspace, view) for view in workspace.views.stack(user)],
        "connected": workspace.deliveries.connected,
    }


def _conversation(workspace: Workspace, found: Conversation, user: str, after: str) -> Json:
    seen = [m for m in found.messages.values() if m.shown_to in ("", user)]
    read = found.read.get(user, "")
    now = workspace.clock.now()
    return {
        "id": found.id,
        "name": found.name,
        "kind": found.kind,
        "topic": found.topic,
        "bot_is_member": workspace.team.bot_user in found.members,
        "unread": sum(1 for m in seen if m.ts > read and m.user != user),
        "prompts": found.prompts,
        "statuses": [
            {"thread_ts": ts, "status": one.text, "loading_messages": one.loading_messages}
            for ts, one in found.statuses.items()
            if one.until > now
        ],
        "messages": [message(workspace, found, m) for m in seen if m.ts > after],
    }


def message(workspace: Workspace, found: Conversation, one: PostedMessage) -> Json:
    """A message as the page shows it."""
    streaming = one.streaming_since is not None
    return {
        "ts": one.ts,
        "thread_ts": one.thread_ts,
        "user": one.user,
        "username": one.username or _name(workspace, one.user),
        "is_bot": one.from_bot,
        "text": one.text,
        "blocks": one.blocks,
        "ephemeral": bool(one.shown_to),
        "streaming": streaming,
        "edited": one.edited is not None,
        "deleted": False,
        "reactions": [
            {"name": name, "users": users} for name, users in one.reactions.items() if users
        ],
        "files": [_file(workspace, file) for file in one.files if file in workspace.state.files],
        "reply_count": 0 if one.thread_ts else len(found.threads.get(one.ts, ())),
        "metadata": one.metadata,
    }


def _name(workspace: Workspace, user: str) -> str:
    person = workspace.state.people.get(user)
    return person.name if person else workspace.team.bot_name


def _file(workspace: Workspace, file_id: str) -> Json:
    file = shapes.file(workspace.state.files[file_id])
    return {
        "id": file["id"],
        "name": file["name"],
        "mimetype": file["mimetype"],
        "size": file["size"],
        "url": file["permalink"],
    }


def _view(workspace: Workspace, view: Json | None) -> Json | None:
    return view | {"errors": workspace.views.errors.get(view["id"])} if view else None
