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
            {"id": channel.id, "name": channel.name, "topic": channel.topic}
            for channel in workspace.state.conversations.values()
            if channel.kind == "channel"
        ],
        "commands": [
            {
                "command": command["command"],
                "description": command.get("description", ""),
                "usage_hint": command.get("usage_hint", ""),
            }
            for command in workspace.commands
        ],
        "shortcuts": [
            {"callback_id": shortcut["callback_id"], "name": shortcut["name"]}
            for shortcut in workspace.shortcuts
        ],
        "notice": NOTICE,
    }


def state_for(workspace: Workspace, user: str, channel: str = "", after: str = "") -> Json:
    """Everything that a person sees; with `channel`, and `after` a timestamp, only that much."""
    workspace.person(user)
    every = workspace.state.of_person(user)
    conversations = [conversation for conversation in every if channel in ("", conversation.id)]
    return {
        "conversations": [
            _conversation(workspace, conversation, user, after) for conversation in conversations
        ],
        "home": _view(workspace, workspace.views.homes.get(user)),
        "views": [_view(workspace, view) for view in workspace.views.stack(user)],
        "connected": workspace.deliveries.is_connected,
    }


def _conversation(workspace: Workspace, conversation: Conversation, user: str, after: str) -> Json:
    messages = [m for m in conversation.messages.values() if m.shown_to in ("", user)]
    read_up_to = conversation.read_up_to.get(user, "")
    now = workspace.clock.now()
    return {
        "id": conversation.id,
        "name": conversation.name,
        "kind": conversation.kind,
        "topic": conversation.topic,
        "bot_is_member": workspace.team.bot_user in conversation.members,
        "unread": sum(1 for m in messages if m.ts > read_up_to and m.user != user),
        "prompts": conversation.prompts,
        "statuses": [
            {"thread_ts": ts, "status": status.text, "loading_messages": status.loading_messages}
            for ts, status in conversation.statuses.items()
            if status.until > now
        ],
        "messages": [message(workspace, conversation, m) for m in messages if m.ts > after],
    }


def message(workspace: Workspace, conversation: Conversation, message: PostedMessage) -> Json:
    """A message as the page shows it."""
    streaming = message.streaming_since is not None
    return {
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "user": message.user,
        "username": message.username or _name(workspace, message.user),
        "is_bot": message.from_bot,
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": bool(message.shown_to),
        "streaming": streaming,
        "edited": message.last_edit is not None,
        "deleted": False,
        "reactions": [
            {"name": name, "users": users} for name, users in message.reactions.items() if users
        ],
        "files": [
            _file(workspace, file) for file in message.files if file in workspace.state.files
        ],
        "reply_count": 0 if message.thread_ts else len(conversation.threads.get(message.ts, ())),
        "metadata": message.metadata,
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
