"""What one request reads of the partner file does not grow with the number of partners."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.operations.database import Database
from bot.slack.partners.editing import add_partner
from drafting.partners import PartnerFile
from drafting.partners.errors import UnknownPartner
from drafting.partners.record import Partner
from tests.drafting.partners.search.plain_search import made_up_names
from tests.support.databases import KINDS, fresh_database

FEW, MANY = 20, 400
SIZE = 10  # partners on a page
NUMBERS = count()


class CountingDatabase:
    """A database that counts the rows that are read of it."""

    def __init__(self, database: Database) -> None:
        self.rows = 0
        self._database = database

    @contextmanager
    def read(self) -> Iterator[Any]:
        """As in DatabaseAccess."""
        with self._database.read() as connection:
            yield CountingConnection(connection, self)

    @contextmanager
    def write(self) -> Iterator[Any]:
        """As in DatabaseAccess."""
        with self._database.write() as connection:
            yield CountingConnection(connection, self)


class CountingConnection:
    """A connection of which the rows are counted."""

    def __init__(self, connection: sa.Connection, counting: CountingDatabase) -> None:
        self.dialect = connection.dialect
        self._connection = connection
        self._counting = counting

    def execute(self, *statement: Any) -> Any:
        """As in Connection."""
        result = self._connection.execute(*statement)
        if not result.returns_rows:
            return result
        frozen = result.freeze()
        self._counting.rows += len(frozen.data)
        return frozen()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CountingDatabase]:
    with fresh_database(request.param, tmp_path) as database:
        yield CountingDatabase(database)


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The records that are made of what was read."""
    made: list[str] = []
    validate = Partner.model_validate

    def counted(record: Any, context: Any = None) -> Partner:
        partner = validate(record, context=context)
        made.append(partner.id)
        return partner

    monkeypatch.setattr(Partner, "model_validate", counted)
    return made


def filled(database: CountingDatabase, size: int) -> PartnerFile:
    """A file with so many partners, as it is while Saathi serves."""
    file = PartnerFile(database)
    partners = [
        Partner.model_validate(
            {
                "id": names.id,
                "identity": {"legal_name": f"{names.legal_name} {at}", "acronym": names.acronym},
            }
        )
        for at, names in enumerate(made_up_names(size, random.Random(1)))
    ]
    file.save_all(partners, by="Amina", source="test")
    file.find("anything")
    file.namesakes_of(partners[0])
    return file


def _add(file: PartnerFile) -> None:
    typed = {"type": "plain_text_input", "value": f"Brand New {next(NUMBERS)}"}
    window = {"state": {"values": {"identity.legal_name": {"typed": typed}}}, "blocks": []}
    add_partner(file, window, by="U1")


def _change(file: PartnerFile) -> None:
    partner_id = file.page(1, 1).records[0].partner.id
    file.change(
        partner_id,
        lambda stored: stored.partner.model_copy(
            update={
                "identity": stored.partner.identity.model_copy(
                    update={"legal_name": f"Other {next(NUMBERS)}"}
                )
            }
        ),
        by="U1",
        source="test",
    )


def _change_and_find(file: PartnerFile) -> None:
    _change(file)
    file.find("other")


def _miss(file: PartnerFile) -> None:
    with pytest.raises(UnknownPartner):
        file.get("no-such-partner")


REQUESTS: dict[str, Callable[[PartnerFile], object]] = {
    "a search": lambda file: file.find("foundaton"),
    "a menu": lambda file: file.find("sa", 20),
    "a page": lambda file: file.page(2, SIZE),
    "the last page": lambda file: file.page(FEW // SIZE, SIZE),
    "a name in a message": lambda file: file.named_in("Please draft it for Sahil"),
    "a new partner": _add,
    "a change, and a search": _change_and_find,
    "an id that is not there": _miss,
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_reads_no_more_of_many_partners_than_of_few(
    request_: str, database: CountingDatabase, records: list[str]
) -> None:
    counts = []
    for size in (FEW, MANY):
        file = filled(database, size)
        database.rows = 0
        records.clear()
        REQUESTS[request_](file)
        counts.append((database.rows, len(records)))
    few, many = counts
    assert many == few, f"rows and records of {FEW} and of {MANY} partners"
    assert max(many) <= SIZE + 5
