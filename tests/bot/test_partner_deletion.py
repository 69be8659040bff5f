"""Of a partner that is deleted nothing stays in any table, and nothing of another goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.partner_deletion import delete_partner
from bot.services import Services, make_services
from bot.settings.settings import Settings
from drafting.agreements import AgreementRequest, Settler
from drafting.agreements.lives import Actor, StepKind, signed_file
from drafting.agreements.lives.step_record import NewStep
from drafting.agreements.lives.steps import StepFacts
from drafting.documents import DocumentKind
from drafting.due_diligence import AnswerInput, AnswerState, ChecklistRequest, PeerAssessment
from drafting.partners.errors import UnknownDraft
from drafting.partnership.committee import DecisionBody, SheetBody, SheetVote
from drafting.register import Author, NewEntry, NewEvent
from tests.conftest import ROOT
from tests.support.drafting.kinds import CONTRACT, MOU

GONE, KEPT = ("sample-chaupal", "2026-water"), ("sample-roshni", "2026-schools")
# Of a partner that was deleted its id stays, so that no sample comes back by itself, and the
# references of its drafts, so that no other paper bears one of them.
STAYS = {"partners", "removed_drafts"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(Settings(home=tmp_path))
    yield services
    services.database.close()


def fill(services: Services, partner: str, agreement: str, kind: DocumentKind) -> None:
    """A draft, a settled point, and a checklist with an answer and all that hangs on it."""
    wish = AgreementRequest(partner, kind, agreement, "U1", f"wish {partner}")
    draft = services.drafting.draft(wish)
    point = services.drafting.review_now(draft.id).for_people[0].point
    services.drafting.settle(draft.id, {point: "It was looked at."}, Settler("U1", "Sample"))
    facts, actor = StepFacts(title=draft.title), Actor("U1", "Sample")
    scan = signed_file("signed.pdf", f"%PDF of {partner}".encode())
    services.drafts.steps.add(
        NewStep(partner, agreement, 1, StepKind.SIGNED, actor, f"step {partner}", facts, file=scan)
    )
    desk = services.due_diligence
    checklist = desk.start(ChecklistRequest(partner, agreement, "U1", f"list {partner}"))
    entry = checklist.half(checklist.entries[0].side)[0].key
    proof = desk.attach(checklist.id, "plan.pdf", f"%PDF of {partner}".encode(), "U1")
    desk.answer(
        checklist.id, [AnswerInput(entry, AnswerState.ANSWERED, "U1", partner, "So.", (proof,))]
    )
    desk.assign(checklist.id, entry, "U2", "U1", f"assigned {partner}")
    today = datetime.now(UTC).date()
    assessment = PeerAssessment(
        id=f"peer {partner}",
        partner=partner,
        peer="Invented Peer (sample)",
        assessed_on=today - timedelta(days=9),
        valid_until=today + timedelta(days=9),
        areas=("identity",),
        accepted_by="U1",
        accepted_at=datetime.now(UTC),
    )
    desk.accept_peer(checklist.id, assessment)
    ask_committee(services, partner, agreement)


def ask_committee(services: Services, partner: str, agreement: str) -> None:
    """A decision that the Committee is asked for, with a sheet."""
    asked, key = DecisionBody(members=("U1", "U2", "U3")), f"decision {partner}"
    author = Author("U1", "Sample")
    wish = NewEntry("decision", partner, agreement, author, asked, key, agreement)
    entry = services.register.open(wish)
    sheet = SheetBody(vote=SheetVote.YES)
    services.register.say(NewEvent(entry.id, "sheet", author, f"sheet {partner}", 0, body=sheet))


def rows_by_table(services: Services) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    metadata = sa.MetaData()
    with services.database.read() as connection:
        metadata.reflect(connection)
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for table in metadata.sorted_tables
        }


def test_all_that_hangs_on_a_partner_goes_with_it_and_nothing_else(services: Services) -> None:
    fill(services, *KEPT, CONTRACT)
    without = rows_by_table(services)
    fill(services, *GONE, MOU)
    filled = rows_by_table(services)
    more = {name for name, rows in filled.items() if len(rows) > len(without[name])}
    assert {"drafts", "checklists", "checklist_answers", "evidence_files"} <= more
    assert {"checklist_assignments", "peer_assessments", "settled_points"} <= more
    assert {"agreement_steps", "signed_files"} <= more
    assert {"register_entries", "register_events"} <= more
    delete_partner(services, GONE[0])
    left = rows_by_table(services)
    for name in more:
        assert left[name] == without[name], name
    of_it = {name for name, rows in left.items() for row in rows if GONE[0] in row}
    assert of_it <= STAYS
    assert not [row for rows in left.values() for row in rows if "%PDF of sample-chaupal" in row]


def test_a_partner_that_comes_again_gets_no_reference_of_before(services: Services) -> None:
    partner_id, agreement = GONE
    partner = services.partners.get(partner_id)
    wish = AgreementRequest(partner_id, MOU, agreement, "U1", "before")
    before = services.drafting.draft(wish).id
    delete_partner(services, partner_id)
    with pytest.raises(
        UnknownDraft, match=rf"'{before}' was deleted on .* with its partner’s file"
    ):
        services.drafting.get(before)
    services.partners.save(partner, by="U1", source="test")
    after = services.drafting.draft(replace(wish, key="after"))
    assert (after.id, after.version) == (before.removesuffix("1") + "2", 2)


def test_both_pages_say_what_stays() -> None:
    partners, privacy = (
        (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        for page in ("partners", "privacy")
    )
    assert "history, drafts and checklists, for good" in partners
    assert "the references of its drafts" in privacy
    assert "drafts stay" not in partners
