"""The partner file's tables, as the migrations make them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

METADATA = sa.MetaData()


class IbanInRecord(FunctionElement[str]):
    """The IBAN in a version of a partner's record, in the words of the index on it.

    A database uses an index of an expression only where a query repeats it word for word.
    """

    inherit_cache = True
    type = sa.String()


@compiles(IbanInRecord, "sqlite")
def _in_sqlite(*_: Any, **__: Any) -> str:
    return "json_extract(record, '$.bank.iban')"


@compiles(IbanInRecord)
def _in_postgresql(*_: Any, **__: Any) -> str:
    return "(record #>> '{bank,iban}'::text[])"


# Which partners there are. Of one that was deleted only the id and the last number stay, so that
# neither a sample comes back by itself nor a version number is given twice.
PARTNERS = sa.Table(
    "partners",
    METADATA,
    sa.Column("id", sa.String(60), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
)
# Each version whole: what was there before a change is the version before it.
VERSIONS = sa.Table(
    "partner_versions",
    METADATA,
    sa.Column("partner", sa.String(60), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("record", sa.JSON, nullable=False),  # restricted values sealed, where there is a key
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),  # that key's id
    sa.Index("partner_versions_sealed", "sealed_with", "partner"),
    sa.Index("partner_versions_iban", "sealed_with", IbanInRecord()),
    sa.Index("partner_versions_time", "at"),
)
# Keyed digests of what two partners should not share, of the present versions.
DIGESTS = sa.Table(
    "partner_digests",
    METADATA,
    sa.Column("partner", sa.String(60), primary_key=True),
    sa.Column("field", sa.String(60), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(16), nullable=False),
    sa.Index("partner_digests_value", "digest"),
)
# What partners are found by, of their present versions; nothing restricted is among it. One row
# without a partner stands for the last deletion: whoever reads the changes learns of it.
NAMES = sa.Table(
    "partner_names",
    METADATA,
    sa.Column("partner", sa.String(60), primary_key=True),
    # Counts up with every change of a row, in the order in which changes are there to be read.
    sa.Column("change", sa.BigInteger, nullable=False, unique=True),
    sa.Column("legal_name", sa.Text, nullable=False),
    sa.Column("acronym", sa.Text, nullable=False),
    sa.Column("urdu_name", sa.Text, nullable=False),
    sa.Column("former_names", sa.JSON, nullable=False),
    # Without big letters; sorted as Python sorts, whatever the database's language.
    sa.Column(
        "sort_name",
        sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
        nullable=False,
    ),
    sa.Index("partner_names_sort", "sort_name", "partner"),
)
# Changes of accounts: what waits for a call-back, and what became of each. Nothing is overwritten.
ACCOUNT_CHANGES = sa.Table(
    "account_changes",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # of the file, on which it was entered
    sa.Column("proposal", sa.JSON, nullable=False),  # {"bank": {…}}, sealed as in a version
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Column("entered_by", sa.String(120), nullable=False),
    sa.Column("entered_at", sa.Float, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("settled_by", sa.String(120), nullable=False, server_default=""),
    sa.Column("settled_at", sa.Float),
    sa.Column("called_number", sa.String(40), nullable=False, server_default=""),
    sa.Column("spoke_to", sa.String(120), nullable=False, server_default=""),
    sa.Column("called_on", sa.Date),
    sa.Column("reason", sa.String(500), nullable=False, server_default=""),
    sa.Index("account_changes_partner", "partner", "state"),
    sa.Index("account_changes_sealed", "sealed_with", "id"),
)
# The present version of every partner that is there.
PRESENT = (
    sa.select(VERSIONS)
    .join(
        PARTNERS,
        sa.and_(PARTNERS.c.id == VERSIONS.c.partner, PARTNERS.c.version == VERSIONS.c.version),
    )
    .where(~PARTNERS.c.deleted)
)
