"""What a partner's file learns of a completed checklist, it learns once; what it had stays."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.database import Database
from drafting.due_diligence import AnswerInput, AnswerState, DueDiligenceDesk, Proof
from drafting.due_diligence.checklists import Weight
from drafting.partners import PartnerFile, Side
from drafting.partners.record.agreement import CapacityStep
from tests.support.databases import fresh_database
from tests.support.drafting.sample_checklists import TODAY, WISH, desk_on

CASH, RESERVES = "finance-cash.partner", "finance-reserves.partner"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def desk(database: Database) -> DueDiligenceDesk:
    """A desk whose clock goes on by a second at each look."""
    seconds = itertools.count()
    start = datetime.combine(TODAY, datetime.min.time(), UTC)
    return desk_on(database, clock=lambda: start + timedelta(seconds=next(seconds)))


def gap(entry: str, what: str) -> AnswerInput:
    return AnswerInput(
        entry,
        AnswerState.GAP,
        "U1",
        f"gap {entry} {what}",
        gap=what,
        gap_side=Side.PARTNER,
        gap_action="Write it down.",
    )


def completed(desk: DueDiligenceDesk, *gaps: AnswerInput) -> str:
    """A checklist with an answer or a gap at every question; its id."""
    checklist = desk.start(WISH)
    with_gap = {one.entry for one in gaps}
    answers = [
        AnswerInput(
            one.key,
            AnswerState.ANSWERED,
            "U1",
            f"answer {one.key}",
            "Talked through.",
            weight=Weight.NEITHER if one.item.must_be_clear else None,
        )
        for one in checklist.entries
        if one.key not in with_gap
    ]
    desk.answer(checklist.id, [*answers, *gaps])
    desk.complete(checklist.id, "U1")
    return checklist.id


def steps(database: Database) -> list[str]:
    """The gaps that the agreement's file holds."""
    agreement = PartnerFile(database).get(WISH.partner).agreement(WISH.agreement)
    assert agreement is not None
    return [one.what for one in agreement.capacity]


def take_away(database: Database, what: str) -> None:
    """Somebody takes a gap out of the agreement."""
    file = PartnerFile(database)
    partner = file.get(WISH.partner)
    agreements = tuple(
        one.model_copy(update={"capacity": tuple(c for c in one.capacity if c.what != what)})
        for one in partner.agreements
    )
    changed = partner.model_copy(update={"agreements": agreements})
    file.save(changed, by="U2", source="test")


def test_a_gap_that_stands_in_the_file_already_comes_no_second_time(
    database: Database, desk: DueDiligenceDesk
) -> None:
    file = PartnerFile(database)
    partner = file.get(WISH.partner)
    known = CapacityStep(what="No cash book", action="As agreed long ago.")
    agreements = tuple(
        one.model_copy(update={"capacity": (known,)}) if one.key == WISH.agreement else one
        for one in partner.agreements
    )
    file.save(partner.model_copy(update={"agreements": agreements}), by="U1", source="test")
    completed(desk, gap(CASH, "No cash book"), gap(RESERVES, "No reserves"))
    assert sorted(steps(database)) == ["No cash book", "No reserves"]
    agreement = PartnerFile(database).get(WISH.partner).agreement(WISH.agreement)
    assert agreement is not None
    assert known in agreement.capacity


def test_a_gap_that_somebody_took_away_does_not_come_back_by_another(
    database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = completed(desk, gap(CASH, "No cash book"))
    take_away(database, "No cash book")
    after = desk.get(checklist).completed_at
    assert after is not None
    later = desk_on(database, clock=lambda: after + timedelta(days=1))
    later.answer(checklist, [gap(RESERVES, "No reserves")])
    assert "No reserves" in steps(database)
    assert "No cash book" not in steps(database)


@pytest.mark.parametrize(
    ("expires", "open_then"), [(TODAY - timedelta(days=1), True), (TODAY, False)]
)
def test_evidence_holds_to_the_end_of_its_last_day(
    expires: date, open_then: bool, desk: DueDiligenceDesk
) -> None:
    checklist = desk.start(WISH)
    proof = Proof(name="certificate.pdf", expires=expires)
    given = AnswerInput(CASH, AnswerState.ANSWERED, "U1", "one", "As it says.", (proof,))
    entry = desk.answer(checklist.id, [given]).entry(CASH)
    assert entry is not None
    assert entry.is_open(TODAY) is open_then
    assert entry.is_done(TODAY) is not open_then


def test_the_last_who_was_given_a_question_has_it(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(WISH)
    desk.assign(checklist.id, CASH, "U2", "U1", "first")
    desk.checklists._clock = lambda: 2e9  # the second comes later, whatever their ids are
    entry = desk.assign(checklist.id, CASH, "U3", "U2", "second").entry(CASH)
    assert entry is not None
    assert (entry.assigned_to, entry.assigned_by) == ("U3", "U2")
