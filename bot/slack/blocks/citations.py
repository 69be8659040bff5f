"""A citation in a message: what clause it is, its words, and the way to the whole clause."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks import rich_text
from bot.slack.blocks.escaping import clip, one_line
from bot.slack.blocks.parts import Block, clause_button, row, small_print, status_words
from bot.slack.blocks.rich_text import TextRun
from knowledge import Citation, Status

LONGEST_NAME = 100  # of a document with its clause; longer ones are cut
LONGEST_SUBJECT = 200


def step_block(number: int, citations: Sequence[Citation], longest: int) -> Block:
    """One step: its number, its clause and the clause's words, which may be two quotes."""
    lead = rich_text.section([TextRun(f"{number}. ", bold=True), *_lead(citations[0])])
    quotes = [
        rich_text.quote(rich_text.clipped(rich_text.emphasised(citation.quote), longest))
        for citation in citations
    ]
    return rich_text.rich_text(lead, *quotes)


def citation_blocks(citation: Citation, longest: int) -> list[Block]:
    """One citation: its lead and quote, its source, and the button for the whole clause."""
    lead = rich_text.section(_lead(citation))
    words = rich_text.quote(rich_text.clipped(rich_text.emphasised(citation.quote), longest))
    return [
        rich_text.rich_text(lead, words),
        small_print(source_line(citation)),
        *row(clause_button("Whole clause", citation)),
    ]


def source_line(citation: Citation) -> str:
    """Where the words stand: the clause, its edition, its status, and what superseded it."""
    line = (
        f"{name_of(citation)} · edition {clip(one_line(citation.edition), LONGEST_NAME)}"
        f" · {status_words(citation.status)}"
    )
    now = clip(one_line(citation.superseded_by), LONGEST_NAME)
    return f"{line} · superseded: edition {now} is in force" if now else line


def name_of(citation: Citation) -> str:
    """The document and the clause, cut where no real name is so long."""
    return clip(one_line(citation.name), LONGEST_NAME)


def _lead(citation: Citation) -> list[TextRun]:
    marks = [
        *(["superseded"] if citation.superseded_by else []),
        *(["stand-in"] if citation.status is Status.STAND_IN else []),
    ]
    mark = f" ({', '.join(marks)})" if marks else ""
    subject = clip(one_line(citation.subject), LONGEST_SUBJECT)
    on = f", on {subject}" if subject else ""
    return [TextRun(name_of(citation), bold=True), TextRun(f"{mark}{on}:")]
