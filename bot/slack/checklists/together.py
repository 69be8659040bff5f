"""Several questions of a checklist, answered in one window and saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms
from bot.slack.checklists import together_view
from bot.slack.checklists.entry_view import SAID_BY, SAID_ON, field, sentence_window, voice_in
from bot.slack.checklists.listener import ref_of, refresh_page
from bot.slack.checklists.spot import entry_as_seen, ref_from
from bot.slack.checklists.starting import checklist_page, guarded
from bot.slack.checklists.view import answered_together
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import reads_as, refusal
from bot.slack.windows import push, show_error, user_of
from drafting.due_diligence import (
    AnswerField,
    AnswerInput,
    AnswerState,
    Checklist,
    Missing,
    Submission,
    UnknownChecklist,
    answer_to,
)
from drafting.due_diligence.checklists import last_voice
from drafting.partners import DraftingError, Side, field_refusals

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
        return together_view.view(entries, spot, last_voice(checklist.entries), shown.today)

    push(edge, request, guarded(edge, user, window))
    request.ack()


def save(edge: Edge, request: SlackRequest) -> None:
    """Saves what was typed, all or nothing, or shows beside its field what is wrong."""
    now, user = request.body["view"], user_of(request)
    spot = ref_from(str(now.get("private_metadata") or ""))
    if not edge.rights(user).assesses:
        declined = sentence_window(refusal(edge.settings, "assess"))
        request.ack(response_action="update", view=declined)
        return
    typed = _changed_answers(now)
    try:
        checklist = edge.services.due_diligence.get(spot.checklist)
        answers, mistakes = _answers(edge, checklist, now, user)
        if not mistakes and answers:
            checklist = edge.services.due_diligence.answer(spot.checklist, answers)
    except ValidationError as error:  # what no document can hold; it does not say of which answer
        why = field_refusals(error)[0].why
        mistakes = {next(iter(typed)): forms.error_text(f"{why[:1].upper()}{why[1:]}.")}
    except DraftingError as error:
        show_error(request, str(error))
        return
    if mistakes:
        request.ack(response_action="errors", errors=mistakes)
        return
    refresh_page(edge, request, spot, len(answers))
    request.ack()


def _changed_answers(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, without what stood there already."""
    shown_values = forms.initial_values(view["blocks"])
    typed = together_view.typed_answers(view["state"]["values"])
    return {
        block: text
        for block, text in typed.items()
        if text != shown_values.get(block, "") and field(block) not in {SAID_BY, SAID_ON}
    }


def _answers(
    edge: Edge, checklist: Checklist, view: Mapping[str, Any], user: str
) -> tuple[list[AnswerInput], dict[str, str]]:
    """The answers that were typed, and what is missing by block id. Raises UnknownChecklist."""
    answers, mistakes = [], {}
    typed, key = _changed_answers(view), f"{view['id']}:{view['hash']}"
    state = forms.typed_values(view["state"]["values"])
    values = {field(block): value for block, value in state.items()}
    voice, reader = voice_in(values), reads_as(edge.rights(user))
    for block, text in typed.items():
        entry_key, signs_seen = together_view.question_of(block)
        entry = checklist.entry(entry_key)
        if entry is None:
            raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
        form = Submission(
            by=user,
            key=f"slack:{key}:{entry_key}",
            state=AnswerState.ANSWERED,
            text=text,
            voice=voice if entry.side is Side.PARTNER else None,
            reads_as=reader,
        )
        answer = answer_to(entry_as_seen(entry, signs_seen), form, edge.today())
        if isinstance(answer, Missing):
            mistakes[_block_of(answer, block, state)] = forms.error_text(answer.sentence)
        else:
            answers.append(answer)
    return answers, mistakes


def _block_of(missing: Missing, block: str, state: Mapping[str, Any]) -> str:
    """Where what is missing is shown: who said it stands once for all."""
    named = missing.field in {AnswerField.SAID_BY, AnswerField.SAID_ON}
    return next((name for name in state if named and field(name) == SAID_BY), block)
