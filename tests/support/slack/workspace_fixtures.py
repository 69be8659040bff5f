"""What the tests of the local workspace share: a manifest, a movable clock, blocks."""

from __future__ import annotations

import threading
import time
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import LocalServer

MANIFEST: dict[str, Any] = {
    "features": {
        "agent_view": {},
        "slash_commands": [
            {"command": "/ask-policy", "description": "Ask", "should_escape": True},
            {"command": "/plain", "description": "Ask without escapes"},
        ],
        "shortcuts": [{"name": "Which policy?", "type": "message", "callback_id": "which_policy"}],
    },
}
PARTNERS = "C0PARTNERS1"
FINANCE = "C0FINANCE01"  # the bot is not a member here
OFFICER = "U0SAMPLE001"
FINANCE_OFFICER = "U0SAMPLE002"
BOT = "U0SAATHIBOT"


class MovableClock:
    """The time, which a test can move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Noticed:
    """Payloads that reached a bot, from whatever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[Any] = []

    def add(self, payload: Any) -> None:
        with self._lock:
            self._seen.append(payload)

    @property
    def all(self) -> list[Any]:
        with self._lock:
            return list(self._seen)


def client(server: LocalServer, token: str | None = None) -> WebClient:
    """An ordinary client of the workspace that does not retry."""
    token = server.bot_token if token is None else token
    return WebClient(token=token, base_url=server.api_url, retry_handlers=[])


def refusal(error: SlackApiError) -> str:
    """The error code of a refused call."""
    return str(error.response["error"])


def problems(error: SlackApiError) -> list[str]:
    """What a refused call says of its problems."""
    metadata: dict[str, Any] = error.response.get("response_metadata", {})
    return list(metadata["messages"])


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def option(text: str = "One", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": value, **more}


def select(options: int, **more: Any) -> dict[str, Any]:
    offered = [option(f"Option {n}", str(n)) for n in range(options)]
    return {"type": "static_select", "action_id": "pick", "options": offered, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = list(blocks) or [section()]
    return {"type": "modal", "callback_id": "form", "title": plain("Title"), "blocks": own} | more


def question(block_id: str = "q") -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Question"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
