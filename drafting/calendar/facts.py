"""What the calendar of one partner is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from drafting.agreements.lives import Life
from drafting.due_diligence import Checklist
from drafting.partners import RelationshipStatus
from drafting.partners.record import Partner
from drafting.register import Entry


@dataclass(frozen=True)
class CalendarFacts:
    """All that is on record of one partner, as far as the calendar looks at it."""

    partner: Partner
    entries: tuple[Entry, ...] = ()  # of the register, as far as whoever looks may see them
    checklists: tuple[Checklist, ...] = ()  # the newest of each agreement
    lives: Mapping[str, Life] = field(default_factory=dict)  # by the agreements' keys
    named_in: tuple[Entry, ...] = ()  # of the office's own, those that are about it among others
    screened_on: date | None = None  # when it was last checked against the lists

    def has_ended(self, agreement: str) -> bool:
        """True where the agreement of that key is over, by its life or by its status."""
        life, terms = self.lives.get(agreement), self.partner.agreement(agreement)
        is_over = terms is not None and terms.status is RelationshipStatus.ENDED
        return is_over or (life is not None and life.ending is not None)
