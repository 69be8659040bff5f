"""The report on learning (CSPF 16(d), (g)): lessons and where they went, proposals, meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from drafting.partners.field_values import day
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import collective, lesson, proposal
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Entry, EntryEvent, Kinds, RegisterRules, body_lines

LESSONS_OF = (lesson.KIND.name, proposal.KIND.name, collective.KIND.name)


def lessons_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    del kinds  # what was learned says all by itself
    open_to_all = [entry for entry in entries if not entry.restricted_to]
    lessons, proposals, meetings = (
        [entry for entry in open_to_all if entry.kind == kind] for kind in LESSONS_OF
    )
    titles = {entry.id: f"{entry.title}, {day(entry.day)}" for entry in open_to_all}
    return TablePage(
        title="Meetings, lessons and due diligence",
        subtitle=f"As of {day(today)}",
        reference="CSPF 16(d), 16(g)",
        lines=(_in_figures(lessons, proposals), *_next_meeting(meetings, rules, today)),
        tables=(
            _meetings(meetings, names, today),
            _said(meetings, names),
            _lessons(lessons, titles, names),
            _proposals(proposals, titles, today),
        ),
        day=today,
    )


def _in_figures(lessons: Sequence[Entry], proposals: Sequence[Entry]) -> str:
    used_count = sum(bool(lesson.used_in(entry)) for entry in lessons)
    taken_count = sum(entry.latest(proposal.TAKEN) is not None for entry in proposals)
    return (
        f"{used_count} of {len(lessons)} lessons are used somewhere; {taken_count} of "
        f"{len(proposals)} proposals to due diligence were taken."
    )


def _next_meeting(meetings: Sequence[Entry], rules: RegisterRules, today: date) -> Iterator[str]:
    """When the next one is due, by whose time."""
    if not all(map(collective.KIND.is_closed, meetings)):
        return
    for waiting in collective.KIND.waiting_anew(meetings, rules, today):
        when = day(waiting.on) if waiting.on else waiting.words
        yield f"{waiting.what}: {when}, by the office’s setting."


def _meetings(meetings: Sequence[Entry], names: Mapping[str, str], today: date) -> PageTable:
    rows = []
    for entry in meetings:
        missing = collective.not_acknowledged_by(entry) if entry.latest(collective.SENT) else ()
        cells = (
            _called(collective.partners_present(entry), names),
            entry.title,
            collective.KIND.state(entry, today),
            _called(missing, names),
        )
        rows.append(PageRow(cells))
    columns = ("Partners that were there", "Meeting", "How it stands", "Not acknowledged by")
    return PageTable("Collective meetings", columns, (30, 25, 30, 20), rows, empty="None yet.")


def _said(meetings: Sequence[Entry], names: Mapping[str, str]) -> PageTable:
    """What each side said, by topic: the partners' words first."""
    order = list(collective.MeetingTopic)
    rows = []
    for entry in meetings:
        events = [event for event in entry.said(collective.WORDS) if _words_of(event)]
        for event in sorted(events, key=lambda event: (_topic(event, order), *_side(event))):
            words = _words_of(event)
            assert words is not None
            who = names.get(words.partner, words.partner) or event.author.side.label
            by = f"{who}, {event.author.told_by}" if event.author.told_by else who
            rows.append(PageRow((words.topic.label, by, event.words, entry.title)))
    columns = ("On what", "Who said it", "In its words", "Meeting")
    return PageTable("What was said", columns, (25, 25, 45, 20), rows, empty="Nothing yet.")


def _lessons(
    lessons: Sequence[Entry], titles: Mapping[str, str], names: Mapping[str, str]
) -> PageTable:
    rows = []
    for entry in lessons:
        body = lesson.lesson_of(entry)
        source = [titles.get(body.from_entry, body.from_entry), body.learned_from]
        about = _called(body.partners, names)
        cells = (
            body.what,
            " · ".join(filter(None, (body.for_whom, body.purpose.label if body.purpose else ""))),
            " · ".join(filter(None, (*source, about))),
            _came_of(entry),
        )
        rows.append(PageRow(cells))
    columns = ("What was learned", "For whom", "From what", "Where it is used, or why not")
    return PageTable("Lessons", columns, (40, 25, 30, 30), rows, empty="None yet.")


def _came_of(entry: Entry) -> str:
    uses = [line for event in entry.said(lesson.USED) for line in body_lines(event.body)]
    places = "; ".join(dict.fromkeys(f"{title}: {text}" for title, text in uses))
    aside = entry.latest(lesson.NOT_USED)
    if places:
        return places
    return f"Not used: {aside.words}" if aside else "Waits, no time set"


def _proposals(proposals: Sequence[Entry], titles: Mapping[str, str], today: date) -> PageTable:
    rows = []
    for entry in proposals:
        body = proposal.proposal_of(entry)
        cells = (
            entry.title,
            " · ".join(filter(None, (body.why, titles.get(body.from_entry, body.from_entry)))),
            proposal.KIND.state(entry, today),
            _outcome(entry),
        )
        rows.append(PageRow(cells))
    columns = (
        "What was proposed",
        "Why, and where it was found",
        "How it stands",
        "As it was settled",
    )
    heading = "Proposals to due diligence"
    return PageTable(heading, columns, (35, 35, 25, 35), rows, empty="None yet.")


def _outcome(entry: Entry) -> str:
    """The wording taken, or why it was not."""
    event = entry.latest(proposal.TAKEN, proposal.LEFT, proposal.WITHDRAWN)
    if event is None:
        return ""
    if isinstance(event.body, proposal.TakenQuestion):
        ask = event.body.ask or proposal.proposal_of(entry).ask
        return " · ".join(filter(None, (ask, event.words)))
    return event.words


def _called(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in ids)


def _words_of(event: EntryEvent) -> collective.TopicWords | None:
    return event.body if isinstance(event.body, collective.TopicWords) else None


def _topic(event: EntryEvent, order: Sequence[collective.MeetingTopic]) -> int:
    words = _words_of(event)
    return order.index(words.topic) if words else len(order)


def _side(event: EntryEvent) -> tuple[bool, int]:
    return event.author.side is Side.CIP, event.number
