"""A mark in one line: who decided what about a clause, and when."""

from __future__ import annotations

import re

from bot.clause_marks import mark_sentence
from bot.slack.blocks import rich_text
from bot.slack.blocks.rich_text import Block, Element, TextRun
from knowledge import AppliedMark

MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")
WHO = "\ufdd3"  # stands for the person while the sentence is filled in: no text holds it


def mark_block(mark: AppliedMark) -> Block:
    """The line; whoever marked is shown as Slack shows members, and nobody else is mentioned."""
    if not MEMBER.fullmatch(mark.by):
        return rich_text.paragraph([_words(mark_sentence(mark, "a colleague"))])
    before, _, after = mark_sentence(mark, WHO).partition(WHO)
    person: Element = {"type": "user", "user_id": mark.by}
    around = [
        rich_text.section([_words(words)])["elements"] if words else [] for words in (before, after)
    ]
    elements = [*around[0], person, *around[1]]
    return rich_text.rich_text({"type": "rich_text_section", "elements": elements})


def _words(text: str) -> TextRun:
    return TextRun(text, italic=True)
