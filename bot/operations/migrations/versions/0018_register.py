"""The register of partnerships: entries, and what was said to them; indexes by time.

By the indexes the calendar sees what was written since it last looked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TIMES = {
    "partner_versions_time": ("partner_versions", "at"),
    "register_entries_time": ("register_entries", "at"),
    "register_events_time": ("register_events", "at"),
    "agreement_steps_time": ("agreement_steps", "at"),
    "checklists_completed": ("checklists", "completed_at"),
    "checklist_answers_time": ("checklist_answers", "at"),
    "checklist_assignments_time": ("checklist_assignments", "at"),
    "screenings_time": ("screenings", "at"),
}


def upgrade() -> None:
    """Makes the tables; nothing was on the register before."""
    op.create_table(
        "register_entries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("agreement", sa.String(60), nullable=False, server_default=""),
        sa.Column("restricted_to", sa.String(40), nullable=False, server_default=""),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    )
    op.create_index("register_entries_partner", "register_entries", ["partner", "at"])
    op.create_index("register_entries_sealed", "register_entries", ["sealed_with", "id"])
    op.create_index("register_entries_kind", "register_entries", ["kind", "at"])
    op.create_table(
        "register_events",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
        sa.Column("entry", sa.String(32), nullable=False),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
        sa.UniqueConstraint("entry", "number", name="register_events_number"),
    )
    op.create_index("register_events_partner", "register_events", ["partner"])
    op.create_index("register_events_sealed", "register_events", ["sealed_with", "id"])
    for name, (table, column) in TIMES.items():
        op.create_index(name, table, [column])


def downgrade() -> None:
    """Takes the tables and the indexes away."""
    for name, (table, _) in TIMES.items():
        op.drop_index(name, table)
    for table in ("register_events", "register_entries"):
        op.drop_table(table)
