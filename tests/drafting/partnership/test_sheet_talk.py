"""Questions and disclosures on the accountability sheet: answered, asked, told and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drafting.documents.pdf import FILTERS, converted
from drafting.partners.vocabulary import Side
from drafting.partnership import (
    page_document,
    page_workbook,
    read_sheet,
    sheet_page,
    sheet_plan,
    sheet_wording,
    take_sheet,
)
from drafting.partnership.contacts.questions import open_questions, questions
from drafting.partnership.contacts.standard import is_proposed
from drafting.partnership.kinds.disclosure import (
    DisclosureSubject,
    Effect,
    agreed_effect,
    disclosure_of,
    open_request,
    unacknowledged,
)
from drafting.register import Author, Entry, OpeningInput, SayingInput
from tests.drafting.partnership.test_sheet import (
    KINDS,
    OFFICER,
    PARTNER,
    SIGNER,
    TODAY,
    Desk,
    as_word,
    as_workbook,
)
from tests.support.programs import LIBREOFFICE, needed

CHAIR = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")
THEIRS, OURS = "When does the second tranche come?", "How many teachers came?"
HOSTILE = "=1+1 <b> & *bold* {not-a-mark}"


class Talk(Desk):
    """The same office in the middle of a conversation."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.contact = self.opened("contact", answer_days="2", face_a_year="2")
        self.says(self.contact, "asked", CHAIR, words=THEIRS, on="2026-08-03")
        self.says(self.contact, "asked", words=OURS)
        told = {"side": "cip", "prompting": "unasked", "what": HOSTILE}
        self.funding = self.opened("disclosure", about="funding", **told)
        theirs = {"side": "partner", "prompting": "unasked", "from_whom": "Sample Head"}
        self.audit = self.opened("disclosure", about="audit", what="Two remarks.", **theirs)
        self.says(self.audit, "acknowledged")
        self.says(self.audit, "effect", effect="due_diligence")
        asked = {"side": "partner", "prompting": "asked", "what": "Will you move?"}
        self.plans = self.opened("disclosure", about="plans", **asked)

    def opened(self, kind: str, **values: str) -> Entry:
        key = f"{kind} {values}"
        return self.desk.open(OpeningInput(kind, PARTNER.id, OFFICER, key, values))

    def says(self, entry: Entry, verb: str, author: Author = OFFICER, **values: str) -> Entry:
        seen = self.register.entry(entry.id).last_number
        key = f"{entry.id} {verb} {values}"
        return self.desk.say(SayingInput(entry.id, verb, author, key, seen, values))

    def now(self, entry: Entry) -> Entry:
        return self.register.entry(entry.id)


@pytest.fixture
def office(tmp_path: Path) -> Talk:
    return Talk(tmp_path)


def rows_filled(language: str) -> dict[str, tuple[str, str]]:
    """By a part of what stands in a row, a tick and words."""
    wording = sheet_wording(language)
    yes = wording.yes[0]
    words = wording.talk
    return {
        THEIRS: (yes, ""),
        OURS: ("", "Forty, all of them ہاں"),
        words.your_question: ("", "May we buy a laptop?"),
        f"{words.standard}:": (yes, ""),
        HOSTILE: (yes, "Thank you."),
        "Two remarks.": (yes, ""),
        "Will you move?": ("", "Yes, in May."),
        f": {words.subject(DisclosureSubject.CONFLICT)}": ("", "A cousin of our head sells to us."),
    }


@pytest.mark.parametrize(("ending", "make", "fill"), KINDS, ids=["docx", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_partner_answers_asks_and_tells_on_paper(
    office: Talk, ending: str, make: Any, fill: Any, language: str
) -> None:
    page = sheet_page(office.source, sheet_wording(language), TODAY)
    filled = fill(make(page), rows_filled(language), SIGNER)
    for _ in range(2):  # read again by whoever takes over, it is there once
        sheet = read_sheet(filled, f"back.{ending}")
        plan = sheet_plan(sheet, office.source, office.register, TODAY)
        assert set(plan.beside) == {"We thank you for the visit.", "Function: Chair"}
        kept, refused = take_sheet(plan, office.source, office.desk, OFFICER)
        assert (len(kept), refused) == (10, [])
    taken(office)


def taken(office: Talk) -> None:
    """All of it is on the register, as the signer told it."""
    entry = office.now(office.contact)
    first, second, *new = questions(entry)
    assert (first.is_settled, first.answers) == (True, ())
    (answer,) = second.answers
    assert answer.words == "Forty, all of them ہاں"
    assert (answer.author.side, answer.author.told_by) == (
        Side.PARTNER,
        "Sample Chairwoman, sheet of 6 August 2026",
    )
    assert [question.event.words for question in new] == ["May we buy a laptop?"] * 3
    assert open_questions(entry) == new
    assert not is_proposed(entry)
    assert unacknowledged(office.now(office.funding)) == []
    assert office.now(office.funding).events[-1].words == "Thank you."
    assert agreed_effect(office.now(office.audit)) is Effect.DUE_DILIGENCE
    plans = office.now(office.plans)
    assert open_request(plans) is None
    assert [event.words for event in plans.said("told")] == ["Yes, in May."]
    every = office.register.of_partner(PARTNER.id, kind="disclosure")
    (conflict,) = (
        each for each in every if disclosure_of(each).about is DisclosureSubject.CONFLICT
    )
    (told,) = conflict.events
    assert (told.words, told.author.side) == ("A cousin of our head sells to us.", Side.PARTNER)
    assert disclosure_of(conflict).side is Side.PARTNER
    assert office.register.kinds["disclosure"].is_closed(conflict) is False


def test_a_question_opens_the_conversation_where_there_is_none(tmp_path: Path) -> None:
    office = Desk(tmp_path)
    wording = sheet_wording("en")
    sheet = page_workbook(sheet_page(office.source, wording, TODAY))
    filled = as_workbook(sheet, {wording.talk.your_question: ("", "Who signs?")}, SIGNER)
    plan = sheet_plan(read_sheet(filled, "b.xlsx"), office.source, office.register, TODAY)
    assert take_sheet(plan, office.source, office.desk, OFFICER)[1] == []
    (entry,) = office.register.of_partner(PARTNER.id, kind="contact")
    assert [question.event.words for question in questions(entry)] == ["Who signs?"] * 3
    assert office.register.kinds["contact"].state(entry, TODAY).startswith("3 questions open")


def test_what_moved_on_meanwhile_stays_as_a_remark(office: Talk) -> None:
    page = sheet_page(office.source, sheet_wording("en"), TODAY)
    rows = {"Two remarks.": ("yes", "So do we."), THEIRS: ("", "We still wait.")}
    filled = as_word(page_document(page), rows, SIGNER)
    office.says(office.audit, "withdrawn", words="Entered twice.")
    office.says(office.contact, "answered", words="In May.", question="1")
    plan = sheet_plan(read_sheet(filled, "b.docx"), office.source, office.register, TODAY)
    kept, refused = take_sheet(plan, office.source, office.desk, OFFICER)
    assert ({line.verb for line in kept}, refused) == ({"remark"}, [])
    audit, contact = office.now(office.audit), office.now(office.contact)
    assert [event.words for event in audit.said("remark")] == ["So do we."]
    (remark,) = contact.said("remark")
    assert (remark.words, getattr(remark.body, "question", None)) == ("We still wait.", 1)


@pytest.mark.parametrize("to", ["docx", "odt", "xlsx"])
def test_it_survives_libreoffice(office: Talk, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    needed(LIBREOFFICE)
    monkeypatch.setitem(FILTERS, "odt", "odt")
    make, fill, own = (
        (page_workbook, as_workbook, "xlsx") if to == "xlsx" else (page_document, as_word, "docx")
    )
    page = sheet_page(office.source, sheet_wording("ur"), TODAY)
    saved = converted(fill(make(page), rows_filled("ur"), SIGNER), own, to)
    assert saved
    plan = sheet_plan(read_sheet(saved, f"back.{to}"), office.source, office.register, TODAY)
    assert set(plan.beside) == {"We thank you for the visit.", "Function: Chair"}
    assert take_sheet(plan, office.source, office.desk, OFFICER)[1] == []
    taken(office)


def test_how_long_each_question_waits_stands_on_the_sheet(office: Talk) -> None:
    page = str(sheet_page(office.source, sheet_wording("en"), TODAY))
    for part in (
        f"You ask: {THEIRS}', '5 August 2026 (late)', 'asked on 3 August 2026, 4 days ago'",
        "You agree?",
        "0 of 2 in the last 12 months",
        "says what it changes: Due diligence is looked at again",
    ):
        assert part in page
    urdu = str(sheet_page(office.source, sheet_wording("ur"), TODAY))
    for english in ("asked on", "In touch", "Told on", "Asked for", "Due diligence", "Meet face"):
        assert english not in urdu


def test_a_long_disclosure_leaves_the_sheet_readable(office: Talk) -> None:
    told = {"side": "partner", "about": "other", "prompting": "unasked", "from_whom": "Sample Head"}
    entry = office.opened("disclosure", what="word " * 590, **told)
    office.says(entry, "told", CHAIR, words="more " * 590)
    sheet = page_document(sheet_page(office.source, sheet_wording("en"), TODAY))
    read = read_sheet(sheet, "long.docx")
    assert read.rows == ()
