"""reactions.add and reactions.remove."""

from __future__ import annotations

import re

from bot.workspace.protocol import payloads
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, find_joined, find_message
from bot.workspace.workspace import Workspace

NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(workspace: Workspace, arguments: Arguments) -> Json:
    """Reacts to a message as the bot."""
    message, name = _message_and_name(workspace, arguments)
    users = message.reactions.setdefault(name, [])
    if workspace.team.bot_user in users:
        raise CallRefused("already_reacted")
    users.append(workspace.team.bot_user)
    return _announce(workspace, message, name, "reaction_added")


def remove(workspace: Workspace, arguments: Arguments) -> Json:
    """Takes a reaction of the bot's back."""
    message, name = _message_and_name(workspace, arguments)
    users = message.reactions.get(name, [])
    if workspace.team.bot_user not in users:
        raise CallRefused("no_reaction")
    users.remove(workspace.team.bot_user)
    if not users:
        del message.reactions[name]
    return _announce(workspace, message, name, "reaction_removed")


def _message_and_name(workspace: Workspace, arguments: Arguments) -> tuple[PostedMessage, str]:
    arguments.need("name")
    name = arguments.text("name").strip(":")
    if not NAME.fullmatch(name):
        raise CallRefused("invalid_name")
    if not arguments.has("channel") or not arguments.has("timestamp"):
        raise CallRefused("no_item_specified")
    return find_message(find_joined(workspace, arguments), arguments.text("timestamp")), name


def _announce(workspace: Workspace, message: PostedMessage, name: str, kind: str) -> Json:
    conversation = workspace.state.conversations[message.channel]
    workspace.watching.notify(conversation.members)
    event = payloads.reaction_event(
        message, workspace.team.bot_user, name, kind, workspace.clock.ts()
    )
    workspace.posting.event(kind, event, conversation)
    return {}
