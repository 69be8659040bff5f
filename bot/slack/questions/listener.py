"""Questions that are not posts: `/ask-policy`, the question modal, and the message shortcut."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from slack_sdk.errors import SlackApiError

import prompts
from bot.slack.blocks import names, notices
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.delivery.signals import CROWD
from bot.slack.edge import Edge, SlackRequest
from bot.slack.errors import FAILED
from bot.slack.intake.post_content import content_of
from bot.slack.intake.signs import IS_WHOLE
from bot.slack.questions import question_view as question
from bot.slack.text import plain
from bot.slack.windows import open_view

LOG = logging.getLogger("saathi.listeners")


def ask_by_command(edge: Edge, request: SlackRequest) -> None:
    """`/ask-policy QUESTION`: answered by direct message; without a question, a modal asks."""
    body = request.body
    text = plain(str(body.get("text") or ""), request.me)
    channel = str(body.get("channel_id") or "")
    if not text:
        _open_ask_modal(edge, body["trigger_id"], body["user_id"], channel)
        request.ack()
        return
    ahead = edge.workers.ahead()
    edge.receive(
        Delivery(
            key=f"command:{body['trigger_id']}",
            kind=DeliveryKind.QUESTION,
            user=body["user_id"],
            way=Way.DIRECT,
            text=text,
            team=request.team,
            extra={**_share_target(channel), "response_url": str(body.get("response_url") or "")},
        )
    )
    request.ack(text=_sent_sentence(ahead))


def ask_from_home(edge: Edge, request: SlackRequest) -> None:
    """The Home tab's button: a modal asks."""
    _open_ask_modal(edge, request.body["trigger_id"], request.body["user"]["id"], "")
    request.ack()


def ask_choice(edge: Edge, request: SlackRequest) -> None:
    """A button of what a question may have meant: it is asked, and answered in the same place."""
    body = request.body
    message, channel = body["message"], str(body["channel"]["id"])
    text = str(body["actions"][0].get("value") or "")
    thread_ts = str(message.get("thread_ts") or "")
    choice = hashlib.sha256(text.encode()).hexdigest()[:16]
    if text:
        edge.receive(
            Delivery(
                key=f"choice:{channel}:{message['ts']}:{choice}",
                kind=DeliveryKind.QUESTION,
                user=body["user"]["id"],
                channel=channel,
                ts=str(message["ts"]),
                thread_ts=thread_ts or str(message["ts"]),
                way=Way.THREAD if thread_ts or not channel.startswith("D") else Way.BENEATH,
                text=text,
                team=request.team,
                extra={IS_WHOLE: True},
            )
        )
    request.ack()


def ask_in_modal(edge: Edge, request: SlackRequest) -> None:
    """The question modal, sent: answered by direct message."""
    view = request.body["view"]
    question_input = view["state"]["values"][names.QUESTION_BLOCK][names.QUESTION_INPUT]
    text = plain(question_input.get("value") or "", request.me)
    if not text:
        empty = prompts.fill("replies/empty")
        request.ack(response_action="errors", errors={names.QUESTION_BLOCK: empty})
        return
    ahead = edge.workers.ahead()
    edge.receive(
        Delivery(
            key=f"modal:{view['id']}",
            kind=DeliveryKind.QUESTION,
            user=request.body["user"]["id"],
            way=Way.DIRECT,
            text=text,
            team=request.team,
            extra=_share_target(str(view.get("private_metadata") or "")),
        )
    )
    notice = notices.error(_sent_sentence(ahead))
    request.ack(response_action="update", view=question.sent_modal(notice))


def which_policy(edge: Edge, request: SlackRequest) -> None:
    """The message shortcut: a modal opens at once, and holds the answer soon."""
    trigger_id = request.body["trigger_id"]
    content = content_of(request.body["message"], request.me)
    text = content.whole
    delivery = edge.record(
        Delivery(
            key=f"shortcut:{trigger_id}",
            kind=DeliveryKind.QUESTION if text else DeliveryKind.FILE,
            user=request.body["user"]["id"],
            way=Way.MODAL,
            text=_beginning(text, edge.settings.longest_question) or None,
            team=request.team,
            extra={IS_WHOLE: True},
        ),
        content=content,
    )
    if delivery is not None:
        # Found again by the delivery's id, so that the answer also comes after a crash.
        view = {**question.which(None), "external_id": delivery.id}
        try:
            edge.opening.views_open(trigger_id=trigger_id, view=view)
        except (SlackApiError, *FAILED):  # what is recorded is queued whatever happens
            LOG.info("no modal for delivery %s; it goes by direct message", delivery.id)
        edge.put_in_line(delivery)
    request.ack()


def _open_ask_modal(edge: Edge, trigger_id: str, user: str, channel: str) -> None:
    asking = question.ask_modal(edge.settings.longest_question)
    view = {**asking, "private_metadata": channel}
    open_view(edge, trigger_id, user, view, push=False)


def _sent_sentence(ahead: int) -> str:
    waits = notices.busy(ahead).text if ahead >= CROWD else ""
    return " ".join(filter(None, (prompts.fill("replies/moved"), waits)))


def _share_target(channel: str) -> dict[str, Any]:
    """An answer may be shared in the channel or group where it was asked for."""
    return {"share": channel} if channel[:1] in {"C", "G"} else {}


def _beginning(text: str, limit: int) -> str:
    """The beginning of a long post, at a word: it is searched, not quoted."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]
