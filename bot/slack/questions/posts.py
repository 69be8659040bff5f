"""Posts: mentions, direct messages, and follow-ups in a thread that Saathi takes part in."""

from __future__ import annotations

from typing import Any

from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import DOCX, MARKDOWN, PDF, XLSX
from bot.slack.edge import Edge, SlackRequest
from bot.slack.text import asks, courtesy, mentions, mentions_anyone, plain

# A post by a person, also with a file, as "/me", or shown in the channel as well as in its thread.
BY_A_PERSON = frozenset({"", "file_share", "me_message", "thread_broadcast"})


def receive_post(edge: Edge, request: SlackRequest) -> None:
    """Receives a post that is addressed to Saathi, by `message` or `app_mention`, and no other."""
    event = request.body["event"]
    if is_addressed(edge, event, request.me):
        edge.receive(delivery_of(event, request.team, request.me))
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


def delivery_of(event: dict[str, Any], team: str, own_id: str) -> Delivery:
    """The delivery that a post asks for."""
    text = plain(str(event.get("text") or ""), own_id)
    files = bool(event.get("files"))
    kind = DeliveryKind.QUESTION
    extra: dict[str, Any] = {"files": True} if files else {}
    file_id = _returned_file_id(event, text)
    if file_id:
        kind, extra = DeliveryKind.COMPARE, {"file": file_id}
    elif not text and files:
        kind = DeliveryKind.FILE
    elif not text or courtesy(text):
        kind, extra = DeliveryKind.COURTESY, {"courtesy": courtesy(text) or "greeting"}
    return Delivery(
        # The same post as `message` and as `app_mention`, and each redelivery, has this key.
        key=f"post:{event['channel']}:{event['ts']}",
        kind=kind,
        user=event["user"],
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or event["ts"],
        text=text if kind is DeliveryKind.QUESTION else None,
        team=team,
        extra=extra,
    )


def _returned_file_id(event: dict[str, Any], text: str) -> str:
    """The id of a file of ours, or of a policy, that came by direct message without a question."""
    if event.get("channel_type") != "im" or asks(text):
        return ""
    files = event.get("files") or ()
    endings = (DOCX, XLSX, PDF, MARKDOWN)
    documents = (
        document for document in files if str(document.get("name") or "").lower().endswith(endings)
    )
    return next((str(document["id"]) for document in documents), "")
