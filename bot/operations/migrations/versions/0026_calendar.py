"""Indexes by time, by which the calendar sees what was written since it last looked."""

from alembic import op

revision = "0026"
down_revision = "0023"

INDEXES = {
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
    """Makes the indexes."""
    for name, (table, column) in INDEXES.items():
        op.create_index(name, table, [column])


def downgrade() -> None:
    """Takes the indexes away."""
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
