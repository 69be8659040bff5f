"""What the calendar takes with so many partners of 60 entries each, in a process of its own."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa

from bot.operations.database import Database
from bot.services import Services
from bot.settings.settings import Settings
from bot.slack.delivery.inbox import Inbox
from bot.slack.edge import Edge
from bot.slack.partnership.home_section import SHOWN
from bot.slack.reminders import DueItem, Reminder, send
from drafting.calendar import CalendarDesk, Follower
from drafting.partners import office_today
from drafting.partners.record import Partner
from drafting.partners.samples import sample_partners
from drafting.partners.vocabulary import Side
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryKind,
    Register,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
    WaitingSource,
)
from drafting.register.tables import ENTRIES, EVENTS
from tests.benchmark.rows import seconds

ENTRIES_EACH = 60
CLOSED = 30  # of them
REMINDERS = 2_000
TIMES = 30
AT_ONCE = 20_000
LARGEST = 5_000
EVERYTHING = Follower(frozenset(Unit))


class Promise(EntryBody):
    by: date


class PromiseKind(EntryKind):
    """Something that is owed until it is kept."""

    name, label, clause, body = "promise", "Promise", "CSPF 16(c)", Promise
    verbs = (Verb("kept", "Kept"),)

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """Everything may be said."""

    def is_closed(self, entry: Entry) -> bool:
        return entry.latest("kept") is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        on = cast("Promise", entry.body).by
        key, source = f"promise:{entry.id}:{on}", WaitingSource.REGISTER
        yield Waiting(key, entry.partner, entry.title, on, Side.CIP, source, entry.id)

    def state(self, entry: Entry, today: date) -> str:
        return "Kept" if self.is_closed(entry) else "Open"


def measure(size: int) -> dict[str, float]:
    """Milliseconds of each request with so many partners, and of plain SQL beside it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        services = Services(settings, cast("Any", SimpleNamespace()), apart=Path(folder))
        services.__dict__["register"] = Register(services.database, [PromiseKind()])
        _fill(services, size)
        figures = _looks(services.calendar, services.database, f"p{size // 2}")
        if size == LARGEST:
            figures |= _reminders(services.database)
        services.database.close()
        return figures


def _fill(services: Services, size: int) -> None:
    samples = [
        partner.model_dump(mode="json", exclude_defaults=True) for partner in sample_partners()
    ]
    partners = [
        Partner.model_validate(
            {
                **samples[at % len(samples)],
                "id": f"p{at}",
                "sample": False,
                "identity": {"legal_name": f"Society {at}"},
            }
        )
        for at in range(size)
    ]
    services.partners.save_all(partners, by="t", source="benchmark")
    # Written long ago, as most of what is on record.
    with services.database.write() as connection:
        connection.exec_driver_sql("UPDATE partner_versions SET at = at - 86400")
    rows = (row for partner in range(size) for row in _entries(partner))
    events = (row for partner in range(size) for row in _events(partner))
    for table, every in ((ENTRIES, rows), (EVENTS, events)):
        for chunk in _chunks(every):
            with services.database.write() as connection:
                connection.execute(table.insert(), chunk)


def _entries(partner: int) -> Iterator[dict[str, Any]]:
    today = office_today()
    for number in range(ENTRIES_EACH):
        by = today + timedelta(days=(partner * 7 + number * 11) % 400 - 40)
        body = {"by": by.isoformat()}
        yield {
            "id": f"{partner}-{number}",
            "key": f"{partner}-{number}",
            "kind": "promise",
            "partner": f"p{partner}",
            "agreement": "",
            "restricted_to": "",
            "at": time.time() - 86_400.0,
            "by": "U1",
            "name": "Officer",
            "facts": json.dumps({"title": f"Promise {number}", "body": body}),
            "sealed_with": "",
        }


def _events(partner: int) -> Iterator[dict[str, Any]]:
    facts = json.dumps({"told_by": "", "words": "", "body": {}, "proofs": []})
    for number in range(CLOSED):
        yield {
            "id": f"e{partner}-{number}",
            "key": f"e{partner}-{number}",
            "entry": f"{partner}-{number}",
            "partner": f"p{partner}",
            "number": 1,
            "based_on": 0,
            "verb": "kept",
            "side": "cip",
            "at": time.time() - 86_400.0,
            "by": "U1",
            "name": "Officer",
            "facts": facts,
            "sealed_with": "",
        }


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _looks(desk: CalendarDesk, database: Database, partner: str) -> dict[str, float]:
    today = office_today()
    layout = seconds(lambda: desk.book(today))
    shown = _home(desk, today)()
    assert shown
    of_partner = ENTRIES.c.partner == partner
    events = EVENTS.select().where(EVENTS.c.partner == partner)
    few = ENTRIES.select().where(ENTRIES.c.id.in_([f"0-{number}" for number in range(shown)]))
    return {
        "layout": layout * 1000,
        "layout_sql": _plain(database, ENTRIES.select(), EVENTS.select(), times=1),
        "home": _median(_home(desk, today)),
        "home_sql": _plain(database, few),
        "line": _median(lambda: desk.of_partner(partner, today)),
        "line_sql": _plain(database, ENTRIES.select().where(of_partner), events),
    }


def _home(desk: CalendarDesk, today: date) -> Callable[[], int]:
    """What Home asks of the calendar; how many lines it shows."""

    def look() -> int:
        book = desk.book(today)
        sections = (
            book.late(EVERYTHING, today, SHOWN),
            book.coming(EVERYTHING, today, 7, SHOWN),
            book.other_side(EVERYTHING, today, 7, SHOWN),
        )
        waitings = [waiting for section in sections for waiting in section.first]
        desk.names(waiting.partner for waiting in waitings)
        return len(waitings)

    return look


def _reminders(database: Database) -> dict[str, float]:
    """2,000 people, each with one thing."""
    inbox = Inbox(database, 0)
    edge = cast(
        "Edge",
        SimpleNamespace(
            inbox=inbox, receive=lambda delivery, claims: inbox.record(delivery, claims=claims)
        ),
    )
    plain = Reminder("U1", "calendar-late", {"day": office_today().isoformat()}, ())
    reminders = [
        replace(plain, to=f"U{number}", items=(DueItem(f"{number}", f"calendar:late:{number}"),))
        for number in range(REMINDERS)
    ]
    took = seconds(lambda: send(edge, reminders))
    assert send(edge, reminders) == 0
    table = sa.table("partner_digests", *map(sa.column, ("partner", "field", "digest", "key")))

    def insert() -> None:
        for number in range(REMINDERS):
            values = {"partner": f"x{number}", "field": "f", "digest": "d", "key": "k"}
            with database.write() as connection:
                connection.execute(table.insert().values(values))

    return {"reminders": took * 1000, "reminders_sql": seconds(insert) * 1000}


def _plain(database: Database, *queries: sa.Select[Any], times: int = TIMES) -> float:
    """Milliseconds in which plain SQL reads the same rows."""

    def read() -> None:
        with database.read() as connection:
            for query in queries:
                connection.execute(query).all()

    return _median(read, times)


def _median(work: Callable[[], object], times: int = TIMES) -> float:
    return median(seconds(work) for _ in range(times)) * 1000


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
