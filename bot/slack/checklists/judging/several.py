"""Several questions of a window, answered or confirmed at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms
from bot.slack.blocks.forms import Value
from bot.slack.checklists.entry_view import SAID_BY, field, sentence_window, voice_in
from bot.slack.checklists.listener import refresh_page
from bot.slack.checklists.spot import AND, entry_as_seen, ref_from, signs_of
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import reads_as, refusal
from bot.slack.windows import show_error, user_of
from drafting.due_diligence import (
    AnswerField,
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistEntry,
    Missing,
    Submission,
    UnknownChecklist,
    answer_to,
)
from drafting.partners import DraftingError, Side, field_refusals


@dataclass(frozen=True)
class QuestionInput:
    """What a window of several questions holds of one."""

    block: str
    entry: str  # its key
    signs: tuple[str, ...]  # of the answers that it was shown with
    text: str | None  # what was typed; None: what was filled in is confirmed


def save_several(edge: Edge, request: SlackRequest, questions: Sequence[QuestionInput]) -> None:
    """Saves what was typed or confirmed, or shows beside its field what is wrong."""
    view, user = request.body["view"], user_of(request)
    spot = ref_from(str(view.get("private_metadata") or ""))
    if not edge.rights(user).assesses:
        declined = sentence_window(refusal(edge.settings, "assess"))
        request.ack(response_action="update", view=declined)
        return
    desk = edge.services.due_diligence
    try:
        answers, mistakes = _answers(edge, request, desk.get(spot.checklist), questions)
        if answers and not mistakes:
            desk.answer(spot.checklist, answers)
    except ValidationError as error:  # what no document can hold; it does not say of which answer
        why = field_refusals(error)[0].why
        mistakes = {questions[0].block: forms.error_text(f"{why[:1].upper()}{why[1:]}.")}
    except DraftingError as error:
        show_error(request, str(error))
        return
    if mistakes:
        request.ack(response_action="errors", errors=mistakes)
        return
    refresh_page(edge, request, spot, len(answers))
    request.ack()


def _answers(
    edge: Edge, request: SlackRequest, checklist: Checklist, questions: Sequence[QuestionInput]
) -> tuple[list[AnswerInput], dict[str, str]]:
    """The answers, and what is missing by block id. Raises UnknownChecklist."""
    values = forms.typed_values(request.body["view"]["state"]["values"])
    answers: list[AnswerInput] = []
    mistakes: dict[str, str] = {}
    for question in questions:
        entry = checklist.entry(question.entry)
        is_confirmed = question.text is None
        if is_confirmed and (entry is None or signs_of(entry) != question.signs):
            changed = prompts.load("replies/confirm-changed").text
            mistakes[question.block] = forms.error_text(changed)
            continue
        if entry is None:
            raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
        submission = _submission(edge, request, checklist, entry, question)
        answer = answer_to(entry_as_seen(entry, question.signs), submission, edge.today())
        if isinstance(answer, Missing):
            mistakes[_block_beside(answer, question, values)] = forms.error_text(answer.sentence)
        else:
            answers.append(answer)
    return answers, mistakes


def _submission(
    edge: Edge,
    request: SlackRequest,
    checklist: Checklist,
    entry: ChecklistEntry,
    question: QuestionInput,
) -> Submission:
    view, user = request.body["view"], user_of(request)
    values = forms.typed_values(view["state"]["values"])
    voice = voice_in({field(block): value for block, value in values.items()})
    is_confirmed = question.text is None
    of_window = f"slack:{view['id']}:{view['hash']}:{entry.key}"
    of_answers = f"confirm:{checklist.id}:{entry.key}:{AND.join(question.signs)}:{user}"
    return Submission(
        by=user,
        key=of_answers if is_confirmed else of_window,
        state=None if is_confirmed else AnswerState.ANSWERED,
        text=question.text,
        confirms=is_confirmed,
        voice=voice if entry.side is Side.PARTNER else None,
        reads_as=reads_as(edge.rights(user)),
    )


def _block_beside(missing: Missing, question: QuestionInput, values: Mapping[str, Value]) -> str:
    """Where what is missing is shown: who said it stands once for all."""
    named = missing.field in {AnswerField.SAID_BY, AnswerField.SAID_ON}
    return next((block for block in values if named and field(block) == SAID_BY), question.block)
