"""A policy that came as a file: what it is, its report, and the button that puts it in force."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.edge import Edge, SlackRequest
from bot.slack.policies import form_view
from bot.slack.policies.spot import PolicyRef, ref_from
from bot.slack.roles import refusal
from bot.slack.windows import push, user_of
from knowledge.editions import is_date, is_document_id


def open_form(edge: Edge, request: SlackRequest) -> None:
    """Opens the window in which the file's sender says which policy it is."""
    spot, user = _ref_of(request), user_of(request)

    def window() -> dict[str, Any]:
        if not edge.rights(user).keeps_policies:
            return notices.window(form_view.NAME, refusal(edge.settings, "policies"))
        return form_view.window(spot, edge.policies.library.in_force())

    push(edge, request, window)
    request.ack()


def describe(edge: Edge, request: SlackRequest) -> None:
    """Puts the file in line to be read; nothing is in force before its report is approved."""
    view, user = request.body["view"], user_of(request)
    if not edge.rights(user).keeps_policies:
        declined = notices.window(form_view.NAME, refusal(edge.settings, "policies"))
        request.ack(response_action="update", view=declined)
        return
    state = view["state"]["values"]
    spot = form_view.described(ref_from(str(view.get("private_metadata") or "")), state)
    mistakes = _mistakes(spot)
    if mistakes:
        request.ack(response_action="errors", errors=mistakes)
        return
    _receive(edge, request, DeliveryKind.POLICY, f"policy:{view['id']}", spot)
    sentence = prompts.load("replies/policy-on-its-way").text
    request.ack(response_action="update", view=notices.window(form_view.NAME, sentence))


def put_in_force(edge: Edge, request: SlackRequest) -> None:
    """Puts the file in force as it was reported, once however often the button is pressed."""
    message = request.body.get("message") or {}
    press = message.get("ts") or request.body["trigger_id"]
    channel = (request.body.get("channel") or {}).get("id", "")
    key = f"policy_in_force:{channel}:{press}"
    _receive(edge, request, DeliveryKind.POLICY_IN_FORCE, key, _ref_of(request))
    request.ack()


def _mistakes(spot: PolicyRef) -> dict[str, str]:
    """What is wrong with what was typed, by its input."""
    mistakes: dict[str, str] = {}
    if not is_document_id(spot.document):
        mistakes[form_view.NEW_ID] = prompts.load("replies/policy-name-it").text
    if not is_date(spot.edition):
        mistakes[form_view.EDITION] = prompts.load("replies/policy-date-it").text
    return mistakes


def _receive(
    edge: Edge, request: SlackRequest, kind: DeliveryKind, key: str, spot: PolicyRef
) -> None:
    edge.receive(
        Delivery(
            key=key,
            kind=kind,
            user=user_of(request),
            way=Way.DIRECT,
            team=request.team,
            extra={"policy": spot._asdict()},
        )
    )


def _ref_of(request: SlackRequest) -> PolicyRef:
    return ref_from(str(request.body["actions"][0].get("value") or ""))
