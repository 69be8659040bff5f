"""What Slack's errors mean for a reply."""

from __future__ import annotations

import http.client
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

# The workspace or its plan has no such method, or the app has no such right.
LACKS = frozenset(
    {
        "unknown_method",
        "missing_scope",
        "not_allowed_token_type",
        "feature_not_enabled",
        "channel_type_not_supported",
        "method_not_supported_for_channel_type",
        "not_allowed",
        "team_access_not_granted",
        "access_denied",
    }
)
ASK_AGAIN = 3600.0  # seconds after which a lacking method is tried again
# Slack did not or could not say that it posted; it may have.
UNSURE = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "ratelimited"}
)
# The view was refused: the same words go out in a plainer form.
REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)
# Nothing can be posted in that place: the person gets it by direct message.
NO_WAY = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_thread_only_channel",
        "restricted_action_read_only_channel",
        "thread_not_found",
        "message_not_found",
        "cannot_reply_to_message",
    }
)
RATE_LIMITED, SERVER_ERROR = 429, 500
FAILED = (URLError, TimeoutError, ConnectionError, http.client.HTTPException)


def code(error: SlackApiError) -> str:
    """Slack's error code, or ''."""
    return str(error.response.get("error", "")) if error.response is not None else ""


def retry_after(error: SlackApiError) -> float | None:
    """The seconds after which Slack takes the call again; None where that was not the reason."""
    response = error.response
    is_rate_limit = (
        code(error) == "ratelimited" or getattr(response, "status_code", 200) == RATE_LIMITED
    )
    if not is_rate_limit:
        return None
    headers = {name.lower(): value for name, value in getattr(response, "headers", {}).items()}
    value = headers.get("retry-after", "1")
    seconds = value[0] if isinstance(value, list) else value
    return float(seconds) if str(seconds).isdigit() else 1.0


def is_unsure(error: SlackApiError) -> bool:
    """True where the call may have been carried out, or may go well later."""
    status = getattr(error.response, "status_code", 200)
    return code(error) in UNSURE or status == RATE_LIMITED or is_server_error(error)


def is_server_error(error: SlackApiError) -> bool:
    """True where Slack's servers did not come to carry the call out, or to say so."""
    return getattr(error.response, "status_code", 200) >= SERVER_ERROR
