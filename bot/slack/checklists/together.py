"""Several questions of a checklist, answered in one window and saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms
from bot.slack.checklists import together_view
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.listener import page_window, ref_of
from bot.slack.checklists.spot import ChecklistRef, entry_as_seen, ref_from
from bot.slack.checklists.starting import checklist_page, guarded
from bot.slack.checklists.view import answered_together
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import refusal
from bot.slack.windows import push, renew_soon, show_error, user_of
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    Missing,
    Submission,
    UnknownChecklist,
    answer_to,
)
from drafting.partners import DraftingError, field_refusals

Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """Opens the window with the open questions of a page."""
    spot, user = ref_of(request), user_of(request)

    def window() -> Json:
        checklist = edge.services.due_diligence.get(spot.checklist)
        entries = answered_together(checklist_page(edge, checklist, user), spot)
        if not entries:
            raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
        return together_view.view(entries, spot)

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
        answers, mistakes = _answers(edge, checklist, typed, user, f"{now['id']}:{now['hash']}")
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
    _refresh(edge, request, spot, len(answers))
    request.ack()


def _changed_answers(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, without what stood there already."""
    shown_values = forms.initial_values(view["blocks"])
    typed = together_view.typed_answers(view["state"]["values"])
    return {block: text for block, text in typed.items() if text != shown_values.get(block, "")}


def _answers(
    edge: Edge, checklist: Checklist, typed: Mapping[str, str], user: str, key: str
) -> tuple[list[AnswerInput], dict[str, str]]:
    """The answers that were typed, and what is missing by block id. Raises UnknownChecklist."""
    answers, mistakes = [], {}
    for block, text in typed.items():
        entry_key, signs_seen = together_view.question_of(block)
        entry = checklist.entry(entry_key)
        if entry is None:
            raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
        form = Submission(
            by=user, key=f"slack:{key}:{entry_key}", state=AnswerState.ANSWERED, text=text
        )
        answer = answer_to(entry_as_seen(entry, signs_seen), form, edge.today())
        if isinstance(answer, Missing):
            mistakes[block] = forms.error_text(answer.sentence)
        else:
            answers.append(answer)
    return answers, mistakes


def _refresh(edge: Edge, request: SlackRequest, spot: ChecklistRef, saved: int) -> None:
    """Shows the page below with what was saved."""
    view, user = request.body["view"], user_of(request)
    root = view.get("root_view_id")
    if root and root != view["id"]:
        count = "1 answer" if saved == 1 else f"{saved} answers"
        notice = prompts.fill("replies/answers-saved", count=count) if saved else ""
        draw = guarded(edge, user, lambda: page_window(edge, user, spot, notice))
        renew_soon(edge, root, draw)
