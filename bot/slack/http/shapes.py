"""The shapes of what Slack sends, as far as listeners rely on them; anything more is let through.

A signed request of another shape comes from no Slack: it is refused, where a listener would fail
in the middle of it and have it sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,30}$")]
MaybeId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,30}$")] | None
Name = Annotated[str, Field(pattern=r"^[ -~]{1,255}$")]  # ASCII: an action, a callback, a trigger


class _Shape(BaseModel):
    """What must be there, and of which kind what may be there."""


class _NamedPayload(_Shape):
    id: Id


class _Message(_Shape):
    channel: Id
    ts: Id
    thread_ts: MaybeId = None
    user: MaybeId = None
    text: str | None = None
    subtype: Name | None = None
    channel_type: Name | None = None
    bot_id: MaybeId = None
    files: list[dict[str, Any]] | None = None


class _HomeOpened(_Shape):
    user: Id
    tab: Name | None = None
    channel: MaybeId = None


class _Event(_Shape):
    type: Name


class _Envelope(_Shape):
    """What every kind may carry beside its own."""

    type: Name | None = None
    team_id: MaybeId = None
    enterprise_id: MaybeId = None
    is_enterprise_install: bool | str | None = None
    authorizations: list[dict[str, Any]] | None = None


class _EventCallback(_Envelope):
    event: _Event


class _Verification(_Envelope):
    challenge: str


class _Interaction(_Envelope):
    user: _NamedPayload
    team: _NamedPayload | None = None
    channel: _NamedPayload | None = None
    trigger_id: Name | None = None


class _Action(_Shape):
    action_id: Name
    type: Name


class _View(_Shape):
    id: Name
    callback_id: str
    private_metadata: str = ""
    state: dict[str, Any] | None = None


class _Actions(_Interaction):
    actions: Annotated[list[_Action], Field(min_length=1)]
    view: _View | None = None
    message: dict[str, Any] | None = None


class _Submission(_Interaction):
    view: _View


class _Shortcut(_Interaction):
    callback_id: Name
    trigger_id: Name


class _MessageShortcut(_Shortcut):
    message: dict[str, Any]


class _Suggestion(_Interaction):
    action_id: Name
    value: str


class _Command(_Envelope):
    command: Name
    user_id: Id
    channel_id: Id
    trigger_id: Name
    text: str = ""


KINDS: Mapping[str, type[_Shape]] = {
    "url_verification": _Verification,
    "event_callback": _EventCallback,
    "block_actions": _Actions,
    "view_submission": _Submission,
    "view_closed": _Submission,
    "shortcut": _Shortcut,
    "message_action": _MessageShortcut,
    "block_suggestion": _Suggestion,
}
EVENTS: Mapping[str, type[_Shape]] = {
    "message": _Message,
    "app_mention": _Message,
    "app_home_opened": _HomeOpened,
}


def is_of_slack(payload: object) -> bool:
    """True where `payload`, as it was parsed, has the shape of its kind."""
    if not isinstance(payload, dict) or not payload:
        return False
    kind = payload.get("type")
    shape = _Command if "command" in payload else KINDS.get(str(kind), _Envelope)
    return _fits(shape, payload) and (kind != "event_callback" or _is_event(payload["event"]))


def _is_event(event: Mapping[str, Any]) -> bool:
    shape = EVENTS.get(event["type"])
    return shape is None or _fits(shape, event)


def _fits(shape: type[_Shape], payload: Mapping[str, Any]) -> bool:
    try:
        shape.model_validate(payload, strict=True)
    except ValidationError:
        return False
    return True
