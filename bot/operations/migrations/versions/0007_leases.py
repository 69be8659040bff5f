"""Of each delivery, how often it changed hands, and which loss of it was counted as a crash."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds the columns; whoever is at work when they come goes on."""
    op.add_column("deliveries", sa.Column("fence", sa.Integer, nullable=False, server_default="0"))
    op.add_column(
        "deliveries", sa.Column("blamed", sa.String(80), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Takes the columns away."""
    for name in ("blamed", "fence"):
        op.drop_column("deliveries", name)
