"""What one request takes with few partners on record and with many, in a process of its own."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from bot.operations.database import Database
from bot.settings.settings import Settings
from bot.slack.checklists.reminders import ChecklistReminders
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.tables import ANSWERS
from bot.slack.learning.improving import RememberedReading, learning_from_inbox
from bot.slack.partners.editing import add_partner
from bot.slack.roles import permissions_of
from drafting.due_diligence import DueDiligenceDesk
from drafting.partners import PartnerFile
from drafting.partners.record import Partner
from drafting.partners.samples import sample_partners
from knowledge import PolicyDesk
from tests.benchmark.rows import seconds
from tests.drafting.partners.search.plain_search import made_up_names, typed
from tests.support.databases import fresh_database
from tests.support.drafting.sample_checklists import CHAUPAL, TODAY, WATER, desk_on, wish

CHECKLISTS = 2_000
QUERIES = 60
TIMES = 7  # of a request that writes
QUESTIONS = 4  # asked in the last 30 days for each partner; every third was declined
WORDS = ("quorum", "audit", "advance", "vehicle", "stamp paper", "logo", "donor", "visit")
NUMBERS = count()
Work = Callable[[], object]


def measure(size: int) -> dict[str, float]:
    """Milliseconds of each kind of request with so many partners."""
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database("sqlite", Path(folder)) as database,
    ):
        file = PartnerFile(database)
        names = _fill(file, size)
        desk = _with_checklists(database)
        figures = {name: _milliseconds(work) for name, work in _requests(file, names, desk).items()}
        return figures | _looks(desk) | _home(database, size, Path(folder))


def _home(database: Database, size: int, folder: Path) -> dict[str, float]:
    """What the coordinator's Home tab reads: after a start, once more, and after a question."""
    policies, inbox = PolicyDesk(folder / "home"), Inbox(database)
    policies.models.reader.read(["warm"])
    reader = RememberedReading(policies)
    with database.write() as connection:
        connection.execute(ANSWERS.insert(), [_asked(at) for at in range(QUESTIONS * size)])

    def look() -> object:
        return learning_from_inbox(inbox, policies, 30, reader)

    figures = {"home_first": 1000 * seconds(look), "home": _milliseconds([look] * TIMES)}
    with database.write() as connection:
        connection.execute(ANSWERS.insert(), [_asked(-3)])
    return figures | {"home_asked": 1000 * seconds(look)}


def _asked(at: int) -> dict[str, Any]:
    question = f"May a {WORDS[at % 8]} of partner {at} be paid for {WORDS[at // 8 % 8]}?"
    values = {"user": "U1", "channel": "C1", "reply_ts": "", "clauses": [], "seconds": 1.0}
    is_answered = bool(at % 3)
    return {
        **values,
        "delivery": f"d{at}",
        "question": question,
        "answered": is_answered,
        "reason": "" if is_answered else "outside",
        "asked_at": time.time() - 60 - 40 * at,
        "helpful": None,
    }


def _fill(file: PartnerFile, size: int) -> list[str]:
    """Puts partners there, with records as full as the samples'; what people type for some."""
    file.seed_samples()
    chance = random.Random(size)
    names = made_up_names(size, chance)
    samples = [
        partner.model_dump(mode="json", exclude_defaults=True) for partner in sample_partners()
    ]
    file.save_all(
        [
            Partner.model_validate(
                {
                    **samples[at % len(samples)],
                    "id": each.id,
                    "sample": False,
                    "identity": {
                        "legal_name": each.legal_name,
                        "acronym": each.acronym,
                        "former_names": each.former_names,
                        "urdu_name": each.urdu_name,
                    },
                }
            )
            for at, each in enumerate(names)
        ],
        by="Amina",
        source="benchmark",
    )
    file.find("anything")  # the index is in memory then
    chance = random.Random(7)
    return [typed(names, chance) for _ in range(QUERIES)]


def _with_checklists(database: Database) -> DueDiligenceDesk:
    """A desk with many checklists, each of another agreement."""
    desk = desk_on(database)
    first = desk.start(wish(CHAUPAL, WATER))
    with database.write() as connection:
        for table, column in (("checklists", "id"), ("checklist_answers", "checklist")):
            query = sa.text(f"SELECT * FROM {table} WHERE {column} = :name")
            rows = list(connection.execute(query, {"name": first.id}).mappings())
            kept = sa.table(table, *(sa.column(name) for name in rows[0]))
            copies = [_copy(dict(row), first.id, at) for at in range(1, CHECKLISTS) for row in rows]
            connection.execute(kept.insert(), copies)
    return desk


def _copy(row: dict[str, Any], first: str, at: int) -> dict[str, Any]:
    """The same row as part of another agreement's checklist."""
    other = {"id": f"{row['id']}-{at}"}
    if "chosen" in row:
        other |= {"key": f"{row['key']}-{at}", "agreement": f"{row['agreement']}-{at}"}
        other["chosen"] = row["chosen"].replace(f'"{first}"', f'"{first}-{at}"')
    else:
        other["checklist"] = f"{first}-{at}"
    return {**row, **other}


def _requests(
    file: PartnerFile, queries: list[str], desk: DueDiligenceDesk
) -> dict[str, list[Work]]:
    first = file.page(1, 1).records[0].partner
    message = f"Could somebody draft the agreement with {first.name} for next year? " * 4
    return {
        "search": [_find(file, query) for query in queries],
        "menu": [_find(file, query[:3]) for query in queries],
        "page": [lambda: file.page(2, 20)] * TIMES,
        "message": [lambda: file.named_in(message)] * TIMES,
        "add": [lambda: add_partner(file, _window(), by="U1")] * TIMES,
        "change": [lambda: _change(file, first.id)] * TIMES,
        "checklist": [lambda: desk.start(wish(CHAUPAL, WATER))] * TIMES,
        "checklists": [lambda: desk.checklists.every(50)] * TIMES,
    }


def _find(file: PartnerFile, query: str) -> Work:
    return lambda: file.find(query)


def _window() -> dict[str, Any]:
    typed_name = {"type": "plain_text_input", "value": f"Brand New Society {next(NUMBERS)}"}
    return {"state": {"values": {"identity.legal_name": {"typed": typed_name}}}, "blocks": []}


def _change(file: PartnerFile, partner_id: str) -> None:
    """A new name, and a search that must know it."""
    name = f"Quite Another Name {next(NUMBERS)}"
    file.change(
        partner_id,
        lambda stored: stored.partner.model_copy(
            update={"identity": stored.partner.identity.model_copy(update={"legal_name": name})}
        ),
        by="U1",
        source="benchmark",
    )
    assert file.find(name)[0].id == partner_id


def _looks(desk: DueDiligenceDesk) -> dict[str, float]:
    """The first look of a day for reminders, and one more."""
    source = ChecklistReminders(
        settings=Settings(), permissions=permissions_of(Settings()), due_diligence=lambda: desk
    )
    looks = (1000 * seconds(lambda: list(source.due(TODAY))) for _ in range(2))
    return dict(zip(("reminders", "reminders_again"), looks, strict=True))


def _milliseconds(requests: list[Work]) -> float:
    for work in requests[:3]:
        work()
    return 1000 * median(_seconds(requests))


def _seconds(requests: list[Work]) -> Iterator[float]:
    for work in requests:
        yield min(seconds(work), seconds(work))


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
