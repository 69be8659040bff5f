"""The names that partners are found by, beside their records, in the order in which they change."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
AT_ONCE = 500  # rows


def upgrade() -> None:
    """Makes the table, filled from the records as they are now, and three indexes."""
    connection = op.get_bind()
    # In the order of their code points, whatever the database's language: as Python sorts.
    by_code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    names = op.create_table(
        "partner_names",
        sa.Column("partner", sa.String(60), primary_key=True),
        sa.Column("change", sa.BigInteger, nullable=False, unique=True),
        sa.Column("legal_name", sa.Text, nullable=False),
        sa.Column("acronym", sa.Text, nullable=False),
        sa.Column("urdu_name", sa.Text, nullable=False),
        sa.Column("former_names", sa.JSON, nullable=False),
        sa.Column("sort_name", by_code, nullable=False),
    )
    op.create_index("partner_names_sort", "partner_names", ["sort_name", "partner"])
    # These were looked through whole; a file of evidence is large, and so is a checklist.
    op.create_index("checklists_time", "checklists", ["made_at"])
    op.create_index("evidence_files_checklist", "evidence_files", ["checklist"])
    op.create_index("peer_assessments_partner", "peer_assessments", ["partner", "at"])
    query = sa.text(
        "SELECT v.partner, v.record FROM partner_versions v JOIN partners p ON p.id = v.partner "
        "AND p.version = v.version WHERE NOT p.deleted ORDER BY v.partner"
    )
    rows = [_row(at, *row) for at, row in enumerate(connection.execute(query), 1)]
    for start in range(0, len(rows), AT_ONCE):
        op.bulk_insert(names, rows[start : start + AT_ONCE])


def _row(change: int, partner: str, record: Any) -> dict[str, Any]:
    """The names in a record as it is stored; only these, for others may be restricted."""
    identity = (json.loads(record) if isinstance(record, str) else record).get("identity") or {}
    legal_name = str(identity.get("legal_name") or partner)
    return {
        "partner": partner,
        "change": change,
        "legal_name": legal_name,
        "acronym": str(identity.get("acronym") or ""),
        "urdu_name": str(identity.get("urdu_name") or ""),
        "former_names": list(identity.get("former_names") or ()),
        "sort_name": legal_name.casefold(),
    }


def downgrade() -> None:
    """Takes the table and the indexes away."""
    op.drop_index("peer_assessments_partner", "peer_assessments")
    op.drop_index("evidence_files_checklist", "evidence_files")
    op.drop_index("checklists_time", "checklists")
    op.drop_table("partner_names")
