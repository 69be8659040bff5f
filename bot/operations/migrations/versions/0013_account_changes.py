"""Changes of partners' accounts, held until a second person called the partner back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Makes the table; accounts that are on record stay in force."""
    op.create_table(
        "account_changes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("partner", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("proposal", sa.JSON, nullable=False),
        sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
        sa.Column("entered_by", sa.String(120), nullable=False),
        sa.Column("entered_at", sa.Float, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("settled_by", sa.String(120), nullable=False, server_default=""),
        sa.Column("settled_at", sa.Float),
        sa.Column("called_number", sa.String(40), nullable=False, server_default=""),
        sa.Column("spoke_to", sa.String(120), nullable=False, server_default=""),
        sa.Column("called_on", sa.Date),
        sa.Column("reason", sa.String(500), nullable=False, server_default=""),
    )
    op.create_index("account_changes_partner", "account_changes", ["partner", "state"])
    op.create_index("account_changes_sealed", "account_changes", ["sealed_with", "id"])


def downgrade() -> None:
    """Takes the table away."""
    op.drop_table("account_changes")
