"""The report on decisions of the Committee (CSPF 18(c)): by partner, and each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from drafting.partners.field_values import day
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Entry, EntryEvent, Kinds, body_lines

DECISION = "decision"
DECIDED, TOLD, ANSWERED = "decided", "told", "answered"
FIGURES = ("Partner", "Asked", "Decided", "Partner told", "Partner answered", "Open")


def decisions_page(
    entries: Iterable[Entry], kinds: Kinds, names: Mapping[str, str], today: date
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    decisions = [entry for entry in entries if entry.kind == DECISION and not entry.restricted_to]
    return TablePage(
        title="Decisions of the Committee",
        subtitle=f"As of {day(today)}",
        reference="CSPF 18(c)",
        lines=("What was asked, what was decided and why, and when the partner was told.",),
        tables=(_by_partner(decisions, kinds, names), _each(decisions, kinds, names, today)),
        day=today,
    )


def _by_partner(decisions: Iterable[Entry], kinds: Kinds, names: Mapping[str, str]) -> PageTable:
    groups: dict[str, list[Entry]] = {}
    for entry in decisions:
        groups.setdefault(names.get(entry.partner, entry.partner), []).append(entry)
    rows = []
    for name, mine in sorted(groups.items()):
        counts = [sum(entry.latest(verb) is not None for entry in mine) for verb in _verbs()]
        waiting = sum(not kinds[entry.kind].is_closed(entry) for entry in mine)
        rows.append(PageRow((name, *map(str, (len(mine), *counts, waiting)))))
    widths = (45, 15, 15, 18, 18, 15)
    return PageTable("By partner", FIGURES, widths, rows, empty="No decision is on record.")


def _verbs() -> tuple[str, ...]:
    return DECIDED, TOLD, ANSWERED


def _each(
    decisions: Iterable[Entry], kinds: Kinds, names: Mapping[str, str], today: date
) -> PageTable:
    rows = [
        PageRow(
            (
                names.get(entry.partner, entry.partner),
                entry.title,
                f"{kinds[entry.kind].state(entry, today)}",
                _words(entry.latest(DECIDED)),
                _days(entry),
            )
        )
        for entry in decisions
    ]
    columns = ("Partner", "What was asked", "How it stands", "What was decided, and why", "Days")
    return PageTable("Each decision", columns, (25, 30, 25, 45, 25), rows, empty="None yet.")


def _words(event: EntryEvent | None) -> str:
    if event is None:
        return ""
    details = [f"{title}: {text}" for title, text in body_lines(event.body)]
    return "; ".join(part for part in (*details, event.words) if part)


def _days(entry: Entry) -> str:
    parts = [f"asked {day(entry.day)}"]
    for verb in _verbs():
        event = entry.latest(verb)
        parts += [f"{verb} {day(event.day)}"] if event else []
    return ", ".join(parts)
