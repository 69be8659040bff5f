"""Choosing a partner or an agreement in a window: which one is meant, and marks for its inputs."""

from __future__ import annotations

import zlib

from drafting.partners import PartnerMatch

SUGGESTED = 20  # partners that a menu offers
SURE = 90.0  # of 100: one partner is meant, where the next is as far behind as CLEARLY
CLEARLY = 10.0


def is_clear(matches: list[PartnerMatch]) -> bool:
    """True where there is one match, or the first is far ahead of the rest."""
    first, *rest = matches
    ahead = all(first.score - match.score >= CLEARLY for match in rest)
    return not rest or (first.score >= SURE and ahead)


def mark_of(partner: str, agreement: str, version: int) -> str:
    """Marks the inputs of one agreement: those of another show their own values."""
    return f"{zlib.crc32(f'{partner}/{agreement}/{version}'.encode()):08x}"
