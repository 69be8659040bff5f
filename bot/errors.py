"""Exception → the sentence a person reads. This is the one place where that is decided."""

from __future__ import annotations

import errno
import logging
import secrets
from logging.handlers import RotatingFileHandler
from pathlib import Path

from bot.settings import SettingsError
from knowledge import KnowledgeError

LOG = logging.getLogger("saathi")
# Their text is written for people and says the cure.
SPOKEN = (KnowledgeError, SettingsError)
# What the machine refuses to write, and the cure.
ELSEWHERE = "give Saathi a folder it can write to, with the setting `home`"
REFUSED = dict.fromkeys(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST), ELSEWHERE
) | {errno.ENOSPC: "make room on its disk"}


def sentence(error: BaseException) -> str:
    """What to tell a person about `error`; an unexpected one is logged under the reference told."""
    if isinstance(error, SPOKEN):
        return str(error)
    if isinstance(error, OSError) and error.filename and error.errno in REFUSED:
        why = str(error.strerror).lower()
        return f"{error.filename} cannot be written ({why}); {REFUSED[error.errno]}."
    reference = secrets.token_hex(4)
    LOG.error("unexpected error, reference %s", reference, exc_info=error)
    return (
        f"Something went wrong on Saathi’s side. Please try again; if it stays, give the "
        f"reference {reference} to whoever runs Saathi."
    )


def log_to(folder: Path) -> None:
    """Sends the log to `saathi.log` in `folder`; where that cannot be written, there is no log."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "saathi.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        LOG.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    LOG.handlers[:] = [handler]
    LOG.propagate = False
    LOG.setLevel(logging.INFO)
