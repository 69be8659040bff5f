"""The table of drafts, as the migrations make it, and its rows as domain objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from drafting.agreements.draft import AgreementRequest, Draft, DraftInfo
from drafting.agreements.reviewing.review import Review, without_typed_numbers
from drafting.documents.composition import Composition, DocumentKind
from drafting.documents.restricted import restricted_fields, without_restricted
from drafting.partners.errors import KeyMissing
from drafting.sealing import (
    CannotOpen,
    KeyRing,
    SealingKey,
    holds_number,
    open_bytes,
    seal_bytes,
    without_numbers,
)

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
    # The key that its files are sealed with, where restricted values stand in them.
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Column("rules", sa.Integer, nullable=False, server_default="1"),  # of its verdict
    sa.Column("review_file", sa.LargeBinary),  # holds nothing restricted; NULL under rules 1
    sa.Index("drafts_sealed", "sealed_with", "id"),
    sa.UniqueConstraint("partner", "kind", "agreement", "version"),
    sa.Index("drafts_time", "created_at"),
)
FILES = ("working", "clean")
# Of drafts that were too old, or went with their partner, only this stays, so that no number is
# given twice.
REMOVED_DRAFTS = sa.Table(
    "removed_drafts",
    METADATA,
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("removed_at", sa.Float, nullable=False),
    sa.Index("removed_drafts_document", "partner", "kind", "agreement"),
)
NOT_READ = ("composition", "sealed_with")
WITHOUT_FILES = [
    column for column in DRAFTS.c if column.name not in (*FILES, *NOT_READ, "review_file")
]
WITH_FILES = [column for column in DRAFTS.c if column.name not in NOT_READ]

LOCKED = (
    "Bank details or CNICs stand in {draft}, which is encrypted, and the key is missing; whoever "
    "runs Saathi sets `privacy.encryption_key` again, or draft it anew to get it without them."
)
REVIEW = TypeAdapter(Review)
COMPOSITION = TypeAdapter(Composition)


def info_of(row: sa.Row[Any]) -> DraftInfo:
    """The draft in a row, without its files."""
    return DraftInfo(**_fields_of(row))


def draft_of(row: sa.Row[Any], ring: KeyRing) -> Draft:
    """The draft in a row. Raises KeyMissing where its files are sealed and do not open."""
    try:
        working, clean = (open_file(getattr(row, name), ring, row.id, name) for name in FILES)
    except CannotOpen as error:
        raise KeyMissing(LOCKED.format(draft=row.id)) from error
    review_file = bytes(row.review_file or b"")
    return Draft(**_fields_of(row), working=working, clean=clean, review_file=review_file)


def sealed_file(content: bytes, key: SealingKey, draft_id: str, name: str) -> bytes:
    """One file of a draft as it is kept, where restricted values stand in it."""
    return seal_bytes(content, key, f"draft:{draft_id}:{name}")


def open_file(content: bytes, ring: KeyRing, draft_id: str, name: str) -> bytes:
    """One file of a draft, sealed or not. Raises CannotOpen."""
    return open_bytes(bytes(content), ring, f"draft:{draft_id}:{name}")


def without_typed_numbers_of(row: sa.Row[Any]) -> dict[str, Any]:
    """What is to be changed of a draft that an earlier Saathi made, so that no number stands in it.

    Empty for all others. A number in its words stands in its files as well: they are Finance's now.
    """
    composition = COMPOSITION.validate_json(row.composition)
    wording = without_restricted(composition)
    values: dict[str, Any] = {}
    if wording != composition:
        values["composition"] = COMPOSITION.dump_json(wording).decode()
    if restricted_fields(composition) and not row.holds_restricted:
        values["holds_restricted"] = True
    if any(map(holds_number, row.changes)):
        values["changes"] = [without_numbers(sentence) for sentence in row.changes]
    if holds_number(row.review):
        review = without_typed_numbers(REVIEW.validate_json(row.review))
        values["review"] = REVIEW.dump_json(review).decode()
    return values


def _fields_of(row: sa.Row[Any]) -> dict[str, Any]:
    names = ("partner", "agreement", "requested_by", "key", "may_see_restricted")
    wish = {name: getattr(row, name) for name in names}
    unchanged_names = ("id", "version", "partner_name", "title", "holds_restricted", "rules")
    return {
        **{name: getattr(row, name) for name in unchanged_names},
        "request": AgreementRequest(**wish, kind=DocumentKind(row.kind)),
        "created_at": datetime.fromtimestamp(row.created_at, UTC),
        "review": REVIEW.validate_json(row.review),
        "changes": tuple(row.changes),
    }
