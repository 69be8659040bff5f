"""Checks of partners against lists, possible matches, and how each was settled."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Makes the tables; nobody was checked before."""
    op.create_table(
        "screenings",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("screening", sa.Text, nullable=False),
    )
    op.create_index("screenings_partner", "screenings", ["partner", "at"])
    op.create_table(
        "screening_matches",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("match", sa.Text, nullable=False),
    )
    op.create_index("screening_matches_partner", "screening_matches", ["partner", "at"])
    op.create_table(
        "screening_decisions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("match", sa.String(32), nullable=False),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.UniqueConstraint("match", "number", name="screening_decisions_number"),
    )
    op.create_index("screening_decisions_partner", "screening_decisions", ["partner"])


def downgrade() -> None:
    """Takes the tables away."""
    for table in ("screening_decisions", "screening_matches", "screenings"):
        op.drop_table(table)
