"""The tables of the register, as the migrations make them. Rows are only ever added."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
ENTRIES = sa.Table(
    "register_entries",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),  # of the wish: opened once
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False, server_default=""),
    sa.Column("restricted_to", sa.String(40), nullable=False, server_default=""),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),  # JSON; sealed where the entry is restricted
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("register_entries_sealed", "sealed_with", "id"),
    sa.Index("register_entries_partner", "partner", "at"),
    sa.Index("register_entries_kind", "kind", "at"),
    sa.Index("register_entries_time", "at"),
)
EVENTS = sa.Table(
    "register_events",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),
    sa.Column("entry", sa.String(32), nullable=False),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # 1 for the first of its entry
    sa.Column("based_on", sa.Integer, nullable=False),  # the latest one that its author had seen
    sa.Column("verb", sa.String(40), nullable=False),
    sa.Column("side", sa.String(10), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("register_events_sealed", "sealed_with", "id"),
    sa.UniqueConstraint("entry", "number", name="register_events_number"),
    sa.Index("register_events_partner", "partner"),
    sa.Index("register_events_time", "at"),
)
