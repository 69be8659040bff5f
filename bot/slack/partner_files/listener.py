"""Buttons and windows of partners’ files: a blank workbook, what is open, and an import."""

from __future__ import annotations

from typing import Any

from bot.slack.blocks import forms, notices
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.delivery.file_fetching import fetch
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partner_files import view
from bot.slack.partner_files.planning import note_shown, plan_of
from bot.slack.partner_files.spot import ImportRef, ref_from
from bot.slack.roles import refusal
from bot.slack.windows import button_spot, push, turn, user_of

Json = dict[str, Any]


def open_template(edge: Edge, request: SlackRequest) -> None:
    """The button of a blank workbook: a window asks what it is for."""
    may = edge.rights(user_of(request))

    def template_window() -> Json:
        if not may.edits:
            return notices.window(view.WINDOW, refusal(edge.settings, "edit"))
        kinds = [template.info for template in edge.services.templates.overview()]
        return view.template_window(kinds)

    push(edge, request, template_window)
    request.ack()


def send_template(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: the workbook comes by direct message."""
    values = forms.typed_values(request.body["view"]["state"]["values"])
    document = str(values.get(view.DOCUMENT) or "")
    extra = {"document": "" if document == view.ALL else document}
    _receive(edge, request, DeliveryKind.PARTNER_FILE, extra, request.body["view"]["id"])
    request.ack(response_action="update", view=view.on_its_way("workbook-on-its-way"))


def send_open_points(edge: Edge, request: SlackRequest) -> None:
    """The button of what is still open: it comes by direct message, as a workbook and in words."""
    spot = button_spot(request)
    extra = {
        "partner": spot.partner,
        "agreement": spot.agreement,
        "document": spot.kind,
        "audience": spot.part,
    }
    _receive(edge, request, DeliveryKind.PARTNER_FILE, extra, request.body["trigger_id"])
    if (request.body.get("view") or {}).get("type") == "modal":
        push(edge, request, lambda: view.on_its_way("workbook-on-its-way"))
    request.ack()


def save(edge: Edge, request: SlackRequest) -> None:
    """Saves what was shown of a file; what is newer than the file stays."""
    at = ref_from(str(request.body["actions"][0].get("value") or ""))
    _receive(edge, request, DeliveryKind.PARTNER_IMPORT, at._asdict(), request.body["trigger_id"])
    request.ack()


def show_accounts(edge: Edge, request: SlackRequest) -> None:
    """Shows what a file says of bank details and CNICs; who looks is put on record first."""
    at = ref_from(str(request.body["actions"][0].get("value") or ""))
    user = user_of(request)
    may = edge.rights(user)

    def accounts_window() -> Json:
        if not (may.edits and may.sees_restricted):
            return notices.window(view.WINDOW, refusal(edge.settings, "edit"))
        plan = plan_of(*fetch(edge.client, at.file), edge.services.partners, may)
        note_shown(edge.services.access, user, plan, may)
        return view.accounts_window(plan)

    turn(edge, request, accounts_window)
    request.ack()


def choose(edge: Edge, request: SlackRequest) -> None:
    """Opens the window that asks about each field that is newer than the file."""
    at = ref_from(str(request.body["actions"][0].get("value") or ""))
    user = user_of(request)
    turn(edge, request, lambda: _choice_window(edge, user, at))
    request.ack()


def _choice_window(edge: Edge, user: str, at: ImportRef) -> Json:
    """The window. Raises DraftingError, EdgeError."""
    may = edge.rights(user)
    if not may.edits:
        return notices.window(view.WINDOW, refusal(edge.settings, "edit"))
    plan = plan_of(*fetch(edge.client, at.file), edge.services.partners, may)
    if not (plan.contested or plan.same_names):
        return view.on_its_way("partners-none-newer")
    note_shown(edge.services.access, user, plan, may)
    return view.choice_window(plan, at._replace(digest=plan.digest), may.sees_restricted)


def take(edge: Edge, request: SlackRequest) -> None:
    """The choices, sent: saves the file with what was taken of it."""
    window = request.body["view"]
    at = ref_from(str(window.get("private_metadata") or ""))
    choices = view.choices_in(forms.typed_values(window["state"]["values"]))
    extra = {**at._asdict(), **choices}
    _receive(edge, request, DeliveryKind.PARTNER_IMPORT, extra, window["id"])
    request.ack(response_action="update", view=view.on_its_way("partners-being-saved"))


def _receive(edge: Edge, request: SlackRequest, kind: DeliveryKind, extra: Json, key: str) -> None:
    edge.receive(
        Delivery(
            key=f"{kind}:{key}",
            kind=kind,
            user=user_of(request),
            way=Way.DIRECT,
            team=request.team,
            extra=extra,
        )
    )
