"""The mark of a row: what it is about, what had been said by then, and a digest of its words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

MARK = re.compile(r"\{([a-z0-9:-]{8,200});(\d{1,6});([a-z_]{0,40});([0-9a-f]{8})\}")


class RowMark(NamedTuple):
    """A mark taken apart."""

    about: str  # an entry's id, or a rule
    seen: int  # the number of the latest event when the sheet was made
    verb: str  # what a tick says; '' where it says nothing
    digest: str  # of the row's own words


def mark_of(row: Sequence[str], about: str, seen: int, verb: str) -> str:
    """The mark of a row with these own words."""
    return f"{{{about};{seen};{verb};{digest_of(row)}}}"


def read_row_mark(text: str) -> RowMark | None:
    """The mark in a text; None for none."""
    match = MARK.search(text)
    return RowMark(match[1], int(match[2]), match[3], match[4]) if match else None


def digest_of(row: Sequence[str]) -> str:
    """A digest of a row's own words, however they are spaced."""
    words = "|".join(" ".join(cell.split()) for cell in row)
    return hashlib.sha256(words.encode()).hexdigest()[:8]
