"""A small grant's checklist on six pages, and the partner's half in Urdu: looked at as pages."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from drafting.due_diligence import (
    AnswerState,
    Checklist,
    Readers,
    checklist_document,
    checklist_workbook,
    load_catalogue,
    load_translation,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.papers.translation import BadTranslation, Translation
from drafting.partners import DraftingError, Side
from tests.support.drafting.filled_checklists import IMPORTER
from tests.support.drafting.sample_checklists import TODAY, for_the_partner, small_grant
from tests.support.word_files import WordFile, audited, printed_pages


@pytest.fixture(scope="module")
def urdu() -> Translation:
    translation = load_translation("ur")
    assert translation is not None
    return translation


@pytest.fixture(scope="module")
def small() -> Checklist:
    return small_grant()


def test_a_small_checklist_is_at_most_six_pages_with_room_to_write(
    small: Checklist, urdu: Translation
) -> None:
    files = {
        "english": checklist_document(small, TODAY),
        "urdu": checklist_document(small, TODAY, urdu),
    }
    pages = printed_pages(files)
    assert {name: len(printed) for name, printed in pages.items() if len(printed) > 6} == {}
    xml = WordFile(files["english"]).all("pStyle")
    shown = for_the_partner(small).entries
    empty = sum(1 for entry in shown if not (entry.current and entry.current.text))
    styles = [next(iter(style.attrib.values())) for style in xml]
    assert styles.count("HandLine") == 2 * empty


def test_the_urdu_file_is_the_partners_half_from_right_to_left(
    small: Checklist, urdu: Translation, tmp_path: Path
) -> None:
    content = checklist_document(small, TODAY, urdu)
    document = WordFile(content)
    assert len(document.all("tbl")) == 1
    assert document.all("bidiVisual")
    top = document.text.partition(urdu.review_line)[0]
    assert f"{small.partner_name} اور " in top
    assert "نومبر 2028" in top  # until when it holds
    assert "made on" not in top
    file = tmp_path / "urdu.docx"
    file.write_bytes(content)
    assert audited(file) == []
    book = load_workbook(io.BytesIO(checklist_workbook(small, TODAY, urdu)))
    assert len(book.worksheets) == 2
    assert all(page.sheet_view.rightToLeft for page in book.worksheets)


def test_what_is_chosen_and_written_in_urdu_is_read(small: Checklist, urdu: Translation) -> None:
    entry = small.half(Side.PARTNER)[1]
    book: Any = load_workbook(io.BytesIO(checklist_workbook(small, TODAY, urdu)))
    page = book.worksheets[1]
    rows = page.iter_rows(min_row=2)
    row = next(cells[0].row for cells in rows if entry.key in str(cells[0].value))
    columns = {str(cell.value): cell.column for cell in page[1]}
    for field, words in (
        ("s", urdu.wording.states[AnswerState.GAP]),
        ("t", "ہم ہر مہینے ملتے ہیں"),
        ("g", "گاڑی نہیں"),
        ("w", urdu.wording.sides[Side.BOTH]),
        ("d", "۱۵ جنوری ۲۰۲۷"),
    ):
        page.cell(row, columns[urdu.wording.headings[field]]).value = words
    saved = io.BytesIO()
    book.save(saved)
    plan = merge_plan(small, read_checklist(saved.getvalue(), "a.xlsx"), IMPORTER, TODAY)
    (answer,) = plan.answer_inputs
    assert (answer.text, answer.gap, answer.gap_side) == (
        "ہم ہر مہینے ملتے ہیں",
        "گاڑی نہیں",
        Side.BOTH,
    )
    assert answer.gap_due == date(2027, 1, 15)
    assert (plan.problems, plan.remarks) == ((), ())


def test_nobody_has_looked_at_the_translation_until_the_office_says_who(tmp_path: Path) -> None:
    shipped = load_translation("ur", tmp_path)
    assert shipped is not None
    assert shipped.review is None
    folder = tmp_path / "translations"
    folder.mkdir()
    file = folder / "ur.yaml"
    file.write_text("reviewed: {by: Head of Programme, day: 2026-12-10}\n", encoding="utf-8")
    reviewed = load_translation("ur", tmp_path)
    assert reviewed is not None
    assert "Head of Programme" in reviewed.review_line
    file.write_text("reviewed: {by: Head of Programme, day: 2026-01-10}\n", encoding="utf-8")
    before = load_translation("ur", tmp_path)
    assert before is not None
    assert before.review_line == shipped.review_line  # it was changed since


def test_a_question_whose_english_changed_stands_in_english_and_says_so(
    small: Checklist, urdu: Translation
) -> None:
    item = load_catalogue().items[0]
    assert urdu.of(item) is not None
    changed = item.model_copy(update={"ask": "What do we both want to reach by this work?"})
    assert urdu.of(changed) is None
    first = small.entries[0].model_copy(update={"item": changed})
    content = checklist_document(small.model_copy(update={"entries": (first,)}), TODAY, urdu)
    told = WordFile(content).text
    assert changed.ask in told
    assert urdu.untranslated in told


def test_no_question_of_the_partners_half_lacks_its_urdu(urdu: Translation) -> None:
    asked = {
        item.id: item
        for item in load_catalogue().items
        if item.direction is not Direction.CIP and item.readers is Readers.BOTH
    }
    assert [name for name, item in asked.items() if urdu.of(item) is None] == []
    assert set(urdu.items) - set(asked) == set()  # nothing stands there that nobody is asked


def test_a_language_that_there_is_not_names_those_that_there_are() -> None:
    with pytest.raises(BadTranslation, match="Urdu") as refused:
        load_translation("fr")
    assert isinstance(refused.value, DraftingError)
