"""A waiting of the partner's record: how its key is made, and what most of them have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

from drafting.partners.vocabulary import Side
from drafting.register import Waiting, WaitingSource


def on_record(
    partner: str, path: str, what: str, on: date | None, of: Side, **more: Any
) -> Waiting:
    """What the field at `path` says is due; its key holds as long as the day does."""
    return Waiting(
        key=f"record:{path}:{on or ''}",
        partner=partner,
        what=what,
        on=on,
        of=of,
        source=WaitingSource.RECORD,
        reference=path,
        **more,
    )
