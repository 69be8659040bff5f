"""What a peer's assessment may answer, and that it never takes the place of a person's answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drafting.due_diligence import AnswerInput, AnswerState, DueDiligenceDesk, PeerAssessment, Proof
from drafting.due_diligence.checklists.peer_assessment import UselessAssessment
from tests.support.databases import fresh_database
from tests.support.drafting.sample_checklists import TODAY, WISH, desk_on, due_diligence_desk

CASH = "finance-cash.partner"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DueDiligenceDesk]:
    with due_diligence_desk(tmp_path) as desk:
        yield desk


def assessment(**more: Any) -> PeerAssessment:
    given = {
        "id": "peer-1",
        "partner": WISH.partner,
        "peer": "Invented Peer (sample)",
        "assessed_on": TODAY - timedelta(days=90),
        "valid_until": TODAY + timedelta(days=90),
        "areas": ("finance",),
        "accepted_by": "U1",
        "accepted_at": datetime(2026, 11, 23, tzinfo=UTC),
        **more,
    }
    return PeerAssessment.model_validate(given)


def given(
    entry: str, text: str, state: AnswerState = AnswerState.ANSWERED, **more: Any
) -> AnswerInput:
    return AnswerInput(entry, state, "U2", f"{entry} {text}", text, **more)


@pytest.mark.parametrize(
    "answer",
    [
        given(CASH, "We keep no cash."),
        given(CASH, "", AnswerState.NOT_APPLICABLE),
        given(CASH, "", AnswerState.GAP, gap="No cash book yet."),
    ],
    ids=lambda answer: answer.state.value,
)
def test_a_persons_answer_is_never_overwritten(desk: DueDiligenceDesk, answer: AnswerInput) -> None:
    checklist = desk.start(WISH)
    before = desk.answer(checklist.id, [answer]).entry(CASH)
    after = desk.accept_peer(checklist.id, assessment()).entry(CASH)
    assert before is not None
    assert after == before
    assert after.current is not None
    assert (after.current.by, after.current.state) == ("U2", answer.state)


def test_answers_side_by_side_stay_to_be_settled(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(WISH)
    desk.answer(checklist.id, [given(CASH, "None.", seen_ids=())])
    desk.answer(checklist.id, [given(CASH, "A little.", seen_ids=())])
    entry = desk.accept_peer(checklist.id, assessment()).entry(CASH)
    assert entry is not None
    assert entry.in_conflict
    assert {one.text for one in entry.latest_answers} == {"None.", "A little."}


def test_what_expired_is_answered_by_it_and_stays_on_record(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(WISH)
    old = Proof(name="audit.pdf", expires=TODAY - timedelta(days=1))
    desk.answer(checklist.id, [given(CASH, "As the audit says.", proofs=(old,))])
    entry = desk.accept_peer(checklist.id, assessment()).entry(CASH)
    assert entry is not None
    assert entry.current is not None
    assert entry.current.state is AnswerState.TO_CONFIRM
    assert [one.text for one in entry.answers][-2] == "As the audit says."
    assert not entry.in_conflict


def test_what_the_record_says_comes_before_it(desk: DueDiligenceDesk) -> None:
    known = desk.start(WISH)
    waiting = {one.key for one in known.entries if one.current is not None}
    areas = tuple(dict.fromkeys(one.item.area for one in known.entries))
    after = desk.accept_peer(known.id, assessment(areas=areas))
    for key in waiting:
        before, now = known.entry(key), after.entry(key)
        assert before is not None
        if not before.is_open(TODAY):
            assert now == before


def test_cips_own_half_is_left_alone(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(WISH)
    areas = tuple(dict.fromkeys(one.item.area for one in checklist.entries))
    after = desk.accept_peer(checklist.id, assessment(areas=areas))
    for before in checklist.entries:
        if before.side.value == "cip":
            assert after.entry(before.key) == before


def test_what_is_asked_about_this_work_no_peer_answers(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(WISH)
    areas = tuple(dict.fromkeys(one.item.area for one in checklist.entries))
    after = desk.accept_peer(checklist.id, assessment(areas=areas))
    own = [one for one in after.entries if one.item.this_work]
    assert own
    assert not [one.key for one in own for answer in one.answers if answer.source == "peer"]


def test_accepted_twice_it_answers_once(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(WISH)
    first = desk.accept_peer(checklist.id, assessment())
    assert desk.accept_peer(checklist.id, assessment()) == first
    assert len(desk.checklists.peer_assessments(WISH.partner)) == 1


@pytest.mark.parametrize(
    ("today", "oldest"),
    [
        (date(2027, 3, 31), date(2025, 3, 31)),
        (date(2028, 2, 29), date(2026, 2, 28)),  # no such day two years before
        (date(2028, 12, 31), date(2026, 12, 31)),
    ],
)
def test_how_recent_it_must_be_is_told_by_the_calendar(
    today: date, oldest: date, tmp_path: Path
) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        desk = desk_on(database, today=today)
        later = today + timedelta(days=30)
        desk.refuse_useless(assessment(assessed_on=oldest, valid_until=later))
        with pytest.raises(UselessAssessment, match="older than due diligence holds"):
            too_old = oldest - timedelta(days=1)
            desk.refuse_useless(assessment(assessed_on=too_old, valid_until=later))
