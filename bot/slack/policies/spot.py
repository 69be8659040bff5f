"""What a button or a window of a policy that is not in force yet is about."""

from __future__ import annotations

import json
from typing import NamedTuple


class PolicyRef(NamedTuple):
    """A file that somebody sent, and what they say it is; what is not known yet is ''."""

    file: str = ""  # its id in Slack
    digest: str = ""  # of its bytes, as they were looked at
    document: str = ""  # the id that it is to have
    edition: str = ""
    status: str = ""
    replaces: str = ""  # the edition that goes out of force, as it was reported


def ref_value(spot: PolicyRef) -> str:
    """The reference as a button's value or a modal's private metadata."""
    fields = {name: value for name, value in spot._asdict().items() if value}
    return json.dumps(fields, separators=(",", ":"))


def ref_from(text: str) -> PolicyRef:
    """The reference that such a value holds; an empty one where it holds none."""
    try:
        fields = json.loads(text)
        return PolicyRef(**{name: str(fields.get(name, "")) for name in PolicyRef._fields})
    except (ValueError, TypeError, AttributeError):
        return PolicyRef()
