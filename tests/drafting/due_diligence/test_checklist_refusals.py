"""A checklist's file with what cannot be read in it, or that is none of ours, or hostile."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from drafting.due_diligence import (
    DueDiligenceDesk,
    Proof,
    checklist_document,
    checklist_workbook,
    merge_plan,
    read_checklist,
)
from drafting.partners import DraftingError, Side
from tests.support.drafting.filled_checklists import (
    IMPORTER,
    as_document,
    as_workbook,
    first,
    repacked,
)
from tests.support.drafting.sample_checklists import TODAY, due_diligence_desk, largest, said, wish


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DueDiligenceDesk]:
    with due_diligence_desk(tmp_path) as made:
        yield made


# --- what cannot be read


def test_what_cannot_be_read_is_told_by_place_and_loses_nothing_else(
    desk: DueDiligenceDesk,
) -> None:
    made = desk.start(wish())
    one, other = (entry.key for entry in made.half(Side.PARTNER)[:2])
    proof = Proof(name="Deed", expires=date(2027, 1, 1))
    made = desk.answer(made.id, [said(one, "Before", proofs=(proof,))])
    fields = {"s": "Passed", "t": "Words", "u0": "03/04/2027", "w": "the donor", "c": "perhaps"}
    content = as_workbook(
        made, {one: fields, other: {"t": "=1+1", "d": "next month", "a": "Agreed"}}
    )
    read = read_checklist(*content)
    told = dict(read.problems)
    row = "The partner answers, row 2"
    assert "is no state; choose" in told[f"{row}, State"]
    assert "write the month as a word" in told[f"{row}, Valid until"]
    assert "Yes nor No" in told[f"{row}, Confirmed"]
    assert "formula" in told["The partner answers, row 3, Answer"]
    assert "30 April 2026" in told["The partner answers, row 3, By when"]
    plan = merge_plan(made, read, IMPORTER, TODAY)
    assert "choose The partner, CIP or Both" in dict(plan.problems)[f"{row}, Addressed by"]
    assert {(one.text, one.proofs, one.gap_action) for one in plan.answer_inputs} == {
        ("Words", (proof,), ""),
        ("", (), "Agreed"),
    }


def test_an_unclear_date_in_word_is_told_by_the_number_of_its_question(
    desk: DueDiligenceDesk,
) -> None:
    made = desk.start(wish())
    entry = made.half(Side.CIP)[2]
    content, name = as_document(made, {entry.key: {"e0": "Permit", "u0": date(2027, 4, 30)}})
    unclear = repacked(content, lambda _, xml: xml.replace(b">2027-04-30<", b">soon<"))
    read = read_checklist(unclear, name)
    assert [where for where, _ in read.problems] == ["C3, Valid until"]
    assert [one.proofs for one in merge_plan(made, read, IMPORTER, TODAY).answer_inputs] == [
        (Proof(name="Permit"),)
    ]


def test_control_characters_and_endless_texts_are_refused_with_their_place(
    desk: DueDiligenceDesk,
) -> None:
    made = desk.start(wish())
    one, other = (entry.key for entry in made.half(Side.PARTNER)[:2])
    content, name = as_document(made, {one: {"t": "a\u202eb"}, other: {"t": "x" * 10_001}})
    read = read_checklist(content, name)
    assert [where for where, _ in read.problems] == ["P1, Answer", "P2, Answer"]
    assert "U+202E" in read.problems[0].sentence
    assert "longer than 10,000 characters" in read.problems[1].sentence
    assert merge_plan(made, read, IMPORTER, TODAY).answer_inputs == ()


def test_an_item_that_stands_there_twice_is_told(desk: DueDiligenceDesk) -> None:
    made = desk.start(wish())
    one = first(made).key
    content, name = as_document(made, {one: {"t": "Mine"}})

    def twice(part: str, xml: bytes) -> bytes:
        rows = re.findall(rb"<w:tr>.*?</w:tr>", xml, re.DOTALL)
        mine = next((row for row in rows if b">Mine<" in row), b"")
        return xml.replace(mine, mine + mine.replace(b">Mine<", b">Yours<")) if mine else xml

    read = read_checklist(repacked(content, twice), name)
    assert "stands there more than once and differs" in read.problems[0].sentence
    assert merge_plan(made, read, IMPORTER, TODAY).answer_inputs == ()


# --- files that are none of ours, or hostile


def other_types(part: str, xml: bytes) -> bytes:
    main = b"officedocument.wordprocessingml.document.main+xml"
    return xml.replace(b"application/vnd.openxmlformats-" + main, MACROS) if MACROS else xml


MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'


def with_doctype(part: str, xml: bytes) -> bytes:
    return re.sub(rb"^<\?xml[^>]*\?>", ENTITIES, xml) if part.endswith("sheet2.xml") else xml


def word() -> bytes:
    return checklist_document(largest(), TODAY)


def sheets() -> bytes:
    return checklist_workbook(largest(), TODAY)


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 60_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "cure"),
    [
        (lambda: b"", "a.docx", "is empty"),
        (lambda: b"%PDF-1.4", "a.docx", "is not a Word document"),
        (lambda: word()[:9_000], "a.docx", "is damaged or cut short"),
        (lambda: repacked(word(), other_types), "a.docx", "macros"),
        (bomb, "a.docx", "unpacks to far more"),
        (bomb, "a.xlsx", "unpacks to far more than a checklist"),
        (lambda: sheets()[:9_000], "a.xlsx", "damaged"),
        (lambda: repacked(sheets(), with_doctype), "a.xlsx", "XML that no workbook needs"),
        (
            lambda: repacked(sheets(), lambda _, x: x, **{"xl/vbaProject.bin": b"x"}),
            "a.xlsx",
            "macros",
        ),
        (sheets, "a.docx", "is not"),
        (lambda: b"a,b", "a.csv", "no Word file or workbook"),
    ],
)
def test_hostile_and_damaged_files_are_refused_with_the_cure(
    content: Callable[[], bytes], name: str, cure: str
) -> None:
    with pytest.raises(DraftingError) as refused:
        read_checklist(content(), name)
    assert cure in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_document_that_is_no_checklist_is_refused() -> None:
    from drafting.agreements.templates.shipped import TEMPLATES

    with pytest.raises(DraftingError, match="holds no fields of a checklist"):
        read_checklist((TEMPLATES / "mou" / "template.docx").read_bytes(), "mou.docx")


def test_a_file_that_lost_its_reference_is_refused_with_the_cure() -> None:
    made = largest()
    nameless = repacked(word(), lambda _, xml: xml.replace(made.id.encode(), b"DD"))
    with pytest.raises(DraftingError, match="no longer says which checklist it is"):
        read_checklist(nameless, "a.docx")


def test_items_of_another_checklist_are_left_out_and_told(desk: DueDiligenceDesk) -> None:
    made, other = desk.start(wish()), desk.start(wish())
    content, name = as_document(made, {first(made).key: {"t": "Mine"}})
    strange, _ = as_document(other, {made.half(Side.CIP)[0].key: {"t": "Strange"}})
    found = re.search(rb"<w:tr>(?:(?!<w:tr>).)*>Strange<.*?</w:tr>", _body(strange), re.DOTALL)
    assert found
    mixed = repacked(
        content,
        lambda part, xml: (
            xml.replace(b"</w:tbl>", found[0] + b"</w:tbl>", 1)
            if part == "word/document.xml"
            else xml
        ),
    )
    read = read_checklist(mixed, name)
    assert "belong to another checklist" in read.problems[0].sentence
    assert [one.text for one in merge_plan(made, read, IMPORTER, TODAY).answer_inputs] == ["Mine"]


def _body(content: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
