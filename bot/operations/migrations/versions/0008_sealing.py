"""Which key each row is sealed under, keyed digests, who looked at what, and daily chores."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# Each with the column by which its rows are gone through. The index spares reading whole files.
SEALED_TABLES = {
    "partner_versions": "partner",
    "drafts": "id",
    "checklist_answers": "id",
    "standing_answers": "id",
    "peer_assessments": "id",
    "evidence_files": "id",
}


def upgrade() -> None:
    """Makes the tables; what stands there already is sealed by whoever has a key."""
    for table, order in SEALED_TABLES.items():
        column = sa.Column("sealed_with", sa.String(16), nullable=False, server_default="")
        op.add_column(table, column)
        op.create_index(f"{table}_sealed", table, ["sealed_with", order])
    op.create_table(
        "sealing_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("cleaned", sa.Boolean, nullable=False),
    )
    op.create_table(
        "partner_digests",
        sa.Column("partner", sa.String(60), primary_key=True),
        sa.Column("field", sa.String(60), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(16), nullable=False),
    )
    op.create_index("partner_digests_value", "partner_digests", ["digest"])
    op.create_table(
        "access_record",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
    )
    op.create_index("access_record_time", "access_record", ["at"])
    op.create_index("access_record_partner", "access_record", ["partner", "at"])
    op.create_table(
        "removed_drafts",
        sa.Column("id", sa.String(160), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("agreement", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("removed_at", sa.Float, nullable=False),
    )
    document = ["partner", "kind", "agreement"]
    op.create_index("removed_drafts_document", "removed_drafts", document)
    op.create_table(
        "daily_chores",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("begun_at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Takes them away; what is sealed stays so."""
    tables = ("daily_chores", "removed_drafts", "access_record", "partner_digests", "sealing_keys")
    for table in tables:
        op.drop_table(table)
    for table in SEALED_TABLES:
        op.drop_index(f"{table}_sealed", table)
        op.drop_column(table, "sealed_with")
