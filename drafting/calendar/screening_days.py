"""When a partner is to be checked against the lists again. What a check found is not told here."""

from __future__ import annotations

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from drafting.calendar.facts import CalendarFacts
from drafting.partners import RelationshipStatus
from drafting.partners.vocabulary import Side
from drafting.register import RegisterRules, Waiting, WaitingSource

MONTHS = "due_diligence.screen_again_months"


def screening_waitings(facts: CalendarFacts, rules: RegisterRules) -> Iterator[Waiting]:
    """The next check; none where it was never checked, or the office set no interval."""
    months = rules.count(MONTHS)
    is_over = facts.partner.relationship.status is RelationshipStatus.ENDED
    if facts.screened_on is None or not months or is_over:
        return
    on = facts.screened_on + relativedelta(months=months)
    yield Waiting(
        key=f"screening:{on}",
        partner=facts.partner.id,
        what="Names are to be checked against the lists again",
        on=on,
        of=Side.CIP,
        source=WaitingSource.SCREENING,
        reference=facts.screened_on.isoformat(),
        interval=MONTHS,
        clause="CSPF 15(e)",
    )
