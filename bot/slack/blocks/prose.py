"""Text in Saathi's own voice, as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.slack.blocks import rich_text
from bot.slack.blocks.citations import LONGEST_NAME
from bot.slack.blocks.escaping import clip, one_line
from bot.slack.blocks.parts import Block
from bot.slack.blocks.rich_text import TextRun
from knowledge import Contact


def paragraphs(text: str, longest: int) -> list[Block]:
    """Text in Saathi's own voice as blocks, its quote lines as quotes, one a paragraph."""
    blocks = []
    for part in re.split(r"\n{2,}", text.strip()):
        is_quote = all(line.startswith(">") for line in part.split("\n"))
        words = re.sub(r"^> ?", "", part, flags=re.MULTILINE) if is_quote else part
        if words.strip():
            runs = rich_text.clipped(rich_text.spoken(words), longest)
            element = rich_text.quote(runs) if is_quote else rich_text.section(runs)
            blocks.append(rich_text.rich_text(element))
    return blocks


def contact_line(contact: Contact) -> str:
    """Whom to ask or tell, in a line: the role, who holds it and how to reach them."""
    return "".join(run.text for run in contact_lines([contact])[0])


def contact_lines(contacts: Iterable[Contact]) -> list[list[TextRun]]:
    """Whom to ask or tell, a line each: the role in bold, then who holds it and how."""
    lines = []
    for contact in contacts:
        details = [one_line(part) for part in (contact.name, contact.email, contact.phone)]
        line = ", ".join(clip(part, LONGEST_NAME) for part in details if part)
        role = TextRun(clip(one_line(contact.role), LONGEST_NAME), bold=True)
        lines.append([role, TextRun(f": {line}" if line else "")])
    return lines
