"""The changes of an import as people read them: with the values at placeholders in the texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from drafting.partners.changes import FieldChange
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.field_types import AS_STORED
from drafting.partners.record.partner import Partner
from drafting.partners.record.typed_once import filled_in

OF_AGREEMENT = re.compile(r"agreements\[([^\]]+)\]")


def shown_changes(
    changes: Sequence[FieldChange], present: Mapping[str, Any], partner: Partner
) -> tuple[FieldChange, ...]:
    """The same changes; texts that would then read alike stay as they were typed."""
    return tuple(_shown(change, present, partner) for change in changes)


def _shown(change: FieldChange, present: Mapping[str, Any], partner: Partner) -> FieldChange:
    match = OF_AGREEMENT.match(change.path)
    if match is None or "{" not in f"{change.before}{change.after}":
        return change
    before, after = _stored(present, match[1]), partner.agreement(match[1])
    was = filled_in(change.before, before) if before else change.before
    now = filled_in(change.after, after) if after else change.after
    return change if was == now else replace(change, before=was, after=now)


def _stored(present: Mapping[str, Any], key: str) -> Agreement | None:
    """The agreement as it is on record; None where there is none that can be read."""
    for entry in present.get("agreements", ()):
        if entry.get("key") == key:
            try:
                return Agreement.model_validate(entry, context=AS_STORED)
            except ValidationError:  # of an older Saathi
                return None
    return None
