"""What people decided about clauses and questions: which clause answers, and which does not."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "clause_marks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("document", sa.String(40), nullable=False),
        sa.Column("clause", sa.String(255), nullable=False),
        sa.Column("edition", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("answers", sa.Boolean, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("taken_back_by", sa.String(100), nullable=False),
        sa.Column("taken_back_at", sa.Float),
    )
    op.create_index("clause_marks_held", "clause_marks", ["taken_back_at", "at"])


def downgrade() -> None:
    """Takes the table away."""
    op.drop_table("clause_marks")
