"""The payloads that reach the bot, in Slack's real shapes. Pure functions."""

from __future__ import annotations

from copy import deepcopy

from bot.workspace import shapes
from bot.workspace.clock import new_id
from bot.workspace.people import Member
from bot.workspace.state import Conversation, Json, PostedMessage, Team, WorkspaceState

VERIFICATION = "local-verification-token"  # deprecated by Slack, still in every payload


def event_callback(team: Team, event: Json, now: float, channel: str = "") -> Json:
    """`event` in the wrapper of the Events API, under a new event id."""
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(now),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": team.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{team.id}-{team.app_id}-{channel or team.bot_user}",
    }


def message_event(state: WorkspaceState, message: PostedMessage) -> Json:
    """The "message" event of a new message."""
    kind = state.conversations[message.channel].kind
    own = shapes.message(state, message, metadata=message.from_bot)
    return own | {"channel": message.channel, "event_ts": message.ts, "channel_type": kind}


def mention_event(state: WorkspaceState, message: PostedMessage) -> Json:
    """The "app_mention" event of a new message in a channel that mentions the bot."""
    own = shapes.message(state, message)
    for name in ("subtype", "upload"):
        own.pop(name, None)
    return own | {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}


def changed_event(state: WorkspaceState, message: PostedMessage, before: Json, ts: str) -> Json:
    """The "message" event with subtype message_changed."""
    return _hidden_event(state, message.channel, "message_changed", ts) | {
        "message": shapes.message(state, message, metadata=message.from_bot),
        "previous_message": before,
    }


def deleted_event(state: WorkspaceState, message: PostedMessage, before: Json, ts: str) -> Json:
    """The "message" event with subtype message_deleted."""
    return _hidden_event(state, message.channel, "message_deleted", ts) | {
        "previous_message": before,
        "deleted_ts": message.ts,
    }


def _hidden_event(state: WorkspaceState, channel: str, subtype: str, ts: str) -> Json:
    kind = state.conversations[channel].kind
    own = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel}
    return own | {"ts": ts, "event_ts": ts, "channel_type": kind}


def home_opened(user: str, channel: str, tab: str, view: Json | None, ts: str) -> Json:
    """The "app_home_opened" event; `view` is the Home that was published before, if any."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": ts,
    }
    return event | ({"view": view} if view and tab == "home" else {})


def reaction_event(message: PostedMessage, user: str, name: str, kind: str, ts: str) -> Json:
    """The "reaction_added" or "reaction_removed" event."""
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": ts,
    }


def _person(team: Team, person: Member) -> Json:
    return {
        "id": person.id,
        "username": person.handle,
        "name": person.handle,
        "team_id": team.id,
    }


def _common(team: Team, person: Member, kind: str) -> Json:
    return {
        "type": kind,
        "user": _person(team, person),
        "api_app_id": team.app_id,
        "token": VERIFICATION,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(conversation: Conversation) -> Json:
    name = "directmessage" if conversation.kind == "im" else conversation.name
    return {"id": conversation.id, "name": name}


def slash_command(team: Team, person: Member, conversation: Conversation, call: Json) -> Json:
    """A slash command; `call` holds command, text, response_url and trigger_id."""
    channel = _channel(conversation)
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel["id"],
        "channel_name": channel["name"],
        "user_id": person.id,
        "user_name": person.handle,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
        **call,
    }


def message_action(
    state: WorkspaceState, person: Member, message: PostedMessage, call: Json
) -> Json:
    """A message shortcut; `call` holds callback_id, trigger_id, response_url and action_ts."""
    conversation = state.conversations[message.channel]
    return _common(state.team, person, "message_action") | {
        "channel": _channel(conversation),
        "message_ts": message.ts,
        "message": shapes.root(state, message),
        **call,
    }


def from_message(
    state: WorkspaceState, person: Member, message: PostedMessage, kind: str, call: Json
) -> Json:
    """block_actions or block_suggestion out of a message; an ephemeral one is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": bool(message.shown_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    own = _common(state.team, person, kind) | {
        "container": container,
        "channel": _channel(state.conversations[message.channel]),
    }
    if not message.shown_to:
        own["message"] = shapes.root(state, message)
    return own | call


def from_view(team: Team, person: Member, view: Json, kind: str, call: Json) -> Json:
    """block_actions or block_suggestion out of a modal or the Home tab."""
    container = {"type": "view", "view_id": view["id"]}
    return _common(team, person, kind) | {"container": container, "view": snapshot(view), **call}


def view_submission(team: Team, person: Member, view: Json, trigger: str) -> Json:
    """A modal that was submitted."""
    own = _common(team, person, "view_submission")
    return own | {"trigger_id": trigger, "view": snapshot(view), "response_urls": []}


def snapshot(view: Json) -> Json:
    """The view as it is now: what comes again is the same, though the view changed since."""
    return deepcopy(view)


def view_closed(team: Team, person: Member, view: Json, *, is_cleared: bool) -> Json:
    """A modal that was closed without submitting it."""
    return _common(team, person, "view_closed") | {"view": view, "is_cleared": is_cleared}
