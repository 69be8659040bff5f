"""Questions that are no posts: `/ask-policy`, the question modal, and the message shortcut."""

from __future__ import annotations

import logging
from typing import Any

from slack_sdk.errors import SlackApiError

import prompts
from bot.slack.blocks import names, notices
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.delivery.signals import CROWD
from bot.slack.edge import Edge, Sent
from bot.slack.errors import FAILED
from bot.slack.questions import question_view as question
from bot.slack.text import plain
from bot.slack.windows import open_view

LOG = logging.getLogger("saathi.listeners")


def asked_by_command(edge: Edge, sent: Sent) -> None:
    """`/ask-policy QUESTION`: answered by direct message; without a question, a modal asks."""
    body = sent.body
    text, channel = plain(str(body.get("text") or ""), sent.me), str(body.get("channel_id") or "")
    if not text:
        _open_ask_modal(edge, body["trigger_id"], body["user_id"], channel)
        sent.ack()
        return
    ahead = edge.workers.ahead()
    edge.receive(
        Delivery(
            key=f"command:{body['trigger_id']}",
            kind=DeliveryKind.QUESTION,
            user=body["user_id"],
            way=Way.DIRECT,
            text=text,
            team=sent.team,
            extra={**_sharing(channel), "response_url": str(body.get("response_url") or "")},
        )
    )
    sent.ack(text=_on_its_way(ahead))


def asked_from_home(edge: Edge, sent: Sent) -> None:
    """The Home tab's button: a modal asks."""
    _open_ask_modal(edge, sent.body["trigger_id"], sent.body["user"]["id"], "")
    sent.ack()


def asked_in_modal(edge: Edge, sent: Sent) -> None:
    """The question modal, sent: answered by direct message."""
    view = sent.body["view"]
    typed = view["state"]["values"][names.QUESTION_BLOCK][names.QUESTION_INPUT].get("value") or ""
    text = plain(typed, sent.me)
    if not text:
        empty = prompts.fill("replies/empty")
        sent.ack(response_action="errors", errors={names.QUESTION_BLOCK: empty})
        return
    ahead = edge.workers.ahead()
    edge.receive(
        Delivery(
            key=f"modal:{view['id']}",
            kind=DeliveryKind.QUESTION,
            user=sent.body["user"]["id"],
            way=Way.DIRECT,
            text=text,
            team=sent.team,
            extra=_sharing(str(view.get("private_metadata") or "")),
        )
    )
    said = notices.error(_on_its_way(ahead))
    sent.ack(response_action="update", view=question.asked(said))


def which_policy(edge: Edge, sent: Sent) -> None:
    """The message shortcut: a modal opens at once, and holds the answer soon."""
    trigger_id = sent.body["trigger_id"]
    text = plain(str(sent.body["message"].get("text") or ""), sent.me)
    recorded = edge.record(
        Delivery(
            key=f"shortcut:{trigger_id}",
            kind=DeliveryKind.QUESTION if text else DeliveryKind.FILE,
            user=sent.body["user"]["id"],
            way=Way.MODAL,
            text=_cut(text, edge.settings.longest_question) or None,
            team=sent.team,
        )
    )
    if recorded is not None:
        # Found again by the delivery's id, so that the answer also comes after a crash.
        view = {**question.which(None), "external_id": recorded.id}
        try:
            edge.opening.views_open(trigger_id=trigger_id, view=view)
        except (SlackApiError, *FAILED):  # what is recorded goes into line whatever happens
            LOG.info("no modal for delivery %s; it goes by direct message", recorded.id)
        edge.put_in_line(recorded)
    sent.ack()


def _open_ask_modal(edge: Edge, trigger_id: str, user: str, channel: str) -> None:
    asking = question.ask_modal(edge.settings.longest_question)
    view = {**asking, "private_metadata": channel}
    open_view(edge, trigger_id, user, view, push=False)


def _on_its_way(ahead: int) -> str:
    waits = notices.busy(ahead).text if ahead >= CROWD else ""
    return " ".join(filter(None, (prompts.fill("replies/moved"), waits)))


def _sharing(channel: str) -> dict[str, Any]:
    """An answer may be shared in the channel or group where it was asked for."""
    return {"share": channel} if channel[:1] in {"C", "G"} else {}


def _cut(text: str, limit: int) -> str:
    """The beginning of a long post, at a word: it is searched, not quoted."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]
