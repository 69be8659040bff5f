"""How far a review is: when it was held, which side spoke, and whose signature covers what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from drafting.partners.vocabulary import Side
from drafting.partnership.reviews.bodies import (
    ReviewBody,
    ReviewHeld,
    ReviewMoved,
    ReviewWords,
    TimesKept,
    WordOnTimes,
)
from drafting.register import Author, Entry, EntryEvent

OFFICE_WORDS, PARTNER_WORDS, TIMES = "office_words", "partner_words", "times"
HELD, MOVED = "held", "moved"
OFFICE_SIGNED, PARTNER_SIGNED = "office_signed", "partner_signed"
REMARK, WITHDRAWN = "remark", "withdrawn"
WORDS = {Side.CIP: OFFICE_WORDS, Side.PARTNER: PARTNER_WORDS}
SIGNED = {Side.CIP: OFFICE_SIGNED, Side.PARTNER: PARTNER_SIGNED}
# What a signature stands below. A remark stands beside it: it is nobody's word by topic.
COVERED = (OFFICE_WORDS, PARTNER_WORDS, TIMES, HELD)


@dataclass(frozen=True)
class ReviewTopicWords:
    """What one side said on a topic, and who at the partner said it."""

    side: Side
    text: str
    told_by: str = ""


@dataclass(frozen=True)
class ReviewSteps:
    """What was said to a review so far."""

    planned_for: date | None
    held_on: date | None
    spoke: frozenset[Side]  # the sides whose words are there
    signed: frozenset[Side]  # whose signature covers all that is there
    signed_before: frozenset[Side]  # who signed, and something came since
    is_withdrawn: bool

    @property
    def is_signed(self) -> bool:
        """True where both sides signed all of it."""
        return len(self.signed) == len(SIGNED)


def review_of(entry: Entry) -> ReviewBody:
    """The body of a review."""
    assert isinstance(entry.body, ReviewBody)
    return entry.body


def review_steps(entry: Entry) -> ReviewSteps:
    """How far a review is."""
    meeting = entry.latest(HELD)
    signatures = {side: entry.latest(verb) for side, verb in SIGNED.items()}
    signers = {side for side, event in signatures.items() if event and covers_all(entry, event)}
    before = {side for side, event in signatures.items() if event} - signers
    return ReviewSteps(
        planned_for=planned_for(entry),
        held_on=on_day(meeting) if meeting else None,
        spoke=frozenset(side for side, verb in WORDS.items() if entry.latest(verb)),
        signed=frozenset(signers),
        signed_before=frozenset(before),
        is_withdrawn=entry.latest(WITHDRAWN) is not None,
    )


def covers_all(entry: Entry, signature: EntryEvent) -> bool:
    """True where whoever signed knew all that the review says now.

    That is what had been seen when it was signed, and what the signer said: on a sheet the words
    stand beside the signature, and nobody saw them before.
    """
    return all(
        event.number <= signature.based_on
        or (event.number < signature.number and _is_own(event.author, signature.author))
        for event in entry.said(*COVERED)
    )


def planned_for(entry: Entry) -> date | None:
    """The day for which it is planned, after it was moved."""
    move = entry.latest(MOVED)
    if move is not None and isinstance(move.body, ReviewMoved):
        return move.body.to
    return review_of(entry).planned_for


def present_at(entry: Entry) -> tuple[str, ...]:
    """Who was there, or is to be."""
    meeting = entry.latest(HELD)
    people = meeting.body.present if meeting and isinstance(meeting.body, ReviewHeld) else ()
    return people or review_of(entry).present


def words_on(entry: Entry, topic: str) -> Iterator[ReviewTopicWords]:
    """What each side said on that topic, in the order in which it was said."""
    for event in entry.said(OFFICE_WORDS, PARTNER_WORDS):
        text = getattr(event.body, topic) if isinstance(event.body, ReviewWords) else ""
        if text:
            yield ReviewTopicWords(event.author.side, text, event.author.told_by)


def word_on_times(entry: Entry) -> tuple[TimesKept, EntryEvent] | None:
    """The partner's last word on the office's times; None where it said none."""
    event = entry.latest(TIMES)
    if event is None or not isinstance(event.body, WordOnTimes):
        return None
    return event.body.kept, event


def on_day(event: EntryEvent) -> date:
    """The day of what an event tells of."""
    return getattr(event.body, "on", None) or event.day


def _is_own(author: Author, signer: Author) -> bool:
    """True for one and the same person: at the partner that is who said it, whoever entered it."""
    if author.side is Side.PARTNER:
        return signer.side is Side.PARTNER and author.told_by == signer.told_by
    return signer.side is Side.CIP and author.by == signer.by
