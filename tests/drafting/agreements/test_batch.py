"""A batch drafts anew what changed, and only that; nobody's own file is written over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drafting.agreements import run_batch
from drafting.agreements.batch import BatchOutcome, batch_wishes
from tests.support.drafting.desk import (
    LEARNING,
    ROSHNI,
    SCHOOLS,
    Room,
    changed,
    drafting_room,
    sample,
    words_of,
)
from tests.support.drafting.kinds import CONTRACT, MOU


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, sample()) as room:
        yield room


def batch(room: Room, folder: Path, *, restricted: bool = True) -> list[BatchOutcome]:
    """A run of contracts for the sample's funded agreement."""
    partners = [room.partners.get(ROSHNI)]
    wishes = batch_wishes(partners, CONTRACT, SCHOOLS, "U1", restricted)
    return run_batch(room.desk, wishes, folder)


def told(outcomes: list[BatchOutcome]) -> list[tuple[str, int]]:
    return [(one.state, one.draft.version if one.draft else 0) for one in outcomes]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("bank.iban", "PK36SCBL0000001123456702"),
        ("bank.title", "Another Account of Nowhere"),
        ("bank.branch", "Sample Branch 0001"),
    ],
)
def test_another_account_makes_the_draft_anew(
    path: str, value: str, room: Room, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert told(batch(room, out)) == [("drafted", 1)]
    assert told(batch(room, out)) == [("there", 1)]
    room.save(changed(sample(), path, value))
    assert told(batch(room, out)) == [("drafted", 2)]
    (newest,) = out.glob("*_v2.docx")
    plain = words_of(newest.read_bytes()).replace(" ", "")
    assert value.replace(" ", "") in plain


def test_another_cnic_makes_the_draft_anew(room: Room, tmp_path: Path) -> None:
    assert told(batch(room, tmp_path)) == [("drafted", 1)]
    people = sample().model_dump(mode="json")["people"]
    people["signatories"][0]["cnic"] = "35202-1234567-1"
    room.save(changed(sample(), "people", people))
    assert told(batch(room, tmp_path)) == [("drafted", 2)]


def test_without_the_right_another_account_changes_nothing(room: Room, tmp_path: Path) -> None:
    assert told(batch(room, tmp_path, restricted=False)) == [("drafted", 1)]
    room.save(changed(sample(), "bank.iban", "PK36SCBL0000001123456702"))
    assert told(batch(room, tmp_path, restricted=False)) == [("there", 1)]


def test_a_file_that_was_taken_away_comes_again_without_a_new_version(
    room: Room, tmp_path: Path
) -> None:
    batch(room, tmp_path)
    (clean,) = tmp_path.glob("*_not-ready-*.docx")
    content = clean.read_bytes()
    clean.unlink()
    assert told(batch(room, tmp_path)) == [("drafted", 1)]
    assert clean.read_bytes() == content


def test_a_file_that_somebody_changed_is_left_and_told(room: Room, tmp_path: Path) -> None:
    batch(room, tmp_path)
    (clean,) = tmp_path.glob("*_not-ready-*.docx")
    clean.write_bytes(b"their own work")
    (outcome,) = batch(room, tmp_path)
    assert outcome.state == "refused"
    assert "changed since it was drafted" in outcome.why
    assert clean.read_bytes() == b"their own work"


def test_an_agreement_that_has_ended_is_not_drafted_unless_it_is_named() -> None:
    ended = changed(sample(), "status", "ended", LEARNING)
    every = batch_wishes([ended], MOU, "", "U1")
    assert [one.agreement for one in every] == [SCHOOLS]
    named = batch_wishes([ended], MOU, LEARNING, "U1")
    assert [one.agreement for one in named] == [LEARNING]
