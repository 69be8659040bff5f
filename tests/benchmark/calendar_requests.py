"""What the calendar takes with so many partners of 60 entries each, in a process of its own."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
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
from drafting.register import (
    Unit,
)
from drafting.register.tables import ENTRIES, EVENTS
from tests.benchmark.rows import seconds
from tests.support.register_lives import lives_of

ENTRIES_EACH = 60
TRIED, TRIED_DAY = "tried-on", "2026-01-05"
AT = time.time() - 86_400.0  # long ago, as most of what is on record
REMINDERS = 2_000
TIMES = 30
AT_ONCE = 20_000
LARGEST = 5_000
EVERYTHING = Follower(frozenset(Unit))
Row = Mapping[str, Any]
OF_LIVES = ENTRIES.select().order_by(ENTRIES.c.kind)
SAID_TO_THEM = EVENTS.select().order_by(EVENTS.c.number)
Life = tuple[Row, list[Row]]  # an entry's row, with those of what was said to it


def measure(size: int) -> dict[str, float]:
    """Milliseconds of each request with so many partners, and of plain SQL beside it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        services = Services(settings, cast("Any", SimpleNamespace()), apart=Path(folder))
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
    lives = _lives(services)
    entries = (row for partner in range(size) for row in _entries(partner, lives))
    events = (row for partner in range(size) for row in _events(partner, lives))
    for table, every in ((ENTRIES, entries), (EVENTS, events)):
        for chunk in _chunks(every):
            with services.database.write() as connection:
                connection.execute(table.insert(), chunk)


def _lives(services: Services) -> list[Life]:
    """The rows of a whole life of each kind, as the register keeps one."""
    list(lives_of(services.register_desk, TRIED))
    with services.database.read() as connection:
        entries: list[Row] = [*connection.execute(OF_LIVES).mappings()]
        events: list[Row] = [*connection.execute(SAID_TO_THEM).mappings()]
    return [(row, [each for each in events if each["entry"] == row["id"]]) for row in entries]


def _entries(partner: int, lives: list[Life]) -> Iterator[Row]:
    for number in range(ENTRIES_EACH):
        name, (row, _) = f"{partner}-{number}", lives[number % len(lives)]
        facts = _on_its_day(row["facts"], partner, number)
        yield {**row, "id": name, "key": name, "partner": f"p{partner}", "facts": facts, "at": AT}


def _events(partner: int, lives: list[Life]) -> Iterator[Row]:
    """Every other entry lives on; of the others only the first thing was said."""
    for number in range(ENTRIES_EACH):
        name, (_, events) = f"{partner}-{number}", lives[number % len(lives)]
        for row in events if number // len(lives) % 2 else events[:1]:
            mine = {"id": f"{name}-{row['number']}", "entry": name, "partner": f"p{partner}"}
            facts = _on_its_day(row["facts"], partner, number)
            yield {**row, **mine, "key": mine["id"], "facts": facts, "at": AT}


def _on_its_day(facts: str, partner: int, number: int) -> str:
    """What was kept, with a day of its own in place of the one that all were tried with."""
    on = office_today() + timedelta(days=(partner * 7 + number * 11) % 400 - 40)
    return facts.replace(TRIED_DAY, on.isoformat())


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
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
