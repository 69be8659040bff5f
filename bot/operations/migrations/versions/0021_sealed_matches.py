"""Which key a possible match of a screening, and each decision on one, is sealed under."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0018"

TABLES = ("screening_matches", "screening_decisions")


def upgrade() -> None:
    """Makes the columns; what stands there already is sealed by whoever has a key."""
    for table in TABLES:
        column = sa.Column("sealed_with", sa.String(16), nullable=False, server_default="")
        op.add_column(table, column)
        op.create_index(f"{table}_sealed", table, ["sealed_with", "id"])


def downgrade() -> None:
    """Takes them away; what is sealed stays so."""
    for table in TABLES:
        op.drop_index(f"{table}_sealed", table)
        op.drop_column(table, "sealed_with")
