"""What the header of every page says of how far a document is from signature."""

from __future__ import annotations

from typing import NamedTuple


class PageStatus(NamedTuple):
    """How far each copy is."""

    working: str
    clean: str


# Only who reviewed a document may say that it is for signature.
NOT_REVIEWED = PageStatus("Draft for review, not for signature", "Not reviewed, not for signature")
