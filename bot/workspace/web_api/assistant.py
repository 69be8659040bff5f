"""assistant.threads.setStatus, setSuggestedPrompts and setTitle."""

from __future__ import annotations

from typing import Any

from bot.workspace.protocol import limits
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Conversation, Json, ThreadStatus
from bot.workspace.web_api.arguments import Arguments, joined
from bot.workspace.workspace import Workspace


def set_status(workspace: Workspace, arguments: Arguments) -> Json:
    """Shows what the bot is doing in a thread; an empty status clears it."""
    arguments.need("channel_id", "thread_ts")
    found = joined(workspace, arguments, "channel_id")
    ts = _thread(found, arguments)
    loading: Any = arguments.structure("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > limits.LOADING_MESSAGES:
        raise CallRefused("invalid_arguments")
    text = arguments.text("status")
    if text:
        until = workspace.clock.now() + limits.STATUS_SECONDS
        found.statuses[ts] = ThreadStatus(text, [str(one) for one in loading], until)
        workspace.watching.changes_after(limits.STATUS_SECONDS + 0.1, found.members)
    else:
        found.statuses.pop(ts, None)
    workspace.watching.changed(found.members)
    return {}


def set_suggested_prompts(workspace: Workspace, arguments: Arguments) -> Json:
    """Offers prompts in a direct message.

    For an agent a `thread_ts` makes the call do nothing and say nothing, as in Slack.
    """
    arguments.need("channel_id")
    found = joined(workspace, arguments, "channel_id")
    prompts: Any = arguments.structure("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= limits.PROMPTS:
        raise CallRefused("invalid_arguments")
    if not all(
        isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts
    ):
        raise CallRefused("invalid_arguments")
    if found.kind != "im":
        raise CallRefused("channel_not_supported")
    if not (workspace.is_agent and arguments.has("thread_ts")):
        found.prompts = {"title": arguments.text("title") or None, "prompts": prompts}
        workspace.watching.changed(found.members)
    return {}


def set_title(workspace: Workspace, arguments: Arguments) -> Json:
    """Names a thread."""
    arguments.need("channel_id", "thread_ts", "title")
    found = joined(workspace, arguments, "channel_id")
    found.titles[_thread(found, arguments)] = arguments.text("title")
    return {}


def _thread(found: Conversation, arguments: Arguments) -> str:
    ts = arguments.text("thread_ts")
    if ts not in found.messages:
        raise CallRefused("invalid_thread_ts")
    return ts
