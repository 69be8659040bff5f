"""Where a value stands in a template."""

from __future__ import annotations

from typing import NamedTuple


class ValueSurroundings(NamedTuple):
    """What its surroundings say to the value."""

    look: str  # the `w:rPr` of its run; '' where it has none
    narrow: bool  # in a table's cell
