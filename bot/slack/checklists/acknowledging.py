"""Who at the partner acknowledged a completed checklist, and when: its window, opened and sent."""

from __future__ import annotations

from datetime import date
from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE
from bot.slack.blocks.forms import FormQuestion, InputKind
from bot.slack.blocks.parts import fitting, label, modal, small_print
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.listener import page_window, ref_of
from bot.slack.checklists.spot import ChecklistRef, ref_from, ref_value
from bot.slack.checklists.starting import guarded
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import refusal
from bot.slack.windows import push, renew_soon, show_error, user_of
from drafting.partners import DraftingError

NAME = "Acknowledged"
PERSON, DAY = "acknowledged_by", "acknowledged_on"
LONGEST_NAME = 200
Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """A completed checklist’s button: who acknowledged it, and when."""
    spot, user = ref_of(request), user_of(request)
    push(edge, request, guarded(edge, user, lambda: _window(spot, edge.today())))
    request.ack()


def record(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: keeps it in the partner’s file, or says what cannot be."""
    view, user = request.body["view"], user_of(request)
    spot = ref_from(str(view.get("private_metadata") or ""))
    if not edge.rights(user).assesses:
        refused = sentence_window(refusal(edge.settings, "assess"))
        request.ack(response_action="update", view=refused)
        return
    values = forms.typed_values(view["state"]["values"])
    try:
        edge.services.due_diligence.acknowledge(
            spot.checklist,
            str(values.get(PERSON, "")),
            date.fromisoformat(str(values[DAY])) if values.get(DAY) else edge.today(),
            user,
        )
    except DraftingError as error:
        show_error(request, str(error))
        return
    below = view.get("previous_view_id")
    if below:
        draw = guarded(edge, user, lambda: page_window(edge, user, spot))
        renew_soon(edge, below, draw)
    request.ack()


def _window(spot: ChecklistRef, today: date) -> Json:
    questions = [
        FormQuestion(PERSON, "Name of the partner’s person", optional=False, most=LONGEST_NAME),
        FormQuestion(DAY, "Day", InputKind.DATE, value=today.isoformat(), optional=False),
    ]
    blocks = [small_print(prompts.load("replies/acknowledge-form").text), *forms.blocks(questions)]
    view_blocks, _ = fitting(blocks)
    more = {"private_metadata": ref_value(spot), "submit": label("Record it", TITLE)}
    return modal(NAME, names.ACKNOWLEDGE_MODAL, view_blocks, **more)
