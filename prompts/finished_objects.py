"""The objects of a JSON array, each as soon as it is whole, while the text still comes in."""

from __future__ import annotations

import json
import re
from typing import Any

SPACE = re.compile(r"[\s,]*")


class FinishedObjects:
    """Reads one array of a JSON text that comes in pieces.

    A partial reader (pydantic_core.from_json, jiter) closes whatever is open, so that the last
    object may lack half a sentence; the decoder says where an object ends.
    """

    def __init__(self, name: str) -> None:
        """`name` is the array's: for 'statements' the first `"statements": [` is read."""
        self._opening = re.compile(rf'(?<!\\)"{re.escape(name)}"\s*:\s*\[')
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at: int | None = None  # where the next object may begin

    def more(self, piece: str) -> list[dict[str, Any]]:
        """The objects that `piece` finished, in order."""
        self._text += piece
        if self._at is None:
            opening = self._opening.search(self._text)
            if opening is None:
                return []
            self._at = opening.end()
        return list(iter(self._next, None))

    def _next(self) -> dict[str, Any] | None:
        space = SPACE.match(self._text, self._at or 0)
        start = space.end() if space else 0
        if not self._text.startswith("{", start):
            return None
        try:
            value, self._at = self._decoder.raw_decode(self._text, start)
        except json.JSONDecodeError:
            return None  # it is not whole yet
        return dict(value)
