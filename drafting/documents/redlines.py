"""Tracked changes between two versions of a document, by the optional extra `redlines`."""

from __future__ import annotations

import subprocess
from datetime import datetime

from drafting.partners.errors import DraftingError, ExtraMissing

AUTHOR = "Saathi"
INSTALL = (
    "Tracked changes need an extra that is not installed; install `saathi[redlines]`, or compare "
    "the two versions in Word (Review, Compare)."
)
FAILED = (
    "The tracked changes could not be made; compare the two versions in Word (Review, Compare), "
    "and tell whoever runs Saathi."
)


def redline(before: bytes, after: bytes, at: datetime) -> bytes:
    """A .docx that is `after`, with its differences from `before` as changes of that time.

    Accepting all of them gives `after`, rejecting all `before`. Takes about a second. Raises
    ExtraMissing without the extra, and DraftingError where its engine fails.
    """
    try:
        from python_redlines import DocxodusEngine  # noqa: PLC0415  (the extra)
        from python_redlines.engines import EngineNotInstalledError  # noqa: PLC0415
    except ImportError as error:
        raise ExtraMissing(INSTALL) from error
    try:
        docx, _, _ = DocxodusEngine().run_redline(
            AUTHOR, before, after, date_time=at.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    except EngineNotInstalledError as error:
        raise ExtraMissing(INSTALL) from error
    except (subprocess.SubprocessError, OSError) as error:
        raise DraftingError(FAILED) from error
    return bytes(docx)
