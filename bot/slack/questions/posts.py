"""Posts: mentions, direct messages, and follow-ups in a thread that Saathi takes part in."""

from __future__ import annotations

from typing import Any

from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.delivery.file_fetching import (
    CONVERTED,
    CSV,
    DOCX,
    MARKDOWN,
    OTHER_WORD_PROCESSORS,
    PDF,
    XLSX,
    YAML,
)
from bot.slack.edge import Edge, SlackRequest
from bot.slack.intake.post_content import PostContent, content_of
from bot.slack.intake.signs import FORWARDED, GONE, IN_A_THREAD, OWN_ID
from bot.slack.text import asks, courtesy, mentions, mentions_anyone, plain

# A post by a person, also with a file, as "/me", or shown in the channel as well as in its thread.
BY_A_PERSON = frozenset({"", "file_share", "me_message", "thread_broadcast"})
READ = (
    DOCX,
    XLSX,
    PDF,
    MARKDOWN,
    CSV,
    *YAML,
    *OTHER_WORD_PROCESSORS,
)  # the kinds of file that Saathi reads, by their endings


def receive_post(edge: Edge, request: SlackRequest) -> None:
    """Receives a post that is addressed to Saathi, by `message` or `app_mention`, and no other."""
    event = request.body["event"]
    if is_addressed(edge, event, request.me):
        content = content_of(event, request.me)
        edge.receive(delivery_of(event, content, request.team, request.me), content=content)
    request.ack()


def is_addressed(edge: Edge, event: dict[str, Any], own_id: str) -> bool:
    """True for a person's direct message, a mention, or a question in a thread they began here."""
    by_a_person = str(event.get("subtype") or "") in BY_A_PERSON and not event.get("bot_id")
    if not by_a_person or not event.get("user") or event["user"] == own_id:
        return False
    text = str(event.get("text") or "")
    if event.get("channel_type") == "im" or mentions(text, own_id):
        return True
    thread_ts = event.get("thread_ts")
    if not thread_ts or mentions_anyone(text) or not asks(plain(text, own_id)):
        return False
    return edge.inbox.took_part(event["channel"], thread_ts, event["user"])


def delivery_of(event: dict[str, Any], content: PostContent, team: str, own_id: str) -> Delivery:
    """The delivery that a post asks for."""
    in_thread = bool(event.get("thread_ts"))
    is_direct = event.get("channel_type") == "im"
    mention_in_thread = (
        in_thread and not is_direct and mentions(str(event.get("text") or ""), own_id)
    )
    kind, text, extra = _asked(content, is_bare_mention=mention_in_thread and not content.text)
    if kind is DeliveryKind.QUESTION:
        extra[OWN_ID] = own_id
        extra |= {IN_A_THREAD: True} if mention_in_thread else {}
    return Delivery(
        # The same post as `message` and as `app_mention`, and each redelivery, has this key.
        key=f"post:{event['channel']}:{event['ts']}",
        kind=kind,
        user=event["user"],
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or event["ts"],
        way=Way.BENEATH if is_direct and not in_thread else Way.THREAD,
        text=text,
        team=team,
        extra=extra,
    )


def _asked(
    content: PostContent, *, is_bare_mention: bool
) -> tuple[DeliveryKind, str | None, dict[str, Any]]:
    """What a post asks for, its words, and what goes with them."""
    forwarded = {FORWARDED: content.forwarded} if content.forwarded and content.text else {}
    gone = {GONE: True} if any(file.is_gone for file in content.files) else {}
    document = _document_id(content)
    if document:
        return DeliveryKind.COMPARE, content.whole or None, {"file": document}
    if not content.whole and content.files:
        return DeliveryKind.FILE, None, {**gone}
    if is_bare_mention and not content.forwarded:
        return DeliveryKind.QUESTION, "?", {}
    if not content.whole or (courtesy(content.text) and not content.files and not forwarded):
        return DeliveryKind.COURTESY, None, {"courtesy": courtesy(content.text) or "greeting"}
    files = {"files": True} if content.files and not gone else {}
    return DeliveryKind.QUESTION, content.text or content.forwarded, {**files, **gone, **forwarded}


def _document_id(content: PostContent) -> str:
    """The id of the file that may be one of ours, or a policy; what Word made comes first."""
    there = [file for file in content.files if not file.is_gone]
    by_word = [file.id for file in there if file.name.lower().endswith((DOCX, XLSX, *CONVERTED))]
    read = [file.id for file in there if file.name.lower().endswith(READ)]
    nameless = [file.id for file in there if not file.name]  # Slack says more when it is asked
    return next(iter([*by_word, *read, *nameless]), "")
