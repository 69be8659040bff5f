"""A partner that a command names and nobody has added yet: the window offers to add it."""

from __future__ import annotations

from dataclasses import dataclass

import prompts
from bot.slack.blocks.parts import Block, row
from bot.slack.edge import Edge
from bot.slack.partners.form_view import notice
from bot.slack.partners.view import add_button
from bot.slack.roles import refusal


@dataclass(frozen=True)
class MissingPartner:
    """That a partner is not on record: the sentence, and whether the person may add it."""

    sentence: str
    name: str = ""  # as it was typed
    may_add: bool = False
    is_file_empty: bool = False  # so that there is nothing to choose


def missing_partner(edge: Edge, user: str, name: str) -> MissingPartner | None:
    """What to say where nothing is like `name`, or nothing was typed and nobody is on record.

    None where partners are there and none was named.
    """
    is_empty = edge.services.partners.is_empty()
    if not name and not is_empty:
        return None
    may_add = edge.rights(user).edits
    which = "replies/partner-not-there" if name else "replies/partners-none-yet"
    sentence = prompts.fill(which, name=name) if name else prompts.load(which).text
    next_step = (
        prompts.load("replies/partner-add-here").text if may_add else refusal(edge.settings, "edit")
    )
    return MissingPartner(f"{sentence} {next_step}", name, may_add, is_empty)


def missing_blocks(missing: MissingPartner | None) -> list[Block]:
    """The sentence and the button; nothing where nobody is missing."""
    if missing is None:
        return []
    buttons = [add_button(missing.name, first=True)] if missing.may_add else []
    return [*notice(missing.sentence), *row(buttons)]
