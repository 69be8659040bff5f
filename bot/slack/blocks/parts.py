"""The small parts of views: buttons, rows of them, small print, headings, modals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.slack.blocks import names
from bot.slack.blocks.escaping import (
    BLOCK_TEXT,
    BUTTON,
    TITLE,
    VIEW_BLOCKS,
    VIEW_BYTES,
    acts_in_mrkdwn,
    clip,
    escape,
    one_line,
)
from knowledge import Citation, Status

Block = dict[str, Any]
IN_A_ROW = 25  # buttons of one block
HEADING = 150
TITLE_ROW = 500  # escaped it is at most five times as long, and a section holds 3,000


def label(text: str, limit: int) -> PlainTextObject:
    """`text` on one line, literally: no emoji is read in it."""
    return PlainTextObject(text=clip(one_line(text), limit) or "…", emoji=False)


def button(text: str, action: str, value: str, **more: Any) -> ButtonElement:
    """A button; `more` as ButtonElement takes it."""
    return ButtonElement(text=label(text, BUTTON), action_id=action, value=value, **more)


def clause_button(text: str, citation: Citation) -> list[ButtonElement]:
    """The button that opens the clause; none where its name is too long to be real."""
    name = names.ClauseName(citation.document, citation.clause, citation.edition)
    value = names.clause_value(name)
    return [button(text, names.OPEN_CLAUSE, value)] if value else []


def clause_button_of(basis: str) -> list[ButtonElement]:
    """The button that opens the clause that a basis names, 'CSPF 15(e)'; none for another text."""
    document, _, clause = one_line(basis).rpartition(" ")
    value = names.clause_value(names.ClauseName(document.lower(), clause)) if document else ""
    return [button(basis, names.OPEN_CLAUSE, value)] if value else []


def row(buttons: Sequence[ButtonElement]) -> list[Block]:
    """The buttons side by side, or no block where there are none.

    Slack refuses two of one action id in a block, so the second and later ones get a number.
    """
    for place, element in enumerate(buttons[:IN_A_ROW]):
        before = [earlier.action_id for earlier in buttons[:place]]
        if element.action_id in before:
            element.action_id = f"{element.action_id}:{place}"
    return [ActionsBlock(elements=buttons[:IN_A_ROW]).to_dict()] if buttons else []


def small_print(text: str) -> Block:
    """A small grey line, literally."""
    return ContextBlock(elements=[label(text, BLOCK_TEXT)]).to_dict()


def title_row(
    title: str,
    accessory: ButtonElement | None = None,
    *,
    below: str = "",
    block_id: str | None = None,
) -> Block:
    """A title with a button beside it, `title` on one line as it is.

    It is bold where mrkdwn reads nothing but words in it: a title that would act stays plain.
    `below` is a line of Saathi's own words.
    """
    line = clip(one_line(title), TITLE_ROW) or "…"
    further = f"\n{below}" if below else ""
    text: PlainTextObject | MarkdownTextObject
    if acts_in_mrkdwn(line + further):
        text = PlainTextObject(text=f"{line}{further}", emoji=False)
    else:
        text = MarkdownTextObject(text=f"*{escape(line)}*{escape(further)}", verbatim=True)
    return SectionBlock(block_id=block_id, text=text, accessory=accessory).to_dict()


def heading(text: str) -> Block:
    """A heading."""
    return HeaderBlock(text=label(text, HEADING)).to_dict()


def modal(title: str, callback: str, blocks: Sequence[Block], **more: Any) -> dict[str, Any]:
    """A modal with a close button; `more` as View takes it."""
    view = View(
        type="modal", callback_id=callback, title=label(title, TITLE), close=label("Close", TITLE)
    )
    # Set, not given: View would parse every block again.
    for name, value in {**more, "blocks": list(blocks)}.items():
        setattr(view, name, value)
    return view.to_dict()


def fitting(blocks: Iterable[Block], room: int = 0) -> tuple[list[Block], bool]:
    """As many of the first `blocks` as a view holds beside `room` more; and whether all fit."""
    view_blocks: list[Block] = []
    size = 0
    for block in blocks:
        size += len(json.dumps(block))
        if len(view_blocks) + room >= VIEW_BLOCKS or size > VIEW_BYTES - 50_000:
            return view_blocks, False
        view_blocks.append(block)
    return view_blocks, True


def status_words(status: Status) -> str:
    """How far the text may be relied upon, in words."""
    return "approved" if status is Status.APPROVED else "stand-in, not the policy’s own text"
