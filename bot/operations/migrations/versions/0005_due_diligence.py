"""Checklists of due diligence, their answers and evidence, and what was reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "checklists",
        sa.Column("id", sa.String(160), primary_key=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("agreement", sa.String(60), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("completed_at", sa.Float),
        sa.Column("completed_by", sa.String(120), nullable=False),
        sa.Column("chosen", sa.Text, nullable=False),
    )
    op.create_index("checklists_partner", "checklists", ["partner", "agreement", "made_at"])
    op.create_table(
        "checklist_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("checklist", sa.String(160), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    op.create_index("checklist_answers_place", "checklist_answers", ["checklist", "at"])
    op.create_table(
        "checklist_assignments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("checklist", sa.String(160), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("to", sa.String(120), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("checklist_assignments_place", "checklist_assignments", ["checklist", "at"])
    op.create_table(
        "standing_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("item", sa.String(80), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    op.create_table(
        "peer_assessments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("assessment", sa.Text, nullable=False),
    )
    op.create_table(
        "evidence_files",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("checklist", sa.String(160), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "reminders",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Takes the tables away."""
    for table in (
        "reminders",
        "evidence_files",
        "peer_assessments",
        "standing_answers",
        "checklist_assignments",
        "checklist_answers",
        "checklists",
    ):
        op.drop_table(table)
