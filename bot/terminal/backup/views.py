"""What `saathi backup` and `saathi restore` print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.operations.backup.making import Backup
    from bot.operations.backup.manifest import Manifest
    from bot.operations.backup.restoring import Restored

# Tables whose rows a person would count, and what one row is, and several are.
COUNTED = {
    "partners": ("partner", "partners"),
    "drafts": ("draft", "drafts"),
    "checklists": ("checklist", "checklists"),
    "evidence_files": ("file of evidence", "files of evidence"),
    "answers": ("question that is kept", "questions that are kept"),
}
EDITIONS = ("document of the office’s own", "documents of the office’s own")
NAMED = 5


def backup_lines(backup: Backup) -> Iterator[str]:
    """What was backed up and what was not, and what to do with it."""
    size = backup.file.stat().st_size
    yield f"The backup is in {backup.file} ({_size(size)}): {_counts(backup.manifest)}."
    yield from _settings_lines(backup.manifest)
    if backup.unknown:
        yield (
            f"Not in it, since Saathi did not make it: {_names(backup.unknown)} in the home; keep "
            "it yourself."
        )
    if backup.removed:
        yield f"Deleted, the oldest: {_names([file.name for file in backup.removed])}."
    yield "Keep a copy on another machine, as closely as the home itself: it holds the same."


def check_lines(archive: Path, manifest: Manifest, *, is_complete: bool) -> Iterator[str]:
    """What a backup holds that was found whole."""
    yield (
        f"{archive} is whole: what Saathi {manifest.version} backed up on "
        f"{_time(manifest.created)}, {_counts(manifest)}."
    )
    yield from _settings_lines(manifest)
    if not is_complete:
        yield (
            "The dump of its PostgreSQL database is as it was written, but was not read through: "
            "pg_restore of its version is not on this machine."
        )


def restore_lines(home: Path, restored: Restored) -> Iterator[str]:
    """What was restored, where the former is, and what to do next."""
    manifest = restored.manifest
    yield (
        f"Restored into {home}: what Saathi {manifest.version} backed up on "
        f"{_time(manifest.created)}, {_counts(manifest)}."
    )
    if restored.migrated_from:
        yield f"The database was of the version {restored.migrated_from} and is up to date now."
    if restored.aside:
        yield f"What was there before is in {restored.aside}; delete it once all is well."
    if restored.kept_schema:
        yield (
            f"The tables that were there before are in the schema {restored.kept_schema}; drop it "
            "once all is well."
        )
    yield from _next_steps(restored)


def _next_steps(restored: Restored) -> Iterator[str]:
    about = restored.manifest.settings
    if restored.settings:
        yield (
            f"The settings in force were not changed; those of the backup are in "
            f"{restored.settings}: compare, and copy what you want into saathi.toml."
        )
    if about.secrets_left_out:
        names = ", ".join(about.secrets_left_out)
        yield f"Set these again, for they were not in the backup: {names}."
    if about.environment:
        yield f"Set in the environment when it was made: {', '.join(about.environment)}."
    yield "Next: `saathi doctor`, then start Saathi; it makes its index at the start."


def _settings_lines(manifest: Manifest) -> Iterator[str]:
    about = manifest.settings
    if about.secrets_left_out:
        yield f"Not in it: the secrets {', '.join(about.secrets_left_out)} (--with-secrets)."
    if about.environment:
        yield f"Not in it: what the environment sets, {', '.join(about.environment)}."


def _counts(manifest: Manifest) -> str:
    """'12 partners, 1 draft and 3 documents of the office’s own'."""
    rows = manifest.office_rows
    parts = [_count(rows[table], nouns) for table, nouns in COUNTED.items() if rows.get(table)]
    if editions := _editions(manifest):
        parts.append(_count(editions, EDITIONS))
    if not parts:
        return "nothing that staff entered yet"
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else parts[0]


def _editions(manifest: Manifest) -> int:
    start = "home/documents/"
    names = [file.name.removeprefix(start) for file in manifest.files if start in file.name]
    return sum(1 for name in names if name.endswith(".json") and "/" not in name)


def _count(number: int, nouns: tuple[str, str]) -> str:
    return f"{number:,} {nouns[number != 1]}"


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _time(created: str) -> str:
    return f"{datetime.fromisoformat(created):%Y-%m-%d at %H:%M} UTC"


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size / 1_000:,.1f} kB"
