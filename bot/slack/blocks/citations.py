"""A citation in a message: what clause it is, its words, and the way to the whole clause."""

from __future__ import annotations

from bot.slack.blocks import rich_text
from bot.slack.blocks.escaping import clip, one_line
from bot.slack.blocks.parts import Block, clause_button, row, small_print, status_words
from bot.slack.blocks.rich_text import TextRun
from knowledge import Citation, Status

LONGEST_NAME = 100  # of a document with its clause; longer ones are cut
LONGEST_SUBJECT = 200


def citation_blocks(citation: Citation, longest: int, number: int = 0) -> list[Block]:
    """One citation: its lead and quote, its source, and the button for the whole clause.

    Of steps in order, the `number` of this one stands in front.
    """
    numbered = [TextRun(f"{number}. ", bold=True)] if number else []
    lead = rich_text.section([*numbered, *_lead(citation)])
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
