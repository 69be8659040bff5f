"""The tables of the screening, as the migrations make them. Rows are only ever added."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
SCREENINGS = sa.Table(
    "screenings",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("screening", sa.Text, nullable=False),
    sa.Index("screenings_partner", "partner", "at"),
    sa.Index("screenings_time", "at"),
)
MATCHES = sa.Table(
    "screening_matches",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("match", sa.Text, nullable=False),  # without what was settled about it
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("screening_matches_partner", "partner", "at"),
    sa.Index("screening_matches_sealed", "sealed_with", "id"),
)
DECISIONS = sa.Table(
    "screening_decisions",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("match", sa.String(32), nullable=False),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # 1 for the first about its match
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.UniqueConstraint("match", "number", name="screening_decisions_number"),
    sa.Index("screening_decisions_partner", "partner"),
    sa.Index("screening_decisions_sealed", "sealed_with", "id"),
)
