"""The reply to whoever reports suspected misconduct."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks import rich_text
from bot.slack.blocks.citations import citation_blocks
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.notices import prose
from bot.slack.blocks.parts import Block
from bot.slack.blocks.prose import contact_lines
from knowledge import Citation, Contact

REPORT_QUOTE = 1_500
REPORT_CONTACTS = 6


def report_received(
    says: Citation | None, contacts: Sequence[Contact], *, in_channel: bool
) -> Message:
    """The reply to a message that reads like a report of suspected misconduct; only for its writer.

    It thanks, names the reporting contacts (or, where none are set, whom to speak to in person),
    suggests to delete the message if it is in a channel, quotes what the policy `says`
    (CSPF 17(b)), and says that nothing of the message was kept.
    """
    lines = contact_lines(contacts[:REPORT_CONTACTS])
    tell: list[Block] = (
        [*prose("report-whom"), rich_text.rich_text(rich_text.bullets(lines))]
        if contacts
        else prose("report-in-person")
    )
    policy = [*prose("report-policy"), *citation_blocks(says, REPORT_QUOTE)] if says else []
    return message(
        [
            *prose("report-thanks"),
            *tell,
            *(prose("report-delete") if in_channel else []),
            *prose("report-not-kept"),
            *policy,
        ]
    )
