"""Marks in both databases: kept once, replaced by the newer, taken back with their history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clause_marks import ClauseMarks, MarkRefused
from bot.operations.database import Database
from knowledge import Clause, Document, Section, Status
from knowledge.marking import applied_mark
from tests.support.databases import KINDS, fresh_database

ASKED = "May a driver keep the car overnight?"
CLAUSE = Clause(id="2", label="2.", text="Office vehicles do not travel after sunset.")


def document(*clauses: Clause, edition: str = "2021") -> Document:
    return Document(
        id="vehicles",
        title="Vehicle Policy",
        edition=edition,
        status=Status.APPROVED,
        provenance="written for the tests",
        sections=(Section(clauses=clauses),),
    )


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        yield database


def test_a_mark_is_kept_once_and_the_newer_word_holds(database: Database) -> None:
    marks = ClauseMarks(lambda: database)
    first = marks.add(ASKED, document(CLAUSE), CLAUSE, answers=True, by="U01")
    assert marks.add(f" {ASKED} ", document(CLAUSE), CLAUSE, answers=True, by="U02") == first
    second = marks.add(ASKED, document(CLAUSE), CLAUSE, answers=False, by="U02")
    assert list(marks.held()) == [second]
    newest, oldest = marks.records(every=True)
    assert (newest.mark, oldest.mark) == (second, first)
    assert (oldest.taken_back_by, newest.taken_back_at) == ("U02", None)
    assert marks.take_back(second.id[:6], "amina (terminal)") == second
    assert not marks.held()
    assert len(marks.records(every=True)) == 2
    assert marks.made_by("U02") == 2
    with pytest.raises(MarkRefused):
        marks.take_back(second.id, "U01")


@pytest.mark.parametrize(
    ("clauses", "now"),
    [
        ((CLAUSE,), "2"),
        ((CLAUSE.model_copy(update={"id": "3", "label": "3."}),), "3"),
        ((CLAUSE.model_copy(update={"text": "Office vehicles travel at night."}),), None),
        ((), None),
    ],
)
def test_a_mark_follows_its_words_and_is_stale_without_them(
    tmp_path: Path, clauses: tuple[Clause, ...], now: str | None
) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        marks = ClauseMarks(lambda: database)
        mark = marks.add(ASKED, document(CLAUSE), CLAUSE, answers=True, by="U01")
        applied = applied_mark(mark, [document(*clauses, edition="2030")])
        assert applied.is_stale is (now is None)
        assert applied.clause == (now or "2")


@pytest.mark.parametrize("question", ["", "?", "And why?", "x" * 501])
def test_what_says_nothing_by_itself_is_not_kept(database: Database, question: str) -> None:
    marks = ClauseMarks(lambda: database)
    with pytest.raises(MarkRefused):
        marks.add(question, document(CLAUSE), CLAUSE, answers=True, by="U01")
    assert not marks.records(every=True)


def test_without_a_database_there_is_no_mark_and_none_is_made() -> None:
    marks = ClauseMarks(lambda: None)
    assert not marks.held()
    assert not marks.records(every=True)
