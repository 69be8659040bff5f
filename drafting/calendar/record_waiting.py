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


def owed(
    partner: str, agreement: str, what: str, on: date | None, of: Side, **more: Any
) -> Waiting:
    """A report or a payment that an agreement owes; an entry of the register refers to its key."""
    return Waiting(
        key=owed_key(agreement, what, on),
        partner=partner,
        what=what,
        on=on,
        of=of,
        source=WaitingSource.AGREEMENT,
        agreement=agreement,
        **more,
    )


def owed_key(agreement: str, what: str, on: date | None) -> str:
    """'owed:2026-schools:Tranche 2:2026-09-15': what an entry says that it stands for."""
    return f"owed:{agreement}:{what}:{on.isoformat() if on else ''}"
