"""The versions of the database's tables that this Saathi knows."""

from __future__ import annotations

from bot.operations.backup.errors import BackupError
from bot.operations.database import MIGRATIONS


def known_schemas() -> tuple[str, ...]:
    """Alembic's revisions, the oldest first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  (0.2 s)

    revisions = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return tuple(reversed([revision.revision for revision in revisions]))


def refuse_unknown(schema_version: str, made_by: str) -> None:
    """Raises BackupError where the tables are of a newer Saathi than this one."""
    known = known_schemas()
    if schema_version and schema_version not in known:
        raise BackupError(
            f"The backup’s database is of the version {schema_version}, from Saathi {made_by}, and "
            f"this Saathi knows versions up to {known[-1]}; install that Saathi or a newer one, "
            "then restore."
        )
