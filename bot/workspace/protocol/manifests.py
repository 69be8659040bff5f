"""What Slack takes as an app's manifest, as data; and what a manifest lets Slack send.

The limits are those of Slack's published schema of manifests (version 2 of slackapi's
manifest-schema), for the parts that an app of this kind has; anything else is refused as unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.workspace.protocol.checking import problems_of
from bot.workspace.protocol.limits import (
    Boolean,
    Integer,
    ListOf,
    ObjectWith,
    Spec,
    String,
    StringAmong,
)

ADDRESS = String(3_500, 1, r"https?://")
EVENT_NAMES = ListOf(String(50), 100, 0, is_unique=True)
SCOPE_NAMES = ListOf(String(50), 255, 0)
PROMPT = ObjectWith({"title": String(4_000), "message": String(4_000)}, ("title", "message"))
FEATURES: dict[str, Spec] = {
    "app_home": ObjectWith(
        {
            "home_tab_enabled": Boolean(),
            "messages_tab_enabled": Boolean(),
            "messages_tab_read_only_enabled": Boolean(),
        }
    ),
    "bot_user": ObjectWith(
        {"display_name": String(80, 1), "always_online": Boolean()}, ("display_name",)
    ),
    "agent_view": ObjectWith(
        {"agent_description": String(300), "suggested_prompts": ListOf(PROMPT, 4, 0)}
    ),
    "shortcuts": ListOf(
        ObjectWith(
            {
                "name": String(24, 1),
                "type": StringAmong(("message", "global")),
                "callback_id": String(255, 1),
                "description": String(150, 1),
            },
            ("name", "type", "callback_id", "description"),
        ),
        10,
    ),
    "slash_commands": ListOf(
        ObjectWith(
            {
                "command": String(32, 2, "/"),
                "url": String(3_000, 1, r"https?://"),
                "description": String(2_000, 1),
                "usage_hint": String(1_000, 1),
                "should_escape": Boolean(),
            },
            ("command", "description"),
        ),
        50,
    ),
}
SETTINGS: dict[str, Spec] = {
    "event_subscriptions": ObjectWith(
        {"request_url": ADDRESS, "bot_events": EVENT_NAMES, "user_events": EVENT_NAMES}
    ),
    "interactivity": ObjectWith(
        {"is_enabled": Boolean(), "request_url": ADDRESS, "message_menu_options_url": ADDRESS},
        ("is_enabled",),
    ),
    "org_deploy_enabled": Boolean(),
    "socket_mode_enabled": Boolean(),
    "token_rotation_enabled": Boolean(),
}
MANIFEST = ObjectWith(
    {
        "_metadata": ObjectWith({"major_version": Integer(), "minor_version": Integer()}),
        "display_information": ObjectWith(
            {
                "name": String(35, 1),
                "description": String(140, 1),
                "long_description": String(4_000, 175),
                "background_color": String(7, 4, r"#(?:[0-9a-fA-F]{3}){1,2}$"),
            },
            ("name",),
        ),
        "features": ObjectWith(FEATURES),
        "oauth_config": ObjectWith(
            {"scopes": ObjectWith({"bot": SCOPE_NAMES, "user": SCOPE_NAMES})}
        ),
        "settings": ObjectWith(SETTINGS),
    },
    ("display_information",),
)


def problems_of_manifest(manifest: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in the manifest, each with its place; nothing where it is right."""
    problems = list(problems_of(dict(manifest), MANIFEST, ""))
    settings = manifest.get("settings") or {}
    if problems or not settings or settings.get("socket_mode_enabled"):
        return problems
    events = settings.get("event_subscriptions") or {}
    interactivity = settings.get("interactivity") or {}
    if events.get("bot_events") and not events.get("request_url"):
        problems.append("event_subscriptions need a request_url, or Socket Mode")
    if interactivity.get("is_enabled") and not interactivity.get("request_url"):
        problems.append("interactivity needs a request_url, or Socket Mode")
    commands = (manifest.get("features") or {}).get("slash_commands") or []
    if any(not command.get("url") for command in commands):
        problems.append("a slash command needs a url, or Socket Mode")
    return problems


def takes_interactions(manifest: Mapping[str, Any], *, over_http: bool) -> bool:
    """Whether Slack sends what people press; a manifest without settings is asked for nothing."""
    interactivity = _interactivity(manifest)
    if interactivity is None:
        return True
    return bool(interactivity.get("is_enabled")) and (
        not over_http or bool(interactivity.get("request_url"))
    )


def takes_suggestions(manifest: Mapping[str, Any], *, over_http: bool) -> bool:
    """Whether Slack asks the app what a menu offers: over HTTP only with an address for that."""
    interactivity = _interactivity(manifest)
    if interactivity is None or not over_http:
        return takes_interactions(manifest, over_http=over_http)
    return bool(interactivity.get("is_enabled") and interactivity.get("message_menu_options_url"))


def _interactivity(manifest: Mapping[str, Any]) -> Mapping[str, Any] | None:
    interactivity: Mapping[str, Any] | None = (manifest.get("settings") or {}).get("interactivity")
    return interactivity
