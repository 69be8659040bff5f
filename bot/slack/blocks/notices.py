"""Everything else that Saathi says: notices from the prose files, as messages."""

from __future__ import annotations

from itertools import count
from typing import Any

import prompts
from bot.slack.blocks import names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, in_order, one_line
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import Block, modal
from bot.slack.blocks.prose import paragraphs

VALUE = 500  # characters of a value that a notice names


def notice(name: str, **values: str) -> Message:
    """The prose file `replies/<name>` as a message; the values in it are shown literally.

    Raises PromptError where a value is missing or has no place.
    """
    return message(prose(name, **values))


def error(sentence: str) -> Message:
    """One sentence on what went wrong and what to do."""
    runs = rich_text.clipped(rich_text.spoken(sentence), BLOCK_TEXT)
    return message([rich_text.paragraph(runs)])


def waiting() -> dict[str, Any]:
    """The window that is shown while its contents are being made."""
    return modal("Saathi", names.PARTNER_MODAL, prose("opening"))


def window(title: str, sentence: str) -> dict[str, Any]:
    """A window that holds one sentence."""
    return modal(title, names.PARTNER_MODAL, error(sentence).blocks)


def busy(ahead: int) -> Message:
    """That the question waits its turn behind `ahead` others."""
    return notice("busy", others="1 other" if ahead == 1 else f"{ahead:,} others")


def status_lines() -> tuple[str, ...]:
    """What the status says while work goes on: the status, then at most ten lines that follow."""
    return tuple(prompts.load("replies/status").text.splitlines()[:11])


def prose(name: str, **values: str) -> list[Block]:
    """A prose file as blocks. Its values are put in only when its marks have become styles."""
    marks = dict(zip(values, (chr(0xE000 + place) for place in count()), strict=False))
    blocks = paragraphs(prompts.fill(f"replies/{name}", **marks), BLOCK_TEXT)
    texts = {
        mark: in_order(clip(one_line(values[key]), VALUE)) or "…" for key, mark in marks.items()
    }
    for block in blocks:
        for element in block["elements"]:
            for part in element["elements"]:
                part["text"] = part["text"].translate(str.maketrans(texts))
    return blocks
