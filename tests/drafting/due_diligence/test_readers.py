"""Who may read an answer: nothing of the office's own reaches a partner, nor a few's the rest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    ChecklistEntry,
    DueDiligenceDesk,
    Missing,
    Proof,
    Readers,
    Submission,
    acknowledgement_page,
    answer_to,
    checklist_document,
    checklist_workbook,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence.checklists import Weight, may_read_file, shown_to
from drafting.due_diligence.checklists.answering import NOTE_OF_OURS
from drafting.due_diligence.checklists.checklist import AnswerSource, ItemAnswer
from drafting.due_diligence.checklists.completing import with_agreed_gaps
from drafting.partners import Side
from drafting.partners.record.control import Completion
from drafting.partners.samples import sample_partners
from tests.support.drafting.filled_checklists import VOICE, as_workbook, current, first, imported
from tests.support.drafting.sample_checklists import (
    TODAY,
    due_diligence_desk,
    said,
    sample_checklists,
    smallest,
    wish,
)

TIP = "Anonymous tip, under inquiry"
SECRET = "Kept-from-the-partner"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DueDiligenceDesk]:
    with due_diligence_desk(tmp_path) as made:
        yield made


def words_in(package: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return " ".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())


def noted(entry: ChecklistEntry, state: AnswerState = AnswerState.TO_CONFIRM) -> ItemAnswer:
    """What an earlier version filled in from the partner's file, without readers."""
    return ItemAnswer(
        id="note",
        item=entry.item.id,
        side=entry.side,
        state=state,
        text=TIP,
        by="Saathi",
        at=smallest().made_at,
        source=AnswerSource.RECORD,
        source_words="Conflicts of interest, in the partner’s file",
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    readers=st.lists(st.sampled_from(list(Readers)), min_size=3, max_size=3),
    state=st.sampled_from([AnswerState.ANSWERED, AnswerState.GAP, AnswerState.NOT_APPLICABLE]),
    chain=st.booleans(),
)
def test_no_answer_that_is_not_for_both_stands_in_any_file_for_the_partner(
    readers: list[Readers], state: AnswerState, chain: bool
) -> None:
    made = smallest()
    entries = []
    for place, entry in enumerate(made.entries):
        answers: list[ItemAnswer] = []
        for number, reader in enumerate(readers):
            narrow = max(reader, entry.item.readers, key=list(Readers).index)
            word = f"Told-to-{narrow.value} {SECRET if narrow is not Readers.BOTH else ''}"
            answers.append(
                ItemAnswer(
                    id=f"{place}-{number}",
                    item=entry.item.id,
                    side=entry.side,
                    state=state,
                    text=word,
                    gap=word,
                    gap_action=word,
                    source_words=word,
                    proofs=(Proof(name=word, file="f" * 32),),
                    by="U1",
                    at=made.made_at,
                    based_on=tuple(answer.id for answer in answers) if chain else (),
                    readers=reader,
                    weight=Weight.CONCERN,
                )
            )
        entries.append(entry.model_copy(update={"answers": tuple(answers)}))
    whole = made.model_copy(update={"entries": tuple(entries)})
    completion = Completion(checklist=whole.id, agreement=whole.agreement)
    for package in (
        checklist_document(whole, TODAY),
        checklist_workbook(whole, TODAY),
        acknowledgement_page(whole, completion, TODAY),
    ):
        assert SECRET not in words_in(package)
    office = shown_to(whole, Readers.CIP).model_dump_json()
    assert "Told-to-few" not in office


def test_what_the_office_noted_is_in_no_file_for_the_partner_also_in_an_earlier_checklist() -> None:
    made = next(
        one for one in sample_checklists().values() if one.entry("conflicts-partner.partner")
    )
    entry = made.entry("conflicts-partner.partner")
    assert entry is not None
    for state in AnswerState:
        with_note = entry.model_copy(update={"answers": (noted(entry, state),)})
        whole = made.model_copy(update={"entries": (with_note,)})
        assert TIP not in words_in(checklist_document(whole, TODAY))
        assert TIP not in words_in(checklist_workbook(whole, TODAY))
        assert TIP in shown_to(whole, Readers.CIP).model_dump_json()
    note = entry.model_copy(update={"answers": (noted(entry),)})
    for words in ({"confirms": True}, {"state": AnswerState.ANSWERED, "text": TIP}):
        saying = Submission(by="U1", key="k", voice=VOICE, **words)
        missing = answer_to(note, saying, TODAY)
        assert isinstance(missing, Missing) and missing.sentence == NOTE_OF_OURS
    own = answer_to(note, Submission(by="U1", key="k", voice=VOICE, text="None."), TODAY)
    assert isinstance(own, AnswerInput) and own.readers is Readers.BOTH
    evidence = Submission(by="U1", key="k", state=AnswerState.OPEN, new_evidence=(Proof(name="x"),))
    kept = answer_to(note, evidence, TODAY)
    assert isinstance(kept, AnswerInput) and kept.readers is Readers.CIP


def test_the_office_keeps_its_questions_on_screening_to_itself() -> None:
    for made in sample_checklists().values():
        own = [entry for entry in made.entries if entry.item.id == "screening-lists"]
        assert own
        for entry in own:
            assert entry.item.ask not in words_in(checklist_document(made, TODAY))


def test_a_file_that_comes_back_stands_beside_what_the_partner_could_not_see(
    desk: DueDiligenceDesk,
) -> None:
    made = desk.start(wish())
    key = first(made).key
    hidden = said(key, TIP, readers=Readers.FEW)
    made = desk.answer(made.id, [hidden])
    after = imported(desk, made, as_workbook(made, {key: {"t": "No ties."}}))
    entry = after.entry(key)
    assert entry is not None and entry.in_conflict
    assert current(after, key).readers is Readers.BOTH
    seen = shown_to(desk.get(made.id), Readers.CIP)
    filled = read_checklist(*as_workbook(made, {key: {"t": "Some ties."}}))
    plan = merge_plan(seen, filled, "U9", TODAY, VOICE)
    assert TIP not in "\n".join(plan.lines())


def test_who_may_not_read_an_answer_may_not_answer_in_its_place_nor_see_its_file(
    desk: DueDiligenceDesk,
) -> None:
    made = desk.start(wish())
    key = first(made).key
    proof = desk.attach(made.id, "tip.pdf", b"%PDF", "U1")
    made = desk.answer(made.id, [said(key, TIP, readers=Readers.FEW, proofs=(proof,))])
    entry = desk.entry(made, key)
    words = Submission(by="U2", key="k", text="Fine", voice=VOICE, reads_as=Readers.CIP)
    assert isinstance(answer_to(entry, words, TODAY), Missing)
    assert not may_read_file(made, proof.file, Readers.CIP)
    assert may_read_file(made, proof.file, Readers.FEW)
    assert not may_read_file(made, "another", Readers.FEW)


def test_a_gap_that_is_the_offices_own_does_not_reach_the_agreement(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish("sample-roshni", "2026-schools"))
    key = first(made, Side.CIP).key
    gap = said(
        key,
        state=AnswerState.GAP,
        readers=Readers.CIP,
        gap=SECRET,
        gap_action="Watch it",
    )
    made = desk.answer(made.id, [gap])
    partner = next(one for one in sample_partners() if one.id == "sample-roshni")
    assert SECRET not in with_agreed_gaps(partner, made).model_dump_json()
