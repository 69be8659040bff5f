"""What of a home goes into a backup. Each name that Saathi gives there is on one of two lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

FILE = "saathi.db"  # as in bot.operations.database, whose import takes its time
HOME = "home"  # in an archive: the folder of what a home holds
SETTINGS = "settings.toml"  # in an archive
WORKSPACE = "workspace"  # the local workspace, which has a database of its own
DATABASES = (FILE, f"{WORKSPACE}/{FILE}")
# What is copied as it is: documents on record, the office's own words and lists, and what was
# typed in the terminal.
DOCUMENTS = "documents"  # on record: only ever added to
COPIED = (DOCUMENTS, "clauses", "templates", "catalogue", "screening", "places.yaml", "history")
# Where a restore puts the backup's settings: it never changes those in force.
RESTORED_SETTINGS = "saathi.toml.from-backup"
BACKUPS = "backups"  # where backups go unless another folder is named
LAST = "last-backup"  # when the last backup was made
ASIDE = "before-restore-"  # and a time: what a restore replaced
READY = ".restore-ready"  # a restore that only has to be put in place
SCRATCH = ".saathi-scratch-"  # unfinished work
# What is not in a backup: it is made again, it belongs to this machine, or it is a backup itself.
LEFT_OUT = (
    "index",
    "saathi.log*",
    "*.lock",
    "saathi.db-*",  # its content is in the copy of the database
    "saathi.toml*",  # the settings go by themselves, without secrets
    "saathi-*.tar.gz",
    BACKUPS,
    LAST,
    f"{ASIDE}*",
    READY,
    f"{SCRATCH}*",
    "lost+found",
)
UNFINISHED = (".saathi-*.part", "*.lock", ".lock", f"{SCRATCH}*")  # within what is copied


@dataclass(frozen=True)
class HomeContents:
    """What a home holds, as paths relative to it."""

    databases: tuple[str, ...]
    copied: tuple[str, ...]
    unknown: tuple[str, ...]  # not Saathi's, so left out

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to back up, and nothing that a restore would replace."""
        return not self.databases and not self.copied


def contents_of(home: Path) -> HomeContents:
    """What is in `home`; nothing where it is no folder. Raises OSError."""
    names = sorted(path.name for path in home.iterdir()) if home.is_dir() else []
    known = {WORKSPACE, FILE, *COPIED}
    return HomeContents(
        databases=tuple(name for name in DATABASES if (home / name).is_file()),
        copied=tuple(name for name in COPIED if name in names),
        unknown=tuple(name for name in names if name not in known and not is_left_out(name)),
    )


def is_left_out(name: str) -> bool:
    """True for a name in a home that Saathi makes there and no backup holds."""
    return any(fnmatch(name, pattern) for pattern in LEFT_OUT)


def last_backup(home: Path) -> datetime | None:
    """When the last backup of the home was made; None where none is known."""
    try:
        return datetime.fromisoformat((home / LAST).read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def is_unfinished(name: str) -> bool:
    """True for what a process is just writing, or locks with."""
    return any(fnmatch(name, pattern) for pattern in UNFINISHED)


def replaced_names(home: Path) -> list[str]:
    """The names in `home` that a restore moves aside, with what belongs to its database."""
    ours = (*COPIED, WORKSPACE, FILE, f"{FILE}-wal", f"{FILE}-shm", RESTORED_SETTINGS)
    return [name for name in ours if (home / name).exists() or (home / name).is_symlink()]
