"""Looking for partners and prospects: the form of choices is opened, and sent."""

from __future__ import annotations

import json

from bot.slack.blocks import forms
from bot.slack.edge import Edge, SlackRequest
from bot.slack.pool import view
from bot.slack.windows import show_error, turn
from drafting.partners import DraftingError
from drafting.partnership.pool import fitting, pool_filter, subjects_of


def open_form(edge: Edge, request: SlackRequest) -> None:
    """The button: the window turns to the form, with what was chosen before."""
    chosen = _chosen(str(request.body["actions"][0].get("value") or ""))
    turn(edge, request, lambda: view.form_window(subjects_of(edge.services.pool()), chosen))
    request.ack()


def look(edge: Edge, request: SlackRequest) -> None:
    """The form, sent: the window turns to who fits."""
    chosen = view.words_of(forms.typed_values(request.body["view"]["state"]["values"]))
    members = edge.services.pool()
    try:
        wanted = pool_filter(
            subjects_of(members),
            province_name=chosen.get(view.PROVINCE, ""),
            subject=chosen.get(view.SUBJECT, ""),
            partner_type=chosen.get(view.TYPE, ""),
            women_led=view.WOMEN in chosen,
            status=chosen.get(view.STATUS, ""),
        )
    except DraftingError as error:  # nobody works on it any more
        show_error(request, str(error))
        return
    window = view.results_window(fitting(members, wanted), wanted)
    request.ack(response_action="update", view=window)


def _chosen(value: str) -> dict[str, str]:
    """What such a button's value says was chosen; nothing where it says nothing."""
    try:
        return view.words_of(json.loads(value))
    except (ValueError, AttributeError):
        return {}
