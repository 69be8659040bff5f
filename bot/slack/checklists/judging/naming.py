"""Who at the partner filled a returned file in: asked before its answers are added."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE
from bot.slack.blocks.parts import fitting, label, modal, small_print
from bot.slack.checklists.entry_view import (
    MARK,
    SAID_BY,
    SAID_ON,
    field,
    sentence_window,
    voice_in,
    voice_questions,
)
from bot.slack.checklists.listener import receive, ref_of
from bot.slack.checklists.spot import ref_from, ref_value
from bot.slack.checklists.starting import guarded
from bot.slack.checklists.summary_view import BESIDE
from bot.slack.delivery.deliveries import DeliveryKind
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import refusal
from bot.slack.windows import push, user_of
from drafting.due_diligence.checklists import last_voice

NAME = "Who answered"
Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """The button below a file that holds answers of the partner."""
    spot, user = ref_of(request), user_of(request)

    def window() -> Json:
        checklist = edge.services.due_diligence.get(spot.checklist)
        last = last_voice(checklist.entries)
        blocks = [
            small_print(prompts.load("replies/import-name").text),
            *forms.blocks(voice_questions(last.person if last else "", edge.today())),
        ]
        view_blocks, _ = fitting(blocks)
        more = {"private_metadata": ref_value(spot), "submit": label("Add these", TITLE)}
        return modal(NAME, names.IMPORT_NAME_MODAL, view_blocks, **more)

    push(edge, request, guarded(edge, user, window))
    request.ack()


def add_answers(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: has the file's answers added in that person's name."""
    view, user = request.body["view"], user_of(request)
    if not edge.rights(user).assesses:
        declined = sentence_window(refusal(edge.settings, "assess"))
        request.ack(response_action="update", view=declined)
        return
    values = {
        field(block): value for block, value in forms.typed_values(view["state"]["values"]).items()
    }
    voice = voice_in(values)
    errors = {}
    if voice is None:
        errors[f"{SAID_BY}{MARK}"] = prompts.load("replies/name-missing").text
    elif voice.on is not None and voice.on > edge.today():
        errors[f"{SAID_ON}{MARK}"] = prompts.load("replies/name-day-ahead").text
    if voice is None or errors:
        request.ack(response_action="errors", errors=errors)
        return
    spot = ref_from(str(view.get("private_metadata") or ""))
    on = (voice.on or edge.today()).isoformat()
    beside = {"beside": True} if spot.page == BESIDE else {}
    extra = {"file": spot.file, "said_by": voice.person, "said_on": on, **beside}
    receive(edge, request, DeliveryKind.IMPORT, extra, key=f"{view['id']}:{view['hash']}")
    request.ack()
