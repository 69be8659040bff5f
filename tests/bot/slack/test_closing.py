"""What a delivery holds besides its text is gone as soon as it is closed, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.operations.database import Database
from bot.slack.delivery.deliveries import (
    SET_ASIDE,
    UNDELIVERABLE,
    AnswerRecord,
    Delivery,
    DeliveryKind,
    Reply,
    Way,
)
from bot.slack.delivery.inbox import Inbox
from tests.support.databases import fresh_database

EXTRA = {"to": "C1", "blocks": [{"type": "section"}], "response_url": "https://hooks.slack.com/x"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as database:
        yield database


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def recorded(inbox: Inbox, kind: DeliveryKind = DeliveryKind.SHARE) -> Delivery:
    delivery = inbox.record(
        Delivery(f"key {kind}", kind, "U1", "C1", "1.0", "1.0", Way.CHANNEL, extra=EXTRA)
    )
    assert delivery is not None
    return delivery


def row(database: Database) -> sa.Row[tuple[object, ...]]:
    with database.read() as connection:
        wanted = sa.text('select extra, text, key, "user", channel, outcome from deliveries')
        return connection.execute(wanted).one()


@pytest.mark.parametrize("kind", DeliveryKind)
@pytest.mark.parametrize("outcome", ["shared", UNDELIVERABLE])
def test_a_closed_delivery_keeps_no_extra(
    kind: DeliveryKind, outcome: str, inbox: Inbox, database: Database
) -> None:
    delivery = recorded(inbox, kind)
    assert "hooks" in str(row(database).extra)
    inbox.note(delivery, "uploaded", ["F1"])
    inbox.close(delivery, Reply(outcome, "C1", "2.0"))
    assert row(database).extra == "{}"


def test_it_keeps_none_where_an_answer_is_kept(inbox: Inbox, database: Database) -> None:
    asked = AnswerRecord("Question?", answered=True, reason="", clauses=(), asked_at=1.0)
    inbox.close(recorded(inbox, DeliveryKind.QUESTION), Reply("answered", "C1", "2.0"), asked)
    assert row(database).extra == "{}"


def test_what_is_set_aside_keeps_it_until_its_person_has_it_deleted(
    inbox: Inbox, database: Database
) -> None:
    inbox.set_aside(recorded(inbox), Reply(SET_ASIDE))
    assert "hooks" in str(row(database).extra)
    inbox.forget("U1")
    assert row(database).extra == "{}"
    assert row(database).outcome != SET_ASIDE
