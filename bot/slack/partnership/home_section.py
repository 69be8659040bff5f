"""The calendar's part of the Home tab: what is late, due this week, or waits for the partners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import prompts
from bot.slack.blocks import notices
from bot.slack.blocks.parts import Block, heading, small_print
from bot.slack.edge import Edge
from bot.slack.partnership import lines
from bot.slack.partnership.following import Following

if TYPE_CHECKING:
    from drafting.calendar import DueSection

SHOWN = 6  # lines of each list


@dataclass(frozen=True)
class DueOnHome:
    """What one person sees of the calendar on Home."""

    late: DueSection
    coming: DueSection
    other_side: DueSection
    names: Mapping[str, str]  # of the partners, by their ids
    today: date
    days: int  # that `coming` looks ahead
    old: int = 0  # lines of a time that is over, which are not listed


def due_on_home(edge: Edge, user: str) -> DueOnHome | None:
    """The same; None for who follows nothing of it. Raises DatabaseError."""
    follower = Following(edge.settings, edge.permissions).follower(user)
    if follower is None:
        return None
    today, days = edge.today(), edge.settings.partnership.soon_days
    desk = edge.services.calendar
    book = desk.book(today, of_today=False)
    if not (follower.units or book.owned(user) or user in book.assigned()):
        return None
    late = book.late(follower, today, SHOWN)
    coming = book.coming(follower, today, days, SHOWN)
    other_side = book.other_side(follower, today, days, SHOWN)
    shown = (*late.first, *coming.first, *other_side.first)
    names = desk.names(waiting.partner for waiting in shown)
    return DueOnHome(late, coming, other_side, names, today, days, book.old(follower))


def blocks_of(due: DueOnHome) -> Iterator[Block]:
    """The three lists, each with its heading; one sentence where nothing is in any of them."""
    lists = (
        ("Late", due.late),
        (coming_title(due.days), due.coming),
        ("Waiting for the other side", due.other_side),
    )
    if not any(section.total for _, section in lists):
        yield heading("Calendar")
        yield small_print(prompts.load("replies/calendar-empty").text)
    for title, section in lists:
        if section.total:
            yield heading(f"{title} ({section.total:,})")
            for number, waiting in enumerate(section.first):
                name = due.names.get(waiting.partner, "")
                if name:  # else it was deleted just now
                    block_id = f"due:{title}:{number}"
                    yield lines.row_block(waiting, due.today, name, block_id)
            if section.rest:
                yield from notices.prose("calendar-more", count=f"{section.rest:,}")
    if due.old:
        yield from notices.prose("calendar-old", count=f"{due.old:,}")


def coming_title(days: int) -> str:
    """'Due this week', or in as many days as the setting says."""
    return "Due this week" if days == 7 else f"Due within {days} days"
