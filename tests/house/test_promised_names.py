"""What programs outside this project import and use is where they look for it."""

from __future__ import annotations

import pytest

from bot.slack import misconduct
from bot.slack.misconduct import is_report, recogniser
from knowledge import Citation, PolicyDesk
from knowledge.library import Library
from knowledge.writing import Claim, check

REPORT = "A colleague asked a partner for money so that the grant is signed."
QUESTION = "May a partner mention CARE in public?"


@pytest.fixture(scope="module")
def citations(tmp_path_factory: pytest.TempPathFactory) -> list[Citation]:
    """The framework's clauses, made as the scorers make them."""
    document = Library(tmp_path_factory.mktemp("library")).document("cspf")
    assert document.title == "Civil Society Partnership Framework"
    assert document.front == "CARE International in Pakistan"
    assert sum(len(section.clauses) for section in document.sections) == 19
    clause = next(clause for clause in document.walk() if clause.id == "17(a)")
    parts = (clause.heading, clause.text, *clause.points, *clause.footnotes)
    assert clause.label in clause.whole
    assert all(str(getattr(part, "text", part)) in clause.whole for part in parts)
    assert clause.closing in clause.whole
    return [
        Citation(
            document="cspf",
            title=document.title,
            edition=document.edition,
            status=document.status,
            clause=clause.id,
            text=clause.whole,
            quote=clause.text or clause.heading or clause.label,
        )
        for clause in document.walk()
    ]


def test_reports_are_scored_and_told_from_questions() -> None:
    assert misconduct.recogniser is recogniser
    assert recogniser().score(REPORT) > 0 >= recogniser().score(QUESTION)
    assert is_report(REPORT)
    assert not is_report(QUESTION)


def test_a_claim_is_checked_against_the_clauses(citations: list[Citation]) -> None:
    clause = next(citation for citation in citations if citation.clause == "17(a)")
    verdict = check(Claim(text=clause.quote, clause="17(a)", quote=clause.quote), citations)
    assert verdict.stands != bool(verdict.fault)
    other = check(Claim(text="Partners are paid in gold.", clause="17(a)", quote=""), citations)
    assert not other.stands
    assert other.fault is not None
    assert isinstance(other.fault.value, str)


def test_a_question_is_asked_of_a_desk(desk: PolicyDesk) -> None:
    answer = desk.ask(QUESTION)
    assert answer.answered
    assert answer.citations[0].clause == "17(a)"
    assert answer.citations[0].quote in answer.text
    assert 0 < answer.confidence <= 1
    declined = desk.ask("What is the boiling point of water?")
    assert not declined.answered
    assert declined.ask
