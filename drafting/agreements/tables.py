"""The table of drafts, as the migrations make it, and its rows as domain objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from drafting.agreements.draft import AgreementRequest, Draft, DraftInfo
from drafting.agreements.reviewing.review import Review
from drafting.documents.composition import Composition, DocumentKind

METADATA = sa.MetaData()
DRAFTS = sa.Table(
    "drafts",
    METADATA,
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("requested_by", sa.String(120), nullable=False),
    sa.Column("may_see_restricted", sa.Boolean, nullable=False),
    sa.Column("holds_restricted", sa.Boolean, nullable=False),
    sa.Column("partner_name", sa.String(300), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("record_version", sa.Integer, nullable=False),
    sa.Column("template_digest", sa.String(64), nullable=False),
    sa.Column("clauses_digest", sa.String(64), nullable=False),
    sa.Column("review", sa.Text, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    sa.Column("composition", sa.Text, nullable=False),  # restricted values taken out
    sa.Column("working", sa.LargeBinary, nullable=False),
    sa.Column("clean", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("partner", "kind", "agreement", "version"),
    sa.Index("drafts_time", "created_at"),
)
FILES = ("working", "clean")
WITHOUT_FILES = [column for column in DRAFTS.c if column.name not in (*FILES, "composition")]
WITH_FILES = [column for column in DRAFTS.c if column.name != "composition"]

REVIEW = TypeAdapter(Review)
COMPOSITION = TypeAdapter(Composition)


def info_of(row: sa.Row[Any]) -> DraftInfo:
    """The draft in a row, without its files."""
    return DraftInfo(**_fields_of(row))


def draft_of(row: sa.Row[Any]) -> Draft:
    """The draft in a row."""
    return Draft(**_fields_of(row), working=bytes(row.working), clean=bytes(row.clean))


def _fields_of(row: sa.Row[Any]) -> dict[str, Any]:
    names = ("partner", "agreement", "requested_by", "key", "may_see_restricted")
    wish = {name: getattr(row, name) for name in names}
    unchanged_names = ("id", "version", "partner_name", "title", "holds_restricted")
    return {
        **{name: getattr(row, name) for name in unchanged_names},
        "request": AgreementRequest(**wish, kind=DocumentKind(row.kind)),
        "created_at": datetime.fromtimestamp(row.created_at, UTC),
        "review": REVIEW.validate_json(row.review),
        "changes": tuple(row.changes),
    }
