"""What waits, as lines of a message, a window or the Home tab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack.blocks import names, rich_text
from bot.slack.blocks.escaping import clip, in_order, one_line
from bot.slack.blocks.parts import Block, button, title_row
from bot.slack.blocks.rich_text import TextRun
from drafting.calendar import DueSection, due_words, interval_note
from drafting.register import OFFICE, Waiting

WHAT = 150  # characters of what waits
NAME = 80
WORDS = 200  # of the record's own words
IN_A_BLOCK = 2_500


@dataclass(frozen=True)
class WaitingList:
    """Waitings under a title; `rest` more are not among them."""

    title: str
    waitings: Sequence[Waiting]
    rest: int = 0

    @classmethod
    def of(cls, title: str, section: DueSection) -> WaitingList:
        """A section of the book under a title."""
        return cls(title, section.first, section.rest)


def list_blocks(
    lists: Iterable[WaitingList], partner_names: Mapping[str, str], today: date
) -> list[Block]:
    """Each list that is not empty with its title; a line names its partner where it is known."""
    blocks: list[Block] = []
    for waiting_list in lists:
        if not waiting_list.waitings:
            continue
        lines = [
            line(waiting, today, partner_names.get(waiting.partner, ""))
            for waiting in waiting_list.waitings
        ]
        if waiting_list.rest:
            lines.append([TextRun(more(waiting_list.rest), italic=True)])
        title = [TextRun(waiting_list.title, bold=True)]
        blocks += rich_text.list_blocks(title, lines, IN_A_BLOCK)
    return blocks


def line(waiting: Waiting, today: date, partner: str = "") -> list[TextRun]:
    """'Tranche 2 · Roshni … · late since 3 March 2026 · by the office’s setting'."""
    further = [
        short(partner, NAME),
        "" if partner else waiting.agreement,
        when(waiting, today),
        interval_note(waiting),
    ]
    words = "".join(f" · {part}" for part in further if part)
    return [TextRun(short(waiting.what, WHAT), bold=waiting.is_late(today)), TextRun(words)]


def when(waiting: Waiting, today: date) -> str:
    """When it is due; with the record's own words where it has both."""
    words = short(due_words(waiting, today), WORDS)
    beside = waiting.words if waiting.on is not None and waiting.words else ""
    return f"{words} ({short(beside, WORDS)})" if beside else words


def row_block(waiting: Waiting, today: date, partner: str, block_id: str) -> Block:
    """A line of the Home tab, with the button that opens its partner's line of time."""
    spot = names.spot_value(names.PartnerRef(waiting.partner))
    is_offices = waiting.partner == OFFICE
    opening = button(
        "Open",
        names.REGISTER_OPEN if is_offices else names.PARTNERSHIP_OPEN,
        names.register_value(names.RegisterRef()) if is_offices else spot,
    )
    title = f"{short(waiting.what, WHAT)} · {short(partner, NAME)}"
    below = " · ".join(filter(None, (when(waiting, today), interval_note(waiting))))
    return title_row(title, opening, below=below, block_id=block_id)


def more(count: int) -> str:
    """'and 3 more'."""
    return f"and {count:,} more"


def short(text: str, limit: int) -> str:
    """The text on one line, of at most so many characters."""
    return in_order(clip(one_line(text), limit)) if text else ""
