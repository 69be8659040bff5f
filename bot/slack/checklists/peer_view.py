"""The window in which a peer's assessment is accepted in place of asking again."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE
from bot.slack.blocks.forms import InputKind, Option
from bot.slack.blocks.parts import fitting, label, modal, small_print
from bot.slack.checklists.spot import ChecklistRef, ref_value
from drafting.due_diligence import Checklist
from drafting.partners import Side, office_name

NAME = "A peer’s assessment"
# The fields, as the assessment calls them.
PEER, ASSESSED, UNTIL, AREAS, LINK = "peer", "assessed_on", "valid_until", "areas", "proof"
LINE = 300  # characters


def view(checklist: Checklist) -> dict[str, Any]:
    """The window: who assessed, when, for which areas, and until when the office accepts it."""
    areas = tuple(Option(area, title) for area, title in answerable(checklist).items())
    questions = [
        forms.FormQuestion(PEER, "Organisation that assessed", optional=False, most=LINE),
        forms.FormQuestion(ASSESSED, "Assessed on", InputKind.DATE, optional=False),
        forms.FormQuestion(
            UNTIL, f"{office_name()} accepts it until", InputKind.DATE, optional=False
        ),
        forms.FormQuestion(
            AREAS, "For these areas", InputKind.CHOICES, options=areas, optional=False
        ),
        forms.FormQuestion(LINK, "A link to it, or where it lies", most=LINE),
    ]
    blocks = [small_print(prompts.load("replies/peer-assessment").text), *forms.blocks(questions)]
    fitting_blocks, _ = fitting(blocks)
    more = {
        "private_metadata": ref_value(ChecklistRef(checklist.id)),
        "submit": label("Accept it", TITLE),
    }
    return modal(NAME, names.PEER_MODAL, fitting_blocks, **more)


def answerable(checklist: Checklist) -> dict[str, str]:
    """The areas in which a peer's assessment may answer something, with their titles."""
    items = [entry.item for entry in checklist.half(Side.PARTNER) if not entry.item.this_work]
    return {item.area: item.area_title for item in items}
