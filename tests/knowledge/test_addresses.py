"""Questions that name a place: "16(f)", "footnote 12", "section 5 of the broker agreement"."""

from __future__ import annotations

import io

import docx
import pytest

from knowledge import Document, PolicyDesk, Reason, Status
from knowledge.answering.addressed import look_up
from knowledge.answering.places import Places
from knowledge.asking.addresses import addresses_in
from knowledge.reading.documents import reading_of

# What is typed → the clause, and words that only it holds.
PLACES = {
    "What does CSPF 16(f) say?": ("16(f)", "self-defined directions"),
    "clause 17a": ("17(a)", "Visibility Policy"),
    "17.a please": ("17(a)", "Visibility Policy"),
    "para 9": ("9", "28 million"),
    "18 c in full": ("18(c)", "3-4 senior managers"),
    "paragraph 15(e)(ii)": ("15(e)", "contracts will be signed accordingly"),
    "13(a)": ("13-I(a)", "shared vision"),
    "Visibility Policy 3": ("3", "does not limit partner organizations"),
    "the ninth paragraph": ("9", "28 million"),
}


@pytest.mark.parametrize("question", PLACES)
def test_an_address_gets_its_clause(desk: PolicyDesk, question: str) -> None:
    clause, words = PLACES[question]
    answer = desk.ask(question)
    assert answer.answered and answer.settles
    assert answer.citations[0].clause == clause
    assert words in answer.citations[0].quote
    assert answer.citations[0].quote in answer.citations[0].text


def test_a_footnote_stands_with_the_sentence_that_it_belongs_to(desk: PolicyDesk) -> None:
    answer = desk.ask("footnote 11")
    assert {citation.clause for citation in answer.citations} == {"16(e)"}
    sentence, note = (citation.quote for citation in answer.citations)
    assert sentence.endswith("procedures¹¹.")
    assert note.startswith("¹¹ These relate to budget approval")


@pytest.mark.parametrize(
    ("question", "there_is"),
    [
        ("16(k)", "Clause 16 has 16(a) to 16(g)"),
        ("clause 21 please", "Its clauses are 1 to 18"),
        ("footnote 40", "Its footnotes are 1 to 18"),
    ],
)
def test_where_there_is_no_such_clause_what_there_is_is_said(
    desk: PolicyDesk, question: str, there_is: str
) -> None:
    answer = desk.ask(question)
    assert (answer.answered, answer.settles) == (False, False)
    assert answer.reason is Reason.NO_SUCH_CLAUSE
    assert there_is in answer.text


def test_a_stand_in_without_the_clause_is_not_the_policy_without_it(desk: PolicyDesk) -> None:
    answer = desk.ask("clause 9 of the Visibility Policy")
    assert not answer.answered
    assert "may well say it" in answer.text


def test_another_documents_section_is_not_taken_from_this_one(desk: PolicyDesk) -> None:
    answer = desk.ask("section 5 of the broker agreement")
    assert answer.reason is Reason.NO_SUCH_CLAUSE
    assert "broker agreement" in answer.text
    assert not answer.citations


def test_what_is_asked_of_a_clause_is_answered_from_it(desk: PolicyDesk) -> None:
    answer = desk.ask("What does 16(f) say about women's organizations?")
    assert [citation.clause for citation in answer.citations] == ["16(f)"]
    assert "particularly women organizations" in answer.citations[0].quote


@pytest.mark.parametrize(
    "text",
    [
        "Which clause is about risk?",
        "In 2011 we had 3 partners",
        "clause i wrote yesterday",
        "What points should be agreed?",
        "We pay 500 a day",
        "How many women by 2026?",
    ],
)
def test_what_names_no_place_is_a_question(text: str) -> None:
    assert addresses_in(text) is None


def test_a_range_is_every_clause_of_it() -> None:
    found = addresses_in("clauses 3 to 5 and 9")
    assert found is not None
    assert [address.labels for address in found.addresses] == [("3",), ("4",), ("5",), ("9",)]


ARTICLES = ("Article I. Scope", "1. One.", "Article II. Money", "1. Two.", "2. Three.")
DOTTED = (
    *("4. Rules.", "4.3 Keep:", "4.3.a Keep receipts for seven years.", "4.3.b And bills."),
    *("4.3.b.i Sent to us.", "4.3.b.ii Sent to you.", "4.4 No.", "5. Go."),
)
IN_PARTS = ("PART A", "1. One.", "2. Two.", "PART B", "1. Three.", "2. Four.")
SCHEDULED = ("1. One.", "2. Two.", "Schedule 1", "1. Form.", "2. Sheet.")


@pytest.mark.parametrize(
    ("printed", "question", "clauses"),
    [
        (DOTTED, "clause 4.3.a", ["4.3.a"]),
        (DOTTED, "What does 4.3.b.i say?", ["4.3.b.i"]),
        (DOTTED, "4.3.a. please", ["4.3.a"]),
        (ARTICLES, "Article 2(2)", ["Article II(2)"]),
        (ARTICLES, "Article II, Section 2", ["Article II(2)"]),
        (IN_PARTS, "Part B 2", ["PART B(2)"]),
        (IN_PARTS, "part A, clause 1", ["PART A(1)"]),
        (SCHEDULED, "Schedule 1 paragraph 2", ["Schedule 1(2)"]),
        (SCHEDULED, "clause 2", ["2"]),
    ],
)
def test_a_clause_is_found_as_its_document_prints_it(
    printed: tuple[str, ...], question: str, clauses: list[str]
) -> None:
    addressed = look_up(question, Places([in_word(*printed)]))
    assert addressed is not None
    assert [place.clause.id for place in addressed.places] == clauses


def test_a_part_that_no_document_has_is_a_part_of_something_else() -> None:
    places = Places([in_word(*DOTTED)])
    assert look_up("Who signs part 2 of the budget form?", places) is None
    assert look_up("What is in Annex 1?", places) is None


def test_a_section_that_its_article_lacks_is_not_another_one() -> None:
    addressed = look_up("Article II, Section 9", Places([in_word(*ARTICLES)]))
    assert addressed is not None
    assert not addressed.places
    assert [address.typed for address, _ in addressed.missing] == ["Article II, Section 9"]


def in_word(*paragraphs: str) -> Document:
    """The document that a Word file of these paragraphs is read as."""
    word = docx.Document()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    content = io.BytesIO()
    word.save(content)
    fields = {"id": "policy", "edition": "2026", "status": Status.APPROVED, "title": "Policy"}
    return reading_of("policy.docx", content.getvalue(), fields).document
