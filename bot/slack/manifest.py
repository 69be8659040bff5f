"""The app's manifest, made from the routing table."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.home.listener import PROMPTS
from bot.slack.routing import COMMANDS, EVENTS, OPTIONS, SCOPES, SHORTCUTS

NAME = "Saathi"


def manifest(url: str = "") -> dict[str, Any]:
    """The manifest as Slack takes it; with a `url`, for HTTP, else for Socket Mode."""
    endpoint = {"url": url} if url else {}
    request = {"request_url": url} if url else {}
    # Over HTTP Slack asks this address what a menu offers; without it such menus are empty.
    options = {"message_menu_options_url": url} if url and OPTIONS else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "What the partnership policies say, word for word",
            "long_description": prompts.fill("replies/about"),
            "background_color": "#1f4e4a",
        },
        "features": _features(endpoint),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(e.name for e in EVENTS), **request},
            "interactivity": {"is_enabled": True, **request, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _features(endpoint: dict[str, str]) -> dict[str, Any]:
    """What people see of the app; `endpoint` is the address of commands, over HTTP."""
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "agent_view": {
            "agent_description": "Answers from the partnership policies, clause by clause, and "
            "drafts agreements from partners’ files.",
            "suggested_prompts": [{"title": prompt, "message": prompt} for prompt in PROMPTS],
        },
        "shortcuts": [
            {
                "name": shortcut.name,
                "type": "message",
                "callback_id": shortcut.callback_id,
                "description": shortcut.description,
            }
            for shortcut in SHORTCUTS
        ],
        "slash_commands": [
            {
                "command": command.name,
                "description": command.description,
                "usage_hint": command.usage_hint,
                "should_escape": True,
                **endpoint,
            }
            for command in COMMANDS
        ],
    }
