"""How an aim stands: what the office says, what the partner says, and what it confirmed.

The office's word alone never counts: an aim is as far as the partner said, or confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from drafting.partners.vocabulary import Side
from drafting.partnership.development.bodies import (
    ADOPTED,
    CONFIRMED,
    NOT_WANTED,
    PROGRESS,
    STEP,
    STEP_DONE,
    STEP_MISSING,
    AimBody,
    AimProgress,
    OwnAimBody,
    ProgressBody,
    StepBody,
    StepDoneBody,
    StepMissingBody,
)
from drafting.partnership.kinds.action import GrowthDirection
from drafting.register.entries import Entry, EntryBody, EntryEvent


@dataclass(frozen=True)
class AimStep:
    """A step towards an aim, with the last word on it."""

    number: int  # as people name it, from 1
    what: str
    of: Side
    by: date | None
    done: EntryEvent | None = None  # what says so, as long as nobody said otherwise since
    seen_by_partner: bool = False  # the partner, too, said that it is done
    missing: EntryEvent | None = None  # what says that it did not come

    @property
    def done_on(self) -> date | None:
        """The day on which it was done; None where nobody says so."""
        return day_of(self.done) if self.done else None

    def is_late(self, today: date) -> bool:
        """True where it was not done by its day."""
        return self.by is not None and (self.done_on or today) > self.by


@dataclass(frozen=True)
class ProgressWord:
    """How far somebody says that an aim is."""

    how_far: AimProgress
    on: date
    who: str


@dataclass(frozen=True)
class AimStanding:
    """How an aim stands."""

    direction: GrowthDirection | None
    is_own: bool  # the partner set it, or made it its own
    by: date | None  # the day that the partner set itself
    steps: tuple[AimStep, ...]
    office: ProgressWord | None  # the office's latest word
    partner: ProgressWord | None  # the partner's latest: said, or confirmed
    is_confirmed: bool  # the partner's word is the office's, which it confirmed
    to_confirm: bool  # the office said something that the partner has not answered
    not_wanted: EntryEvent | None

    @property
    def is_reached(self) -> bool:
        """True where the partner says so."""
        return self.partner is not None and self.partner.how_far is AimProgress.REACHED


def aim_of(entry: Entry) -> AimBody:
    """The body of an aim."""
    assert isinstance(entry.body, AimBody)
    return entry.body


def standing_of(entry: Entry) -> AimStanding:
    """How it stands, from all that was said."""
    body, adopted = aim_of(entry), entry.latest(ADOPTED)
    own = adopted.body if adopted is not None else None
    direction, by = body.direction, body.by
    if isinstance(own, OwnAimBody):
        direction, by = own.direction, own.by or by
    office, partner, is_confirmed, to_confirm = _words(entry)
    return AimStanding(
        direction=direction,
        is_own=bool(body.said_by) or adopted is not None,
        by=by,
        steps=tuple(_steps(entry)),
        office=_word(office),
        partner=_word(partner, confirmed_by=is_confirmed),
        is_confirmed=is_confirmed is not None,
        to_confirm=to_confirm,
        not_wanted=entry.latest(NOT_WANTED),
    )


def day_of(event: EntryEvent) -> date:
    """The day that it is about: the one that it names, or on which it was entered."""
    return getattr(event.body, "on", None) or event.day


Words = tuple[EntryEvent | None, EntryEvent | None, EntryEvent | None, bool]


def _words(entry: Entry) -> Words:
    """The office's latest word, the partner's, what confirms that, and if an answer is missing.

    The partner answers what it had seen: what the office said meanwhile is still to be confirmed.
    """
    office = partner = confirmed_by = None
    answered = 0  # the number of the latest event that the partner answered
    for event in entry.said(PROGRESS, CONFIRMED):
        if event.author.side is not Side.PARTNER:
            office = event
            continue
        if event.verb == PROGRESS:
            partner, confirmed_by = event, None
        elif (seen := _last_seen(entry, answered, event.based_on)) is not None:
            partner, confirmed_by = seen, event
        answered = max(answered, event.based_on)
    return office, partner, confirmed_by, office is not None and office.number > answered


def _last_seen(entry: Entry, after: int, until: int) -> EntryEvent | None:
    """The office's latest word among the events of these numbers."""
    words = [
        event
        for event in entry.said(PROGRESS)
        if event.author.side is Side.CIP and after < event.number <= until
    ]
    return words[-1] if words else None


def _word(event: EntryEvent | None, confirmed_by: EntryEvent | None = None) -> ProgressWord | None:
    if event is None:
        return None
    assert isinstance(event.body, ProgressBody)
    last = confirmed_by or event
    return ProgressWord(event.body.how_far, last.day, last.author.told_by or last.author.name)


def _steps(entry: Entry) -> Iterator[AimStep]:
    """The step of the agreement, and each that was added, in order."""
    body = aim_of(entry)
    planned = [(body.step, body.step_of or Side.BOTH, body.step_by)] if body.step else []
    planned += [
        (event.body.what, event.body.of, event.body.by)
        for event in entry.said(STEP)
        if isinstance(event.body, StepBody)
    ]
    done, missing, seen = _last_words(entry)
    for number, (what, of, by) in enumerate(planned, 1):
        is_seen = number in seen
        yield AimStep(number, what, of, by, done.get(number), is_seen, missing.get(number))


def _last_words(
    entry: Entry,
) -> tuple[dict[int, EntryEvent], dict[int, EntryEvent], set[int]]:
    """By the steps' numbers: what says that it is done, or is not; and what the partner saw."""
    done: dict[int, EntryEvent] = {}
    missing: dict[int, EntryEvent] = {}
    seen: set[int] = set()
    for event in entry.said(STEP_DONE, STEP_MISSING):
        number = step_number(event.body)
        if event.verb == STEP_MISSING:
            missing[number] = event
            done.pop(number, None)
            seen.discard(number)
            continue
        done.setdefault(number, event)
        missing.pop(number, None)
        if event.author.side is Side.PARTNER:
            seen.add(number)
    return done, missing, seen


def step_number(body: EntryBody) -> int:
    """The number of the step that is meant: without one, there is one step alone."""
    named = isinstance(body, (StepDoneBody, StepMissingBody)) and body.number
    return named or 1
