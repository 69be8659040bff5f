"""The window in which several open questions of a page are answered at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, LONGEST_INPUT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind
from bot.slack.blocks.parts import Block, fitting, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.entry_view import voice_questions
from bot.slack.checklists.spot import ChecklistRef, block_of, ref_value
from drafting.due_diligence import ChecklistEntry
from drafting.due_diligence.checklists import PartnerVoice
from drafting.partners import Side

NAME = "Answer together"
MOST = 30  # questions in one window


def view(
    entries: Sequence[ChecklistEntry], spot: ChecklistRef, last: PartnerVoice | None, today: date
) -> dict[str, Any]:
    """The window: each question with room for its answer. What is left empty stays open.

    `last` is who at the partner was named last, offered for the partner's questions.
    """
    lead = small_print(prompts.load("replies/answer-together").text)
    of_partner = any(entry.side is Side.PARTNER for entry in entries[:MOST])
    voice = voice_questions(last.person if last else "", today) if of_partner else []
    blocks = [
        lead,
        *forms.blocks(voice),
        *(block for entry in entries[:MOST] for block in _question(entry)),
    ]
    fitting_blocks, _ = fitting(blocks)
    metadata = ref_value(spot._replace(entry="", seen=(), file=""))
    save = label("Save all", TITLE)
    return modal(NAME, names.TOGETHER_MODAL, fitting_blocks, private_metadata=metadata, submit=save)


def typed_answers(state: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, by block id; questions that were left empty are not among it."""
    values = forms.typed_values(state)
    return {block: str(value) for block, value in values.items() if str(value).strip()}


def _question(entry: ChecklistEntry) -> Iterator[Block]:
    yield rich_text.paragraph([TextRun(clip(one_line(entry.item.ask), BLOCK_TEXT), bold=True)])
    text = entry.current.text if entry.current else ""
    yield from forms.blocks(
        [
            FormQuestion(
                block_of(entry),
                words.who_answers(entry.side),
                InputKind.TEXT,
                text,
                most=LONGEST_INPUT,
            )
        ]
    )
