"""What was filled in, confirmed: one question or all of a page, in one window and at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import Option
from bot.slack.blocks.parts import Block, fitting, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.entry_view import (
    MARK,
    SAID_BY,
    field,
    sentence_window,
    voice_in,
    voice_questions,
)
from bot.slack.checklists.listener import ref_of, refresh_page
from bot.slack.checklists.spot import ChecklistRef, entry_as_seen, ref_from, ref_value, signs_of
from bot.slack.checklists.starting import checklist_page, guarded
from bot.slack.checklists.view import ChecklistShown, confirmed_together
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import reads_as, refusal
from bot.slack.windows import push, show_error, user_of
from drafting.due_diligence import (
    AnswerField,
    AnswerInput,
    Checklist,
    ChecklistEntry,
    Missing,
    Submission,
    UnknownChecklist,
    answer_to,
)
from drafting.due_diligence.checklists import PartnerVoice, last_voice
from drafting.partners import DraftingError, Side

NAME = "Confirm together"
RIGHT = "right."  # begins the field of a question’s box
MOST = 30  # questions in one window
AND = "+"
Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """Opens the window with what is filled in on a page, or at one question."""
    spot, user = ref_of(request), user_of(request)

    def window() -> Json:
        checklist = edge.services.due_diligence.get(spot.checklist)
        shown = checklist_page(edge, checklist, user)
        entries = [
            entry for entry in _entries(shown, spot) if not spot.entry or entry.key == spot.entry
        ]
        if not entries:
            raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
        return _window(shown, entries[:MOST], spot)

    push(edge, request, guarded(edge, user, window))
    request.ack()


def save(edge: Edge, request: SlackRequest) -> None:
    """Confirms what is ticked, all or nothing, or says at its field what is missing."""
    view, user = request.body["view"], user_of(request)
    spot = ref_from(str(view.get("private_metadata") or ""))
    if not edge.rights(user).assesses:
        declined = sentence_window(refusal(edge.settings, "assess"))
        request.ack(response_action="update", view=declined)
        return
    try:
        checklist = edge.services.due_diligence.get(spot.checklist)
        answers, errors = _answers(edge, user, checklist, view)
        if answers and not errors:
            edge.services.due_diligence.answer(spot.checklist, answers)
    except DraftingError as error:
        show_error(request, str(error))
        return
    if errors:
        request.ack(response_action="errors", errors=errors)
        return
    refresh_page(edge, request, spot, len(answers))
    request.ack()


def _entries(shown: ChecklistShown, spot: ChecklistRef) -> list[ChecklistEntry]:
    if spot.page:
        return confirmed_together(shown, spot)
    return [entry for entry in shown.checklist.entries if entry.key == spot.entry]


def _answers(
    edge: Edge, user: str, checklist: Checklist, view: Mapping[str, Any]
) -> tuple[list[AnswerInput], dict[str, str]]:
    """What was confirmed, and what is missing by block id; of one that changed, nothing."""
    values = forms.typed_values(view["state"]["values"])
    voice = voice_in({field(block): value for block, value in values.items()})
    reader = reads_as(edge.rights(user))
    answers: list[AnswerInput] = []
    errors: dict[str, str] = {}
    for block in (block for block, value in values.items() if block.startswith(RIGHT) and value):
        key, _, signs = block.removeprefix(RIGHT).partition(MARK)
        entry = checklist.entry(key)
        signs_seen = tuple(filter(None, signs.split(AND)))
        if entry is None or signs_of(entry) != signs_seen:
            errors[block] = forms.error_text(prompts.load("replies/confirm-changed").text)
            continue
        of_partner = entry.side is Side.PARTNER
        confirmation = Submission(
            by=user,
            key=f"confirm:{checklist.id}:{key}:{signs}:{user}",
            confirms=True,
            voice=voice if of_partner else None,
            reads_as=reader,
        )
        answer = answer_to(entry_as_seen(entry, signs_seen), confirmation, edge.today())
        if isinstance(answer, Missing):
            errors[_block_of(answer, values, block)] = forms.error_text(answer.sentence)
        else:
            answers.append(answer)
    return answers, errors


def _block_of(missing: Missing, values: Mapping[str, Any], block: str) -> str:
    """Where what is missing is shown: who said it stands once for all."""
    named = missing.field in {AnswerField.SAID_BY, AnswerField.SAID_ON}
    return next((name for name in values if named and field(name) == SAID_BY), block)


def _window(shown: ChecklistShown, entries: Sequence[ChecklistEntry], spot: ChecklistRef) -> Json:
    blocks: list[Block] = [small_print(prompts.load("replies/confirm-together").text)]
    if any(entry.side is Side.PARTNER for entry in entries):
        last = last_voice(shown.checklist.entries) or PartnerVoice("")
        blocks += forms.blocks(voice_questions(last.person, shown.today))
    for entry in entries:
        blocks += _question(entry)
    fitting_blocks, _ = fitting(blocks)
    metadata = ref_value(spot._replace(entry="", seen=(), file=""))
    submit = label("Confirm", TITLE)
    return modal(
        NAME, names.CONFIRM_MODAL, fitting_blocks, private_metadata=metadata, submit=submit
    )


def _question(entry: ChecklistEntry) -> list[Block]:
    """A question with what was filled in, and its box, which is ticked."""
    text = entry.current.text if entry.current else ""
    box = forms.option(Option("right", "This is right"))
    return [
        rich_text.paragraph([TextRun(clip(one_line(entry.item.ask), BLOCK_TEXT), bold=True)]),
        {
            "type": "input",
            "block_id": f"{RIGHT}{entry.key}{MARK}{AND.join(signs_of(entry))}",
            "optional": True,
            "label": label(
                clip(one_line(text), 150) or words.who_answers(entry.side), 150
            ).to_dict(),
            "element": {
                "type": "checkboxes",
                "action_id": forms.INPUT,
                "options": [box],
                "initial_options": [box],
            },
        },
    ]
