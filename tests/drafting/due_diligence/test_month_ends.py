"""Due diligence that holds for a number of months ends on a day that the calendar has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drafting.due_diligence import Checklists, DueDiligenceDesk, TierPolicy, load_catalogue
from drafting.partners import PartnerFile
from tests.support.databases import fresh_database
from tests.support.drafting.desk import OFFICE
from tests.support.drafting.sample_checklists import WISH


@pytest.mark.parametrize(
    ("today", "months", "until"),
    [
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 8, 31), 2, date(2026, 10, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 1), 120, date(2036, 1, 1)),
    ],
)
def test_a_checklist_holds_for_whole_months(
    today: date, months: int, until: date, tmp_path: Path
) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        partners = PartnerFile(database)
        partners.seed_samples()
        desk = DueDiligenceDesk(
            partners=partners,
            checklists=Checklists(database),
            catalogue=load_catalogue,
            office=OFFICE,
            policy=TierPolicy(valid_months=months),
            today=lambda: today,
        )
        assert desk.start(WISH).valid_until == until
