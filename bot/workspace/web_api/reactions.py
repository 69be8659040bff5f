"""reactions.add and reactions.remove."""

from __future__ import annotations

import re

from bot.workspace.protocol import payloads
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, joined, message
from bot.workspace.workspace import Workspace

NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(workspace: Workspace, arguments: Arguments) -> Json:
    """Reacts to a message as the bot."""
    found, name = _meant(workspace, arguments)
    users = found.reactions.setdefault(name, [])
    if workspace.team.bot_user in users:
        raise CallRefused("already_reacted")
    users.append(workspace.team.bot_user)
    return _told(workspace, found, name, "reaction_added")


def remove(workspace: Workspace, arguments: Arguments) -> Json:
    """Takes a reaction of the bot's back."""
    found, name = _meant(workspace, arguments)
    users = found.reactions.get(name, [])
    if workspace.team.bot_user not in users:
        raise CallRefused("no_reaction")
    users.remove(workspace.team.bot_user)
    if not users:
        del found.reactions[name]
    return _told(workspace, found, name, "reaction_removed")


def _meant(workspace: Workspace, arguments: Arguments) -> tuple[PostedMessage, str]:
    arguments.need("name")
    name = arguments.text("name").strip(":")
    if not NAME.fullmatch(name):
        raise CallRefused("invalid_name")
    if not arguments.has("channel") or not arguments.has("timestamp"):
        raise CallRefused("no_item_specified")
    return message(joined(workspace, arguments), arguments.text("timestamp")), name


def _told(workspace: Workspace, found: PostedMessage, name: str, kind: str) -> Json:
    conversation = workspace.state.conversations[found.channel]
    workspace.watching.changed(conversation.members)
    event = payloads.reaction_event(
        found, workspace.team.bot_user, name, kind, workspace.clock.ts()
    )
    workspace.posting.event(kind, event, conversation)
    return {}
