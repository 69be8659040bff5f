"""What is too old goes as the settings say; what an agreement in force rests on never does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from drafting.agreements import Draft, Settler
from drafting.due_diligence import ChecklistRequest
from drafting.partners import RelationshipStatus
from drafting.partners.errors import UnknownDraft
from drafting.partnership import (
    Access,
    AccessRecord,
    Removed,
    Retention,
    RetentionPeriods,
    mentions_of,
)
from tests.support.databases import KINDS
from tests.support.drafting.accounts import SECOND_PERSON
from tests.support.drafting.desk import Room, asked, changed, drafting_room, sample
from tests.support.drafting.sample_checklists import desk_on, said

DAY = 24 * 3600.0
YEARS = 3650
ROSHNI, SCHOOLS, LEARNING = "sample-roshni", "2026-schools", "2025-learning"
ALL = RetentionPeriods(drafts=30, evidence=30, versions=30, access=30)


@pytest.fixture(params=KINDS)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, kind=request.param) as room:
        yield room


def kept_for(room: Room, days: int, periods: RetentionPeriods = ALL) -> Retention:
    """The retention of so many days from now."""
    return Retention(room.database, periods, clock=lambda: time.time() + days * DAY)


def with_agreements(room: Room, **values: Any) -> None:
    """Changes every agreement of the partner, which makes a version of its file."""
    partner = room.partners.get(ROSHNI)
    agreements = tuple(one.model_copy(update=values) for one in partner.agreements)
    room.save(partner.model_copy(update={"agreements": agreements}))


def end_all(room: Room) -> None:
    with_agreements(room, status=RelationshipStatus.ENDED, start=None, end=date(2026, 10, 1))


def drafted(room: Room) -> Draft:
    return room.desk.draft(asked())


def evidence(room: Room) -> str:
    """Evidence that an answer for the agreement names; its id."""
    desk = desk_on(room.database)
    checklist = desk.start(ChecklistRequest(ROSHNI, SCHOOLS, "U1", "list"))
    proof = desk.attach(checklist.id, "audit.pdf", b"%PDF", "U1")
    desk.answer(checklist.id, [said(checklist.entries[0].key, "So.", proofs=(proof,))])
    return proof.file


def rows(room: Room, table: str) -> int:
    with room.database.read() as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_nothing_of_an_agreement_in_force_ever_goes(room: Room) -> None:
    with_agreements(room, goal="Another goal.")
    drafted(room)
    evidence(room)
    assert not kept_for(room, YEARS).due()  # its last day has passed, and nobody ended it
    with_agreements(room, status=RelationshipStatus.DORMANT)  # which is no end
    assert not kept_for(room, YEARS).carry_out()
    assert (rows(room, "drafts"), rows(room, "evidence_files")) == (1, 1)
    assert len(room.partners.history(ROSHNI)) == 3


def test_a_settled_change_of_account_goes_with_the_versions_and_one_that_waits_stays(
    room: Room,
) -> None:
    room.save(changed(sample(), "bank.iban", "PK36SCBL0000001123456702"))  # with its call-back
    assert mentions_of(SECOND_PERSON, room.database)
    assert not kept_for(room, YEARS).due()
    end_all(room)
    ended = room.partners.get(ROSHNI)
    room.partners.save(
        changed(ended, "bank.iban", "PK02SAMP0000000000000002"), by="U1", source="test"
    )
    gone = kept_for(room, YEARS).carry_out()
    assert [one.what for one in gone].count(Removed.ACCOUNT_CHANGE) == 1
    assert rows(room, "account_changes") == 1
    assert room.partners.waiting_account(ROSHNI)


def test_nothing_goes_unless_the_settings_say_so(room: Room) -> None:
    drafted(room)
    evidence(room)
    end_all(room)
    AccessRecord(room.database).note("U1", Access.WINDOW, ROSHNI, ("bank.iban",))
    assert not kept_for(room, YEARS, RetentionPeriods()).carry_out()
    assert rows(room, "access_record") == 1


def test_what_is_over_goes_when_its_days_are_over_and_a_dry_run_deletes_nothing(
    room: Room,
) -> None:
    draft, file = drafted(room), evidence(room)
    end_all(room)
    assert not kept_for(room, 20).due()
    due = kept_for(room, 100).due()
    assert {(one.what, one.name) for one in due} == {
        (Removed.DRAFT, draft.id),
        (Removed.EVIDENCE, "audit.pdf"),
        (Removed.VERSION, "1"),
    }
    assert {one.partner for one in due} == {ROSHNI}
    assert room.desk.get(draft.id)
    assert kept_for(room, 100).carry_out() == due
    with pytest.raises(UnknownDraft, match="keep_drafts_days"):
        room.desk.get(draft.id)
    assert desk_on(room.database).evidence(file) is None
    assert not kept_for(room, 100).due()


def test_what_was_settled_goes_with_the_last_draft_of_its_agreement(room: Room) -> None:
    first = drafted(room)
    with_agreements(room, goal="Another goal.")
    drafted(room)
    (point,) = [finding.point for finding in room.desk.review_now(first.id).for_people][:1]
    room.desk.settle(first.id, {point: "It was looked at."}, Settler("U1", "Sample Person"))
    assert rows(room, "settled_points") == 1
    end_all(room)
    kept_for(room, 20).carry_out()
    assert (rows(room, "drafts"), rows(room, "settled_points")) == (2, 1)
    kept_for(room, 100).carry_out()
    assert (rows(room, "drafts"), rows(room, "settled_points")) == (0, 0)


def test_the_number_of_a_draft_that_went_is_not_given_again(room: Room) -> None:
    first = drafted(room)
    end_all(room)
    kept_for(room, 100).carry_out()
    with_agreements(room, status=RelationshipStatus.ACTIVE)
    second = drafted(room)
    assert (first.version, second.version) == (1, 2)
    assert second.id != first.id
    assert not second.changes


def test_the_history_says_where_versions_are_missing(room: Room) -> None:
    for goal in ("One.", "Two."):
        with_agreements(room, goal=goal)
    end_all(room)
    with_agreements(room, goal="Three.")
    kept_for(room, 100).carry_out()
    (only,) = room.partners.history(ROSHNI)
    assert (only.version, only.is_first, only.gap) == (5, True, "versions 1 to 4")
    assert room.partners.get(ROSHNI).agreements[0].goal == "Three."


def test_a_version_that_a_kept_draft_was_made_from_stays(room: Room) -> None:
    drafted(room)
    end_all(room)
    kept_for(room, 100, RetentionPeriods(versions=30)).carry_out()
    assert [one.version for one in room.partners.history(ROSHNI)] == [2, 1]


def test_evidence_that_another_agreement_in_force_rests_on_stays(room: Room) -> None:
    file = evidence(room)
    desk = desk_on(room.database)
    other = desk.start(ChecklistRequest(ROSHNI, LEARNING, "U1", "other"))
    shown = desk.checklists.of_partner(ROSHNI, SCHOOLS)[0].entries[0].evidence
    desk.answer(other.id, [said(other.entries[0].key, "As there.", proofs=shown)])
    partner = room.partners.get(ROSHNI)
    ended = {"status": RelationshipStatus.ENDED, "start": None, "end": date(2026, 10, 1)}
    agreements = tuple(
        one.model_copy(update=ended if one.key == SCHOOLS else {}) for one in partner.agreements
    )
    room.save(partner.model_copy(update={"agreements": agreements}))
    assert not kept_for(room, 100).carry_out()
    assert desk_on(room.database).evidence(file) is not None
    end_all(room)
    assert Removed.EVIDENCE in {one.what for one in kept_for(room, 100).carry_out()}


def test_the_record_of_access_goes_by_its_own_days(room: Room) -> None:
    record = AccessRecord(room.database)
    record.note("U1", Access.WINDOW, ROSHNI, ("bank.iban",))
    assert [one.count for one in mentions_of("U1", room.database) if "looked" in one.role] == [1]
    assert not kept_for(room, 20).carry_out()
    (removal,) = kept_for(room, 40).carry_out()
    assert (removal.what, removal.name) == (Removed.ACCESS, "1")
    assert not record.entries()


def test_of_several_processes_one_does_it_each_day(room: Room) -> None:
    AccessRecord(room.database).note("U1", Access.WINDOW, ROSHNI)
    assert len(kept_for(room, 40).carry_out_daily()) == 1
    AccessRecord(room.database).note("U1", Access.WINDOW, ROSHNI)
    assert not kept_for(room, 40).carry_out_daily()
    assert len(kept_for(room, 41).carry_out_daily()) == 1


def test_a_file_that_cannot_be_read_loses_nothing(room: Room) -> None:
    drafted(room)
    end_all(room)
    with room.database.write() as connection:
        text = "UPDATE partner_versions SET record = :record WHERE partner = :partner"
        statement = sa.text(text).bindparams(sa.bindparam("record", type_=sa.JSON))
        broken = {"id": ROSHNI, "agreements": [{"key": SCHOOLS, "status": "unheard of"}]}
        connection.execute(statement, {"record": broken, "partner": ROSHNI})
    assert not kept_for(room, 100).due()
