"""What a partner settled before comes again to be confirmed, with who said it and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from drafting.due_diligence import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ChecklistRequest,
    DueDiligenceDesk,
    ItemAnswer,
    Proof,
    Submission,
)
from drafting.due_diligence.catalogue.catalogue import BadCatalogue
from drafting.due_diligence.checklists import PartnerVoice
from drafting.due_diligence.checklists.checklist import AnswerSource
from drafting.due_diligence.desk import NotWhole
from drafting.partners import Side
from tests.support.databases import fresh_database
from tests.support.drafting.sample_checklists import TODAY, WISH, desk_on, said, wish

BOOKS, MEETINGS = "finance-system.partner", "governance-meetings.partner"
CASH, MANAGERS = "finance-cash.partner", "governance-separation.partner"
WORK, TIES = "systems-security-visibility.partner", "conflicts-cip.cip"


class Years:
    """A desk whose day a test moves on."""

    def __init__(self, database: object) -> None:
        self.day, self._database = TODAY, database
        self._seconds = 0

    @property
    def desk(self) -> DueDiligenceDesk:
        return desk_on(self._database, today=self.day, clock=self._now)  # type: ignore[arg-type]

    def _now(self) -> datetime:
        self._seconds += 1
        noon = datetime.combine(self.day, datetime.min.time(), UTC)
        return noon + timedelta(seconds=self._seconds)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """A first checklist with some answers, and a year gone by."""
    folder: Path = tmp_path_factory.mktemp("carried")
    with fresh_database("sqlite", folder) as database:
        years = Years(database)
        first = years.desk.start(WISH)
        gone = (Proof(name="Minutes", expires=date(2027, 1, 1)),)
        years.desk.answer(
            first.id,
            [
                said(BOOKS, "A register, kept by the treasurer.", by="Sample Treasurer"),
                said(MEETINGS, "Every month.", proofs=gone),
                said(CASH, state=AnswerState.GAP, gap="No cash book."),
                said(MANAGERS, "There are no others.", state=AnswerState.NOT_APPLICABLE),
                said(WORK, "Nobody is at risk."),
                said(TIES, "None."),
            ],
        )
        years.day = date(2027, 11, 1)
        yield years


@pytest.fixture(scope="module")
def renewed(years: Years) -> Checklist:
    return years.desk.start(ChecklistRequest(WISH.partner, WISH.agreement, "U2", "renewal"))


def entry_of(checklist: Checklist, key: str) -> ChecklistEntry:
    entry = checklist.entry(key)
    assert entry is not None
    return entry


def answer_of(checklist: Checklist, key: str) -> ItemAnswer:
    answer = entry_of(checklist, key).current
    assert answer is not None
    return answer


def test_what_was_settled_waits_to_be_confirmed_with_name_and_day(renewed: Checklist) -> None:
    carried = answer_of(renewed, BOOKS)
    assert (carried.state, carried.source) == (AnswerState.TO_CONFIRM, AnswerSource.EARLIER)
    assert carried.text == "A register, kept by the treasurer."
    said_by = "Said by Sample Treasurer on 23 November 2026, in DD_sample-roshni_2026-schools_1"
    assert carried.source_words == said_by
    assert answer_of(renewed, WORK).state is AnswerState.TO_CONFIRM  # of the same agreement


@pytest.mark.parametrize("key", [MEETINGS, CASH, MANAGERS])
def test_what_may_be_another_by_now_is_open_with_its_words(renewed: Checklist, key: str) -> None:
    assert answer_of(renewed, key).state is AnswerState.OPEN
    assert answer_of(renewed, key).text or answer_of(renewed, key).gap


def test_what_is_looked_into_each_time_is_not_carried_over(renewed: Checklist) -> None:
    assert entry_of(renewed, TIES).current is None


def test_of_another_agreement_what_is_about_its_work_is_asked_again(years: Years) -> None:
    other = years.desk.start(wish(WISH.partner, "2025-learning", high_risk=""))
    carried = answer_of(other, WORK)
    assert (carried.state, carried.text) == (AnswerState.OPEN, "Nobody is at risk.")


def test_long_ago_is_asked_again(years: Years) -> None:
    before, years.day = years.day, date(2029, 1, 1)
    later = years.desk.start(ChecklistRequest(WISH.partner, WISH.agreement, "U2", "years later"))
    years.day = before
    assert answer_of(later, BOOKS).state is AnswerState.OPEN


def test_an_area_is_confirmed_together_and_nothing_else(years: Years) -> None:
    desk = years.desk
    checklist = desk.start(ChecklistRequest(WISH.partner, WISH.agreement, "U2", "together"))
    waiting = desk.waiting(checklist, "finance", Side.PARTNER)
    assert BOOKS in [entry.key for entry in waiting]
    other = len(desk.waiting(checklist)) - len(waiting)
    keys = [entry.key for entry in waiting]
    still_so = Submission(by="U2", key="still so", confirms=True)
    with pytest.raises(NotWhole, match="who at the partner said it"):
        desk.confirm(checklist.id, keys, still_so)
    named = replace(still_so, voice=PartnerVoice("Sample Treasurer"))
    after = desk.confirm(checklist.id, keys, named)
    again = desk.confirm(checklist.id, keys, named)
    confirmed = answer_of(after, BOOKS)
    assert (confirmed.state, confirmed.by) == (AnswerState.ANSWERED, "U2")
    assert (confirmed.said_by, confirmed.said_on) == ("Sample Treasurer", years.day)
    assert answer_of(after, CASH).state is AnswerState.OPEN  # a gap is never confirmed so
    assert len(desk.waiting(after)) == other
    assert again == after
    with pytest.raises(BadCatalogue, match="did you mean 'finance'"):
        desk.waiting(checklist, "finanse")
