"""Which edition is in force, what may be put on record, and that nothing on record is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import (
    Clause,
    Document,
    DuplicateEdition,
    KnowledgeError,
    Library,
    Section,
    Status,
    UnknownDocument,
    compare,
)

SHIPPED = """---
id: leave
title: Leave Policy
edition: 2020-01
status: {status}
provenance: written for the tests
---

# Leave Policy

1. Staff have 20 days of paid leave.
"""
ASKED = "document: leave\nedition: {edition}\nasked:\n  '1':\n    - How long is leave?\n"


def edition(
    date: str, text: str, status: Status = Status.APPROVED, document: str = "leave"
) -> Document:
    clause = Clause(id="1", label="1.", text=text)
    return Document(
        id=document,
        title="Leave Policy",
        edition=date,
        status=status,
        provenance="test",
        sections=(Section(clauses=(clause,)),),
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "leave.md"
    file.write_text("as it was read", encoding="utf-8")
    return file


def library(tmp_path: Path, status: str = "approved", asked: str = "") -> Library:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "leave.md").write_text(SHIPPED.format(status=status), encoding="utf-8")
    if asked:
        (corpus / "leave.asked.yaml").write_text(ASKED.format(edition=asked), encoding="utf-8")
    return Library(tmp_path / "documents", corpus)


def test_the_later_edition_is_in_force_whenever_it_came(tmp_path: Path, source: Path) -> None:
    held = library(tmp_path)
    held.record(edition("2026-05", "30 days."), source)
    held.record(edition("2024-05", "25 days."), source)
    assert held.document("leave").edition == "2026-05"
    assert [one.edition for one in held.in_force()] == ["2026-05"]
    dates = [one.document.edition for one in held.editions("leave")]
    assert dates == ["2020-01", "2024-05", "2026-05"]


def test_an_approved_text_is_in_force_before_a_later_stand_in(tmp_path: Path, source: Path) -> None:
    held = library(tmp_path)
    held.record(edition("2026-05", "As others repeat it.", Status.STAND_IN), source)
    assert held.document("leave").edition == "2020-01"


def test_an_approved_text_takes_the_place_of_a_later_stand_in(tmp_path: Path, source: Path) -> None:
    held = library(tmp_path, "stand-in")
    (only,) = held.with_document(edition("2019", "The text itself."))
    assert (only.edition, only.status) == ("2019", Status.APPROVED)
    held.record(edition("2019", "The text itself."), source)
    assert held.document("leave").edition == "2019"


def test_a_stand_in_does_not_replace_an_approved_text(tmp_path: Path) -> None:
    held = library(tmp_path)
    with pytest.raises(KnowledgeError, match="approved text, which a stand-in cannot replace"):
        held.with_document(edition("2026", "As others repeat it.", Status.STAND_IN))


def test_of_two_with_the_same_date_the_one_that_came_later_is_in_force(
    tmp_path: Path, source: Path
) -> None:
    held = library(tmp_path, "stand-in")
    first = held.record(edition("2026-05", "First.", Status.STAND_IN), source)
    second = held.record(edition("2026-05", "Second.", Status.STAND_IN), source)
    assert (first.sequence, second.sequence) == (1, 2)
    assert held.document("leave").clause("1").text == "Second."


@pytest.mark.parametrize(
    ("date", "text", "why"),
    [
        ("2020-01", "Another text.", "The edition 2020-01 of 'leave' is on record already"),
        (
            "2026",
            "Staff have 20 days of paid leave.",
            "as the edition 2020-01; nothing was changed",
        ),
    ],
)
def test_the_same_edition_and_the_same_text_are_refused(
    date: str, text: str, why: str, tmp_path: Path
) -> None:
    held = library(tmp_path)
    with pytest.raises(DuplicateEdition, match=why):
        held.with_document(edition(date, text))


@pytest.mark.parametrize("date", ["2026-13", "2026-02-30", "undated", "26", "2026-1"])
def test_an_edition_that_is_no_date_is_refused(date: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is no date"):
        library(tmp_path).with_document(edition(date, "Another text."))


def test_plain_questions_go_with_their_own_edition_alone(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "other").mkdir()
    assert library(tmp_path / "own", asked="2020-01").document("leave").asked == {
        "1": ("How long is leave?",)
    }
    assert library(tmp_path / "other", asked="2019-01").document("leave").asked == {}


def test_what_is_put_on_record_stays_with_its_file(tmp_path: Path, source: Path) -> None:
    held = library(tmp_path)
    kept = held.record(edition("2026", "30 days."), source)
    assert held.records()[-1] == kept
    assert (kept.source, kept.sequence) == ("leave.md", 1)
    (copy,) = (held.folder / "sources").iterdir()
    assert copy.read_text("utf-8") == "as it was read"


def test_two_editions_are_compared_the_one_before_with_the_one_in_force(
    tmp_path: Path, source: Path
) -> None:
    held = library(tmp_path)
    with pytest.raises(UnknownDocument, match="only one edition"):
        held.pair("leave", None, None)
    held.record(edition("2024", "25 days."), source)
    held.record(edition("2026", "30 days."), source)
    before, after = held.pair("leave", None, None)
    assert (before.edition, after.edition) == ("2024", "2026")
    before, after = held.pair("leave", "2020-01", "2024")
    assert (before.edition, after.edition) == ("2020-01", "2024")
    (change,) = compare(before, after)
    assert change.clause == "1"
    assert change.after is not None
    assert "25 days." in change.after
