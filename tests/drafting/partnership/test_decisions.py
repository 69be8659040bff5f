"""A decision of the Committee: who answers, when it is decided, and what reviews make of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.partners.vocabulary import DecisionOutcome, Side
from drafting.partnership import all_kinds, mentions_of, sealing_state
from drafting.partnership.committee import (
    ConflictBody,
    DecisionBody,
    DecisionQuestion,
    DeferralBody,
    HandedOnBody,
    OutcomeBody,
    PartnerToldBody,
    SheetBody,
    SheetVote,
    ToldHow,
    UnfitStep,
    decision_rows,
    file_decisions,
    sheets_of,
)
from drafting.partnership.sealing_everything import seal_everything
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    NewEntry,
    NewEvent,
    Register,
    RegisterRules,
    Waiting,
)
from drafting.register.tables import ENTRIES, EVENTS
from drafting.sealing import KeyRing, new_key, parse_keys
from tests.support.drafting.desk import (
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    drafting_room,
    sample,
)

ASKER, ONE, TWO, THREE, FOUR, FIVE = (f"U0MEMBER{n}" for n in range(6))
FOUR_ASKED = (ONE, TWO, THREE, FOUR)
APPROVED, DECLINED = DecisionOutcome.APPROVED, DecisionOutcome.DECLINED
YES, NO = SheetVote.YES, SheetVote.NO
KEYS = itertools.count()
MONDAY = date(2026, 11, 2)


@dataclass
class Committee:
    """A register, with who says what to it on which day."""

    register: Register
    day: date = MONDAY

    def opens(self, **body: Any) -> Entry:
        values = {"members": FOUR_ASKED, **body}
        wish = f"wish {next(KEYS)}"
        return self.register.open(
            NewEntry(
                "decision", ROSHNI, "Schools", author(ASKER), DecisionBody(**values), wish, SCHOOLS
            )
        )

    def says(self, entry: Entry, member: str, verb: str, body: EntryBody, words: str = "") -> Entry:
        side = Side.PARTNER if verb == "answered" else Side.CIP
        event = NewEvent(entry.id, verb, author(member, side), f"wish {next(KEYS)}", 0, words, body)
        return self.register.say(event)

    def votes(self, entry: Entry, *members: str, vote: SheetVote = YES, **body: str) -> Entry:
        for member in members:
            entry = self.says(entry, member, "sheet", SheetBody(vote=vote, **body))
        return entry

    def decides(
        self, entry: Entry, outcome: DecisionOutcome = APPROVED, by: str = ASKER, **body: Any
    ) -> Entry:
        return self.says(entry, by, "decided", OutcomeBody(outcome=outcome, **body))


def author(member: str, side: Side = Side.CIP) -> Author:
    told_by = "Sample Director One" if side is Side.PARTNER else ""
    return Author(member, f"Sample {member}", side, told_by)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with drafting_room(tmp_path_factory.mktemp("room"), sample()) as room:
        yield room


@pytest.fixture
def committee(room: Room) -> Iterator[Committee]:
    yield from committee_in(room)


def committee_in(room: Room) -> Iterator[Committee]:
    asked_today = Committee(register_of(room, lambda: asked_today.day))
    yield asked_today
    asked_today.register.forget(ROSHNI)


def register_of(room: Room, day: Callable[[], date], ring: KeyRing | None = None) -> Register:
    def clock() -> float:
        return datetime.combine(day(), datetime.min.time(), UTC).timestamp() + 6 * 3600

    return Register(room.database, all_kinds(), clock, ring)


def waits(entry: Entry, committee: Committee, **days: int) -> list[Waiting]:
    settings = {f"partnership.committee.{name}": count for name, count in days.items()}
    kind = committee.register.kinds[entry.kind]
    return list(kind.waiting(entry, RegisterRules(days=settings), committee.day))


def test_a_conflict_hands_the_sheet_on_and_what_its_member_said_never_counts(
    committee: Committee,
) -> None:
    entry = committee.votes(committee.opens(), ONE, TWO)
    entry = committee.says(entry, TWO, "conflict", ConflictBody(handed_to=FIVE))
    assert [sheet.author.by for sheet in sheets_of(entry)] == [ONE]
    attempts: tuple[Callable[[], Entry], ...] = (
        lambda: committee.votes(entry, TWO),
        lambda: committee.votes(entry, ASKER),
        lambda: committee.says(entry, THREE, "conflict", ConflictBody(handed_to=FIVE)),
    )
    for attempt in attempts:
        with pytest.raises(UnfitStep):
            attempt()
    entry = committee.votes(entry, FIVE, THREE)
    with pytest.raises(UnfitStep, match="does not decide"):
        committee.decides(entry, by=TWO)
    assert committee.decides(entry, by=FIVE).latest("decided")


def test_a_sheet_counts_once_and_the_later_one_is_current(committee: Committee) -> None:
    entry = committee.votes(committee.opens(), ONE, TWO)
    entry = committee.votes(entry, ONE, vote=NO, why="Too costly.")
    assert len(list(entry.said("sheet"))) == 3
    assert [sheet.body.vote for sheet in sheets_of(entry)] == [NO, YES]  # type: ignore[attr-defined]
    with pytest.raises(UnfitStep, match="2 of the 3 sheets"):
        committee.decides(entry, why="Enough for us.")


def test_who_left_hands_on_and_a_paper_stands_for_a_member_away(committee: Committee) -> None:
    entry = committee.votes(committee.opens(), ONE, TWO)
    entry = committee.says(entry, ASKER, "handed_on", HandedOnBody(member=THREE, handed_to=FIVE))
    with pytest.raises(UnfitStep, match="Only a member who is asked"):
        committee.votes(entry, THREE)
    with pytest.raises(UnfitStep, match="Name the paper"):
        committee.votes(entry, ASKER, member=FIVE)
    entry = committee.votes(entry, ASKER, member=FIVE, handed_in="sheet-five.pdf")
    assert len(sheets_of(entry)) == 3
    assert committee.decides(entry).latest("decided")


@pytest.mark.parametrize(
    ("vote", "outcome", "body", "field"),
    [
        (YES, APPROVED, {}, None),
        (YES, DECLINED, {"why": ""}, "why"),
        (YES, DECLINED, {"why": "No funds are left."}, None),
        (NO, APPROVED, {}, "why"),
        (NO, APPROVED, {"why": "The donor insists."}, None),
        (SheetVote.WITH_CONDITIONS, APPROVED, {}, "why"),
        (YES, DecisionOutcome.WITH_CONDITIONS, {}, "conditions"),
        (SheetVote.WITH_CONDITIONS, DecisionOutcome.WITH_CONDITIONS, {"conditions": "A"}, None),
        (YES, APPROVED, {"conditions": "A"}, "conditions"),
        (YES, DecisionOutcome.DEFERRED, {"why": "Later."}, "outcome"),
        (YES, APPROVED, {"amount": Decimal(101)}, "amount"),
        (YES, APPROVED, {"amount": Decimal(99)}, None),
        (YES, APPROVED, {"until": MONDAY - timedelta(days=1)}, "until"),
    ],
)
def test_an_outcome_follows_the_sheets_or_says_why(
    committee: Committee,
    vote: SheetVote,
    outcome: DecisionOutcome,
    body: dict[str, Any],
    field: str | None,
) -> None:
    entry = committee.votes(committee.opens(amount=Decimal(100), currency="PKR"), ONE, TWO)
    words = {"why": "It is."} if vote is not YES else {}
    words |= {"conditions": "A yearly audit."} if vote is SheetVote.WITH_CONDITIONS else {}
    entry = committee.votes(entry, THREE, vote=vote, **words)
    if field is None:
        assert committee.decides(entry, outcome, **body).latest("decided")
        return
    with pytest.raises(UnfitStep) as refusal:
        committee.decides(entry, outcome, **body)
    assert refusal.value.field == field
    assert committee.register.entry(entry.id).latest("decided") is None


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        ({"members": (*FOUR_ASKED, FIVE)}, True),
        ({"members": (ONE, TWO)}, True),
        ({"members": (ONE, ONE, TWO)}, True),  # each is named once
        ({"quorum": 5}, False),
        ({"quorum": 1}, False),
        ({"amount": Decimal(5)}, False),
    ],
)
def test_no_other_committee_is_asked_than_the_framework_has(
    committee: Committee, body: dict[str, Any], clause: bool
) -> None:
    with pytest.raises(UnfitStep) as refusal:
        committee.opens(**body)
    assert ("CSPF 18(c)" in str(refusal.value)) == clause
    assert committee.register.everything() == []


def test_what_waits_for_whom_and_until_when(committee: Committee) -> None:
    entry = committee.votes(committee.opens(), ONE)
    untimed = waits(entry, committee)
    assert [(each.owner, each.on, each.words) for each in untimed] == [
        (member, None, "no time set") for member in (TWO, THREE, FOUR)
    ]
    assert {each.on for each in waits(entry, committee, sheet_days=5)} == {date(2026, 11, 9)}
    committee.day = date(2026, 11, 4)
    entry = committee.says(entry, TWO, "conflict", ConflictBody(handed_to=FIVE))
    later = [each.on for each in waits(entry, committee, sheet_days=5) if each.owner == FIVE]
    assert later == [date(2026, 11, 11)]
    until = date(2026, 11, 20)
    entry = committee.says(entry, ASKER, "deferred", DeferralBody(until=until, why="The budget."))
    assert [(each.on, each.owner) for each in waits(entry, committee)] == [(until, ASKER)]
    committee.day = until
    entry = committee.votes(entry, THREE, FIVE)
    assert [each.owner for each in waits(entry, committee)] == [FOUR, ASKER]
    entry = committee.decides(entry)
    (telling,) = waits(entry, committee, told_days=3)
    assert (telling.on, telling.owner) == (date(2026, 11, 25), ASKER)
    told = PartnerToldBody(how=ToldHow.LETTER, on=committee.day)
    entry = committee.says(entry, ASKER, "told", told)
    assert not waits(entry, committee)
    entry = committee.says(entry, ASKER, "answered", EntryBody(), "We thank you.")
    (row,) = decision_rows([entry], RegisterRules())
    assert (row.outcome, row.conflicts, row.sheets) == (APPROVED, 1, 3)
    assert (row.working_days, row.working_days_told) == (14, 0)
    assert row.answered_by == "Sample Director One"


AMOUNT = Decimal(7_500_000)  # of Roshni’s agreement
decisions = st.fixed_dictionaries(
    {
        "question": st.sampled_from(DecisionQuestion),
        "outcome": st.sampled_from([*DecisionOutcome]),
        "asked": st.sampled_from([AMOUNT - 1, AMOUNT, AMOUNT + 1, None]),
        "reduced": st.booleans(),
        "held": st.integers(min_value=0, max_value=30) | st.none(),
    }
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(decisions, min_size=1, max_size=3))
def test_only_an_approval_in_force_for_the_amount_satisfies_a_review(
    room: Room, committee: Committee, plan: list[dict[str, Any]]
) -> None:
    committee.register.forget(ROSHNI)
    partner = sample()
    room.save(partner.model_copy(update={"control": type(partner.control)()}))
    is_approved = False
    for number, step in enumerate(plan):
        committee.day = MONDAY + timedelta(days=number)
        taken(committee, step)
        is_approved = counts(step, committee.day, is_approved=is_approved)
    entries = committee.register.of_partner(ROSHNI, kind="decision")
    file_decisions(room.partners, ROSHNI, entries)
    version = room.partners.version(ROSHNI)
    assert file_decisions(room.partners, ROSHNI, entries) == 0  # asked again after a crash
    assert room.partners.version(ROSHNI) == version
    codes = {finding.code for finding in room.desk.review(asked()).findings()}
    codes = {code for code in codes if code == "no-approval" or code.startswith("decision-")}
    assert (not codes - {"decision-conditions"}) == is_approved


def taken(committee: Committee, step: dict[str, Any]) -> None:
    """Has the Committee asked and decide so."""
    currency = "PKR" if step["asked"] else ""
    body = {"question": step["question"], "amount": step["asked"], "currency": currency}
    entry = committee.votes(committee.opens(**body), ONE, TWO, THREE)
    if step["outcome"] is DecisionOutcome.DEFERRED:
        committee.says(entry, ASKER, "deferred", DeferralBody(why="Not yet."))
        return
    with_conditions = step["outcome"] is DecisionOutcome.WITH_CONDITIONS
    until = None if step["held"] is None else committee.day + timedelta(days=step["held"])
    committee.decides(
        entry,
        step["outcome"],
        why="So it was.",
        conditions="A yearly audit." if with_conditions else "",
        until=until,
        amount=AMOUNT - 1 if step["reduced"] and step["asked"] else None,
    )


def counts(step: dict[str, Any], day: date, *, is_approved: bool) -> bool:
    """Whether the agreement is approved on the day of the review after that decision, too."""
    question, outcome = step["question"], step["outcome"]
    if question is DecisionQuestion.EXCEPTION:
        return is_approved
    if question.stops_agreement:
        return is_approved and not outcome.is_approval
    if not outcome.is_approval:
        # What is declined for a larger sum leaves the agreement as it was.
        larger = step["asked"] == AMOUNT + 1
        reduced = step["reduced"] and outcome is not DecisionOutcome.DEFERRED
        return is_approved and larger and not reduced
    in_force = step["held"] is None or day + timedelta(days=step["held"]) >= date(2026, 11, 23)
    enough = step["asked"] is not None and step["asked"] >= AMOUNT and not step["reduced"]
    return is_approved or (in_force and enough)


def test_rows_name_the_key_and_the_people_they_name_are_told(
    room: Room, committee: Committee
) -> None:
    committee.votes(committee.opens(), ONE)
    mentions = {mention.role for mention in mentions_of(TWO, room.database)}
    assert mentions == {"question to the Committee that asked them"}
    ring = KeyRing(parse_keys(new_key()))
    seal_everything(room.database, ring)
    assert sealing_state(room.database, ring).left == 0
    kept = register_of(room, lambda: committee.day, ring).of_partner(ROSHNI)
    assert len(kept[0].events) == 1
    with room.database.read() as connection:
        rows = [*connection.execute(ENTRIES.select()), *connection.execute(EVENTS.select())]
    assert ring.first
    assert {row.sealed_with for row in rows} == {ring.first.id}
    assert TWO in rows[0].facts  # of what is not restricted nothing is hidden
