"""What stands in a review by itself: the words side by side, and how the office kept its times.

Of the times the partner's own word comes first, then what was counted since the last review of the
same. All of it is computed of what is on the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.partners.field_values import day
from drafting.partners.naming import office_name
from drafting.partners.record.fields import fields_of
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds.clock import ClockTimes, clock_times, counted_clocks
from drafting.partnership.kinds.owed import PAID, OwedItem, open_owed, owed_of
from drafting.partnership.reviews.bodies import ReviewWords
from drafting.partnership.reviews.steps import (
    ReviewTopicWords,
    on_day,
    review_steps,
    word_on_times,
    words_on,
)
from drafting.register import Entry, FactsBeside, RegisterRules

REVIEW, CONTACT = "review", "contact"
NOTHING = "Nothing is on the register."


@dataclass(frozen=True)
class ReviewedSpan:
    """The days that a review looks back on."""

    since: date | None  # the day of the last review; None: from the beginning
    until: date

    def has(self, on: date | None) -> bool:
        """True for a day among them."""
        return on is not None and on <= self.until and (self.since is None or on > self.since)


def review_facts(entry: Entry, beside: FactsBeside) -> Iterator[tuple[str, str]]:
    """Titles with what the register says, the partner's own word on the times before all."""
    steps = review_steps(entry)
    span = ReviewedSpan(_last_before(entry, beside), steps.held_on or beside.today)
    siblings = [other for other in beside.siblings if _is_of_it(other, entry)]
    yield from _words_by_topic(entry)
    yield "The partner on the office’s times", _partner_word(entry)
    yield "Counted here", _span_words(span)
    yield "Turn-around, by the office’s setting", _clocks(siblings, beside.rules, span)
    yield "Payments", _payments(siblings, span)
    yield "Waits for the office", _waits(siblings, beside) or "Nothing that is late or unanswered."
    yield "Actions from this review", _actions(entry, beside) or "None."


def _words_by_topic(entry: Entry) -> Iterator[tuple[str, str]]:
    """What both sides said on each topic, side by side."""
    for name, field in fields_of(ReviewWords).items():
        lines = [f"{_speaker(words)}: {words.text}" for words in words_on(entry, name)]
        if lines:
            yield field.title, "\n".join(lines)


def _speaker(words: ReviewTopicWords) -> str:
    return f"The partner ({words.told_by})" if words.side is Side.PARTNER else office_name()


def _last_before(entry: Entry, beside: FactsBeside) -> date | None:
    """The day of the last review of the same that both signed."""
    before = review_steps(entry).held_on or beside.today
    days = [
        steps.held_on
        for other in beside.siblings
        if other.kind == REVIEW and other.id != entry.id and other.agreement == entry.agreement
        if (steps := review_steps(other)).is_signed and steps.held_on and steps.held_on < before
    ]
    return max(days, default=None)


def _is_of_it(other: Entry, review: Entry) -> bool:
    """True for what is of the same agreement, or of any where the relationship is reviewed."""
    return not review.agreement or other.agreement == review.agreement


def _partner_word(entry: Entry) -> str:
    word = word_on_times(entry)
    if word is None:
        return "It said nothing yet."
    answer, event = word
    words = f" {event.words}" if event.words else ""
    return f"{answer.label} ({event.author.told_by}, {day(event.day)}).{words}"


def _span_words(span: ReviewedSpan) -> str:
    since = f"since {day(span.since)}, the last review," if span.since else "from the beginning"
    return f"what is on the register {since} until {day(span.until)}"


def _clocks(siblings: Iterable[Entry], rules: RegisterRules, span: ReviewedSpan) -> str:
    times = [
        (clock, clock_times(clock, rules.working, span.until, rules))
        for clock in counted_clocks(siblings)
    ]
    done = [pair for pair in times if span.has(pair[1].done_on)]
    judged = [pair for pair in done if pair[1].in_time is not None]
    if not done:
        return NOTHING
    in_time = sum(clock_time.in_time is True for _, clock_time in judged)
    without = f"; {len(done) - len(judged)} with no time set" if len(judged) < len(done) else ""
    late = [
        _late_clock(clock, clock_time) for clock, clock_time in judged if not clock_time.in_time
    ]
    return "; ".join((f"{in_time} of {len(judged)} in time{without}", *late))


def _late_clock(clock: Entry, times: ClockTimes) -> str:
    why = " ".join(times.reasons) or "no reason is on record"
    return f"{clock.title}: {times.used} of {times.limit} working days ({why})"


def _payments(siblings: Iterable[Entry], span: ReviewedSpan) -> str:
    payments = [
        (tranche, on)
        for tranche in open_owed(siblings)
        if owed_of(tranche).item is OwedItem.TRANCHE
        for event in tranche.said(PAID)
        if span.has(on := on_day(event))
    ]
    if not payments:
        return NOTHING
    with_day = [(tranche, due, on) for tranche, on in payments if (due := owed_of(tranche).due)]
    late = [
        f"{tranche.title}: due on {day(due)}, paid on {day(on)}"
        for tranche, due, on in with_day
        if on > due
    ]
    days = len(with_day)
    without = f"; {len(payments) - days} with no day on record" if days < len(payments) else ""
    return "; ".join((f"{days - len(late)} of {days} in time{without}", *late))


def _waits(siblings: Sequence[Entry], beside: FactsBeside) -> str:
    """What the office is late with now, and what it was asked and did not answer."""
    waitings = [
        (other, waiting)
        for other in siblings
        if not beside.kinds[other.kind].is_closed(other)
        for waiting in beside.kinds[other.kind].waiting(other, beside.rules, beside.today)
        if waiting.of is Side.CIP and other.kind != REVIEW and not waiting.restricted_to
    ]
    return "; ".join(
        f"{waiting.what}: {_when(waiting.on, waiting.words)}"
        for other, waiting in waitings
        if waiting.is_late(beside.today) or other.kind == CONTACT
    )


def _when(on: date | None, words: str) -> str:
    return f"due on {day(on)}" if on else words or "no time set"


def _actions(entry: Entry, beside: FactsBeside) -> str:
    return "; ".join(
        f"{other.title} ({beside.kinds[other.kind].state(other, beside.today)})"
        for other in beside.siblings
        if getattr(other.body, "comes_from", "") == entry.origin
    )
