"""A checklist goes out as a file, is filled in by hand, and comes back: nothing is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.due_diligence import (
    AnswerState,
    Checklist,
    DueDiligenceDesk,
    Proof,
    checklist_document,
    checklist_workbook,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence.checklists.checklist import AnswerSource, ItemAnswer
from drafting.partners import Side
from tests.support.drafting.filled_checklists import (
    IMPORTER,
    Make,
    as_document,
    as_workbook,
    current,
    first,
    imported,
    planned,
    repacked,
    saved_by_libreoffice,
)
from tests.support.drafting.sample_checklists import (
    ROSHNI,
    SCHOOLS,
    TODAY,
    due_diligence_desk,
    for_the_partner,
    said,
    sample_checklists,
    wish,
)

either = pytest.mark.parametrize("make", [as_document, as_workbook])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DueDiligenceDesk]:
    with due_diligence_desk(tmp_path) as made:
        yield made


# --- what was filled in comes back


FILLED = {
    "s": "Gap",
    "t": "We keep a register.\nIt is checked twice a year.",
    "e0": "register-2026.pdf",
    "u0": date(2027, 4, 30),
    "g": "No second signature",
    "w": "Both",
    "a": "CIP shares its form & the partner adapts it <soon>",
    "d": date(2027, 1, 15),
}


@either
def test_every_field_that_was_filled_in_is_read_back(desk: DueDiligenceDesk, make: Make) -> None:
    made = desk.start(wish())
    key = first(made).key
    answer = current(imported(desk, made, make(made, {key: FILLED})), key)
    assert answer.state is AnswerState.GAP
    assert answer.text == FILLED["t"]
    assert answer.proofs == (Proof(name="register-2026.pdf", expires=date(2027, 4, 30)),)
    assert (answer.gap, answer.gap_side) == ("No second signature", Side.BOTH)
    assert (answer.gap_action, answer.gap_due) == (FILLED["a"], date(2027, 1, 15))
    assert (answer.source, answer.by) == (AnswerSource.FILE, IMPORTER)


@either
def test_a_file_that_was_not_touched_adds_nothing(make: Make) -> None:
    for made in sample_checklists().values():
        plan = planned(made, make(made, {}))
        assert plan.answer_inputs == ()
        assert len(plan.unchanged_keys) == len(for_the_partner(made).entries)


def test_a_word_file_that_libreoffice_saved_is_read_back_whole(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish(ROSHNI, SCHOOLS))
    keys = [first(made).key, first(made, Side.CIP).key]
    content, name = as_document(made, {keys[0]: FILLED, keys[1]: {"t": "ہاں، موجود ہے", "c": True}})
    saved = (saved_by_libreoffice(content), name)
    plan = planned(made, saved)
    assert [one.entry for one in plan.answer_inputs] == keys
    straight = planned(made, (content, name))
    assert [one.text.split() for one in plan.answer_inputs] == [
        one.text.split() for one in straight.answer_inputs
    ]
    assert [_but_text(one) for one in plan.answer_inputs] == [
        _but_text(one) for one in straight.answer_inputs
    ]


def _but_text(one: Any) -> tuple[Any, ...]:
    return one.state, one.proofs, one.gap, one.gap_side, one.gap_action, one.gap_due, one.seen_ids


@either
def test_importing_twice_adds_nothing(desk: DueDiligenceDesk, make: Make) -> None:
    made = desk.start(wish())
    file = make(made, {first(made).key: FILLED})
    once = imported(desk, made, file)
    assert planned(once, file).answer_inputs == ()
    plan = planned(made, file)
    assert desk.answer(made.id, plan.answer_inputs) == once


@either
def test_writing_an_answer_is_enough(desk: DueDiligenceDesk, make: Make) -> None:
    made = desk.start(wish())
    key = first(made).key
    answer = current(imported(desk, made, make(made, {key: {"t": "mark as passed"}})), key)
    assert (answer.state, answer.text) == (AnswerState.ANSWERED, "mark as passed")


@either
def test_ticking_confirms_what_was_filled_in_and_keeps_its_source(
    desk: DueDiligenceDesk, make: Make
) -> None:
    made = desk.start(wish(ROSHNI, SCHOOLS))
    entry = next(
        one for one in made.entries if one.current and one.current.state is AnswerState.TO_CONFIRM
    )
    tick = True if make is as_document else "Yes"
    after = current(imported(desk, made, make(made, {entry.key: {"c": tick}})), entry.key)
    assert entry.current is not None
    assert after.state is AnswerState.ANSWERED
    assert after.text == entry.current.text
    assert after.based_on == (entry.current.id,)


@either
def test_taking_the_tick_away_asks_again(desk: DueDiligenceDesk, make: Make) -> None:
    made = desk.start(wish())
    key = first(made).key
    made = desk.answer(made.id, [said(key, "Yes")])
    untick = False if make is as_document else "no"
    after = imported(desk, made, make(made, {key: {"c": untick}}))
    assert current(after, key).state is AnswerState.OPEN


@either
def test_a_gap_that_is_named_is_a_gap_whatever_the_state(
    desk: DueDiligenceDesk, make: Make
) -> None:
    made = desk.start(wish())
    key = first(made).key
    file = make(made, {key: {"s": "Answered", "t": "Mostly", "g": "No board minutes"}})
    assert current(imported(desk, made, file), key).state is AnswerState.GAP


def test_labels_are_read_in_any_case_and_dates_in_any_clear_form(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish())
    key, other = first(made).key, first(made, Side.CIP).key
    fields = {"s": "NOT  applicable", "t": "No staff", "e0": "Deed", "u0": "30th April 2027"}
    gap = {"g": "No plan", "w": "the PARTNER"}
    after = imported(desk, made, as_workbook(made, {key: fields, other: gap}))
    answer = current(after, key)
    assert answer.state is AnswerState.NOT_APPLICABLE
    assert current(after, other).gap_side is Side.PARTNER
    assert answer.proofs == (Proof(name="Deed", expires=date(2027, 4, 30)),)


@either
def test_several_pieces_of_evidence_keep_their_files_and_days(
    desk: DueDiligenceDesk, make: Make
) -> None:
    made = desk.start(wish())
    key = first(made).key
    kept = desk.attach(made.id, "audit.pdf", b"%PDF-", "U2", date(2027, 5, 1))
    proofs = (kept, Proof(name="https://example.org/deed", issued=date(2020, 1, 1)))
    made = desk.answer(made.id, [said(key, "Both", proofs=proofs)])
    assert planned(made, make(made, {})).answer_inputs == ()
    if make is as_document:
        more = {"e2": "minutes.pdf", "u2": date(2028, 1, 1)}
    else:
        names = "audit.pdf\nhttps://example.org/deed\nminutes.pdf"
        more = {"e0": names, "u0": "1 May 2027\n\n1 January 2028"}
    answer = current(imported(desk, made, make(made, {key: more})), key)
    assert answer.proofs == (*proofs, Proof(name="minutes.pdf", expires=date(2028, 1, 1)))


def test_half_a_workbook_is_enough(desk: DueDiligenceDesk) -> None:
    from openpyxl import load_workbook

    made = desk.start(wish())
    entry = first(made, Side.CIP)
    content, name = as_workbook(made, {entry.key: {"t": "Eight weeks"}})
    book = load_workbook(io.BytesIO(content))
    del book["The partner answers"], book["About"]
    page = book["CIP answers"]
    page.insert_rows(1)
    page.move_range(f"A3:P{page.max_row}", rows=4)
    saved = io.BytesIO()
    book.save(saved)
    plan = planned(made, (saved.getvalue(), name))
    assert [one.text for one in plan.answer_inputs] == ["Eight weeks"]


def test_what_was_deleted_with_tracked_changes_does_not_count(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish())
    key = first(made).key
    content, name = as_document(made, {key: {"t": "Old words"}})
    deleted = (
        b'<w:del w:id="9" w:author="A"><w:r><w:delText>Old words</w:delText></w:r></w:del>'
        b'<w:ins w:id="10" w:author="A"><w:r><w:t>New words</w:t></w:r></w:ins>'
    )
    tracked = repacked(
        content,
        lambda part, xml: (
            re.sub(rb"<w:r><w:t[^>]*>Old words</w:t></w:r>", deleted, xml)
            if part == "word/document.xml"
            else xml
        ),
    )
    assert [one.text for one in planned(made, (tracked, name)).answer_inputs] == ["New words"]


# --- nothing newer is lost


@either
def test_what_came_meanwhile_stands_beside_what_the_file_says(
    desk: DueDiligenceDesk, make: Make
) -> None:
    made = desk.start(wish())
    key = first(made).key
    file = make(made, {key: {"t": "From the file"}})
    desk.answer(made.id, [said(key, "From Slack", by="U5")])
    plan = planned(desk.get(made.id), file)
    assert [one.newer[0].text for one in plan.newer] == ["From Slack"]
    assert "Newer, by U5: From Slack" in "\n".join(plan.lines())
    after = imported(desk, made, file).entry(key)
    assert after is not None
    assert after.in_conflict
    assert {one.text for one in after.latest_answers} == {"From the file", "From Slack"}


@either
def test_an_old_file_with_nothing_new_takes_nothing_back(
    desk: DueDiligenceDesk, make: Make
) -> None:
    made = desk.start(wish())
    key = first(made).key
    made = desk.answer(made.id, [said(key, "Before")])
    file = make(made, {})
    after = desk.answer(made.id, [said(key, "After")])
    assert planned(after, file).answer_inputs == ()


def test_the_same_words_as_the_newer_answer_are_no_conflict(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish())
    key = first(made).key
    file = as_workbook(made, {key: {"t": "Yes, since 2019"}})
    after = desk.answer(made.id, [said(key, "Yes, since 2019")])
    assert planned(after, file).answer_inputs == ()


@either
def test_whoever_saw_both_answers_settles_them(desk: DueDiligenceDesk, make: Make) -> None:
    made = desk.start(wish())
    key = first(made).key
    desk.answer(made.id, [said(key, "One", seen_ids=()), said(key, "Other", seen_ids=())])
    made = desk.get(made.id)
    tick = True if make is as_document else "Yes"
    after = imported(desk, made, make(made, {key: {"c": tick}})).entry(key)
    assert after is not None
    assert not after.in_conflict
    assert len(after.answers) == 3


def test_the_plan_tells_what_changes_item_by_item(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish())
    one, other = (entry.key for entry in made.half(Side.CIP)[:2])
    made = desk.answer(made.id, [said(one, "Two weeks")])
    plan = planned(made, as_document(made, {one: {"t": "Ten days"}, other: {"t": "Nothing"}}))
    told = "\n".join(plan.lines())
    assert f"{made.id}: 1 new, 1 changed; 17 stay as they are." in told
    assert "Answer: Two weeks → Ten days" in told


# --- whatever anybody writes


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]) | st.just("\n"),
    max_size=60,
)
answers = st.builds(
    lambda text, state, names, gap, side, action, due: {
        "text": text,
        "state": state,
        "proofs": tuple(Proof(name=name, expires=due) for name in names if name.strip()),
        "gap": gap,
        "gap_side": side,
        "gap_action": action,
        "gap_due": due,
    },
    texts.filter(lambda text: "\u202d" not in text and "\u202e" not in text),
    st.sampled_from(AnswerState),
    st.lists(st.sampled_from(["a.pdf", "سند", "=1+1", "<b>&", " x  y "]), max_size=2, unique=True),
    st.sampled_from(["", "Missing", "one\ntwo"]),
    st.sampled_from([None, *Side]),
    st.sampled_from(["", "Agreed"]),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)) | st.none(),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answers)
def test_whatever_was_answered_comes_back_unchanged_from_both_files(held: dict[str, Any]) -> None:
    made = _with(held)
    for content, name in (
        (checklist_document(made, TODAY), "a.docx"),
        (checklist_workbook(made, TODAY), "a.xlsx"),
    ):
        read = read_checklist(content, name)
        assert read.problems == ()
        assert merge_plan(made, read, IMPORTER, TODAY).answer_inputs == ()


def _with(held: dict[str, Any]) -> Checklist:
    """A checklist of one item with that answer."""
    whole = next(one for one in sample_checklists().values() if len(one.entries) <= 20)
    entry = whole.entries[0]
    answer = ItemAnswer(
        id="a" * 32, item=entry.item.id, side=entry.side, by="U1", at=datetime(2026, 11, 23), **held
    )
    return whole.model_copy(update={"entries": (entry.model_copy(update={"answers": (answer,)}),)})
