"""assistant.threads.setStatus, setSuggestedPrompts and setTitle."""

from __future__ import annotations

from typing import Any

from bot.workspace.protocol import limits
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Conversation, Json, ThreadStatus
from bot.workspace.web_api.arguments import Arguments, find_joined
from bot.workspace.workspace import Workspace


def set_status(workspace: Workspace, arguments: Arguments) -> Json:
    """Shows what the bot is doing in a thread; an empty status clears it."""
    arguments.need("channel_id", "thread_ts")
    conversation = find_joined(workspace, arguments, "channel_id")
    ts = _thread(conversation, arguments)
    loading: Any = arguments.structure("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > limits.LOADING_MESSAGES:
        raise CallRefused("invalid_arguments")
    text = arguments.text("status")
    if text:
        until = workspace.clock.now() + limits.STATUS_SECONDS
        conversation.statuses[ts] = ThreadStatus(text, [str(line) for line in loading], until)
        workspace.watching.notify_later(limits.STATUS_SECONDS + 0.1, conversation.members)
    else:
        conversation.statuses.pop(ts, None)
    workspace.watching.notify(conversation.members)
    return {}


def set_suggested_prompts(workspace: Workspace, arguments: Arguments) -> Json:
    """Offers prompts in a direct message.

    For an agent a `thread_ts` makes the call do nothing and say nothing, as in Slack.
    """
    arguments.need("channel_id")
    conversation = find_joined(workspace, arguments, "channel_id")
    prompts: Any = arguments.structure("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= limits.PROMPTS:
        raise CallRefused("invalid_arguments")
    if not all(
        isinstance(prompt, dict) and prompt.get("title") and prompt.get("message")
        for prompt in prompts
    ):
        raise CallRefused("invalid_arguments")
    if conversation.kind != "im":
        raise CallRefused("channel_not_supported")
    if not (workspace.is_agent and arguments.has("thread_ts")):
        conversation.prompts = {"title": arguments.text("title") or None, "prompts": prompts}
        workspace.watching.notify(conversation.members)
    return {}


def set_title(workspace: Workspace, arguments: Arguments) -> Json:
    """Names a thread."""
    arguments.need("channel_id", "thread_ts", "title")
    conversation = find_joined(workspace, arguments, "channel_id")
    conversation.titles[_thread(conversation, arguments)] = arguments.text("title")
    return {}


def _thread(conversation: Conversation, arguments: Arguments) -> str:
    ts = arguments.text("thread_ts")
    if ts not in conversation.messages:
        raise CallRefused("invalid_thread_ts")
    return ts
