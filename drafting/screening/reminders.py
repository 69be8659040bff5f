"""What of the screening is due: partners to check, and possible matches that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from drafting.partners.office_time import office_day
from drafting.screening.desk import ScreeningDesk
from drafting.screening.matches import MatchStanding, PossibleMatch

DAYS_OPEN = 2  # after how many days, and then again, an open match is reminded of


@dataclass(frozen=True)
class DueScreening:
    """Something of one partner that is due; the same key is the same thing, said once."""

    partner: str  # its id
    about: str  # the partner's id, or that of a match
    key: str


def due_checks(desk: ScreeningDesk) -> list[DueScreening]:
    """The partners to be checked today; none where the office has no list. Raises BadList.

    What stays due is due anew after each period of the setting.
    """
    return list(_due_checks(desk)) if desk.lists() else []


def waiting_matches(desk: ScreeningDesk, today: date) -> list[DueScreening]:
    """The possible matches that nobody has settled for two days, anew every two days."""
    return [
        DueScreening(
            match.partner, match.id, f"{match.id}:{len(match.decisions)}:{days // DAYS_OPEN}"
        )
        for partner in desk.screenings.partners_with_matches()
        for match in desk.current_matches(partner)
        if match.standing is MatchStanding.OPEN
        and (days := (today - _open_since(match)).days) >= DAYS_OPEN
    ]


def _due_checks(desk: ScreeningDesk) -> Iterator[DueScreening]:
    for partner, _ in desk.due():
        latest = desk.latest(partner.id)
        since = f"{latest.id}:{desk.periods_since(latest)}" if latest else "never"
        yield DueScreening(partner.id, partner.id, f"{partner.id}:{since}")


def _open_since(match: PossibleMatch) -> date:
    return office_day(match.decisions[-1].at if match.decisions else match.found_at)
