"""How a decision stands: who is asked now, whose sheets count, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from drafting.partners.vocabulary import DecisionOutcome
from drafting.partnership.committee.bodies import (
    ConflictBody,
    HandedOnBody,
    MemberBody,
    OutcomeBody,
    SheetBody,
    asked_about,
)
from drafting.register.entries import Entry, EntryEvent


@dataclass(frozen=True)
class CommitteeSeat:
    """One of those who are asked; it passes to another where one has a conflict of interest."""

    member: str  # who is asked now; '' where nobody is left
    since: date  # from when that person is asked
    before: tuple[str, ...] = ()  # who was asked earlier
    sheet: EntryEvent | None = None  # the latest one of `member`; None where it waits


def seats_of(entry: Entry) -> list[CommitteeSeat]:
    """The seats of a decision, in the order in which its members were asked."""
    seats = [CommitteeSeat(member, entry.day) for member in asked_about(entry.body).members]
    for event in entry.events:
        seats = [_after(seat, event) for seat in seats]
    return seats


def _after(seat: CommitteeSeat, event: EntryEvent) -> CommitteeSeat:
    """The seat once that was said."""
    body = event.body
    if isinstance(body, SheetBody) and seat.member == whose(event):
        return replace(seat, sheet=event)
    if isinstance(body, ConflictBody) and seat.member == whose(event):
        return _passed(seat, seat.member, body.handed_to, event.day)
    if isinstance(body, HandedOnBody) and body.member == (seat.member or seat.before[-1]):
        return _passed(seat, seat.member, body.handed_to, event.day)
    return seat


def _passed(seat: CommitteeSeat, member: str, to: str, on: date) -> CommitteeSeat:
    return CommitteeSeat(to, on, (*seat.before, member) if member else seat.before)


def whose(event: EntryEvent) -> str:
    """Whose sheet, or conflict of interest, it is."""
    body = event.body
    return (body.member if isinstance(body, MemberBody) else "") or event.author.by


def seat_of(entry: Entry, member: str) -> CommitteeSeat | None:
    """The seat of whoever is asked; None for who is not, or no longer."""
    return next((seat for seat in seats_of(entry) if member and seat.member == member), None)


def ever_asked(entry: Entry) -> frozenset[str]:
    """Everybody who was asked at any time."""
    seats = seats_of(entry)
    return frozenset(member for seat in seats for member in (*seat.before, seat.member) if member)


def conflicted(entry: Entry) -> frozenset[str]:
    """Who has a conflict of interest in it: their sheets never count."""
    return frozenset(whose(event) for event in entry.said("conflict"))


def next_member(entry: Entry, committee: Sequence[str]) -> str:
    """Whom a seat goes to: the next of the Committee who was never asked; '' where nobody is."""
    earlier = ever_asked(entry)
    return next((member for member in committee if member not in earlier), "")


def sheets_of(entry: Entry) -> list[EntryEvent]:
    """The sheets that count: of each who is asked now, the latest."""
    return [seat.sheet for seat in seats_of(entry) if seat.sheet is not None]


def has_quorum(entry: Entry) -> bool:
    """True where enough sheets are in."""
    return len(sheets_of(entry)) >= asked_about(entry.body).quorum


def is_short(entry: Entry) -> bool:
    """True where fewer are asked than must answer, so that somebody must be named."""
    present = [seat for seat in seats_of(entry) if seat.member]
    return len(present) < asked_about(entry.body).quorum


def sheets_against(entry: Entry, outcome: DecisionOutcome) -> list[EntryEvent]:
    """The sheets that say otherwise than that outcome."""
    return [
        sheet
        for sheet in sheets_of(entry)
        if isinstance(sheet.body, SheetBody) and outcome not in sheet.body.vote.agrees_with
    ]


def outcome_event(entry: Entry) -> EntryEvent | None:
    """The event by which it was decided; None where it was not."""
    return entry.latest("decided")


def outcome_of(entry: Entry) -> OutcomeBody | None:
    """What was decided; None where it was not."""
    event = outcome_event(entry)
    return event.body if event is not None and isinstance(event.body, OutcomeBody) else None


def deferral_of(entry: Entry) -> EntryEvent | None:
    """The latest deferral of what is not decided yet; None where there is none."""
    return None if outcome_event(entry) else entry.latest("deferred")
