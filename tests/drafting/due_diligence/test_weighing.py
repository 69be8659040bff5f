"""What answers weigh: by somebody's word, never by a paper; a match stops until it is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    DueDiligenceDesk,
    Missing,
    Proof,
    Readers,
    Submission,
    answer_to,
)
from drafting.due_diligence.checklists import (
    CannotWeigh,
    WeighingDeed,
    WeighingInput,
    Weight,
    taken_answer,
    weighs_alone,
)
from drafting.due_diligence.desk import NotWhole
from tests.support.drafting.sample_checklists import TODAY, due_diligence_desk, said, wish

MATCH = "screening-lists.cip"
PAPER = (Proof(name="certificate.pdf"),)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DueDiligenceDesk]:
    with due_diligence_desk(tmp_path) as made:
        yield made


def word(deed: WeighingDeed, key: str, **more: Any) -> WeighingInput:
    return WeighingInput(MATCH, deed, "U1", "Sample Coordinator", key, **more)


def matched(desk: DueDiligenceDesk) -> Checklist:
    """A checklist that is whole but for a match in its screening."""
    made = desk.start(wish())
    answers = [
        said(entry.key, "MATCH: chairwoman on the list", proofs=PAPER, weight=Weight.CONCERN)
        if entry.key == MATCH
        else said(entry.key, "Talked through", proofs=PAPER)
        for entry in made.entries
    ]
    return desk.answer(made.id, answers)


def test_a_match_stops_completion_until_a_named_person_clears_it_and_again_when_taken_back(
    desk: DueDiligenceDesk,
) -> None:
    made = matched(desk)
    summary = desk.summary(made)
    assert [line.entry.key for line in summary.concerns] == [MATCH]
    assert not summary.strengths
    assert not summary.is_whole
    with pytest.raises(NotWhole, match="1 match of a screening"):
        desk.complete(made.id, "U1")
    for reason in ("", "–", "ok", "PK36SCBL0000001123456702 is not hers"):
        with pytest.raises(CannotWeigh):
            desk.weigh(made.id, word(WeighingDeed.CLEARED, f"c {reason}", reason=reason))
    with pytest.raises(CannotWeigh, match="by name"):
        nameless = word(WeighingDeed.CLEARED, "n", reason="Another woman")
        desk.weigh(made.id, replace(nameless, name=" "))
    cleared = desk.weigh(made.id, word(WeighingDeed.CLEARED, "c", reason="Another woman"))
    clearing = desk.entry(cleared, MATCH).clearing
    assert clearing is not None
    assert (clearing.name, clearing.reason) == ("Sample Coordinator", "Another woman")
    assert desk.summary(cleared).is_whole
    back = desk.weigh(made.id, word(WeighingDeed.TAKEN_BACK, "b", reason="The day of birth fits"))
    assert desk.standing_of(made.partner, made.agreement).matches == 1
    assert len(desk.entry(back, MATCH).weighings) == 2
    with pytest.raises(NotWhole):
        desk.complete(made.id, "U1")
    desk.weigh(made.id, word(WeighingDeed.CLEARED, "c2", reason="Her CNIC is another one"))
    assert desk.complete(made.id, "U1").completed_at is not None


def test_no_other_words_take_a_match_away(desk: DueDiligenceDesk) -> None:
    made = matched(desk)
    entry = desk.entry(made, MATCH)
    with pytest.raises(CannotWeigh, match="clear it"):
        desk.weigh(made.id, word(WeighingDeed.WEIGHED, "w", weight=Weight.NEITHER))
    lighter = Submission(by="U2", key="k", text="Nothing", weight=Weight.STRENGTH)
    assert isinstance(answer_to(entry, lighter, TODAY), Missing)
    for words in (
        {"text": "No match"},
        {"state": AnswerState.NOT_APPLICABLE, "text": "Not asked"},
        {"withdrawn": PAPER},
        {"readers": Readers.FEW},
    ):
        answer = answer_to(entry, Submission(by="U2", key=f"{words}", **words), TODAY)
        assert isinstance(answer, AnswerInput)
        assert desk.entry(desk.answer(made.id, [answer]), MATCH).is_unresolved_match
        made = matched(desk)
        entry = desk.entry(made, MATCH)
    beside = desk.answer(made.id, [said(MATCH, "No match", seen_ids=())])
    entry = desk.entry(beside, MATCH)
    taken = taken_answer(entry, entry.latest_answers[-1], Submission(by="U3", key="t"), TODAY)
    assert isinstance(taken, AnswerInput)
    assert desk.entry(desk.answer(made.id, [taken]), MATCH).is_unresolved_match


def test_what_was_cleared_is_open_again_once_the_answer_is_another_one(
    desk: DueDiligenceDesk,
) -> None:
    made = matched(desk)
    desk.weigh(made.id, word(WeighingDeed.CLEARED, "c", reason="Another woman"))
    after = desk.answer(made.id, [said(MATCH, "A second match", weight=Weight.CONCERN)])
    assert desk.entry(after, MATCH).is_unresolved_match


def test_a_screening_that_nobody_weighed_is_not_settled_and_a_merit_is_lost_with_its_words(
    desk: DueDiligenceDesk,
) -> None:
    made = desk.start(wish())
    after = desk.answer(made.id, [said(MATCH, "MATCH: chairwoman", proofs=PAPER)])
    assert not desk.entry(after, MATCH).is_done(TODAY)
    assert [line.entry.key for line in desk.summary(after).to_weigh] == [MATCH]
    weighed = desk.weigh(made.id, word(WeighingDeed.WEIGHED, "w", weight=Weight.NEITHER))
    entry = desk.entry(weighed, MATCH)
    assert entry.is_done(TODAY)
    reworded = answer_to(entry, Submission(by="U2", key="k", text="MATCH after all"), TODAY)
    assert isinstance(reworded, AnswerInput) and reworded.weight is None
    only_weighed = answer_to(entry, Submission(by="U2", key="k", weight=Weight.CONCERN), TODAY)
    assert isinstance(only_weighed, AnswerInput) and weighs_alone(entry, only_weighed)
    assert not weighs_alone(entry, reworded)


def test_a_match_that_a_screening_found_stops_completion_too(desk: DueDiligenceDesk) -> None:
    made = matched(desk)
    desk.weigh(made.id, word(WeighingDeed.CLEARED, "c", reason="Another woman"))
    desk._open_matches = lambda partner: [partner]
    with pytest.raises(NotWhole, match="1 match"):
        desk.complete(made.id, "U1")
    assert desk.standing_of(made.partner, made.agreement).matches == 1


def test_the_summary_names_what_does_not_apply_with_its_reason(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish())
    key = made.entries[0].key
    after = desk.answer(made.id, [said(key, "No staff", AnswerState.NOT_APPLICABLE)])
    lines = desk.summary(after).not_applicable
    assert [(line.entry.key, line.words) for line in lines] == [(key, "No staff")]
