"""Who pays a budget line and who owes a report is no longer presumed where nobody said it.

Records leave out values that are as by default, and until now that was "CIP" for who pays and "the
partner" for who reports. So each earlier version gets the value that it meant, and papers printed;
and a partner whose record relied on it gets a new version in which it is open, so that the history
tells what Saathi had presumed. Samples keep the values: their files say them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

SOURCE = "update: who pays and who reports is not presumed any more"
PARTNERS = sa.table(
    "partners", sa.column("id"), sa.column("version", sa.Integer), sa.column("deleted", sa.Boolean)
)
VERSIONS = sa.table(
    "partner_versions",
    sa.column("partner"),
    sa.column("version", sa.Integer),
    sa.column("at", sa.Float),
    sa.column("by"),
    sa.column("source"),
    sa.column("record", sa.JSON),
    sa.column("sealed_with"),
)


def upgrade() -> None:
    """Writes down what was presumed, and opens it in the present version of each partner."""
    connection = op.get_bind()
    query = sa.select(PARTNERS.c.id, PARTNERS.c.version).where(~PARTNERS.c.deleted)
    for partner, present in list(connection.execute(query)):
        _open_what_was_presumed(connection, partner, present)


def _open_what_was_presumed(connection: sa.Connection, partner: str, present: int) -> None:
    rows = connection.execute(VERSIONS.select().where(VERSIONS.c.partner == partner))
    for row in list(rows):
        explicit = deepcopy(row.record)
        if not _write_down(explicit):
            continue
        this = sa.and_(VERSIONS.c.partner == partner, VERSIONS.c.version == row.version)
        connection.execute(VERSIONS.update().where(this).values(record=explicit))
        if row.version == present and not row.record.get("sample"):
            stamp = {"by": "Saathi", "source": SOURCE, "at": time.time()}
            opened = {**row._mapping, **stamp, "version": present + 1}
            connection.execute(VERSIONS.insert().values(opened))
            of_partner = PARTNERS.update().where(PARTNERS.c.id == partner)
            connection.execute(of_partner.values(version=present + 1))


def _write_down(record: dict[str, Any]) -> bool:
    """Puts what was presumed into the record; False where nothing was."""
    unsaid = [(entry, name, side) for entry, name, side in _sides(record) if name not in entry]
    for entry, name, side in unsaid:
        entry[name] = side
    return bool(unsaid)


def _sides(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each entry that names a side, the name of that field, and what it was by default."""
    for agreement in record.get("agreements") or ():
        for line in (agreement.get("money") or {}).get("budget") or ():
            yield line, "paid_by", "cip"
        for report in agreement.get("reports") or ():
            yield report, "by", "partner"


def downgrade() -> None:
    """Leaves the records: a version before reads them as they are, and presumes again."""
