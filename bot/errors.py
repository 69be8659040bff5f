"""Exception → the sentence a person reads. This is the one place where that is decided.

Whoever uses the terminal reads `sentence`; whoever asks in Slack reads `public_sentence`, which
keeps to itself what only those who run Saathi can do something about.
"""

from __future__ import annotations

import logging
import secrets
from typing import ClassVar

import prompts
from bot import faults
from drafting.partners import DraftingError
from knowledge import KnowledgeError

LOG = logging.getLogger("saathi")


class EdgeError(Exception):
    """The base of the edge's own errors; its text is one sentence with the cure."""

    internal: ClassVar[bool] = False  # the sentence is for whoever runs Saathi, nobody else
    passing: ClassVar[bool] = False  # it passes, or is mended: what was asked can wait for that


# Their text is written for people.
SPOKEN = (KnowledgeError, DraftingError, EdgeError)


def sentence(error: BaseException) -> str:
    """The sentence for whoever runs Saathi; an unexpected error is logged under its reference."""
    if isinstance(error, SPOKEN):
        return str(error)
    fault = faults.fault_of(error)
    if fault:
        _log(error)
        return fault
    return _unexpected(error)


def public_sentence(error: BaseException) -> str:
    """The sentence for somebody who does not run Saathi; what they are not told is logged."""
    if is_passing(error):
        return prompts.fill("replies/away", reference=_log(error))
    if getattr(error, "internal", False):
        return _unexpected(error)
    return sentence(error)


def cause_of(error: BaseException) -> str:
    """What whoever runs Saathi reads in the log about `error`; '' where it is unexpected."""
    return str(error) if isinstance(error, SPOKEN) else faults.fault_of(error)


def is_passing(error: BaseException) -> bool:
    """True where something outside Saathi is away or refuses: the same may go well later."""
    if isinstance(error, SPOKEN):
        return bool(getattr(error, "passing", False))
    return faults.is_passing(error)


def _unexpected(error: BaseException) -> str:
    return (
        f"Something went wrong on Saathi’s side. Please try again; if it stays, give the "
        f"reference {_log(error)} to whoever runs Saathi."
    )


def _log(error: BaseException) -> str:
    """The reference under which the log has `error` with its trace."""
    reference = secrets.token_hex(4)
    extra = {"reference": reference}
    what = cause_of(error)
    if what:
        LOG.error("reference %s: %s", reference, what, exc_info=error, extra=extra)
    else:
        LOG.error("unexpected error, reference %s", reference, exc_info=error, extra=extra)
    return reference
