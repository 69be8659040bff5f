"""Another organisation's assessment, accepted in place of asking again ("passporting")."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from drafting.due_diligence.checklist import Part, Proof
from drafting.partners.field_types import Line


class PeerAssessment(Part):
    """Who assessed the partner, when, and for which areas CIP accepts it."""

    id: str
    partner: str
    peer: Line = Field(min_length=2, title="Organisation that assessed")
    assessed_on: date = Field(title="Assessed on")
    valid_until: date = Field(title="Accepted until")
    areas: tuple[str, ...] = Field(min_length=1, title="Areas")
    proof: Proof | None = None
    accepted_by: str
    accepted_at: datetime

    def covers(self, area: str, today: date) -> bool:
        """True where it stands for `area` today."""
        return area in self.areas and self.assessed_on <= today <= self.valid_until
