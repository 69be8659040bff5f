"""Changes of a partner's account that wait: the window of the call-back, opened and sent."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.blocks import forms, names, notices
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners import account_view
from bot.slack.partners.listener import card
from bot.slack.roles import refusal
from bot.slack.windows import button_spot, push, renew_soon, user_of
from drafting.partners import DraftingError
from drafting.partners.accounts import AccountChange, CallBackRefused, field_changes
from drafting.partnership import Access

Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """The card's button: what waits, and what came of the call."""
    spot, user = button_spot(request), user_of(request)
    push(edge, request, lambda: _window(edge, user, spot.partner))
    request.ack()


def _window(edge: Edge, user: str, partner_id: str) -> Json:
    """The window for that person; who is about to see restricted values is put on record first."""
    if not edge.rights(user).sees_restricted:
        return _not_allowed(edge)
    services = edge.services
    partner = services.partners.get(partner_id)
    change = services.partners.waiting_account(partner_id)
    if change is None:
        return account_view.nothing_waits()
    fields = field_changes(partner, change)
    services.access.note_changes(user, Access.WINDOW, partner_id, fields)
    if change.entered_by == user:
        return account_view.own_window(partner.name, change, fields)
    numbers = services.accounts.known_numbers(change)
    return account_view.window(partner.name, change, fields, numbers, edge.today())


def settle(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: puts on record what came of the change, or says what is missing."""
    view, user = request.body["view"], user_of(request)
    if not edge.rights(user).sees_restricted:
        request.ack(response_action="update", view=_not_allowed(edge))
        return
    partner_id, change_id = names.account_named(str(view.get("private_metadata") or ""))
    values = forms.typed_values(view["state"]["values"])
    try:
        name = _settled(edge, user, partner_id, change_id, values)
    except CallBackRefused as error:
        block = account_view.BLOCKS.get(error.field, "")
        if block in values:
            request.ack(response_action="errors", errors={block: forms.error_text(str(error))})
        else:
            _show(request, str(error))
        return
    except DraftingError as error:
        _show(request, str(error))
        return
    root = view.get("root_view_id")
    if root and root != view["id"]:
        renew_soon(edge, root, lambda: card(edge, user, partner_id))
    _show(request, prompts.load(f"replies/{name}").text)


def _settled(
    edge: Edge, user: str, partner_id: str, change_id: str, values: dict[str, forms.Value]
) -> str:
    """The name of the reply that says what was done. Raises DraftingError."""
    accounts = edge.services.accounts
    change: AccountChange | None = edge.services.partners.waiting_account(partner_id)
    if change is not None and change.entered_by == user:
        accounts.withdraw(partner_id, change_id, by=user)
        return "account-withdrawn"
    settled = account_view.settled(values, edge.today())
    if settled.is_genuine and settled.call is not None:
        accounts.confirm(partner_id, change_id, settled.call, by=user)
        return "account-confirmed"
    accounts.refuse(partner_id, change_id, settled.reason, by=user, call=settled.call)
    return "account-refused"


def _show(request: SlackRequest, sentence: str) -> None:
    request.ack(response_action="update", view=notices.window(account_view.TITLE, sentence))


def _not_allowed(edge: Edge) -> Json:
    return notices.window(account_view.TITLE, refusal(edge.settings, "finance"))
