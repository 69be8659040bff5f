"""What was filled in, confirmed: one question or all of a page, in one window and at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import Option
from bot.slack.blocks.parts import Block, fitting, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.entry_view import (
    voice_questions,
)
from bot.slack.checklists.judging.several import QuestionInput, save_several
from bot.slack.checklists.listener import ref_of
from bot.slack.checklists.spot import ChecklistRef, block_of, question_in, ref_value
from bot.slack.checklists.starting import checklist_page, guarded, note_reading
from bot.slack.checklists.view import ChecklistShown, confirmed_together
from bot.slack.edge import Edge, SlackRequest
from bot.slack.windows import push, user_of
from drafting.due_diligence import (
    ChecklistEntry,
    UnknownChecklist,
)
from drafting.due_diligence.checklists import PartnerVoice, last_voice
from drafting.partners import Side

NAME = "Confirm together"
RIGHT = "right."  # begins the field of a question’s box
MOST = 30  # questions in one window
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
        note_reading(edge, user, checklist, entries[:MOST])
        return _window(shown, entries[:MOST], spot)

    push(edge, request, guarded(edge, user, window))
    request.ack()


def save(edge: Edge, request: SlackRequest) -> None:
    """Confirms what is ticked, all or nothing, or says at its field what is missing."""
    values = forms.typed_values(request.body["view"]["state"]["values"])
    ticked = [block for block, value in values.items() if block.startswith(RIGHT) and value]
    questions = [
        QuestionInput(block, *question_in(block.removeprefix(RIGHT)), None) for block in ticked
    ]
    save_several(edge, request, questions)


def _entries(shown: ChecklistShown, spot: ChecklistRef) -> list[ChecklistEntry]:
    if spot.page:
        return confirmed_together(shown, spot)
    return [entry for entry in shown.checklist.entries if entry.key == spot.entry]


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
            "block_id": f"{RIGHT}{block_of(entry)}",
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
