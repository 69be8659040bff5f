"""Several questions of a checklist, answered in one window and saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import prompts
from bot.slack.blocks import forms
from bot.slack.checklists import together_view
from bot.slack.checklists.entry_view import SAID_BY, SAID_ON, field
from bot.slack.checklists.judging.several import QuestionInput, save_several
from bot.slack.checklists.listener import ref_of
from bot.slack.checklists.spot import question_in
from bot.slack.checklists.starting import checklist_page, guarded, note_reading
from bot.slack.checklists.view import answered_together
from bot.slack.edge import Edge, SlackRequest
from bot.slack.windows import push, user_of
from drafting.due_diligence import (
    UnknownChecklist,
)
from drafting.due_diligence.checklists import last_voice

Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """Opens the window with the open questions of a page."""
    spot, user = ref_of(request), user_of(request)

    def window() -> Json:
        checklist = edge.services.due_diligence.get(spot.checklist)
        shown = checklist_page(edge, checklist, user)
        entries = answered_together(shown, spot)
        if not entries:
            raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
        note_reading(edge, user, checklist, entries)
        return together_view.view(entries, spot, last_voice(checklist.entries), shown.today)

    push(edge, request, guarded(edge, user, window))
    request.ack()


def save(edge: Edge, request: SlackRequest) -> None:
    """Saves what was typed, all or nothing, or shows beside its field what is wrong."""
    typed = _changed_answers(request.body["view"])
    questions = [QuestionInput(block, *question_in(block), text) for block, text in typed.items()]
    save_several(edge, request, questions)


def _changed_answers(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, without what stood there already."""
    shown_values = forms.initial_values(view["blocks"])
    typed = together_view.typed_answers(view["state"]["values"])
    return {
        block: text
        for block, text in typed.items()
        if text != shown_values.get(block, "") and field(block) not in {SAID_BY, SAID_ON}
    }
