"""What `saathi register …` prints: entries, one entry, and the verbs and fields of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from drafting.calendar import due_words, interval_note
from drafting.partners import Side
from drafting.partnership.cases import matter_reference
from drafting.register import (
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    FactsBeside,
    Kinds,
    KnownNames,
    Waiting,
    asked_fields,
    body_lines,
    written_day,
)


def entries_view(entries: Iterable[Entry], kinds: Kinds, today: date) -> Table:
    """The entries, one a row."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Entry", "Kind", "Partner", "What", "How it stands"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        kind = kinds[entry.kind]
        cells = (entry.id[:8], kind.label, entry.partner, entry.title, kind.state(entry, today))
        table.add_row(*(Text(cell) for cell in cells))
    return table


@dataclass(frozen=True)
class EntryBackground:
    """What the view of an entry needs beside it."""

    beside: FactsBeside
    known: KnownNames
    handed_over: Sequence[Waiting] = ()  # what is due with the partner, where the entry lists it


def entry_view(entry: Entry, kind: EntryKind, background: EntryBackground) -> Group:
    """One entry: what it is, what waits, and all that was said."""
    beside, known, today = background.beside, background.known, background.beside.today
    lines = [f"{entry.title} ({kind.label}, {kind.clause})", kind.state(entry, today)]
    if entry.restricted_to:
        lines.append(f"For a role alone; on the access record as {matter_reference(entry.id)}")
    lines += [f"{title}: {text}" for title, text in kind.people(entry, today)]
    lines += [f"{title}: {text}" for title, text in body_lines(kind.current_body(entry), known)]
    for waiting in kind.waiting_beside(entry, beside.siblings, beside.rules, today):
        until = f" until {written_day(waiting.on)}" if waiting.on else ""
        words = f", {waiting.words}" if waiting.words else ""
        note = f" ({interval_note(waiting)})" if waiting.interval else ""
        about = f": {waiting.what}" if waiting.what != entry.title else ""
        lines.append(f"Waits for {waiting.of.label}{about}{until}{words}{note}")
    lines += [_due_line(waiting, today) for waiting in background.handed_over]
    lines += [f"{title}: {text}" for title, text in kind.facts_beside(entry, beside)]
    lines += [_event_line(entry, event, kind, known) for event in entry.events]
    offered = ", ".join(verb.name for verb in kind.offered(entry))
    lines.append(f"May follow: {offered or 'nothing'}")
    return Group(*map(Text, lines))


def fields_text(body: type[EntryBody]) -> str:
    """'procedure, of, days': the fields of a body, with the values of choices."""
    return "; ".join(
        f"{name} ({field.title}{_choices(field.choices)})"
        for name, field in asked_fields(body).items()
    )


def entry_json(entry: Entry, kind: EntryKind, today: date) -> dict[str, Any]:
    """The entry as JSON has it."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "partner": entry.partner,
        "agreement": entry.agreement,
        "title": entry.title,
        "opened_on": entry.day.isoformat(),
        "state": kind.state(entry, today),
        "closed": kind.is_closed(entry),
        "body": entry.body.model_dump(mode="json"),
        "events": [
            {
                "number": event.number,
                "based_on": event.based_on,
                "verb": event.verb,
                "on": event.day.isoformat(),
                "by": event.author.name,
                "side": event.author.side.value,
                "told_by": event.author.told_by,
                "words": event.words,
                "body": event.body.model_dump(mode="json"),
            }
            for event in entry.events
        ],
    }


def _due_line(waiting: Waiting, today: date) -> str:
    owner = f"given to {waiting.owner}" if waiting.owner else ""
    parts = (waiting.what, waiting.of.label, due_words(waiting, today), owner)
    return f"Handed over: {' · '.join(part for part in parts if part)}"


def _choices(choices: Sequence[Any] | type[Any] | None) -> str:
    return f": {', '.join(choice.value for choice in choices)}" if choices else ""


def _event_line(entry: Entry, event: EntryEvent, kind: EntryKind, known: KnownNames) -> str:
    author = event.author
    who = f"{author.told_by}, entered by " if author.side is Side.PARTNER else ""
    parts = [
        f"{event.number}. {kind.verb(event.verb).label}, {written_day(event.day)}, "
        f"{who}{author.name}",
        *(f"{title}: {text}" for title, text in body_lines(event.body, known)),
        event.words,
    ]
    unseen = entry.unseen_by(event)
    if unseen:
        parts.append(f"(had not seen {', '.join(str(each.number) for each in unseen)})")
    return " · ".join(part for part in parts if part)
