"""Records of partners and drafts in whose texts a number was typed are encrypted once more.

Before, only the fields for bank details and CNICs were. Such a version, or draft, counts as not
encrypted from now on, until the next start or `saathi privacy encrypt`. What a number is, is
written down here as it was at that time.
"""

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"

AT_ONCE = 500
SEALED = "sealed"
GAP = r"[ \-‐-–\u00a0\u200b-\u200f]?"
CNIC = re.compile(r"(?<!\d)\d{5}[ .\-‐-–_/]?\d{7}[ .\-‐-–_/]?\d(?!\d)")
IBAN = re.compile(
    rf"(?<![a-z0-9])[a-z]{{2}}{GAP}\d{GAP}\d(?:{GAP}[a-z0-9]){{11,30}}", re.IGNORECASE
)
FEWEST_DIGITS = 10  # of an IBAN: what holds fewer is a word
VERSIONS = sa.table(
    "partner_versions",
    *(sa.column("partner"), sa.column("version"), sa.column("record"), sa.column("sealed_with")),
)
DRAFTS = sa.table(
    "drafts",
    *(sa.column(name) for name in ("id", "composition", "review", "sealed_with")),
    sa.column("changes", sa.JSON),
)


def upgrade() -> None:
    """Has what holds a number in the clear encrypted by the next who looks for what is left."""
    _mark_versions(op.get_bind())
    _mark_drafts(op.get_bind())


def _mark_drafts(connection: sa.Connection) -> None:
    query = DRAFTS.select().where(DRAFTS.c.sealed_with != "").execution_options(yield_per=50)
    holding = [
        {"draft": row.id}
        for row in connection.execute(query)
        if _holds_number([row.changes, _words(json.loads(row.composition))])
        or _holds_number(row.review)
    ]
    if holding:
        draft = DRAFTS.c.id == sa.bindparam("draft")
        connection.execute(DRAFTS.update().where(draft).values(sealed_with=""), holding)


def _words(composition: Any) -> list[Any]:
    """The texts that stand for a value of the record; what else is kept may look like a number."""
    if isinstance(composition, list):
        return [words for part in composition for words in _words(part)]
    if not isinstance(composition, dict):
        return []
    words = [composition.get("subtitle", "")]
    if composition.get("value_of"):
        words.append(composition["text"])
    return [*words, *(word for part in composition.values() for word in _words(part))]


def _mark_versions(connection: sa.Connection) -> None:
    query = (
        sa.select(VERSIONS.c.partner, VERSIONS.c.version, VERSIONS.c.record)
        .where(VERSIONS.c.sealed_with != "")
        .order_by(VERSIONS.c.partner, VERSIONS.c.version)
    )
    holding = [
        {"of": row.partner, "number": row.version}
        for row in connection.execute(query)
        if _holds_number(json.loads(row.record) if isinstance(row.record, str) else row.record)
    ]
    change = VERSIONS.update().values(sealed_with="")
    this = sa.and_(
        VERSIONS.c.partner == sa.bindparam("of"), VERSIONS.c.version == sa.bindparam("number")
    )
    for start in range(0, len(holding), AT_ONCE):
        connection.execute(change.where(this), holding[start : start + AT_ONCE])


def downgrade() -> None:
    """Nothing: the version before reads what is encrypted in any field."""


def _holds_number(data: Any) -> bool:
    """True where a number stands in a text that is not encrypted."""
    if isinstance(data, str):
        ibans = (sum(map(str.isdigit, match)) for match in IBAN.findall(data))
        return bool(CNIC.search(data)) or any(digits >= FEWEST_DIGITS for digits in ibans)
    if isinstance(data, list):
        return any(map(_holds_number, data))
    if isinstance(data, dict) and set(data) != {SEALED}:
        return any(map(_holds_number, data.values()))
    return False
