"""The inbox's tables, as the migrations make them, and their rows as domain objects."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.slack.delivery.deliveries import (
    SET_ASIDE,
    AnswerRecord,
    Delivery,
    DeliveryKind,
    Reply,
    Way,
)

METADATA = sa.MetaData()
DELIVERIES = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("team", sa.String(30), nullable=False),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("user", sa.String(30), nullable=False),
    sa.Column("ts", sa.String(30), nullable=False),
    sa.Column("thread_ts", sa.String(30), nullable=False),
    sa.Column("way", sa.String(10), nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("extra", sa.JSON, nullable=False),
    sa.Column("received_at", sa.Float, nullable=False),
    sa.Column("owner", sa.String(60), nullable=False),
    sa.Column("lease_until", sa.Float, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("stream_ts", sa.String(30), nullable=False),
    sa.Column("closed_at", sa.Float),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("reply_channel", sa.String(30), nullable=False),
    sa.Column("reply_ts", sa.String(30), nullable=False),
    sa.Column("crashes", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("begun_at", sa.Float),  # when the current work was begun
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("blamed", sa.String(80), nullable=False),  # whose loss was counted as a crash last
    sa.Index("deliveries_open", "closed_at", "lease_until"),
    sa.Index("deliveries_thread", "channel", "thread_ts"),
    sa.Index("deliveries_person", "user", "received_at"),
    sa.Index("deliveries_reply", "reply_channel", "reply_ts"),
)
ANSWERS = sa.Table(
    "answers",
    METADATA,
    sa.Column("delivery", sa.String(32), primary_key=True),
    sa.Column("user", sa.String(30), nullable=False),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("reply_ts", sa.String(30), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("clauses", sa.JSON, nullable=False),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("helpful", sa.Boolean),
    sa.Index("answers_person", "user", "asked_at"),
    sa.Index("answers_time", "asked_at"),
)
# What was reminded of, so that it comes once: written with the delivery that reminds of it.
REMINDERS = sa.Table(
    "reminders",
    METADATA,
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
)
OPEN = DELIVERIES.c.closed_at.is_(None)
ASIDE = DELIVERIES.c.outcome == SET_ASIDE

# What is kept of a report of misconduct does not say who wrote it, or where.
NAMELESS = dict.fromkeys(
    ("user", "channel", "ts", "thread_ts", "stream_ts", "reply_channel", "reply_ts"), ""
)


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """The delivery in a row."""
    fields = {name: getattr(row, name) for name in Delivery.__dataclass_fields__}
    return Delivery(**{**fields, "kind": DeliveryKind(row.kind), "way": Way(row.way)})


def answer_row(delivery: Delivery, reply: Reply, record: AnswerRecord) -> dict[str, Any]:
    """The row that keeps a question and how it was answered."""
    fields = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {
        **fields,
        "delivery": delivery.id,
        "user": delivery.user,
        "clauses": list(record.clauses),
        "channel": reply.channel,
        "reply_ts": reply.ts,
    }


def record_of(row: sa.Row[Any]) -> AnswerRecord:
    """The answer record in a row."""
    fields = {name: getattr(row, name) for name in AnswerRecord.__dataclass_fields__}
    return AnswerRecord(**{**fields, "clauses": tuple(row.clauses)})
