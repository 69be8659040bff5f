"""Of each delivery, how often its work failed, or ended a process, and since when it goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the columns; nothing is held against what was recorded before."""
    op.add_column(
        "deliveries", sa.Column("crashes", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column(
        "deliveries", sa.Column("failures", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("deliveries", sa.Column("begun_at", sa.Float))


def downgrade() -> None:
    """Takes the columns away."""
    for name in ("begun_at", "failures", "crashes"):
        op.drop_column("deliveries", name)
