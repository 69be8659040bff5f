"""Possible matches as they are kept: what names somebody is sealed, for it may mean another.

The day, the list's title and who settled a match stay as they are, so that they can be counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from drafting.sealing import (
    CannotOpen,
    KeyRing,
    SealingKey,
    is_sealed,
    key_id_of,
    open_tree,
    open_value,
    seal_value,
)

# Of a match and of a decision on one: names, what the list says, and the reasons.
NAMING = frozenset({"subject", "listed_name", "reference", "about", "reasons", "reason"})
KEY_MISSING = "cannot be read: key missing"
TEXTS_OF_MANY = frozenset({"reasons"})


class KeptMatch(NamedTuple):
    """JSON as it is kept, and the key that it is sealed with; '' for none."""

    text: str
    sealed_with: str


def kept_match(text: str, ring: KeyRing, row_id: str) -> KeptMatch:
    """A match or a decision as it is kept in the row of that id; as it is where there is no key."""
    return (
        KeptMatch(text, "") if ring.first is None else sealed_match(text, ring, ring.first, row_id)
    )


def sealed_match(text: str, ring: KeyRing, key: SealingKey, row_id: str) -> KeptMatch:
    """The same sealed with `key`, whether it was sealed before or not; what cannot be opened stays.

    The key that is named is another one as long as something is sealed with that.
    """
    fields: dict[str, Any] = json.loads(text)
    kept = {name: _sealed(name, field, ring, key, row_id) for name, field in fields.items()}
    key_ids = (key_id_of(field) for field in kept.values() if is_sealed(field))
    other = next((key_id for key_id in key_ids if key_id != key.id), key.id)
    return KeptMatch(_dumped(kept), other)


def opened_match(text: str, ring: KeyRing, row_id: str) -> str:
    """The JSON with all that can be read; words in place of what cannot."""

    def opened(path: tuple[str | int, ...], field: Mapping[str, str]) -> Any:
        try:
            return open_value(field, ring, _about(row_id))
        except CannotOpen:
            return [KEY_MISSING] if path[-1] in TEXTS_OF_MANY else KEY_MISSING

    return _dumped(open_tree(json.loads(text), opened)) if '"sealed":' in text else text


def _sealed(name: str, field: Any, ring: KeyRing, key: SealingKey, row_id: str) -> Any:
    if name not in NAMING or (is_sealed(field) and key_id_of(field) == key.id):
        return field
    try:
        plain = open_value(field, ring, _about(row_id)) if is_sealed(field) else field
    except CannotOpen:
        return field
    return seal_value(plain, key, _about(row_id))


def _about(row_id: str) -> str:
    return f"screening:{row_id}"


def _dumped(fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
