"""The accountability sheet: made, filled in as people do, read back, and taken once."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import load_workbook

from bot.operations.database import Database
from drafting.documents.pdf import FILTERS, converted
from drafting.partners.errors import NotOurs
from drafting.partners.naming import office_name
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership import (
    SheetSource,
    all_kinds,
    page_document,
    page_workbook,
    read_sheet,
    sheet_page,
    sheet_plan,
    sheet_wording,
    take_sheet,
)
from drafting.partnership.reviews.bodies import TimesKept
from drafting.partnership.reviews.steps import review_steps, word_on_times, words_on
from drafting.register import (
    Author,
    Entry,
    NewEvent,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
)
from tests.support.programs import LIBREOFFICE, needed

TODAY = date(2026, 8, 7)
OFFICER = Author("U0OFFICER", "Sample Officer")
PARTNER = Partner.model_validate(
    {
        "id": "sample-roshni",
        "identity": {"legal_name": "Sample Roshni Sangat"},
        "agreements": [
            {
                "key": "2026-schools",
                "status": "active",
                "reports": [{"what": "First report", "by": "partner", "due": "2026-08-01"}],
                "money": {"currency": "PKR", "tranches": [{"amount": 100, "due": "2026-09-01"}]},
            }
        ],
    }
)
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HOSTILE = "=1+1 <b> & {not-a-mark}"


class Desk:
    def __init__(self, folder: Path) -> None:
        database = Database("", folder)
        database.migrate()
        self.register = Register(database, all_kinds())
        self.desk = RegisterDesk(self.register, RegisterRules(), lambda: TODAY)
        values = {"what": HOSTILE, "of": "partner", "due": "2026-08-20"}
        self.action = self.desk.open(OpeningInput("action", PARTNER.id, OFFICER, "a", values))
        self.clock = self.desk.open(
            OpeningInput("clock", PARTNER.id, OFFICER, "c", {"procedure": "audit_review"})
        )

    @property
    def source(self) -> SheetSource:
        entries = self.register.of_partner(PARTNER.id)
        return SheetSource(PARTNER, {}, entries, self.register.kinds, self.desk.rules)


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def as_word(content: bytes, fill: dict[str, tuple[str, str]], signer: tuple[str, ...]) -> bytes:
    """The sheet with a tick and words in the rows that begin so, and a paragraph besides."""
    document: Any = Document(io.BytesIO(content))
    for table in document.tables:
        for row in table.rows:
            for what, (tick, words) in fill.items():
                if what in row.cells[0].text and len(row.cells) == 5:
                    row.cells[3].add_paragraph(tick)
                    row.cells[4].text = words
    for cell, text in zip(document.tables[-1].rows[-1].cells, signer, strict=True):
        cell.add_paragraph(text)
    document.add_paragraph("We thank you for the visit.")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_workbook(content: bytes, fill: dict[str, tuple[str, str]], signer: tuple[str, ...]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for what, (tick, words) in fill.items():
            if what in str(row[1].value) and row[0].value:
                row[4].value = f"{row[4].value or ''} {tick}"
                row[5].value = words
        if row[0].value == "{signature}":
            for cell, text in zip(row[1:4], signer, strict=True):
                cell.value = text
    sheet["B200"] = "We thank you for the visit."
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


KINDS: list[tuple[str, Callable[..., bytes], Callable[..., bytes]]] = [
    ("docx", page_document, as_word),
    ("xlsx", page_workbook, as_workbook),
]
SIGNER = ("Sample Chairwoman", "Chair", "6 August 2026")


@pytest.mark.parametrize(("ending", "make", "fill"), KINDS, ids=["docx", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_what_a_partner_writes_is_taken_with_its_name_or_shown(
    office: Desk, ending: str, make: Any, fill: Any, language: str
) -> None:
    sheet = make(sheet_page(office.source, sheet_wording(language), TODAY))
    yes = "yes" if language == "en" else "ہاں"
    rows = {
        "=1+1": (yes, "ہم نے کر دیا"),
        "First report": ("no", "It comes in two weeks."),
        "Audit review" if language == "en" else "آڈٹ کا": ("", "We wait since June."),
    }
    filled = fill(sheet, rows, SIGNER)
    plan = sheet_plan(read_sheet(filled, f"back.{ending}"), office.source, office.register, TODAY)
    assert plan.is_ready
    audit = sheet_wording(language).procedures.get("audit_review", "Audit review and approval")
    verbs = {line.row.what: (line.verb, line.row.words) for line in plan.lines}
    assert verbs == {
        HOSTILE: ("done", "ہم نے کر دیا"),
        "First report": ("remark", "no It comes in two weeks."),
        audit: ("remark", "We wait since June."),
    }
    assert set(plan.beside) == {"We thank you for the visit.", "Function: Chair"}
    for _ in range(2):  # also by whoever takes over: read again, it says the same
        again = read_sheet(filled, f"back.{ending}")
        plan = sheet_plan(again, office.source, office.register, TODAY)
        kept, refused = take_sheet(plan, office.source, office.desk, OFFICER)
        assert (len(kept), refused) == (3, [])
    (event,) = office.register.entry(office.action.id).events
    author = event.author
    assert (author.side, author.by, event.verb) == (Side.PARTNER, "U0OFFICER", "done")
    assert author.told_by == "Sample Chairwoman, sheet of 6 August 2026"
    (owed,) = office.register.of_partner(PARTNER.id, kind="owed")
    assert [event.words for event in owed.events] == ["no It comes in two weeks."]


@pytest.mark.parametrize(("ending", "make", "fill"), KINDS, ids=["docx", "xlsx"])
def test_an_untouched_sheet_says_nothing_and_an_unsigned_one_is_not_taken(
    office: Desk, ending: str, make: Any, fill: Any
) -> None:
    sheet = make(sheet_page(office.source, sheet_wording("en"), TODAY))
    plan = sheet_plan(read_sheet(sheet, f"back.{ending}"), office.source, office.register, TODAY)
    assert (plan.lines, plan.beside) == ((), ())
    filled = fill(sheet, {"First report": ("yes", "")}, ("", "", "31 December 2030"))
    plan = sheet_plan(read_sheet(filled, f"back.{ending}"), office.source, office.register, TODAY)
    assert [line.verb for line in plan.lines] == ["sent"]
    assert not plan.is_ready
    assert len(plan.missing) == 2


def test_another_file_is_not_ours_and_restricted_entries_are_left_out(office: Desk) -> None:
    english = sheet_wording("en")
    book = load_workbook(io.BytesIO(page_workbook(sheet_page(office.source, english, TODAY))))
    book.worksheets[0]["B3"] = "No reference"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(NotOurs):
        read_sheet(stream.getvalue(), "other.xlsx")
    secret = [replace(entry, restricted_to="investigations") for entry in office.source.entries]
    source = SheetSource(PARTNER, {}, secret, office.register.kinds, office.desk.rules)
    page = sheet_page(source, english, TODAY)
    assert HOSTILE not in str(page)
    assert "First report" in str(page)


def test_words_in_boxes_tables_and_tracked_changes_are_shown_or_taken(office: Desk) -> None:
    document: Any = Document(
        io.BytesIO(page_document(sheet_page(office.source, sheet_wording("en"), TODAY)))
    )
    row = next(
        row for table in document.tables for row in table.rows if "First rep" in row.cells[0].text
    )
    tracked = f'<w:ins {NS} w:id="9" w:author="A"><w:r><w:t>It is on its way.</w:t></w:r></w:ins>'
    row.cells[4].paragraphs[0]._p.append(parse_xml(tracked))
    row.cells[4].add_table(1, 1).rows[0].cells[0].text = "Inner words"
    boxed = f"<w:r {NS}><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p>"
    document.paragraphs[0]._p.append(parse_xml(f"{boxed}</w:txbxContent></w:pict></w:r>"))
    document.add_comment(document.paragraphs[0].runs[0], text="Noted", author="A")
    document.add_paragraph("Name")  # the sheet says so, too, but once
    document.sections[0].footer.paragraphs[0].text = "At the foot"
    stream = io.BytesIO()
    document.save(stream)
    sheet = read_sheet(stream.getvalue(), "back.docx")
    plan = sheet_plan(sheet, office.source, office.register, TODAY)
    (line,) = plan.lines
    assert line.row.words == "It is on its way."
    assert sorted(plan.beside) == sorted(
        [
            *("Name", "table in a cell: Inner words", "text box: Boxed"),
            *("comment: Noted", "footer: At the foot"),
        ]
    )


@pytest.mark.parametrize("to", ["docx", "odt", "xlsx"])
def test_a_sheet_that_libreoffice_saved_is_read(
    office: Desk, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(LIBREOFFICE)
    monkeypatch.setitem(FILTERS, "odt", "odt")
    make, fill, own = (
        (page_workbook, as_workbook, "xlsx") if to == "xlsx" else (page_document, as_word, "docx")
    )
    page = sheet_page(office.source, sheet_wording("ur"), TODAY)
    filled = fill(make(page), {"First report": ("ہاں", "بذریعہ ڈاک")}, SIGNER)
    saved = converted(filled, own, to)
    assert saved
    sheet = read_sheet(saved, f"back.{to}")
    plan = sheet_plan(sheet, office.source, office.register, TODAY)
    assert [(line.verb, line.row.words) for line in plan.lines] == [("sent", "بذریعہ ڈاک")]
    assert set(plan.beside) == {"We thank you for the visit.", "Function: Chair"}
    assert plan.is_ready


def held_review(office: Desk) -> Entry:
    """A review that was held, and of which the office spoke."""
    values = {"of": "relationship", "planned_for": "2026-08-01"}
    opening = OpeningInput("review", PARTNER.id, OFFICER, "r", values, record=PARTNER)
    entry = office.desk.open(opening)
    for verb, spoken in (
        ("held", {"on": "2026-08-01"}),
        ("office_words", {"improve": "Reports sooner (sample).", "progress": "Schools (sample)."}),
    ):
        entry = office.desk.say(SayingInput(entry.id, verb, OFFICER, verb, 99, spoken))
    return entry


def review_rows(language: str) -> dict[str, tuple[str, str]]:
    """What the partner writes in the rows of a review, in that language."""
    wording = sheet_wording(language)
    partly = wording.answers["partly"][0]
    return {
        wording.topics["improve"]: ("", "Pay in time (sample)."),
        wording.topics["value"]: ("", HOSTILE),
        wording.review_times.format(office=office_name()): (partly, "Twice late (sample)."),
        wording.review_signature: (wording.yes[0], ""),
    }


def take(office: Desk, content: bytes, name: str) -> tuple[int, list[str]]:
    plan = sheet_plan(read_sheet(content, name), office.source, office.register, TODAY)
    assert plan.is_ready
    kept, refused = take_sheet(plan, office.source, office.desk, OFFICER)
    return len(kept), refused


@pytest.mark.parametrize(("ending", "make", "fill"), KINDS, ids=["docx", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_partner_speaks_in_a_review_and_signs_on_its_sheet(
    office: Desk, ending: str, make: Any, fill: Any, language: str
) -> None:
    entry = held_review(office)
    sheet = make(sheet_page(office.source, sheet_wording(language), TODAY))
    filled = fill(sheet, review_rows(language), SIGNER)
    for _ in range(2):
        assert take(office, filled, f"back.{ending}") == (4, [])
    entry = office.register.entry(entry.id)
    assert len(entry.events) == 6
    spoken = [words.text for words in words_on(entry, "improve")]
    assert spoken == ["Reports sooner (sample).", "Pay in time (sample)."]
    assert [words.text for words in words_on(entry, "value")] == [HOSTILE]
    kept, event = word_on_times(entry) or (None, entry.events[0])
    assert (kept, event.words) == (TimesKept.PARTLY, "Twice late (sample).")
    assert event.author.told_by == "Sample Chairwoman, sheet of 6 August 2026"
    assert review_steps(entry).signed == {Side.PARTNER}


def test_a_signature_on_a_sheet_does_not_cover_what_came_after_it_was_made(office: Desk) -> None:
    entry = held_review(office)
    page = sheet_page(office.source, sheet_wording("en"), TODAY)
    later = {"improve": "One more thing (sample)."}
    office.desk.say(SayingInput(entry.id, "office_words", OFFICER, "later", 99, later))
    filled = as_word(page_document(page), review_rows("en"), SIGNER)
    assert take(office, filled, "back.docx") == (4, [])
    entry = office.register.entry(entry.id)
    assert entry.latest("partner_signed")
    assert review_steps(entry).signed == set()
    assert "to be signed again" in str(sheet_page(office.source, sheet_wording("en"), TODAY))


def test_a_signature_without_words_and_an_unclear_answer_are_told(office: Desk) -> None:
    entry = held_review(office)
    page = sheet_page(office.source, sheet_wording("en"), TODAY)
    rows = review_rows("en")
    times, signature = list(rows)[2:]
    asked = {times: ("it depends", ""), signature: ("yes", "")}
    count, refused = take(office, as_word(page_document(page), asked, SIGNER), "back.docx")
    assert count == 1
    assert "both sides speak before either signs" in refused[0]
    entry = office.register.entry(entry.id)
    assert [(event.verb, event.words) for event in entry.events[2:]] == [("remark", "it depends")]


@pytest.mark.parametrize("to", ["docx", "odt", "xlsx"])
def test_a_review_that_libreoffice_saved_is_read(
    office: Desk, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(LIBREOFFICE)
    monkeypatch.setitem(FILTERS, "odt", "odt")
    make, fill, own = (
        (page_workbook, as_workbook, "xlsx") if to == "xlsx" else (page_document, as_word, "docx")
    )
    entry = held_review(office)
    page = sheet_page(office.source, sheet_wording("ur"), TODAY)
    saved = converted(fill(make(page), review_rows("ur"), SIGNER), own, to)
    assert saved
    assert take(office, saved, f"back.{to}") == (4, [])
    assert review_steps(office.register.entry(entry.id)).signed == {Side.PARTNER}


def test_saathis_own_words_are_urdu_and_what_people_wrote_is_theirs(office: Desk) -> None:
    values = {"what": "Sign the book", "of": "partner"}
    partner = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")
    done = office.desk.open(OpeningInput("action", PARTNER.id, OFFICER, "b", values))
    office.register.say(NewEvent(done.id, "done", partner, "b1", 0))
    page = str(sheet_page(office.source, sheet_wording("ur"), TODAY))
    for text in ("20 اگست 2026", "کھلا ہے", "1 ستمبر 2026 تک", "قسط 1"):
        assert text in page
    assert "آڈٹ کا جائزہ اور منظوری" in page
    for english in (" August ", "Open'", "Said to be", "until ", "Tranche", "Audit review"):
        assert english not in page
    assert HOSTILE in page
