"""Points of reviews that people settled; drafts with their filed review and the verdict's rules."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Makes the table and the columns; drafts that are there were made under rules 1."""
    op.create_table(
        "settled_points",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("agreement", sa.String(60), nullable=False),
        sa.Column("point", sa.String(120), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("field", sa.String(255), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("taken_back_by", sa.String(120), nullable=False, server_default=""),
        sa.Column("taken_back_at", sa.Float),
    )
    op.create_index("settled_points_agreement", "settled_points", ["partner", "agreement"])
    op.add_column("drafts", sa.Column("rules", sa.Integer, nullable=False, server_default="1"))
    op.add_column("drafts", sa.Column("review_file", sa.LargeBinary))


def downgrade() -> None:
    """Takes them away; what was settled is settled no more."""
    op.drop_column("drafts", "review_file")
    op.drop_column("drafts", "rules")
    op.drop_index("settled_points_agreement", "settled_points")
    op.drop_table("settled_points")
