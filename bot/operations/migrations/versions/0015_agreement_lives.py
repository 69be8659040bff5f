"""The steps of agreements' lives, and the signed files."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Makes the tables; an agreement that has no step is as far as its drafts are."""
    op.create_table(
        "agreement_steps",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
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
    )
    op.create_table(
        "signed_files",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("agreement", sa.String(60), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    )
    op.create_index("signed_files_sealed", "signed_files", ["sealed_with", "id"])
    op.create_index("signed_files_partner", "signed_files", ["partner"])


def downgrade() -> None:
    """Takes the tables away, and with them what was signed when."""
    op.drop_table("signed_files")
    op.drop_table("agreement_steps")
