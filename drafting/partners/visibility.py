"""What only some roles may see: bank details and CNICs, as the record's fields are marked."""

from __future__ import annotations

from typing import Any, TypeVar

from drafting.partners.record.base import RecordModel, is_marked_restricted
from drafting.partners.record.fields import field_at, is_unknown, value_at

R = TypeVar("R", bound=RecordModel)


def visible(record: R, may_see_restricted_fields: bool) -> R:
    """The record, without its restricted values unless they may be seen.

    Never save the result: what is taken out of it would be taken out of the file.
    """
    return record if may_see_restricted_fields else _without(record)


def has_restricted(record: RecordModel, path: str) -> bool:
    """Whether the restricted field `path` of the record holds something, whoever asks."""
    return field_at(type(record), path).restricted and not is_unknown(value_at(record, path))


def _without(record: R) -> R:
    updates: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if is_marked_restricted(info):
            updates[name] = info.default
        elif isinstance(value, RecordModel):
            updates[name] = _without(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], RecordModel):
            updates[name] = tuple(_without(entry) for entry in value)
    return record.model_copy(update=updates)
