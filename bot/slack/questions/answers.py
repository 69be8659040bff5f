"""What a person does with an answer: says whether it helped, or shares it in the channel."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.blocks import names
from bot.slack.client import response_client
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.edge import Edge, SlackRequest
from bot.slack.questions import question_view as question
from bot.slack.windows import do_soon


def rate(edge: Edge, request: SlackRequest) -> None:
    """Keeps whether an answer helped, and says thanks to the person alone."""
    body = request.body
    feedback = names.feedback_given(str(body["actions"][0].get("value") or ""))
    if feedback is not None:
        helpful, delivery_id = feedback
        edge.inbox.rate(delivery_id, helpful)
        do_soon(edge, lambda: _thank(edge, body))
    request.ack()


def share(edge: Edge, request: SlackRequest) -> None:
    """Shows a private answer in the channel where it was asked for, once."""
    body = request.body
    message, to = body["message"], str(body["actions"][0]["value"])
    edge.receive(
        Delivery(
            key=f"share:{body['channel']['id']}:{message['ts']}:{to}",
            kind=DeliveryKind.SHARE,
            user=body["user"]["id"],
            way=Way.CHANNEL,
            team=request.team,
            extra={"to": to, "blocks": message.get("blocks") or []},
        )
    )
    request.ack()


def _thank(edge: Edge, body: dict[str, Any]) -> None:
    """Only the person sees it: under the message, or in the modal in place of the buttons."""
    view = body.get("view")
    if view:
        edge.client.views_update(view_id=view["id"], view=question.thanks_modal(view["blocks"]))
        return
    response_client(str(body["response_url"]), edge.client.base_url).send_dict(
        {
            "text": prompts.fill("replies/feedback-noted"),
            "response_type": "ephemeral",
            "replace_original": False,
            "thread_ts": body["container"].get("thread_ts"),
        }
    )
