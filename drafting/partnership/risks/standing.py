"""What the register has of risks, for the review of an agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drafting.partners.record.control import RiskStanding
from drafting.partnership.kinds.risk import KIND, bearer_of, counted_risks, open_move, risk_of
from drafting.register import Entry


def risk_standings(entries: Iterable[Entry], agreement: str) -> Iterator[RiskStanding]:
    """The open risks of that agreement and of the whole relationship, as they stand."""
    for entry in counted_risks(entries):
        if entry.agreement in ("", agreement) and not KIND.is_closed(entry):
            move = open_move(entry)
            yield RiskStanding(
                what=entry.title,
                kind=risk_of(entry).kind,
                borne_by=bearer_of(entry),
                proposed_by=move.proposed.author.side if move else None,
                proposed_to=move.to if move else None,
            )
