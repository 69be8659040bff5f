"""Another organisation's assessment, accepted in place of asking again ("passporting")."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from drafting.due_diligence.checklists.checklist import ChecklistModel, Proof
from drafting.partners.errors import DraftingError
from drafting.partners.field_values import day
from drafting.partners.record.field_types import Line


class UselessAssessment(DraftingError):
    """A peer's assessment that could answer nothing today; the message says why."""


class PeerAssessment(ChecklistModel):
    """Who assessed the partner, when, and for which areas CIP accepts it."""

    id: str
    partner: str
    peer: Line = Field(min_length=2, max_length=300, title="Organisation that assessed")
    assessed_on: date = Field(title="Assessed on")
    valid_until: date = Field(title="Accepted until")
    areas: tuple[str, ...] = Field(min_length=1, title="Areas")
    proof: Proof | None = None
    accepted_by: str
    accepted_at: datetime

    def covers(self, area: str, today: date) -> bool:
        """True where it is accepted for `area` today."""
        return area in self.areas and self.assessed_on <= today <= self.valid_until

    def refuse_useless(self, today: date, recent_from: date) -> None:
        """Raises UselessAssessment where it lies ahead, has lapsed, or is from before that day."""
        if self.assessed_on > today:
            raise UselessAssessment(
                f"{day(self.assessed_on)} lies ahead; give the day on which {self.peer} assessed."
            )
        if self.valid_until < today:
            raise UselessAssessment(
                f"An assessment accepted until {day(self.valid_until)} answers nothing today; "
                "accept it until a later day, or ask the questions."
            )
        if self.assessed_on < recent_from:
            raise UselessAssessment(
                f"An assessment of {day(self.assessed_on)} is older than due diligence holds "
                "(`valid_months` in the office’s settings); ask for a recent one, or ask the "
                "questions."
            )
