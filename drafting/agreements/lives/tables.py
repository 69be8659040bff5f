"""The tables of agreements' steps and of the signed files, as the migrations make them."""

from __future__ import annotations

import sqlalchemy as sa

from drafting.agreements.tables import METADATA

AGREEMENT_STEPS = sa.Table(
    "agreement_steps",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),  # of the wish: entered once
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("draft", sa.String(160), nullable=False, server_default=""),
    sa.Column("record_version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.UniqueConstraint("partner", "agreement", "number"),
    sa.Index("agreement_steps_time", "at"),
)
# What was signed, as it came back. It is sealed whole: nobody can tell what a scan shows.
SIGNED_FILES = sa.Table(
    "signed_files",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),  # of its step
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # SHA-256 of what came in
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("signed_files_sealed", "sealed_with", "id"),
    sa.Index("signed_files_partner", "partner"),
)
