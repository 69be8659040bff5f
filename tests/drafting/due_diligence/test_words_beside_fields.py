"""No word of a checklist's file that came back is lost: it is taken, or shown with its place."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from drafting.documents.pdf import FILTERS, converted
from drafting.due_diligence import (
    MergePlan,
    checklist_document,
    checklist_workbook,
    load_translation,
    merge_plan,
    read_checklist,
)
from drafting.partners import DraftingError, Side
from drafting.partners.vocabulary import Tier
from tests.support.drafting.filled_checklists import IMPORTER, repacked
from tests.support.drafting.sample_checklists import TODAY, sample_checklists, smallest
from tests.support.programs import LIBREOFFICE, needed

MADE = smallest()
WORD, SHEETS = checklist_document(MADE, TODAY), checklist_workbook(MADE, TODAY)
FIRST = MADE.half(Side.PARTNER)[0]


def planned(content: bytes, ending: str = "docx", **more: Any) -> MergePlan:
    return merge_plan(MADE, read_checklist(content, f"a.{ending}"), IMPORTER, TODAY, **more)


def shown(content: bytes, ending: str = "docx") -> dict[str, str]:
    """What is shown, by its place; nothing was taken."""
    plan = planned(content, ending)
    assert plan.answer_inputs == ()
    return {remark.where: remark.text for remark in plan.remarks}


def paragraph(words: str) -> Any:
    element = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t/></w:r></w:p>")
    element.find(f".//{qn('w:t')}").text = words
    return element


def word(change: Callable[[Any], object]) -> bytes:
    document = docx.Document(io.BytesIO(WORD))
    change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def sheets(change: Callable[[Any], object]) -> bytes:
    book = load_workbook(io.BytesIO(SHEETS))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def row(document: Any, number: int = 0) -> Any:
    """The row of a question of the partner's half; the first row holds the headings."""
    return document.tables[0]._tbl.tr_lst[1 + number]


def cell(document: Any, column: int, number: int = 0) -> Any:
    return row(document, number).tc_lst[column]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_of_an_untouched_file_nothing_is_shown(language: str) -> None:
    translation = load_translation(language)
    without_funds = next(one for one in sample_checklists().values() if one.tier is Tier.B)
    for made in (MADE, without_funds):
        for file, ending in (
            (checklist_document(made, TODAY, translation), "docx"),
            (checklist_workbook(made, TODAY, translation), "xlsx"),
        ):
            read = read_checklist(file, f"a.{ending}")
            plan = merge_plan(made, read, IMPORTER, TODAY)
            assert (plan.remarks, plan.deleted, plan.answer_inputs) == ((), (), ())
            assert read.problems == ()


def test_words_beside_a_question_are_shown_with_its_number() -> None:
    below = word(lambda file: cell(file, 1).append(paragraph("We meet monthly")))
    assert shown(below) == {"P1": "We meet monthly"}
    in_question = word(lambda file: cell(file, 0).append(paragraph("Yes, we do")))
    assert shown(in_question) == {"P1": "Yes, we do"}

    def comment(file: Any) -> None:
        file.add_comment(file.tables[0].rows[1].cells[0].paragraphs[0].runs[:1], "Old", "Bibi", "B")

    assert shown(word(comment)) == {"comment by Bibi, P1": "Old"}


def test_words_at_the_end_of_a_line_of_saathis_are_shown_alone() -> None:
    def typed(file: Any) -> None:
        file.tables[0].rows[1].cells[0].paragraphs[0].add_run(" Yes, since 2019")

    assert shown(word(typed)) == {"P1": "Yes, since 2019"}


def test_words_in_a_text_box_and_in_the_margins_are_shown() -> None:
    box = (
        f"<w:p {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:r><w:pict><v:textbox>"
        "<w:txbxContent><w:p><w:r><w:t>Please call</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        "</w:pict></w:r></w:p>"
    )
    content = word(lambda file: file.paragraphs[1]._p.addnext(parse_xml(box)))
    assert shown(content) == {"before the first question": "Please call"}
    footer = word(lambda file: file.sections[0].footer.add_paragraph("Draft of 3 May"))
    assert shown(footer) == {"footer": "Draft of 3 May"}


def test_words_beside_a_question_can_be_added_to_its_answer() -> None:
    content = word(lambda file: cell(file, 1).append(paragraph("We meet monthly")))
    plan = planned(content, take_remarks=True)
    assert [(each.entry, each.text) for each in plan.answer_inputs] == [
        (FIRST.key, "We meet monthly")
    ]
    assert plan.remarks == ()


def test_a_deleted_row_is_told_and_a_half_that_is_not_there_is_not() -> None:
    plan = planned(word(lambda file: row(file).getparent().remove(row(file))))
    assert [entry.key for entry in plan.deleted] == [FIRST.key]
    assert f"No longer in the file: {FIRST.key}" in "\n".join(plan.lines())
    half = planned(word(lambda file: file.element.body.remove(file.tables[1]._tbl)))
    assert half.deleted == ()


def test_cells_comments_sheets_and_columns_that_were_added_are_shown() -> None:
    def change(book: Any) -> None:
        page = book["The partner answers"]
        page["Q1"], page["Q2"] = "Remarks", "See annex"
        page["F3"].comment = Comment("Ask the chairman", "Bibi")
        page["C99"] = "Do you have a car?"
        book.create_sheet("Staff")["B4"] = "Shazia, cook"

    assert shown(sheets(change), "xlsx") == {
        "The partner answers, cell Q1": "Remarks",
        "The partner answers, cell Q2": "See annex",
        "The partner answers, cell C99": "Do you have a car?",
        "comment at The partner answers, cell F3": "Ask the chairman",
        "the name of the sheet Staff": "Staff",
        "Staff, cell B4": "Shazia, cook",
    }


def test_a_renamed_heading_is_read_where_it_stood_and_told() -> None:
    def change(book: Any) -> None:
        page = book["The partner answers"]
        page["F1"], page["F2"] = "Our reply", "We meet monthly"

    read = read_checklist(sheets(change), "a.xlsx")
    assert "is read as ‘Answer’" in read.problems[0].sentence
    plan = merge_plan(MADE, read, IMPORTER, TODAY)
    assert [each.text for each in plan.answer_inputs] == ["We meet monthly"]


def test_what_no_field_can_hold_is_shown_whole() -> None:
    long = "the donor " * 20

    def change(book: Any) -> None:
        page = book["The partner answers"]
        page["L2"], page["J2"] = "next spring", long

    assert set(shown(sheets(change), "xlsx").values()) >= {"next spring", long.strip()}


@pytest.mark.parametrize("name", ["CARE", "CIP", "CARE International in Pakistan"])
def test_the_office_is_understood_by_each_of_its_names(name: str) -> None:
    def change(book: Any) -> None:
        book["The partner answers"]["I2"] = "No vehicle"
        book["The partner answers"]["J2"] = name

    (answer,) = planned(sheets(change), "xlsx").answer_inputs
    assert answer.gap_side is Side.CIP


def test_the_partner_is_understood_by_its_name() -> None:
    def change(book: Any) -> None:
        book["The partner answers"]["I2"] = "No vehicle"
        book["The partner answers"]["J2"] = MADE.partner_name

    (answer,) = planned(sheets(change), "xlsx").answer_inputs
    assert answer.gap_side is Side.PARTNER


# --- any word at any place

OF_DOCUMENT = list(docx.Document(io.BytesIO(WORD)).element.body.iter(qn("w:p"), qn("w:tc")))
OF_WORKBOOK = [("About", "A1:C30"), ("The partner answers", "A1:S20"), ("CIP answers", "A1:S20")]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, len(OF_DOCUMENT) - 1), st.sampled_from(["Zarghuna", "ہاں، موجود", "✓"]))
def test_a_word_at_any_place_of_a_document_is_taken_or_shown(place: int, words: str) -> None:
    def change(file: Any) -> None:
        element = next(islice(file.element.body.iter(qn("w:p"), qn("w:tc")), place, None))
        is_cell = element.tag == qn("w:tc")
        element.append(paragraph(words) if is_cell else paragraph(words).find(qn("w:r")))

    assert words in everything(word(change), "docx")


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(OF_WORKBOOK), st.integers(1, 19), st.integers(1, 25))
def test_a_word_in_any_cell_of_a_workbook_is_taken_or_shown(
    sheet: tuple[str, str], column: int, number: int
) -> None:
    def change(book: Any) -> None:
        there = book[sheet[0]].cell(number, column)
        there.value = f"{there.value or ''} Zarghuna".strip()

    assert "Zarghuna" in everything(sheets(change), "xlsx")


def everything(content: bytes, ending: str) -> str:
    """All that the person who sends the file is shown."""
    try:
        read = read_checklist(content, f"a.{ending}")
    except DraftingError as error:
        return f"{error} Zarghuna" if "no longer says which" in str(error) else str(error)
    plan = merge_plan(MADE, read, IMPORTER, TODAY)
    texts = [text for each in plan.answer_inputs for text in _texts(each)]
    problems = (problem.sentence for problem in (*read.problems, *plan.problems))
    return "\n".join([*texts, *problems, *(remark.text for remark in plan.remarks)])


def _texts(answer: Any) -> list[str]:
    return [answer.text, answer.gap, answer.gap_action, *(proof.name for proof in answer.proofs)]


# --- what other programs save


def test_what_libreoffice_saves_in_its_own_kind_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    needed(LIBREOFFICE)
    monkeypatch.setitem(FILTERS, "odt", "odt")
    saved = converted(
        word(lambda file: cell(file, 1).append(paragraph("We meet monthly"))), "docx", "odt"
    )
    assert saved is not None
    assert "We meet monthly" in everything(saved, "odt")


def test_of_a_workbook_that_libreoffice_cannot_convert_the_cure_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"  # as where its Calc is missing
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(DraftingError, match=r"save it as \.xlsx and send it again"):
        read_checklist(SHEETS, "a.xls")


def test_without_libreoffice_the_cure_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DraftingError, match=r"save it as \.docx"):
        read_checklist(b"any", "returned.odt")


def test_a_field_that_is_called_empty_is_read_all_the_same() -> None:
    """Some programs write into a field and go on saying that it shows its hint."""
    filled = repacked(WORD, lambda _, xml: xml.replace(b">Your answer<", b">Our own words<", 1))
    assert "Our own words" in everything(filled, "docx")
