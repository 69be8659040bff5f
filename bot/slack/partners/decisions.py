"""A decision of the Committee, recorded on an agreement by a coordinator: its window, and saving.

It is no part of a partner's file that editors change: who may record it is named in the settings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion
from bot.slack.blocks.parts import fitting, label, modal, small_print
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.editing import SOURCE
from bot.slack.partners.form_mistakes import mistakes_of
from bot.slack.partners.listener import agreement, not_allowed, refresh_below
from bot.slack.partners.record_forms import entry_of
from bot.slack.partners.view import agreement_title
from bot.slack.windows import button_spot, push, show_error, user_of
from drafting.partners import DraftingError
from drafting.partners.record import Agreement, Approval, fields_of
from drafting.partnership import DecisionInput, UnfitDecision, record_decision

NAME = "Decision"
LONGEST_NAME = 300
ASKED = (
    *("outcome", "on", "by", "procedure", "proof"),
    *("amount", "currency", "until", "conditions"),
)
NEEDED = ("outcome", "on", "by", "procedure", "proof")
Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """An agreement's button: the window in which a decision on it is recorded."""
    spot, user = button_spot(request), user_of(request)
    if edge.rights(user).coordinates:
        push(edge, request, lambda: _window(edge, spot))
    else:
        push(edge, request, lambda: not_allowed(edge, "decide"))
    request.ack()


def record(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: keeps the decision, or shows what is missing beside the fields."""
    view, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(view.get("private_metadata") or ""))
    if not edge.rights(user).coordinates:
        request.ack(response_action="update", view=not_allowed(edge, "decide"))
        return
    inputs = forms.typed_values(view["state"]["values"])
    values = {field: value for field, value in inputs.items() if value and field in ASKED}
    decision = DecisionInput(spot.partner, spot.agreement, values, by=user, source=SOURCE)
    try:
        record_decision(edge.services.partners, decision, edge.today())
    except ValidationError as error:
        request.ack(response_action="errors", errors=dict(mistakes_of(error, inputs).errors))
    except UnfitDecision as error:
        errors = {field: forms.error_text(sentence) for field, sentence in error.faults.items()}
        request.ack(response_action="errors", errors=errors)
    except DraftingError as error:
        show_error(request, str(error))
    else:
        refresh_below(edge, user, view, spot)
        request.ack()


def _window(edge: Edge, spot: names.PartnerRef) -> Json:
    """The window of one agreement’s decision. Raises DraftingError where the partner is gone."""
    partner = edge.services.partners.get(spot.partner)
    decided_on = partner.agreement(spot.agreement)
    if decided_on is None:
        return agreement(edge, "", spot)  # which says that it is gone
    head = f"{partner.name} · {agreement_title(decided_on)}"
    blocks = [
        small_print(clip(one_line(head), LONGEST_NAME)),
        small_print(prompts.load("replies/decision-form").text),
        *forms.blocks(_questions(decided_on, edge.today().isoformat())),
    ]
    view_blocks, _ = fitting(blocks)
    more = {"private_metadata": names.spot_value(spot), "submit": label("Record it", TITLE)}
    return modal(NAME, names.DECISION_MODAL, view_blocks, **more)


def _questions(decided_on: Agreement, today: str) -> list[FormQuestion]:
    """What is asked, with the agreement's own sum and today filled in; the outcome never is."""
    fields = fields_of(Approval)
    money = decided_on.money
    has_sum = money.amount is not None
    filled_in = {"amount": money.amount, "currency": money.currency} if has_sum else {}
    questions = [entry_of(fields[name], filled_in.get(name), name) for name in ASKED]
    return [
        replace(
            question,
            optional=question.block not in NEEDED,
            value=today if question.block == "on" else question.value,
        )
        for question in questions
    ]
