"""The windows in which a partner's file is changed, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion
from bot.slack.blocks.parts import Block, fitting, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.record_parts import NEW_AGREEMENT, NEW_PARTNER, RecordPart
from drafting.partners import with_office

NAME = 300
CALLBACKS = {
    NEW_PARTNER.title: names.PARTNER_ADD_MODAL,
    NEW_AGREEMENT.title: names.AGREEMENT_ADD_MODAL,
}


@dataclass(frozen=True)
class PartForm:
    """What the window of one part holds."""

    part: RecordPart
    of: str  # the partner, and perhaps the agreement
    entries: Sequence[FormQuestion]
    spot: names.PartnerRef
    notice: str = ""  # above the inputs


def window(form: PartForm) -> dict[str, Any]:
    """The window of one part, of a new partner, or of a new agreement."""
    head = [line for line in (clip(one_line(form.of), NAME), with_office(form.part.about)) if line]
    blocks = [
        *notice(form.notice),
        *(small_print(line) for line in head),
        *forms.blocks(form.entries),
    ]
    view_blocks, _whole = fitting(blocks)
    callback = CALLBACKS.get(form.part.title, names.PART_MODAL)
    submit = "Save" if callback == names.PART_MODAL else "Add"
    options = {"private_metadata": names.spot_value(form.spot), "submit": label(submit, TITLE)}
    return modal(with_office(form.part.title), callback, view_blocks, **options)


def notice(sentence: str) -> list[Block]:
    """What must be read before the form, in bold; nothing where there is nothing to say."""
    if not sentence:
        return []
    return [rich_text.paragraph(rich_text.clipped([TextRun(sentence, bold=True)], BLOCK_TEXT))]
