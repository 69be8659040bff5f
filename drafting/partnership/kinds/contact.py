"""Contact: the standard of communication, who was in touch, and the questions of either side.

A standard is never done: it is changed, or ends with the relationship that it is of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Line
from drafting.partners.vocabulary import Choice, Side
from drafting.partnership.contacts.questions import (
    ANSWERED,
    ASKED,
    SETTLED,
    AboutQuestion,
    ContactAnswer,
    ContactQuestion,
    answer_time,
    open_questions,
    questions,
)
from drafting.partnership.contacts.standard import (
    AGREED,
    CHANGED,
    Count,
    Standard,
    current_standard,
    figure_since,
    is_proposed,
    says_something,
)
from drafting.partnership.kinds.clock import NO_TIME_SET
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    OnDay,
    RegisterRules,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry

MET, CALLED, WROTE, REMARK, ENDED = "met", "called", "wrote", "remark", "ended"
BOTH_SIDES = (Side.CIP, Side.PARTNER)
NO_CONTACT = "no contact entered yet"
QUESTION = "question-"  # begins the mark of what waits for an answer
A_YEAR = relativedelta(years=1)


class MeetingForm(Choice):
    """How people met."""

    FACE = "face_to_face", "Face to face"
    REMOTE = "remote", "By phone or online"


class Meeting(OnDay):
    """A meeting of both sides."""

    where: Line = Field(default="", title="Where")
    how: MeetingForm = Field(title="How")


class ContactRemark(EntryBody):
    """A remark, to a question or to all."""

    question: Count | None = Field(
        default=None, title="To which question", description="Its number; empty for all of it."
    )


class ContactKind(EntryKind):
    """The rules of contact."""

    name, label, clause = "contact", "Contact and questions", "CSPF 16(b)"
    body = Standard
    one_at_a_time = True
    verbs = (
        Verb(ASKED, "Ask a question", OnDay, sides=BOTH_SIDES, needs_words=True),
        Verb(ANSWERED, "Answer a question", ContactAnswer, sides=BOTH_SIDES, needs_words=True),
        Verb(MET, "We met", Meeting),
        Verb(CALLED, "Called", OnDay, sides=BOTH_SIDES),
        Verb(WROTE, "Wrote", OnDay, sides=BOTH_SIDES),
        Verb(AGREED, "The partner agrees", sides=(Side.PARTNER,)),
        Verb(CHANGED, "Both agree on another one", Standard, sides=(Side.PARTNER,)),
        Verb(SETTLED, "No answer is needed", AboutQuestion, sides=BOTH_SIDES),
        Verb(REMARK, "Add a remark", ContactRemark, sides=BOTH_SIDES, needs_words=True),
        Verb(ENDED, "It holds no longer", needs_words=True),
    )

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: who asked does not answer, and nothing open is lost at the end."""
        if self.is_closed(entry) and verb.name != REMARK:
            raise EntryRefused("It holds no longer; open another one.")
        if verb.name == AGREED and not is_proposed(entry):
            raise EntryRefused("There is nothing to agree on; enter what both agree on.")
        if isinstance(body, Standard) and not says_something(body):
            raise EntryRefused("Write at least one thing on which both agree.", "every")
        if isinstance(body, ContactAnswer | AboutQuestion):
            _check_question(_question(entry, body.question), verb, author)
        if isinstance(body, ContactRemark) and body.question is not None:
            _question(entry, body.question)
        if isinstance(body, ContactAnswer) and body.on is not None:
            _check_day(_question(entry, body.question), body.on)
        if verb.name == ENDED and open_questions(entry):
            numbers = ", ".join(str(question.number) for question in open_questions(entry))
            raise EntryRefused(
                f"Not answered yet: {numbers}. Enter the answer, or that none is needed, first."
            )

    def current_body(self, entry: Entry) -> EntryBody:
        """As in EntryKind: the standard that was proposed or agreed last."""
        return current_standard(entry)

    def options(self, entry: Entry, verb: Verb) -> Mapping[str, Mapping[str, str]]:
        """As in EntryKind: the open questions, with who asks."""
        if verb.name not in {ANSWERED, SETTLED}:
            return {}
        return {
            "question": {
                str(question.number): f"{question.by.label}: {question.title}"
                for question in open_questions(entry)
            }
        }

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if self.is_closed(entry):
            return (self.verb(REMARK),)
        left_out = set() if open_questions(entry) else {ANSWERED, SETTLED}
        left_out |= set() if is_proposed(entry) else {AGREED}
        return tuple(verb for verb in self.verbs if verb.name not in left_out)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind."""
        return entry.latest(ENDED) is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: open questions, a proposal, and the next contacts by the standard."""
        if self.is_closed(entry):
            return
        for question in open_questions(entry):
            yield self._answer_waited_for(question, rules)
        if is_proposed(entry):
            words = f"proposed on {day(entry.day)}, {NO_TIME_SET}"
            what = "Agree on how to keep in touch"
            yield of_entry(entry, "agree", what, Side.PARTNER, words=words, clause=self.clause)
        yield from self._contacts_due(entry, today)

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        end = entry.latest(ENDED)
        if end is not None:
            return f"Holds no longer since {day(end.day)}"
        count = len(open_questions(entry))
        last = last_contact(entry)
        parts = [
            "Proposed" if is_proposed(entry) else "",
            f"{count} question{'' if count == 1 else 's'} open" if count else "",
            f"last in touch on {day(last)}" if last else NO_CONTACT,
        ]
        state = ", ".join(filter(None, parts))
        return f"{state[:1].upper()}{state[1:]}"

    def _answer_waited_for(self, question: ContactQuestion, rules: RegisterRules) -> Waiting:
        time = answer_time(question, rules)
        words = f"asked on {day(question.on)}"
        return of_entry(
            question.entry,
            f"{QUESTION}{question.number}",
            question.title,
            question.by.other,
            time.due(rules) if time else None,
            words=words if time else f"{words}, {NO_TIME_SET}",
            interval=time.setting if time else "",
            clause=self.clause,
        )

    def _contacts_due(self, entry: Entry, today: date) -> Iterator[Waiting]:
        rhythm, faces = figure_since(entry, "every"), figure_since(entry, "face_a_year")
        if rhythm is not None:
            last = last_contact(entry)
            on = max(last or rhythm.since, rhythm.since) + timedelta(days=rhythm.count)
            words = f"last in touch on {day(last)}" if last else NO_CONTACT
            yield of_entry(
                entry, "contact", "Be in touch", Side.CIP, on, words=words, clause=self.clause
            )
        if faces is not None:
            days = meeting_days(entry)
            base = days[-faces.count] if len(days) >= faces.count else faces.since
            on = max(base, faces.since) + A_YEAR
            count = len(days_within_a_year(days, today))
            words = f"{count} of {faces.count} in the last 12 months"
            yield of_entry(
                entry, "face", "Meet face to face", Side.CIP, on, words=words, clause=self.clause
            )


def contact_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of this kind, also those that hold no longer."""
    return [entry for entry in entries if entry.kind == KIND.name]


def last_contact(entry: Entry) -> date | None:
    """The last day on which the sides were in touch in any way; None where none is entered."""
    events = entry.said(MET, CALLED, WROTE, ASKED, ANSWERED)
    return max((event.happened_on for event in events), default=None)


def meeting_days(entry: Entry) -> list[date]:
    """The days on which people met face to face, the earliest first."""
    return sorted(event.happened_on for event in entry.said(MET) if _is_face_to_face(event))


def days_within_a_year(days: Iterable[date], today: date) -> list[date]:
    """Those of the 12 months before `today`."""
    return [on for on in days if today - A_YEAR < on <= today]


def _is_face_to_face(event: EntryEvent) -> bool:
    return isinstance(event.body, Meeting) and event.body.how is MeetingForm.FACE


def _question(entry: Entry, number: int) -> ContactQuestion:
    """The question of that number. Raises EntryRefused, naming those that are open."""
    question = next((each for each in questions(entry) if each.number == number), None)
    if question is None:
        numbers = ", ".join(str(each.number) for each in open_questions(entry))
        raise EntryRefused(
            f"There is no question {number}; open are: {numbers or 'none'}.", "question"
        )
    return question


def _check_question(question: ContactQuestion, verb: Verb, author: Author) -> None:
    """Raises EntryRefused: who asked may say that no answer is needed, the other side answers."""
    is_own = question.by is author.side
    if verb.name == ANSWERED and is_own:
        raise EntryRefused(
            f"{question.by.label} asks question {question.number}: the answer is for "
            f"{_within(question.by.other)} to give. Choose who says it accordingly.",
            "question",
        )
    if verb.name == SETTLED and not is_own:
        raise EntryRefused(
            f"Whether question {question.number} needs no answer is for {_within(question.by)} to "
            "say: it asked.",
            "question",
        )


def _within(side: Side) -> str:
    """The side's label within a sentence."""
    return "the partner" if side is Side.PARTNER else side.label


def _check_day(question: ContactQuestion, on: date) -> None:
    if on < question.on:
        raise EntryRefused(
            f"{day(on)} is before {day(question.on)}, when it was asked; give a later day.", "on"
        )


KIND = ContactKind()
