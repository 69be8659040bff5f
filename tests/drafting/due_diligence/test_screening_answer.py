"""What the check against lists showed waits to be confirmed; it clears nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.services import Services, make_services
from bot.settings.settings import Settings
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ChecklistRequest,
    ItemAnswer,
)
from drafting.due_diligence.checklists import SCREENING_ENTRY
from drafting.partners import office_today
from drafting.screening import MatchStanding

PARTNER, AGREEMENT = "sample-roshni", "2026-schools"
LISTED, NOBODY = "Sample Signatry One", "Some Body Else"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(Settings(home=tmp_path))
    yield services
    services.database.close()


def check(services: Services, name: str) -> None:
    """Checks the partner against one list that holds that name."""
    folder = services.settings.home / "screening"
    folder.mkdir(exist_ok=True)
    rows = f"Name,Father Name\n{name},Nobody\n"
    (folder / "national-2026-11-20.csv").write_text(rows, encoding="utf-8")
    services.screening.screen(PARTNER, "Sample Officer")


def begin(services: Services, key: str = "wish") -> Checklist:
    return services.due_diligence.start(ChecklistRequest(PARTNER, AGREEMENT, "U1", key))


def entry_now(services: Services, checklist: Checklist) -> ChecklistEntry:
    entry = services.due_diligence.get(checklist.id).entry(SCREENING_ENTRY)
    assert entry is not None
    return entry


def answer_now(services: Services, checklist: Checklist) -> ItemAnswer:
    answer = entry_now(services, checklist).current
    assert answer is not None
    return answer


def test_a_check_is_filled_in_with_its_day_and_lists_and_waits_for_a_person(
    services: Services,
) -> None:
    before = begin(services)
    check(services, NOBODY)
    for checklist in (before, begin(services, "another")):  # made before and after it
        answer = answer_now(services, checklist)
        assert answer.state is AnswerState.TO_CONFIRM
        assert "by Sample Officer" in answer.text
        assert "20 November 2026" in answer.text
        assert answer.text.endswith("No possible match.")
        confirmed = AnswerInput(SCREENING_ENTRY, AnswerState.ANSWERED, "U1", checklist.id)
        services.due_diligence.answer(checklist.id, [confirmed])
        assert not entry_now(services, checklist).is_done(office_today())  # nobody weighed it


def test_a_match_leaves_it_open_until_it_is_cleared_and_then_still_to_confirm(
    services: Services,
) -> None:
    checklist = begin(services)
    check(services, LISTED)
    answer = answer_now(services, checklist)
    assert (answer.state, answer.text[-25:]) == (AnswerState.OPEN, "1 possible match: 1 open.")
    assert LISTED not in answer.text
    (match,) = services.screening.open_matches(PARTNER)
    services.screening.decide(match.id, MatchStanding.CLEARED, "Sample Chief", "Another father.")
    answer = answer_now(services, checklist)
    assert answer.state is AnswerState.TO_CONFIRM
    assert answer.text.endswith("1 cleared by Sample Chief.")


def test_what_a_person_said_stays(services: Services) -> None:
    checklist = begin(services)
    own = AnswerInput(SCREENING_ENTRY, AnswerState.OPEN, "U1", "own", "We ask the bank first.")
    services.due_diligence.answer(checklist.id, [own])
    check(services, NOBODY)
    assert answer_now(services, checklist).text == "We ask the bank first."
