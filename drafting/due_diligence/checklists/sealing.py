"""What people write in checklists as it is kept: sealed where an account or a CNIC stands in it.

Files of evidence are sealed whole: what they show cannot be told, and it may be an identity card.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from drafting.partners.errors import KeyMissing
from drafting.sealing import (
    CannotOpen,
    KeyRing,
    SealingKey,
    key_id_of,
    open_bytes,
    open_tree,
    open_value,
    seal_bytes,
    seal_numbers,
    seal_value,
    sealed_in,
)

# What people write. Ids, which may look like an account's number, are never sealed.
TEXTS = frozenset({"text", "gap", "gap_action", "source_words", "said_by", "name", "peer"})
KEY_MISSING = "cannot be read: key missing"
LOCKED = (
    "This file is encrypted, and the key is missing; whoever runs Saathi sets "
    "`privacy.encryption_key` again (docs/privacy.md)."
)


class KeptText(NamedTuple):
    """JSON as it is kept, and the key that it is sealed with; '' for none."""

    text: str
    sealed_with: str


class ChecklistSeal:
    """Seals and opens what stands in the tables of checklists. Threads may share one."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def kept(self, part: BaseModel, row_id: str) -> KeptText:
        """An answer or an assessment as it is kept in the row of that id."""
        text, key = part.model_dump_json(), self._ring.first
        return KeptText(text, "") if key is None else sealed_text(text, key, row_id)

    def read(self, text: str, row_id: str) -> str:
        """The JSON with all that can be read; words in place of what cannot."""
        if '"sealed":' not in text:
            return text
        about = _about(row_id)

        def opened(_: Any, value: Mapping[str, str]) -> Any:
            try:
                return open_value(value, self._ring, about)
            except CannotOpen:
                return KEY_MISSING

        return _dumped(open_tree(json.loads(text), opened))

    def kept_file(self, content: bytes, row_id: str) -> dict[str, Any]:
        """A file's content as it is kept, and the key that it is sealed with."""
        key = self._ring.first
        if key is None:
            return {"content": content, "sealed_with": ""}
        return {"content": sealed_file(content, key, row_id), "sealed_with": key.id}

    def read_file(self, content: bytes, row_id: str) -> bytes:
        """A file's content. Raises KeyMissing."""
        try:
            return open_file(content, self._ring, row_id)
        except CannotOpen as error:
            raise KeyMissing(LOCKED) from error


def sealed_text(text: str, key: SealingKey, row_id: str) -> KeptText:
    """JSON as it is kept under that key."""
    data = json.loads(text)
    sealed = seal_numbers(data, key, _about(row_id), TEXTS)
    return KeptText(text if sealed == data else _dumped(sealed), key.id)


def sealed_anew(text: str, ring: KeyRing, key: SealingKey, row_id: str) -> KeptText:
    """The same as it is kept under `key`; what cannot be opened stays as it is."""
    about = _about(row_id)

    def again(_: Any, value: Mapping[str, str]) -> Any:
        if key_id_of(value) == key.id:
            return value
        try:
            return seal_value(open_value(value, ring, about), key, about)
        except CannotOpen:
            return value

    data = seal_numbers(open_tree(json.loads(text), again), key, about, TEXTS)
    others = (key_id_of(value) for value in sealed_in(data) if key_id_of(value) != key.id)
    return KeptText(_dumped(data), next(others, key.id))


def sealed_file(content: bytes, key: SealingKey, row_id: str) -> bytes:
    """A file of evidence as it is kept."""
    return seal_bytes(content, key, f"evidence:{row_id}")


def open_file(content: bytes, ring: KeyRing, row_id: str) -> bytes:
    """A file of evidence, sealed or not. Raises CannotOpen."""
    return open_bytes(bytes(content), ring, f"evidence:{row_id}")


def _about(row_id: str) -> str:
    return f"checklist:{row_id}"


def _dumped(data: Any) -> str:
    """As pydantic writes it: what is looked for in it is looked for in this form."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
