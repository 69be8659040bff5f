"""The report on reviews (CSPF 16(d)): who was reviewed when, what both sides said, what is overdue.

The partners' word on the office's times comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from drafting.calendar.computing import due
from drafting.calendar.facts import CalendarFacts
from drafting.partners.field_values import day
from drafting.partners.naming import office_name
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.partnership.reviews.bodies import TimesKept
from drafting.partnership.reviews.steps import (
    WITHDRAWN,
    present_at,
    review_steps,
    word_on_times,
    words_on,
)
from drafting.register import Entry, Kinds, RegisterRules, Waiting

REVIEW = "review"
BAR = "█"
LONGEST_BAR = 30
LONGEST_WORDS = 600  # characters of what one side said on a topic
CLAUSE = "CSPF 16(d)"
SAID = (("improve", "to improve"), ("progress", "progress"), ("expectations", "expectations"))


def reviews_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
    partners: Sequence[Partner] = (),
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted.

    Of `partners` it is said what is overdue, also where nobody opened a review yet.
    """
    reviews = [
        entry
        for entry in entries
        if entry.kind == REVIEW and not entry.restricted_to and not entry.latest(WITHDRAWN)
    ]
    late = [
        waiting for partner in partners for waiting in _late(partner, reviews, kinds, rules, today)
    ]
    return TablePage(
        title="Reviews",
        subtitle=f"As of {day(today)}",
        reference=CLAUSE,
        lines=(
            "Reviews of relationships and agreements. The framework sets no times; what is overdue "
            "here is so by the office’s setting, and where none is set, nothing is.",
        ),
        tables=(
            _on_times(reviews),
            _by_partner(reviews, names, late),
            _overdue(late, names, today),
            _spoken(reviews, names),
            _each(reviews, kinds, names, today),
        ),
        day=today,
    )


def _late(
    partner: Partner, reviews: Sequence[Entry], kinds: Kinds, rules: RegisterRules, today: date
) -> Iterator[Waiting]:
    """Its reviews that are overdue, as the calendar has them."""
    facts = CalendarFacts(
        partner, tuple(review for review in reviews if review.partner == partner.id)
    )
    for waiting in due(facts, kinds, rules, today):
        if waiting.clause == CLAUSE and waiting.is_late(today):
            yield waiting


def _on_times(reviews: Iterable[Entry]) -> PageTable:
    """What partners say of the office's times, by the year of the review."""
    counts: dict[str, Counter[TimesKept]] = {}
    for entry in reviews:
        word = word_on_times(entry)
        if word is not None:
            on = review_steps(entry).held_on or word[1].day
            counts.setdefault(f"{on:%Y}", Counter())[word[0]] += 1
    rows = [
        PageRow(
            (year, *(_bar(count[answer]) for answer in TimesKept)),
            values=tuple(float(count[answer]) for answer in TimesKept),
        )
        for year, count in sorted(counts.items())
    ]
    labels = tuple(answer.label for answer in TimesKept)
    return PageTable(
        "Did the office answer and pay in time? What the partners say",
        ("Year", *labels),
        (15, 40, 40, 40),
        rows,
        empty="No partner said anything yet.",
        charted=labels,
    )


def _bar(count: int) -> str:
    return f"{BAR * min(count, LONGEST_BAR)} {count}" if count else "0"


def _by_partner(
    reviews: Iterable[Entry], names: Mapping[str, str], late: Sequence[Waiting]
) -> PageTable:
    groups: dict[str, list[Entry]] = {name: [] for name in names}
    for entry in reviews:
        groups.setdefault(entry.partner, []).append(entry)
    rows = [
        PageRow((names.get(partner, partner), *_figures(own, _late_count(late, partner))))
        for partner, own in sorted(groups.items(), key=lambda group: names.get(group[0], group[0]))
        if own or _late_count(late, partner)
    ]
    columns = ("Partner", "Held", "Last held", "Signed by both", "Open", "Overdue")
    return PageTable(
        "By partner", columns, (40, 10, 20, 15, 10, 10), rows, empty="No review is on record."
    )


def _late_count(late: Iterable[Waiting], partner: str) -> int:
    """How many reviews of the partner are overdue: one that waits for both sides is one."""
    return len({waiting.reference for waiting in late if waiting.partner == partner})


def _figures(reviews: Iterable[Entry], late: int) -> tuple[str, ...]:
    steps = [review_steps(entry) for entry in reviews]
    days = [step.held_on for step in steps if step.held_on]
    closed = sum(step.is_signed for step in steps)
    last = day(max(days)) if days else "never"
    return (str(len(days)), last, str(closed), str(len(steps) - closed), str(late))


def _overdue(late: Iterable[Waiting], names: Mapping[str, str], today: date) -> PageTable:
    rows = [
        PageRow(
            (
                names.get(waiting.partner, waiting.partner),
                waiting.what,
                waiting.of.label,
                f"{day(waiting.on)}, {(today - waiting.on).days} days ago",
                waiting.words,
            )
        )
        for waiting in sorted(late, key=lambda waiting: waiting.on or today)
        if waiting.on is not None
    ]
    columns = ("Partner", "What", "Whose turn it is", "Was due on", "How it stands")
    return PageTable("Overdue", columns, (30, 30, 15, 25, 30), rows, empty="Nothing is overdue.")


def _spoken(reviews: Iterable[Entry], names: Mapping[str, str]) -> PageTable:
    """What each side said went well or is to improve, side by side, the latest review first."""
    rows = [
        PageRow(
            (
                names.get(entry.partner, entry.partner),
                f"{entry.title}, {_when(entry)}: {label}",
                _words(entry, topic, Side.PARTNER),
                _words(entry, topic, Side.CIP),
            )
        )
        for entry in sorted(reviews, key=_day_of, reverse=True)
        for topic, label in SAID
        if any(words_on(entry, topic))
    ]
    columns = ("Partner", "Of what", "The partner says", f"{office_name()} says")
    return PageTable("What was said", columns, (22, 30, 45, 45), rows, empty="Nothing yet.")


def _words(entry: Entry, topic: str, side: Side) -> str:
    text = "\n".join(words.text for words in words_on(entry, topic) if words.side is side)
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


def _each(
    reviews: Iterable[Entry], kinds: Kinds, names: Mapping[str, str], today: date
) -> PageTable:
    rows = []
    for entry in sorted(reviews, key=_day_of, reverse=True):
        word = word_on_times(entry)
        rows.append(
            PageRow(
                (
                    names.get(entry.partner, entry.partner),
                    entry.title,
                    kinds[REVIEW].state(entry, today),
                    ", ".join(present_at(entry)) if review_steps(entry).held_on else "",
                    f"{word[0].label}. {word[1].words}".strip() if word else "",
                )
            )
        )
    columns = ("Partner", "Review", "How it stands", "Who was there", "The partner on the times")
    return PageTable("Each review", columns, (25, 30, 28, 28, 35), rows, empty="None yet.")


def _day_of(entry: Entry) -> date:
    steps = review_steps(entry)
    return steps.held_on or steps.planned_for or entry.day


def _when(entry: Entry) -> str:
    steps = review_steps(entry)
    return day(steps.held_on) if steps.held_on else "not held yet"
