"""What the register asks of the partners on record: whether one is there, and who bears a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from drafting.partners.finding import PartnerMatch, PartnerNames


class KnownPartners(Protocol):
    """The partners on record, as far as entries name them; the partner file gives it."""

    def has(self, partner_id: str) -> bool:
        """True where a partner has that id."""

    def find(self, text: str, limit: int = 20) -> Sequence[PartnerMatch]:
        """The partners that `text` may mean, best first."""

    def bearers(self, name: str) -> Sequence[PartnerNames]:
        """The partners that bear that name, however it is written."""
