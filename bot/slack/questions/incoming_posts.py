"""Events that bring a post in another shape than a person's: edits, workflows, user groups.

What they bring is put as the post that a person would have written, and then received like one.
"""

from __future__ import annotations

import re
from typing import Any

from bot.settings.slack import SlackSettings
from bot.slack.edge import Edge, SlackRequest
from bot.slack.questions.posts import receive_post
from bot.slack.text import mentions

EDIT_WITHIN = 86_400.0  # seconds after its posting that an edit may still address Saathi
WORKFLOW_SUBTYPES = frozenset({"", "bot_message"})
Event = dict[str, Any]


def receive(edge: Edge, request: SlackRequest) -> None:
    """Receives a post, in whatever event it comes; what addresses nobody here is acknowledged."""
    post = as_post(request.body["event"], edge.settings.slack, request.me)
    if post is None:
        request.ack()
        return
    receive_post(edge, SlackRequest({**request.body, "event": post}, request.ack, request.me))


def as_post(event: Event, slack: SlackSettings, me: str) -> Event | None:
    """The event as a post of a person's; None where it is none that may address Saathi."""
    post = _with_group_mentions(event, slack, me)
    if post.get("subtype") == "message_changed":
        return _edited(post, slack, me)
    if post.get("edited") and not _is_soon(post):  # Slack sends `app_mention` again after an edit
        return None
    if post.get("bot_id") and post.get("user") != me:
        return _of_a_workflow(post, slack, me)
    return post


def _edited(event: Event, slack: SlackSettings, me: str) -> Event | None:
    """A post to which an edit added a mention of Saathi, and nothing else that was edited."""
    after = _with_group_mentions(dict(event.get("message") or {}), slack, me)
    before = _with_group_mentions(dict(event.get("previous_message") or {}), slack, me)
    adds_mention = before and mentions(_text(after), me) and not mentions(_text(before), me)
    if not adds_mention or after.get("bot_id") or not _is_soon(after):
        return None
    return {**after, "channel": event["channel"], "channel_type": event.get("channel_type")}


def _is_soon(post: Event) -> bool:
    """True where the post was edited soon after it was written, as far as is known."""
    edited_at = (post.get("edited") or {}).get("ts")
    try:
        return float(edited_at or post["ts"]) - float(post["ts"]) <= EDIT_WITHIN
    except (KeyError, ValueError):
        return False


def _of_a_workflow(event: Event, slack: SlackSettings, me: str) -> Event | None:
    """A post of a workflow that mentions Saathi, where the office wants these answered.

    It has no person behind it that Slack would name: its own id stands in that place.
    """
    is_asked = slack.workflow_posts and mentions(_text(event), me)
    if not is_asked or str(event.get("subtype") or "") not in WORKFLOW_SUBTYPES:
        return None
    return {**event, "user": event["bot_id"], "subtype": None, "bot_id": None}


def _with_group_mentions(event: Event, slack: SlackSettings, me: str) -> Event:
    """The event with a mention of a user group that means Saathi put as a mention of Saathi."""
    text = _text(event)
    for group in slack.user_groups:
        text = re.sub(rf"<!subteam\^{re.escape(group)}(\|[^<>]*)?>", f"<@{me}>", text)
    return event if text == _text(event) else {**event, "text": text}


def _text(event: Event) -> str:
    return str(event.get("text") or "")
