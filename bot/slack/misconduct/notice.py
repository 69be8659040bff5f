"""The reply to whoever reports suspected misconduct."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import RichTextElementParts, RichTextSectionElement

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
    says: Citation | None,
    contacts: Sequence[Contact],
    *,
    in_channel: bool,
    is_doubtful: bool = False,
    is_others: bool = False,
    answers: Sequence[Citation] = (),
) -> Message:
    """The reply to a message that reads like a report of suspected misconduct; only for its writer.

    It thanks, names the reporting contacts (or, where none are set, whom to speak to in person),
    suggests to delete the message if it is in a channel, quotes what the policy `says`
    (CSPF 17(b)), and says that nothing of the message was kept. With `is_doubtful` it asks whether
    it is one at all; with `is_others`, somebody else wrote what reads so. `answers` are the clauses
    on what the message asks besides.
    """
    lines = contact_lines(contacts[:REPORT_CONTACTS])
    tell: list[Block] = (
        [*prose("report-whom"), rich_text.rich_text(rich_text.bullets(lines))]
        if contacts
        else prose("report-in-person")
    )
    shown = [*answers, *([says] if says and says not in answers else [])]
    policy = [block for clause in shown for block in citation_blocks(clause, REPORT_QUOTE)]
    return message(
        [
            *prose(_opening(is_doubtful=is_doubtful, is_others=is_others)),
            *tell,
            *(
                prose("report-delete-others" if is_others else "report-delete")
                if in_channel
                else ()
            ),
            *prose("report-not-kept-others" if is_others else "report-not-kept"),
            *([*prose("report-policy"), *policy] if policy else []),
        ]
    )


def workflow_report(
    contacts: Sequence[Contact], channel: str, *, is_others: bool = False
) -> Message:
    """What coordinators get for a workflow's post that reads like a report; no word of it.

    It says in which `channel`, and whom the matter is for. With `is_others` a workflow asked where
    somebody else's post reads like one.
    """
    where = [
        RichTextElementParts.Text(text="Where: "),
        RichTextElementParts.Channel(channel_id=channel),
    ]
    lines = contact_lines(contacts[:REPORT_CONTACTS])
    whom = rich_text.rich_text(rich_text.bullets(lines)) if contacts else None
    return message(
        [
            *prose("report-workflow-others" if is_others else "report-workflow"),
            rich_text.rich_text(RichTextSectionElement(elements=where)),
            *prose("report-workflow-others-whom" if is_others else "report-workflow-whom"),
            *([whom] if whom else prose("report-workflow-no-contacts")),
        ]
    )


def _opening(*, is_doubtful: bool, is_others: bool) -> str:
    if is_others:
        return "report-others"
    return "report-doubtful" if is_doubtful else "report-thanks"
