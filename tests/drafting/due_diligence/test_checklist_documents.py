"""Every sample checklist as a Word file and a workbook: whole, valid, in two halves, readable."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from drafting.due_diligence import (
    AnswerState,
    Checklist,
    Proof,
    checklist_document,
    checklist_workbook,
)
from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.checklists.summing_up import WHO_DECIDES
from drafting.partners import Side
from drafting.partners.vocabulary import Tier
from tests.support.drafting.sample_checklists import (
    TODAY,
    due_diligence_desk,
    for_the_partner,
    largest,
    said,
    sample_checklists,
    smallest,
    wish,
)
from tests.support.programs import VALIDATOR, needed
from tests.support.word_files import WordFile, audited, complaints, printed_pages, running

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = "Question, what would answer it, and why it is asked"


@pytest.fixture(scope="module")
def documents() -> Mapping[str, WordFile]:
    return {
        name: WordFile(checklist_document(made, TODAY))
        for name, made in sample_checklists().items()
    }


@pytest.fixture(scope="module")
def printed(documents: Mapping[str, WordFile]) -> dict[str, list[str]]:
    """The pages of the largest checklist and of the informal ones."""
    wanted = {largest().id} | {one.id for one in sample_checklists().values() if one.tier is Tier.A}
    return printed_pages({name: documents[name].content for name in wanted})


def halves(document: WordFile) -> list[str]:
    """The words of each half's table."""
    tables = document.all("tbl")
    assert len(tables) == 2
    return [running(" ".join(text.text or "" for text in table.iter(f"{W}t"))) for table in tables]


def test_all_tiers_are_among_them() -> None:
    assert {one.tier for one in sample_checklists().values()} == {Tier.A, Tier.B, Tier.C, Tier.D}


def test_each_half_asks_its_own_questions_with_evidence_and_basis(
    documents: Mapping[str, WordFile],
) -> None:
    for name, made in sample_checklists().items():
        for side, told in zip((Side.PARTNER, Side.CIP), halves(documents[name]), strict=True):
            for entry in for_the_partner(made).half(side):
                assert running(entry.item.ask) in told, entry.key
                assert running(entry.item.evidence) in told, entry.key
                assert running(entry.item.rests_on) in told, entry.key


def test_what_both_answer_stands_in_both_halves(documents: Mapping[str, WordFile]) -> None:
    made = largest()
    both = [one for one in made.half(Side.CIP) if one.item.direction is Direction.BOTH]
    assert both
    for told in halves(documents[made.id]):
        assert [one.key for one in both if running(one.item.ask) not in told] == []


def test_the_front_says_why_the_tier_whose_thresholds_and_in_which_spirit(
    documents: Mapping[str, WordFile],
) -> None:
    for name, made in sample_checklists().items():
        told = running(documents[name].text)
        assert made.partner_name in told
        assert all(running(reason) in told for reason in made.reasons)
        assert "The CSPF sets no tiers, amounts or validity period" in told
        assert "not to investigate anybody (CSPF 15(d))" in told
        assert "How to fill it in." in told


def test_the_end_says_what_was_left_out_why_and_who_decides(
    documents: Mapping[str, WordFile],
) -> None:
    for name, made in sample_checklists().items():
        told = running(documents[name].text)
        assert {one.why for one in made.left_out if running(one.why) not in told} == set()
        assert running(WHO_DECIDES) in told
        assert "score" not in told.lower()


def test_every_question_has_its_fields_with_tags_that_word_can_hold(
    documents: Mapping[str, WordFile],
) -> None:
    for name, made in sample_checklists().items():
        controls = [one.find(f"{W}sdtPr") for one in documents[name].all("sdt")]
        tags = [one.find(f"{W}tag").get(f"{W}val") for one in controls]
        ids = [one.find(f"{W}id").get(f"{W}val") for one in controls]
        titles = [one.find(f"{W}alias").get(f"{W}val") for one in controls]
        assert len({*tags}) == len(tags) == len({*ids})
        assert max(map(len, tags + titles)) <= 64
        fields = Counter(tag.partition(".")[0][0] for tag in tags)
        each = len(for_the_partner(made).entries)
        assert {letter: fields[letter] for letter in "sctgwad"} == dict.fromkeys("sctgwad", each)


def test_the_same_checklist_gives_the_same_bytes(documents: Mapping[str, WordFile]) -> None:
    for name, made in sample_checklists().items():
        again = made.model_validate_json(made.model_dump_json())
        assert checklist_document(again, TODAY) == documents[name].content
        assert checklist_workbook(again, TODAY) == checklist_workbook(made, TODAY)


def test_one_of_every_tier_passes_openxml_audit(
    documents: Mapping[str, WordFile], tmp_path: Path
) -> None:
    of_tiers = {one.tier: one.id for one in sample_checklists().values()}
    for name in of_tiers.values():
        file = tmp_path / f"{name}.docx"
        file.write_bytes(documents[name].content)
        assert audited(file) == [], name


def test_the_largest_and_the_smallest_pass_the_open_xml_sdk(
    documents: Mapping[str, WordFile], tmp_path: Path
) -> None:
    files = {one.id: documents[one.id].content for one in (largest(), smallest())}
    assert complaints(files, tmp_path) == {}  # the audit is part of it


def test_informal_ones_are_one_or_two_pages(printed: dict[str, list[str]]) -> None:
    informal = [name for name, made in sample_checklists().items() if made.tier is Tier.A]
    assert informal
    assert {name: len(printed[name]) for name in informal if len(printed[name]) > 2} == {}


def test_pages_are_numbered_named_headed_and_marked_as_samples(
    printed: dict[str, list[str]],
) -> None:
    for name, held in printed.items():
        for number, page in enumerate(held, 1):
            assert f"Page {number} of {len(held)}" in page
            assert "Sample: made-up data" in page
            assert name in page
    *inner, _ = printed[largest().id]
    assert all(HEADING in running(page) for page in inner)


def test_every_page_of_a_half_says_who_answers_it(printed: dict[str, list[str]]) -> None:
    made = largest()
    asked = [running(page) for page in printed[made.id]]
    for letter, whose in (("P", f"{made.partner_name} answers"), ("C", "CIP answers")):
        number = re.compile(rf"\b{letter}\d+ ")
        own = [page for page in asked if number.search(page)]
        assert own
        assert all(f"{HEADING} {whose}" in page for page in own)


def test_each_question_stands_whole_on_one_page(printed: dict[str, list[str]]) -> None:
    made = largest()
    for page in printed[made.id]:
        started = re.findall(r"^ *([PC]\d+) ", page, re.MULTILINE)
        assert page.count("☐ Confirmed") == len(started)


def test_no_real_checklist_is_marked_as_a_sample() -> None:
    real = largest().model_copy(update={"sample": False, "partner_name": "STATUS & <Sons>"})
    document = WordFile(checklist_document(real, TODAY))
    margin = running(document.paragraphs(part="word/header1.xml"))
    assert "Sample" not in margin
    assert "STATUS & <Sons>" in margin


def test_what_is_known_is_filled_in_with_its_source_to_be_confirmed(tmp_path: Path) -> None:
    with due_diligence_desk(tmp_path) as desk:
        made = desk.start(wish())
        entry = made.entries[0]
        proof = Proof(name="Register entry", expires=TODAY - timedelta(days=1))
        desk.answer(made.id, [said(entry.key, "First words", proofs=(proof,), seen_ids=())])
        made = desk.answer(made.id, [said(entry.key, "Other words", by="U3", seen_ids=())])
    told = running(WordFile(checklist_document(made, TODAY)).text)
    assert "Other words" in told
    assert "Another answer stands beside it, by U2: Answered. First words" in told
    recorded = next(
        one
        for one in largest().entries
        if one.current and one.current.state is AnswerState.TO_CONFIRM
    )
    assert recorded.current is not None
    told = running(WordFile(checklist_document(largest(), TODAY)).text)
    assert running(recorded.current.text) in told
    assert f"from: {recorded.current.source_words[:30]}" in told


def test_evidence_that_expired_is_said_to_be(tmp_path: Path) -> None:
    with due_diligence_desk(tmp_path) as desk:
        made = desk.start(wish())
        proof = Proof(name="Register entry", expires=TODAY - timedelta(days=1))
        made = desk.answer(made.id, [said(made.entries[0].key, "Yes", proofs=(proof,))])
    told = running(WordFile(checklist_document(made, TODAY)).text)
    assert "Register entry Until: 22 November 2026" in told
    assert "The paper that shows this is out of date" in told


# --- the workbook


def workbooks() -> dict[str, bytes]:
    return {one.id: checklist_workbook(one, TODAY) for one in (largest(), smallest())}


def test_the_workbooks_pass_both_validators(tmp_path: Path) -> None:
    for name, content in workbooks().items():
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(content)
        told = subprocess.run(
            [needed(VALIDATOR), file], capture_output=True, check=False, timeout=60
        )
        assert json.loads(told.stdout)["errors"] == []
        assert audited(file) == []


def test_a_sheet_a_half_and_one_about_it_with_frozen_headings_and_hidden_ids() -> None:
    for content in workbooks().values():
        book = load_workbook(io.BytesIO(content))
        assert book.sheetnames == ["About", "The partner answers", "CIP answers"]
        for page in book.worksheets[1:]:
            assert page.freeze_panes == "C2"
            assert page.column_dimensions["A"].hidden
            assert not page.column_dimensions["B"].hidden
            assert {"State", "Answer", "Valid until"} <= {cell.value for cell in page[1]}
            assert all(cell.alignment.wrap_text for cell in page[2])


def test_every_question_of_the_halves_is_in_the_workbook() -> None:
    made = largest()
    book = load_workbook(io.BytesIO(checklist_workbook(made, TODAY)))
    for side, page in zip((Side.PARTNER, Side.CIP), book.worksheets[1:], strict=True):
        asked = [row[2].value for row in page.iter_rows(min_row=2)]
        assert asked == [entry.item.ask for entry in for_the_partner(made).half(side)]


def test_drop_downs_offer_the_states_and_who_addresses_a_gap() -> None:
    book = load_workbook(io.BytesIO(checklist_workbook(smallest(), TODAY)))
    rules = {str(one.formula1) for one in book.worksheets[1].data_validations.dataValidation}
    assert any("Not applicable" in rule and "Gap" in rule for rule in rules)
    assert any("The partner,CIP,Both" in rule for rule in rules)
    assert '"Yes,No"' in rules


def answered(text: str, expires: date, folder: Path) -> Checklist:
    with due_diligence_desk(folder) as desk:
        made = desk.start(wish())
        proofs = (Proof(name=f"{text} file", expires=expires),)
        return desk.answer(made.id, [said(made.half(Side.PARTNER)[0].key, text, proofs=proofs)])


def test_dates_are_dates_and_no_text_is_a_formula(tmp_path: Path) -> None:
    made = answered('=HYPERLINK("x") _x0041_ & <b>', date(2027, 3, 4), tmp_path)
    page: Any = load_workbook(io.BytesIO(checklist_workbook(made, TODAY))).worksheets[1]
    named = {cell.value: cell.column_letter for cell in page[1]}
    assert page[f"{named['Valid until']}2"].value == datetime(2027, 3, 4)
    assert page[f"{named['Valid until']}2"].is_date
    assert page[f"{named['Answer']}2"].value == '=HYPERLINK("x") _x0041_ & <b>'
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
