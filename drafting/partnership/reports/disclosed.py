"""The report on communication and disclosure (CSPF 16(b), 16(c)): what partners waited for.

The partners' questions come first, then the office's; then who told what, and for how long it was
not acknowledged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.partners.field_values import day
from drafting.partners.vocabulary import Side
from drafting.partnership.contacts.questions import (
    ContactQuestion,
    answer_time,
    questions_of,
    was_in_time,
)
from drafting.partnership.contacts.standard import current_standard, figure_since
from drafting.partnership.kinds.clock import NO_TIME_SET
from drafting.partnership.kinds.contact import (
    KIND,
    contact_entries,
    days_within_a_year,
    last_contact,
    meeting_days,
)
from drafting.partnership.kinds.disclosure import (
    Prompting,
    agreed_effect,
    counted_disclosures,
    disclosure_of,
    first_acknowledgement,
    tellings,
    unacknowledged,
)
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Entry, Kinds, RegisterRules

QUESTION_FIGURES = (
    *("Partner", "Asked", "Answered in time", "Late", "No time set", "Open"),
    "Working days to answer, on average",
)
TOLD_FIGURES = (
    *("Partner", "Told by it", "Of these unasked", "Not acknowledged yet"),
    *("Told by the office", "Of these unasked", "Not acknowledged yet"),
)


@dataclass(frozen=True)
class ReportedTime:
    """For what day, by which working days and by what names a report is made."""

    names: Mapping[str, str]  # the partners', by their ids
    rules: RegisterRules
    today: date

    def name(self, entry: Entry) -> str:
        """What its partner is called."""
        return self.names.get(entry.partner, entry.partner)

    def days(self, first: date, last: date) -> int:
        """The working days from one day to another."""
        return self.rules.working.between(first, last)


def disclosures_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    del kinds  # what was told says all by itself
    open_to_all = [entry for entry in entries if not entry.restricted_to]
    contacts, disclosures = contact_entries(open_to_all), counted_disclosures(open_to_all)
    time = ReportedTime(names, rules, today)
    by_side = {side: questions_of(contacts, side) for side in (Side.PARTNER, Side.CIP)}
    return TablePage(
        title="Questions and disclosures",
        subtitle=f"As of {day(today)}",
        reference="CSPF 16(b), 16(c)",
        lines=(
            "A question is judged by the time that both sides agreed; where they agreed on none, "
            "the office’s answers by the office’s own setting. The framework sets no times.",
        ),
        tables=(
            _asked("Questions that partners asked the office", by_side[Side.PARTNER], time),
            _asked("Questions that the office asked partners", by_side[Side.CIP], time),
            _told(disclosures, time),
            _late_or_open([*by_side[Side.PARTNER], *by_side[Side.CIP]], time),
            _each(disclosures, time),
            _contacts(contacts, time),
        ),
        day=today,
    )


def _asked(heading: str, questions: Iterable[ContactQuestion], time: ReportedTime) -> PageTable:
    groups: dict[str, list[ContactQuestion]] = {}
    for question in questions:
        groups.setdefault(time.name(question.entry), []).append(question)
    rows = [PageRow((name, *_counts(own, time))) for name, own in sorted(groups.items())]
    widths = (35, 10, 14, 10, 12, 10, 20)
    return PageTable(heading, QUESTION_FIGURES, widths, rows, empty="No question is on record.")


def _counts(questions: Sequence[ContactQuestion], time: ReportedTime) -> tuple[str, ...]:
    """Asked, in time, late (also those that are open and late), without a time, open; average."""
    counted = [question for question in questions if question.answers or question.is_open]
    verdicts = [(question, was_in_time(question, time.rules, time.today)) for question in counted]
    counts = (
        len(questions),
        sum(in_time is True and not question.is_open for question, in_time in verdicts),
        sum(in_time is False for _, in_time in verdicts),
        sum(in_time is None for _, in_time in verdicts),
        sum(question.is_open for question in questions),
    )
    durations = [
        time.days(question.on, question.answered_on)
        for question in questions
        if question.answered_on is not None
    ]
    return (*map(str, counts), f"{sum(durations) / len(durations):.1f}" if durations else "")


def _told(entries: Iterable[Entry], time: ReportedTime) -> PageTable:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(time.name(entry), []).append(entry)
    rows = [
        PageRow((name, *_told_by(own, Side.PARTNER), *_told_by(own, Side.CIP)))
        for name, own in sorted(groups.items())
    ]
    widths = (35, 12, 12, 16, 14, 12, 16)
    heading = "What each side told"
    return PageTable(heading, TOLD_FIGURES, widths, rows, empty="No disclosure is on record.")


def _told_by(entries: Iterable[Entry], side: Side) -> tuple[str, ...]:
    own = [entry for entry in entries if disclosure_of(entry).side is side and tellings(entry)]
    unasked = sum(disclosure_of(entry).prompting is Prompting.UNASKED for entry in own)
    waiting = sum(bool(unacknowledged(entry)) for entry in own)
    return str(len(own)), str(unasked), str(waiting)


def _late_or_open(questions: Iterable[ContactQuestion], time: ReportedTime) -> PageTable:
    rows = [
        PageRow(
            (
                time.name(question.entry),
                f"{question.by.label} asks. {question.title}",
                day(question.on),
                _answered(question),
                _days_of(question, time),
            )
        )
        for question in questions
        if question.is_open or was_in_time(question, time.rules, time.today) is False
    ]
    columns = ("Partner", "Question", "Asked on", "Answered", "Working days")
    return PageTable(
        "Open or late", columns, (28, 60, 16, 16, 24), rows, empty="Nothing is open, nothing late."
    )


def _answered(question: ContactQuestion) -> str:
    return day(question.answered_on) if question.answered_on else "open"


def _days_of(question: ContactQuestion, time: ReportedTime) -> str:
    """'6 of 5': how many it waited or waits, of how many."""
    limit = answer_time(question, time.rules)
    used = time.days(question.on, question.answered_on or time.today)
    return f"{used} of {limit.days}" if limit else f"{used}, {NO_TIME_SET}"


def _each(entries: Iterable[Entry], time: ReportedTime) -> PageTable:
    rows = [
        PageRow(
            (
                time.name(entry),
                entry.title,
                disclosure_of(entry).prompting.label,
                ", ".join(day(telling.on) for telling in tellings(entry)[:1]) or "not told yet",
                _acknowledged(entry, time),
                effect.label if (effect := agreed_effect(entry)) else "",
            )
        )
        for entry in entries
    ]
    columns = ("Partner", "About what", "Asked for or not", "Told on", "Acknowledged", "Agreed")
    widths = (28, 36, 20, 18, 32, 20)
    return PageTable("Each disclosure", columns, widths, rows, empty="None yet.")


def _acknowledged(entry: Entry, time: ReportedTime) -> str:
    """'4 August 2026, after 1 working day', with what was told since and is not."""
    event = first_acknowledgement(entry)
    first = next(iter(tellings(entry)), None)
    if first is None:
        return ""
    if event is None:
        return f"not yet, {_working_days(time.days(first.on, time.today))}"
    count = time.days(first.on, event.happened_on)
    more = "; more was told since" if unacknowledged(entry) else ""
    return f"{day(event.happened_on)}, after {_working_days(count)}{more}"


def _working_days(count: int) -> str:
    return f"{count} working day{'' if count == 1 else 's'}"


def _contacts(entries: Iterable[Entry], time: ReportedTime) -> PageTable:
    rows = [
        PageRow(
            (
                time.name(entry),
                entry.agreement or "the whole relationship",
                _rhythm(entry),
                day(last) if (last := last_contact(entry)) else "none entered",
                _faces(entry, time),
            )
        )
        for entry in entries
        if not KIND.is_closed(entry)
    ]
    columns = ("Partner", "Of", "Agreed", "Last in touch", "Face to face, last 12 months")
    return PageTable("In touch", columns, (35, 30, 35, 20, 24), rows, empty="None is on record.")


def _rhythm(entry: Entry) -> str:
    every = current_standard(entry).every
    return f"every {every} days" if every else NO_TIME_SET


def _faces(entry: Entry, time: ReportedTime) -> str:
    count = len(days_within_a_year(meeting_days(entry), time.today))
    figure = figure_since(entry, "face_a_year")
    return f"{count} of {figure.count}" if figure else str(count)
