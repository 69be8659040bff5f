"""Exception → the sentence a person reads. This is the one place where that is decided."""

from __future__ import annotations

import errno
import logging
import secrets

from drafting.partners import DraftingError
from knowledge import KnowledgeError

LOG = logging.getLogger("saathi")


class EdgeError(Exception):
    """The base of the edge's own errors; its text is one sentence with the cure."""


# Their text is written for people.
SPOKEN = (KnowledgeError, DraftingError, EdgeError)
# What the machine refuses to write, and the cure.
ELSEWHERE = "give Saathi a folder it can write to, with the setting `home`"
REFUSED = dict.fromkeys(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST), ELSEWHERE
) | {errno.ENOSPC: "make room on its disk"}


def sentence(error: BaseException) -> str:
    """The sentence for a person about `error`; an unexpected one is logged under its reference."""
    if isinstance(error, SPOKEN):
        return str(error)
    if isinstance(error, OSError) and error.filename and error.errno in REFUSED:
        why = str(error.strerror).lower()
        return f"{error.filename} cannot be written ({why}); {REFUSED[error.errno]}."
    reference = secrets.token_hex(4)
    extra = {"reference": reference}
    LOG.error("unexpected error, reference %s", reference, exc_info=error, extra=extra)
    return (
        f"Something went wrong on Saathi’s side. Please try again; if it stays, give the "
        f"reference {reference} to whoever runs Saathi."
    )
