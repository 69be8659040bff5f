"""What a row of the register says, as it is kept: sealed where its entry is restricted.

`sealed_with` names the key that a row was kept under, whether anything restricted stands in it or
not, as in the other tables: so it is known which rows a new key still has to be taken to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from drafting.sealing import KeyRing, SealingKey, is_sealed, open_value, seal_value


def kept_with(
    key: SealingKey | None, facts: Mapping[str, Any], row_id: str, *, is_restricted: bool
) -> dict[str, str]:
    """The columns of a row that says `facts`; without a key it is kept as it came."""
    whole: Any = facts
    if is_restricted and key is not None:
        whole = seal_value(facts, key, _context(row_id))
    text = json.dumps(whole, ensure_ascii=False)
    return {"facts": text, "sealed_with": "" if key is None else key.id}


def opened_facts(text: str, ring: KeyRing, row_id: str) -> Mapping[str, Any]:
    """What a row says, sealed or not. Raises CannotOpen."""
    facts: Mapping[str, Any] = from_json(text)
    opened: Mapping[str, Any] = (
        open_value(facts, ring, _context(row_id)) if is_sealed(facts) else facts
    )
    return opened


def _context(row_id: str) -> str:
    return f"register:{row_id}"
