"""Partners are found by their account without reading every record, where these are not encrypted.

Every draft in which funds change hands asks who else has the partner's account.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

IBAN = {
    "sqlite": "json_extract(record, '$.bank.iban')",
    "postgresql": "(record #>> '{bank,iban}'::text[])",
}


def upgrade() -> None:
    """Makes the index."""
    iban = sa.text(IBAN[op.get_bind().dialect.name])
    op.create_index("partner_versions_iban", "partner_versions", ["sealed_with", iban])


def downgrade() -> None:
    """Takes the index away."""
    op.drop_index("partner_versions_iban", "partner_versions")
