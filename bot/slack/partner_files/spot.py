"""What a button or a window of an import is about."""

from __future__ import annotations

import json
from typing import NamedTuple


class ImportRef(NamedTuple):
    """A file that somebody sent, and what it would have changed when that was shown."""

    file: str = ""  # its id in Slack
    digest: str = ""  # of the plan


def ref_value(ref: ImportRef) -> str:
    """The reference as a button's value or a window's private metadata."""
    return json.dumps(ref._asdict(), separators=(",", ":"))


def ref_from(text: str) -> ImportRef:
    """The reference that such a value holds; an empty one where it holds none."""
    try:
        fields = json.loads(text)
        return ImportRef(str(fields.get("file", "")), str(fields.get("digest", "")))
    except (ValueError, TypeError, AttributeError):
        return ImportRef()
