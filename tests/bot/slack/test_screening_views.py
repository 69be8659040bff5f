"""The windows of the check against lists, with more and longer matches than fit at once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.slack.blocks import names
from bot.slack.blocks.names import ScreeningRef
from bot.slack.screening import view
from bot.slack.screening.view import ON_A_PAGE, ScreeningShown
from drafting.partners.record import Partner
from drafting.screening import MatchStanding, PossibleMatch, Screening
from drafting.screening.matches import CheckedList, MatchDecision
from tests.support.slack import blocks

LONG = "Sample Name of the Sample House " * 40
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 1)
PARTNER = Partner.model_validate({"id": "one", "identity": {"legal_name": LONG[:200]}})


def match(number: int, *outcomes: MatchStanding) -> PossibleMatch:
    return PossibleMatch(
        id=f"m{number}",
        partner="one",
        subject=f"{number} {LONG}",
        role="Signatory",
        list_title=LONG,
        list_as_of=DAY,
        reference=LONG,
        listed_name=LONG,
        about=LONG,
        reasons=(LONG, LONG),
        found_at=NOW,
        decisions=tuple(
            MatchDecision(at=NOW, by=LONG, outcome=outcome, reason=LONG[:500])
            for outcome in outcomes
        ),
    )


def window(matches: list[PossibleMatch], page: int = 0) -> dict[str, Any]:
    checked = CheckedList(title=LONG, file="a.csv", as_of=DAY, digest="1", entries=9)
    latest = Screening(
        id="s",
        partner="one",
        at=NOW,
        by=LONG,
        names=9,
        fingerprint="f",
        lists=(checked,) * 20,
        found=tuple(each.id for each in matches),
    )
    shown = ScreeningShown(PARTNER, latest, matches, [LONG] * 9, reads=True, settles=True)
    return view.window(shown, ScreeningRef("one", page=page))


def test_open_matches_come_first_and_each_can_be_settled_however_many_and_long() -> None:
    cleared = [match(number, MatchStanding.CLEARED) for number in range(30)]
    shown = window([*cleared, match(99), match(98, MatchStanding.CONFIRMED)])
    assert blocks.problems_of_view(shown) == []
    said = blocks.words(shown["blocks"])
    assert f"1 to {ON_A_PAGE} of 32 possible matches" in said
    places = [said.index(f"{start}: ") for start in ("Open", "Confirmed", "Cleared")]
    assert places == sorted(places)
    buttons = json.dumps(shown).count(f'"{names.SCREENING_SETTLE}')
    assert buttons == ON_A_PAGE + 1  # of an open one two
    last = window([*cleared, match(99)], page=9)
    assert "25 to 31 of 31" in blocks.words(last["blocks"])


@pytest.mark.parametrize("name", [LONG, "&<>" * 200, "Roshni"])
def test_a_reminder_of_many_partners_fits_a_message(name: str) -> None:
    reminder = view.reminder({f"p{number}": name for number in range(45)}, matches=True).whole()
    assert blocks.problems_of_message(reminder.blocks) == []
    lines = json.dumps(reminder.blocks).count(f'"{names.SCREENING_OPEN}')
    assert f"And {45 - lines} more" in blocks.words(reminder.blocks)
