"""Questions of either side: which are open, since when, and by when they are to be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from drafting.partners.vocabulary import Side
from drafting.partnership.contacts.standard import Count, versions
from drafting.register import Entry, EntryBody, EntryEvent, OnDay, RegisterRules

ANSWER_DAYS = "partnership.answer_days"
ASKED, ANSWERED, SETTLED = "asked", "answered", "settled"
WORDS_SHOWN = 120  # of a question, where it stands on one line


class AboutQuestion(EntryBody):
    """Which question is meant."""

    question: Count = Field(title="Which question", description="Its number.")


class ContactAnswer(OnDay):
    """An answer to a question."""

    question: Count = Field(title="Which question", description="Its number.")


@dataclass(frozen=True)
class ContactQuestion:
    """A question with what was said to it."""

    entry: Entry
    event: EntryEvent
    answers: tuple[EntryEvent, ...]
    is_settled: bool

    @property
    def number(self) -> int:
        """By which it is named."""
        return self.event.number

    @property
    def by(self) -> Side:
        """Who asks."""
        return self.event.author.side

    @property
    def on(self) -> date:
        """The day on which it was asked."""
        return self.event.happened_on

    @property
    def is_open(self) -> bool:
        """True while it waits for an answer."""
        return not (self.answers or self.is_settled)

    @property
    def answered_on(self) -> date | None:
        """The day of its first answer."""
        return min((answer.happened_on for answer in self.answers), default=None)

    @property
    def title(self) -> str:
        """On one line: 'Question 3: When does the second tranche come?'."""
        words = " ".join(self.event.words.split())
        short = words if len(words) <= WORDS_SHOWN else f"{words[: WORDS_SHOWN - 1]}…"
        return f"Question {self.number}: {short}"


@dataclass(frozen=True)
class AnswerTime:
    """Within which time a question is to be answered."""

    days: int  # working days
    since: date
    setting: str = ""  # the office's, where the standard says nothing

    def due(self, rules: RegisterRules) -> date:
        """The last day in time."""
        return rules.working.after(self.since, self.days)


def questions(entry: Entry) -> list[ContactQuestion]:
    """All that were asked, in order."""
    return [
        ContactQuestion(
            entry,
            event,
            tuple(answer for answer in entry.said(ANSWERED) if _is_about(answer, event)),
            any(_is_about(other, event) for other in entry.said(SETTLED)),
        )
        for event in entry.said(ASKED)
    ]


def open_questions(entry: Entry) -> list[ContactQuestion]:
    """Those that wait for an answer."""
    return [question for question in questions(entry) if question.is_open]


def questions_of(entries: Iterable[Entry], side: Side) -> list[ContactQuestion]:
    """The questions that a side asked in these entries."""
    return [question for entry in entries for question in questions(entry) if question.by is side]


def answer_time(question: ContactQuestion, rules: RegisterRules) -> AnswerTime | None:
    """The time that counts for a question; None where nobody set any.

    It is the standard's as it was when the question was asked; of one that was agreed while it
    was open, from that day on; else, for the office alone, the office's own.
    """
    side = question.by.other
    first = min((answer.number for answer in question.answers), default=None)
    time: AnswerTime | None = None
    for version in versions(question.entry, side):
        days = version.standard.answer_days
        if version.number < question.number:
            time = AnswerTime(days, question.on) if days else None
        elif time is None and days and (first is None or version.number < first):
            time = AnswerTime(days, max(version.since, question.on))
    if time is not None:
        return time
    days = rules.count(ANSWER_DAYS) if side is Side.CIP else None
    return AnswerTime(days, question.on, ANSWER_DAYS) if days is not None else None


def was_in_time(question: ContactQuestion, rules: RegisterRules, today: date) -> bool | None:
    """Whether it was answered in time, or still can be; None where no time is set."""
    time = answer_time(question, rules)
    return None if time is None else (question.answered_on or today) <= time.due(rules)


def _is_about(event: EntryEvent, question: EntryEvent) -> bool:
    return getattr(event.body, "question", None) == question.number
