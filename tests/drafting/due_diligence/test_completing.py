"""Checklists completed: whole ones alone, and what the partner's file and its drafts learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.operations.database import Database
from drafting.agreements import (
    AgreementRequest,
    ClauseLibrary,
    Draft,
    DraftingDesk,
    Drafts,
    TemplateShelf,
)
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistRequest,
    DueDiligenceDesk,
)
from drafting.due_diligence.checklists import Weight
from drafting.due_diligence.checklists.completing import NotOnRecord, UnfitAcknowledgement
from drafting.due_diligence.desk import NotWhole
from drafting.partners import Flag, Office, PartnerFile, Side
from drafting.partners.errors import BadRecord
from drafting.partners.record import Agreement
from drafting.partners.record.agreement import Money
from drafting.partners.record.control import Completion, Control
from drafting.partners.vocabulary import Purpose, Tier
from tests.support.databases import fresh_database
from tests.support.drafting.desk import changed, words_of
from tests.support.drafting.kinds import CONTRACT
from tests.support.drafting.sample_checklists import INFORMAL, TODAY, WISH, desk_on


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def desk(database: Database) -> DueDiligenceDesk:
    return desk_on(database)


def settled(desk: DueDiligenceDesk, wish: ChecklistRequest) -> Checklist:
    """The checklist of the wish, with an answer to every question."""
    checklist = desk.start(wish)
    answers = [
        AnswerInput(
            one.key,
            AnswerState.ANSWERED,
            "U1",
            f"{checklist.id}{one.key}",
            "Talked through.",
            weight=Weight.NEITHER if one.item.must_be_clear else None,
        )
        for one in checklist.entries
    ]
    return desk.answer(checklist.id, answers)


def completed(desk: DueDiligenceDesk, wish: ChecklistRequest) -> Checklist:
    return desk.complete(settled(desk, wish).id, "U1")


def contract(database: Database, wish: ChecklistRequest) -> Draft:
    """The contract of the agreement, drafted with its review."""
    drafting = DraftingDesk(
        partners=PartnerFile(database),
        drafts=Drafts(database),
        office=Office(),
        shelf=TemplateShelf(ClauseLibrary()),
        today=lambda: TODAY,
        diligence_of=desk_on(database).standing_of,
    )
    contract = CONTRACT
    return drafting.draft(AgreementRequest(wish.partner, contract, wish.agreement, "U1", wish.key))


def completions(database: Database) -> tuple[Completion, ...]:
    """The completions in the partner's file, without those that its sample comes with."""
    control = PartnerFile(database).get(WISH.partner).control
    return tuple(completion for completion in control.completions if completion.by == "U1")


def findings(drafted: Draft) -> list[str]:
    """The codes of what the review says of due diligence."""
    return [one.code for one in drafted.review.findings() if "due-diligence" in one.code]


def test_a_checklist_with_open_items_is_not_completed(desk: DueDiligenceDesk) -> None:
    checklist = desk.start(INFORMAL)
    with pytest.raises(NotWhole, match="not settled yet"):
        desk.complete(checklist.id, "U1")


def test_completing_tells_the_file_and_agreed_gaps_become_the_capacity_annex(
    database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = settled(desk, WISH)
    gap = AnswerInput(
        "finance-reserves.partner",
        AnswerState.GAP,
        "U1",
        "gap-1",
        gap="No reserves",
        gap_side=Side.BOTH,
        gap_action="Plan reserves together",
        gap_due=date(2027, 6, 30),
    )
    desk.answer(checklist.id, [gap])
    desk.complete(checklist.id, "U1")
    completion = completions(database)[-1]
    assert (completion.checklist, completion.agreement) == (checklist.id, WISH.agreement)
    assert (completion.tier, completion.amount) == (Tier.C, Decimal(7_500_000))
    assert (completion.currency, completion.by, completion.on) == ("PKR", "U1", TODAY)
    assert (completion.until, completion.is_acknowledged) == (date(2028, 11, 23), False)
    drafted = contract(database, WISH)
    said = words_of(drafted.working)
    assert "No reserves" in said
    assert "Plan reserves together" in said


def test_a_match_keeps_an_agreement_from_signature_and_concerns_head_its_review(
    database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = completed(desk, WISH)
    for entry, text in (
        ("screening-lists.cip", "MATCH"),
        ("finance-cash.partner", "One key"),
    ):
        concern = AnswerInput(entry, AnswerState.ANSWERED, "U1", entry, text, weight=Weight.CONCERN)
        desk.answer(checklist.id, [concern])
    review = contract(database, WISH).review
    assert "due-diligence-match" in [finding.code for finding in review.conflicts]
    assert review.for_people[0].code == "due-diligence-concerns"
    assert review.for_people[0].sentence.startswith("2 concerns stand in")
    assert not review.verdict.is_ready
    assert "MATCH" not in str(review)  # not everybody who reads a review may know it


class SavedBefore(PartnerFile):
    """A partner file that somebody else saves to just before it is changed."""

    def change(self, partner_id: str, how: Any, *, by: str, source: str) -> Any:
        partner = self.get(partner_id)
        identity = partner.identity.model_copy(update={"address": "Street 0"})
        self.save(partner.model_copy(update={"identity": identity}), by="U2", source="form")
        return super().change(partner_id, how, by=by, source=source)


class Refusing(PartnerFile):
    """A partner file that takes no change."""

    def change(self, partner_id: str, how: Any, *, by: str, source: str) -> Any:
        raise BadRecord(f"The record of '{partner_id}' does not read back.")


def test_completing_takes_nothing_back_that_somebody_else_saved_meanwhile(
    database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = settled(desk, WISH)
    desk_on(database, SavedBefore(database)).complete(checklist.id, "U1")
    partner = PartnerFile(database).get(WISH.partner)
    assert partner.identity.address == "Street 0"
    assert [completion.on for completion in completions(database)] == [TODAY]


def test_what_the_file_does_not_take_leaves_the_checklist_to_be_completed(
    database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = settled(desk, WISH)
    with pytest.raises(BadRecord, match="does not read back"):
        desk_on(database, Refusing(database)).complete(checklist.id, "U1")
    assert desk.get(checklist.id).completed_at is None
    assert desk.complete(checklist.id, "U1").completed_at is not None


def test_completing_again_changes_nothing(database: Database, desk: DueDiligenceDesk) -> None:
    first = completed(desk, WISH)
    before = PartnerFile(database).get(WISH.partner)
    later = desk_on(database, today=TODAY + timedelta(days=90))
    assert later.complete(first.id, "U2") == first
    assert PartnerFile(database).get(WISH.partner) == before


def test_completing_again_says_that_it_holds_for_another_amount_too(
    database: Database, desk: DueDiligenceDesk
) -> None:
    first = completed(desk, WISH)
    desk.acknowledge(first.id, "Sample Director One", TODAY, "U1")
    assert not desk.may_complete_again(first)
    save_amount(database, 9_000_000)
    assert findings(contract(database, WISH)) == ["due-diligence-amount-too-small"]
    assert desk.may_complete_again(first)
    again = desk.complete(first.id, "U1")
    assert (again.completed_at, again.completed_by) == (first.completed_at, "U1")
    assert [(entry.amount, entry.is_acknowledged) for entry in completions(database)] == [
        (Decimal(7_500_000), True),
        (Decimal(9_000_000), False),
    ]
    drafted = contract(database, replace(WISH, key="second"))
    assert findings(drafted) == ["due-diligence-unacknowledged"]


def test_a_checklist_completed_before_completions_were_kept_is_completed_again(
    database: Database, desk: DueDiligenceDesk
) -> None:
    first = completed(desk, WISH)
    partners = PartnerFile(database)
    old = Control(due_diligence_completed=TODAY, due_diligence_covers_funding=Flag.YES)
    partner = partners.get(WISH.partner).model_copy(update={"control": old})
    partners.save(partner, by="U1", source="test")
    assert findings(contract(database, WISH)) == ["due-diligence-without-outcome"]
    assert desk.may_complete_again(first)
    desk.complete(first.id, "U1")
    assert [entry.checklist for entry in completions(database)] == [first.id]
    assert PartnerFile(database).get(WISH.partner).control.due_diligence_completed == TODAY


@pytest.mark.parametrize(
    ("person", "on", "complaint"),
    [
        (" ", TODAY, "Name the person"),
        ("Sample Director One", TODAY + timedelta(days=1), "still to come"),
        ("Sample Director One", TODAY - timedelta(days=1), "before 2026-11-23"),
    ],
)
def test_nobody_acknowledges_without_a_name_or_on_a_day_that_cannot_be(
    person: str, on: date, complaint: str, database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = settled(desk, WISH)
    with pytest.raises(NotOnRecord, match="complete it first"):
        desk.acknowledge(checklist.id, "Sample Director One", TODAY, "U1")
    desk.complete(checklist.id, "U1")
    with pytest.raises(UnfitAcknowledgement, match=complaint):
        desk.acknowledge(checklist.id, person, on, "U1")
    assert not completions(database)[-1].is_acknowledged


def save_amount(database: Database, amount: int) -> None:
    """The agreement is about another amount from now on."""
    partners = PartnerFile(database)
    partner = partners.get(WISH.partner)
    partners.save(changed(partner, "money.amount", amount, WISH.agreement), by="U2", source="test")


def test_a_gap_that_is_agreed_upon_after_completing_reaches_the_agreement(
    database: Database, desk: DueDiligenceDesk
) -> None:
    first = completed(desk, WISH)
    later = desk_on(database, today=TODAY + timedelta(days=90))
    key = "finance-reserves.partner"
    later.answer(first.id, [AnswerInput(key, AnswerState.OPEN, "U1", "open-1")])
    with pytest.raises(NotWhole, match=r"One of \d+ items is"):
        later.complete(first.id, "U1")
    gap = AnswerInput(
        key, AnswerState.GAP, "U1", "gap-1", gap="No reserves", gap_action="Plan together"
    )
    later.answer(first.id, [gap])
    assert later.complete(first.id, "U1").completed_at == first.completed_at
    partner = PartnerFile(database).get(WISH.partner)
    assert [completion.on for completion in completions(database)] == [TODAY]
    agreement = partner.agreement(WISH.agreement)
    assert agreement is not None
    assert [one.what for one in agreement.capacity][-1] == "No reserves"


def test_due_diligence_without_funds_does_not_serve_a_contract(
    database: Database, desk: DueDiligenceDesk
) -> None:
    partners = PartnerFile(database)
    partner = partners.get(WISH.partner)
    without_funds = Money(funding_involved=Flag.NO)
    talks = Agreement(key="talks", purpose=Purpose.INFORMAL_LEARNING, money=without_funds)
    agreements = (*partner.agreements, talks)
    new = partner.model_copy(update={"control": Control(), "agreements": agreements})
    partners.save(new, by="U1", source="test")
    assert findings(contract(database, WISH)) == ["no-due-diligence"]
    completed(desk, replace(WISH, agreement="talks", key="talks"))
    drafted = contract(database, replace(WISH, key="second"))
    assert findings(drafted) == ["no-due-diligence"]
    assert "‘talks’" in " ".join(one.sentence for one in drafted.review.findings())
    checklist = completed(desk, WISH)
    drafted = contract(database, replace(WISH, key="third"))
    assert findings(drafted) == ["due-diligence-unacknowledged"]
    desk.acknowledge(checklist.id, "Sample Director One", TODAY, "U1")
    assert not findings(contract(database, replace(WISH, key="fourth")))


def test_a_gap_that_is_agreed_upon_after_completing_reaches_the_agreement_too(
    database: Database, desk: DueDiligenceDesk
) -> None:
    checklist = completed(desk, WISH)
    gap = AnswerInput(
        "finance-cash.partner",
        AnswerState.GAP,
        "U1",
        "gap-2",
        gap="No safe",
        gap_side=Side.CIP,
        gap_action="Buy one",
    )
    desk.answer(checklist.id, [gap])
    agreement = PartnerFile(database).get(WISH.partner).agreement(WISH.agreement)
    assert agreement is not None
    assert ("No safe", Side.CIP) in [(step.what, step.who) for step in agreement.capacity]


def test_a_short_one_stands_beside_one_that_covered_funding(
    database: Database, desk: DueDiligenceDesk
) -> None:
    completed(desk, WISH)
    completed(desk_on(database, today=TODAY + timedelta(days=30)), INFORMAL)
    assert [(entry.agreement, entry.tier) for entry in completions(database)] == [
        (WISH.agreement, Tier.C),
        (INFORMAL.agreement, Tier.A),
    ]
