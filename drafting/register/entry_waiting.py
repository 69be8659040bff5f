"""A waiting of an entry: how its key is made, and what all of them have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

from drafting.partners.vocabulary import Side
from drafting.register.entries import Entry
from drafting.register.waiting import Waiting, WaitingSource


def of_entry(
    entry: Entry, mark: str, what: str, of: Side, on: date | None = None, **more: Any
) -> Waiting:
    """What of the entry waits; `mark` names it among all that waits of the same entry.

    Its key holds as long as side and day do.
    """
    return Waiting(
        key=f"{entry.id}:{mark}:{of.value}:{on or ''}",
        partner=entry.partner,
        what=what,
        on=on,
        of=of,
        source=WaitingSource.REGISTER,
        reference=entry.id,
        agreement=entry.agreement,
        **more,
    )
