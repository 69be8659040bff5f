"""Drafts of agreements, each whole in one row."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "drafts",
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
        sa.Column("composition", sa.Text, nullable=False),
        sa.Column("working", sa.LargeBinary, nullable=False),
        sa.Column("clean", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("partner", "kind", "agreement", "version"),
    )
    op.create_index("drafts_time", "drafts", ["created_at"])


def downgrade() -> None:
    """Takes the table away."""
    op.drop_table("drafts")
