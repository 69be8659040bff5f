"""What an answer means where answers stand side by side, and what is known of a piece of evidence.

What is said at all three doors alike stands in tests/bot/test_answers_at_three_doors.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drafting.due_diligence import (
    AnswerField,
    AnswerInput,
    AnswerState,
    ChecklistEntry,
    DueDiligenceDesk,
    GapTerms,
    ItemAnswer,
    Missing,
    Proof,
    Submission,
    answer_to,
)
from drafting.due_diligence.checklists.answering import open_answer
from tests.support.drafting.filled_checklists import VOICE, as_workbook, first, imported, planned
from tests.support.drafting.sample_checklists import TODAY, due_diligence_desk, said, wish

BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=90)
MINUTES = Proof(name="minutes.pdf", expires=AFTER, issued=BEFORE, file="f" * 32)
OLD = Proof(name="old.pdf", expires=BEFORE, issued=BEFORE, file="0" * 32)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DueDiligenceDesk]:
    with due_diligence_desk(tmp_path) as made:
        yield made


def answered(desk: DueDiligenceDesk, *answers: dict[str, Any]) -> tuple[str, ChecklistEntry]:
    """A checklist's id, and its first question with these answers, none of which saw another."""
    made = desk.start(wish())
    key = first(made).key
    desk.answer(made.id, [said(key, seen_ids=(), **answer) for answer in answers])
    return made.id, desk.entry(desk.get(made.id), key)


def says(entry: ChecklistEntry, **more: Any) -> AnswerInput | Missing:
    return answer_to(entry, Submission(by="U3", key="k", **{"voice": VOICE, **more}), TODAY)


def given(entry: ChecklistEntry, **more: Any) -> AnswerInput:
    answer = says(entry, **more)
    assert isinstance(answer, AnswerInput), answer
    return answer


# --- answers side by side


def conflicting(desk: DueDiligenceDesk) -> tuple[str, ChecklistEntry]:
    return answered(
        desk,
        {"text": "Two years", "proofs": (MINUTES,), "by": "U1"},
        {"text": "Three years", "proofs": (Proof(name="letter.pdf"),), "by": "U2"},
    )


def test_own_words_settle_what_stands_side_by_side_and_lose_nobodys_evidence(
    desk: DueDiligenceDesk,
) -> None:
    checklist, entry = conflicting(desk)
    answer = given(entry, text="Two and a half")
    assert answer.proofs == (MINUTES, Proof(name="letter.pdf"))
    after = desk.entry(desk.answer(checklist, [answer]), entry.key)
    assert not after.in_conflict
    assert after.is_done(TODAY)
    assert len(after.answers) == 3


@pytest.mark.parametrize(
    "what", [{"confirms": True}, {"new_evidence": (OLD,)}, {"state": AnswerState.NOT_APPLICABLE}]
)
def test_without_words_nothing_that_stands_side_by_side_is_settled(
    desk: DueDiligenceDesk, what: dict[str, Any]
) -> None:
    _, entry = conflicting(desk)
    missing = says(entry, **what)
    assert isinstance(missing, Missing)
    assert "side by side" in missing.sentence
    assert open_answer(entry, Submission(by="U3", key="k", **what), TODAY) is None


def test_evidence_in_a_file_leaves_answers_side_by_side_and_says_so(
    desk: DueDiligenceDesk,
) -> None:
    checklist, entry = conflicting(desk)
    made = desk.get(checklist)
    file = as_workbook(made, {entry.key: {"e0": "letter.pdf\nplan.pdf"}})
    assert "side by side" in planned(made, file).problems[0].sentence
    assert desk.entry(imported(desk, made, file), entry.key) == entry


def test_a_box_that_is_ticked_takes_the_answer_with_its_own_evidence(
    desk: DueDiligenceDesk,
) -> None:
    checklist, entry = conflicting(desk)
    made = desk.get(checklist)
    after = desk.entry(
        imported(desk, made, as_workbook(made, {entry.key: {"c": "Yes"}})), entry.key
    )
    assert after.current is not None
    assert (after.current.text, after.current.proofs) == (
        "Three years",
        (Proof(name="letter.pdf"),),
    )


# --- evidence


def test_a_day_that_is_given_anew_keeps_the_file_and_its_date(desk: DueDiligenceDesk) -> None:
    _, entry = answered(desk, {"text": "Yes", "proofs": (OLD,)})
    answer = given(entry, new_evidence=(Proof(name="Old.pdf".lower(), expires=AFTER),))
    assert answer.proofs == (OLD.model_copy(update={"expires": AFTER}),)


def test_what_has_expired_does_not_hold_again_by_being_named_again(
    desk: DueDiligenceDesk,
) -> None:
    _, entry = answered(desk, {"text": "Yes", "proofs": (OLD,)})
    missing = says(entry, new_evidence=(Proof(name="old.pdf"),))
    assert missing == Missing(
        AnswerField.EVIDENCE,
        "What shows this has expired; name what holds today, or take it out.",
    )


def test_a_new_file_of_the_same_name_takes_the_place_of_the_old_one(
    desk: DueDiligenceDesk,
) -> None:
    _, entry = answered(desk, {"text": "Yes", "proofs": (OLD, MINUTES)})
    scans = (Proof(name="old.pdf", file="1" * 32), Proof(name="old.pdf", file="2" * 32))
    assert given(entry, new_evidence=scans).proofs == (*scans, MINUTES)


def test_a_file_knows_apart_what_has_one_name(desk: DueDiligenceDesk) -> None:
    scans = tuple(Proof(name="scan.pdf", file=sign * 32) for sign in "12")
    checklist, entry = answered(desk, {"text": "Yes", "proofs": scans})
    made = desk.get(checklist)
    assert planned(made, as_workbook(made, {})).answer_inputs == ()
    file = as_workbook(made, {entry.key: {"e0": "scan.pdf\nscan.pdf\nplan.pdf"}})
    (answer,) = planned(made, file).answer_inputs
    assert answer.proofs == (*scans, Proof(name="plan.pdf"))
    file = as_workbook(made, {entry.key: {"e0": "scan.pdf\nscan.pdf", "u0": f"{AFTER}\n"}})
    (answer,) = planned(made, file).answer_inputs
    assert set(answer.proofs) == {scans[0].model_copy(update={"expires": AFTER}), scans[1]}


def test_files_on_their_way_are_not_missed_and_let_the_expired_go_when_they_come(
    desk: DueDiligenceDesk,
) -> None:
    _, entry = answered(desk, {"text": "Yes", "proofs": (OLD, MINUTES)})
    assert given(entry, awaits_files=True, expires=AFTER).proofs == (OLD, MINUTES)
    scan = Proof(name="scan.pdf", file="1" * 32)
    assert given(entry, new_evidence=(scan,)).proofs == (MINUTES, scan)


def test_a_gap_that_is_closed_leaves_its_terms_with_the_answer_before(
    desk: DueDiligenceDesk,
) -> None:
    checklist, entry = answered(
        desk, {"state": AnswerState.GAP, "gap": "No plan", "gap_action": "Write"}
    )
    answer = given(entry, state=AnswerState.ANSWERED, text="Written")
    after = desk.entry(desk.answer(checklist, [answer]), entry.key)
    assert after.current is not None
    assert GapTerms.of(after.current) == GapTerms()
    assert [GapTerms.of(one).missing for one in after.answers] == ["No plan", ""]


def test_only_saathi_fills_in_what_is_to_be_confirmed(desk: DueDiligenceDesk) -> None:
    _, entry = answered(desk, {"text": "Yes", "said_by": "Sample Director One"})
    missing = says(entry, state=AnswerState.TO_CONFIRM)
    assert isinstance(missing, Missing)
    assert missing.field is AnswerField.STATE
    assert isinstance(says(entry, confirms=True), Missing)


def test_confirming_keeps_where_the_answer_was_found(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish("sample-roshni", "2026-schools"))
    waiting = next(one for one in made.entries if _waits(one.current))
    assert waiting.current is not None
    answer = given(waiting, confirms=True)
    assert answer.source_words == waiting.current.source_words != ""


def _waits(answer: ItemAnswer | None) -> bool:
    return answer is not None and answer.state is AnswerState.TO_CONFIRM
