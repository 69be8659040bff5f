"""Risks: who bears one, that it moves when both sides say so, and when each side looks again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from drafting.calendar import CalendarFacts, due
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership import page_workbook
from drafting.partnership.kinds import all_kinds, risk
from drafting.partnership.reports import register_report
from drafting.partnership.risks import risk_opening, risks_by_rule
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryRefused,
    Kinds,
    NewEvent,
    NoBody,
    Register,
    RegisterDesk,
    RegisterRules,
)
from tests.drafting.partnership.test_kinds import (
    CHAIR,
    COLLEAGUE,
    OFFICER,
    START,
    Desk,
    refused,
)
from tests.support.databases import fresh_database

RULES = RegisterRules(days={risk.MONTHS: 6})
UNSET = RegisterRules()
PARTNER = Partner.model_validate(
    {
        "id": "roshni",
        "identity": {"legal_name": "Sample Sangat"},
        "control": {
            "risks": [
                {
                    "what": "Floods close\nthe roads.",
                    "kind": "programmatic",
                    "mitigation": "Lessons are held early.",
                    "owner": "both",
                }
            ]
        },
    }
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with fresh_database("sqlite", tmp_path) as database:
        desk = Desk(database)
        desk.register = Register(database, all_kinds(), desk._now)
        yield desk


def opened(desk: Desk, borne_by: str = "cip", agreement: str = "") -> Entry:
    return desk.open("risk", agreement, what="The rupee falls", kind="financial", borne_by=borne_by)


def waits(
    entry: Entry, rules: RegisterRules, *siblings: Entry
) -> list[tuple[Side, date | None, str, str]]:
    return [
        (each.of, each.on, each.words, each.interval)
        for each in risk.KIND.waiting_beside(entry, siblings, rules, START)
    ]


def test_a_risk_moves_when_both_sides_said_so_and_not_before(desk: Desk) -> None:
    entry = opened(desk)
    assert refused(lambda: desk.say(entry, "agreed", CHAIR)) == ""
    assert refused(lambda: desk.say(entry, "proposed", to="cip", words="No.")) == "to"
    assert refused(lambda: desk.say(entry, "proposed", to="partner")) == "words"
    entry = desk.say(entry, "proposed", to="partner", words="The donor wants it.")
    assert risk.bearer_of(entry) is Side.CIP
    assert refused(lambda: desk.say(entry, "agreed", COLLEAGUE)) == "side"
    assert waits(entry, UNSET)[0][0] is Side.PARTNER
    entry = desk.say(entry, "refused", CHAIR, words="We cannot carry it.")
    assert risk.bearer_of(entry) is Side.CIP
    entry = desk.say(entry, "proposed", CHAIR, words="Let us share it.", to="both")
    assert waits(entry, UNSET)[0][0] is Side.CIP
    entry = desk.say(entry, "agreed", COLLEAGUE)
    assert risk.bearer_of(entry) is Side.BOTH
    told = [(move.was, move.to, move.is_agreed) for move in risk.moves_of(entry)]
    assert told == [(Side.CIP, Side.PARTNER, False), (Side.CIP, Side.BOTH, True)]


def test_whoever_agreed_without_having_seen_the_proposal_agreed_to_nothing(desk: Desk) -> None:
    entry = desk.say(opened(desk), "proposed", to="both", words="To share it.")
    seen = entry.last_number
    entry = desk.say(entry, "proposed", COLLEAGUE, to="partner", words="All of it.")
    entry = desk.register.say(NewEvent(entry.id, "agreed", CHAIR, "unseen", seen))
    assert [event.verb for event in entry.events] == ["proposed", "proposed", "agreed"]
    assert risk.bearer_of(entry) is Side.CIP
    assert risk.bearer_of(desk.say(entry, "agreed", CHAIR)) is Side.PARTNER


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["proposed", "agreed", "refused", "looked"]),
        st.sampled_from([Side.CIP, Side.PARTNER]),
        st.sampled_from(list(Side)),
        st.integers(0, 12),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(MOVES)
def test_no_risk_moves_on_the_word_of_one_side(moves: list[tuple[str, Side, Side, int]]) -> None:
    entry = told(moves)
    before = risk.risk_of(entry).borne_by
    for number in range(1, len(entry.events) + 1):
        after = risk.bearer_of(replace(entry, events=entry.events[:number]))
        if after is not before:
            answer, proposals = entry.events[number - 1], entry.said("proposed")
            last = [event for event in proposals if event.number < number][-1]
            assert answer.verb == "agreed"
            assert answer.author.side is not last.author.side
            assert answer.based_on >= last.number
        before = after


def told(moves: list[tuple[str, Side, Side, int]]) -> Entry:
    """A risk to which all of the moves were said that its rules allow."""
    at = datetime(2026, 8, 3, 7, tzinfo=UTC)
    body = risk.RiskBody(what="The rupee falls", borne_by=Side.CIP)
    entry = Entry("e", "risk", "roshni", "", "The rupee falls", at, OFFICER, body)
    for verb_name, side, to, based_on in moves:
        author = Author("U0OFFICER", "Sample Officer", side, "Sample Chairwoman")
        content: EntryBody = {
            "proposed": risk.ProposedMove(to=to),
            "looked": risk.RiskLook(),
        }.get(verb_name, NoBody())
        number = entry.last_number + 1
        event = EntryEvent(
            f"{number}", number, min(based_on, number - 1), verb_name, author, at, "", content
        )
        try:
            risk.KIND.check(entry, risk.KIND.verb(verb_name), content, author)
        except EntryRefused:
            continue
        entry = replace(entry, events=(*entry.events, event))
    return entry


def test_each_side_looks_again_by_the_offices_setting(desk: Desk) -> None:
    entry = opened(desk)
    assert waits(entry, UNSET) == [(Side.BOTH, None, "no time set", "")]
    again = date(2027, 2, 3)
    assert waits(entry, RULES) == [(Side.BOTH, again, "", risk.MONTHS)]
    desk.today = date(2026, 11, 3)
    entry = desk.say(entry, "looked", words="It fell by a tenth.")
    assert [each[:2] for each in waits(entry, RULES)] == [
        (Side.CIP, date(2027, 5, 3)),
        (Side.PARTNER, again),
    ]
    entry = desk.say(entry, "looked", CHAIR, words="Fuel costs more.", on="2026-11-01")
    assert waits(entry, RULES)[1][:2] == (Side.PARTNER, date(2027, 5, 1))


def reviewed(on: date, agreement: str = "") -> Entry:
    """A review that was held on a day, as far as a risk asks."""
    at = datetime(on.year, on.month, on.day, 7, tzinfo=UTC)
    held = EntryEvent("h", 1, 0, "held", OFFICER, at, "", risk.RiskLook(on=on))
    return Entry("r", "review", "roshni", agreement, "A review", at, OFFICER, NoBody(), "", (held,))


def test_a_review_that_did_not_look_at_a_risk_makes_it_due(desk: Desk) -> None:
    entry = opened(desk, "cip", "k")
    review = reviewed(START + timedelta(days=30))
    on = START + timedelta(days=30)
    words = "not looked at since the review of 2 September 2026"
    assert waits(entry, UNSET, review) == [(Side.BOTH, on, words, "")]
    assert waits(entry, RULES, review) == [(Side.BOTH, on, words, "")]
    assert waits(entry, RULES, reviewed(on, "other"))[0][3] == risk.MONTHS
    desk.today = on
    entry = desk.say(entry, "looked", words="No change.")
    entry = desk.say(entry, "looked", CHAIR, words="No change.")
    assert waits(entry, UNSET, review) == [(Side.BOTH, None, "no time set", "")]


def test_one_that_is_gone_waits_for_nothing_until_somebody_says_otherwise(desk: Desk) -> None:
    entry = desk.say(opened(desk), "gone", CHAIR, words="The money came.")
    assert (risk.KIND.is_closed(entry), waits(entry, RULES)) == (True, [])
    refused(lambda: desk.say(entry, "looked", words="It is back."))
    entry = desk.say(entry, "back", words="It falls again.")
    assert waits(entry, RULES)


def test_who_bears_it_must_be_said(desk: Desk) -> None:
    assert refused(lambda: desk.open("risk", what="The rupee falls")) == "borne_by"
    assert desk.register.of_partner("roshni") == []


def test_the_report_counts_what_both_sides_agreed_on_alone(desk: Desk) -> None:
    entry = desk.say(opened(desk), "proposed", to="partner", words="The donor wants it.")
    entry = desk.say(entry, "agreed", CHAIR)
    desk.say(entry, "happened", CHAIR, hit="partner", words="Fuel rose by half.")
    desk.say(opened(desk, "both"), "proposed", to="partner", words="To have it simple.")
    desk.say(opened(desk, "cip"), "withdrawn", words="Not ours.")
    entries = desk.register.everything()
    names, kinds = {"roshni": "Sample Sangat"}, Kinds(all_kinds())
    page = register_report("risks", entries, kinds, names, RULES, date(2027, 3, 1))
    by_partner, by_kind, moved, happened, each = page.tables
    assert [row.cells for row in by_partner.rows] == [
        ("Sample Sangat", "1", "0", "1", "0", "1", "4")
    ]
    assert [row.cells[:4] for row in by_kind.rows] == [("Financial", "1", "0", "1")]
    answers = {row.cells[2]: row.cells[4] for row in moved.rows}
    assert "Sample Chairwoman of the partner" in answers["from CIP to the partner"]
    assert "Not agreed" in answers["from both to the partner"]
    assert happened.rows[0].cells[3:5] == ("The partner", "The partner")
    assert [row.cells[4:6] for row in each.rows] == [("3 August 2026", "Not yet")] * 2
    workbook = load_workbook(io.BytesIO(page_workbook(page)))
    cells = [str(cell) for rows in workbook for row in rows.values for cell in row]
    assert any("from both to the partner" in cell for cell in cells)


def test_a_risk_of_the_partners_file_is_there_until_an_entry_stands_for_it(desk: Desk) -> None:
    kinds = Kinds(all_kinds())
    (line,) = risks_by_rule(PARTNER, ())
    assert line.body.watched_by is Side.BOTH
    facts = CalendarFacts(PARTNER)
    assert [each.key for each in due(facts, kinds, RULES, START)] == [line.key]
    writing = RegisterDesk(desk.register, RULES, lambda: START)
    entry = writing.open(risk_opening(PARTNER, line.key, (), OFFICER))
    assert writing.open(risk_opening(PARTNER, line.key, (entry,), OFFICER)).id == entry.id
    assert risks_by_rule(PARTNER, (entry,)) == []
    waitings = due(replace(facts, entries=(entry,)), kinds, RULES, START)
    assert [each.reference for each in waitings] == [entry.id]
    assert risk.bearer_of(entry) is None
    entry = desk.say(entry, "proposed", to="both", words="Both are hit.")
    assert risk.bearer_of(desk.say(entry, "agreed", CHAIR)) is Side.BOTH
    entry = desk.say(entry, "withdrawn", words="Not ours.")
    assert [each.key for each in risks_by_rule(PARTNER, (entry,))] == [line.key]
    assert writing.open(risk_opening(PARTNER, line.key, (entry,), OFFICER)).id != entry.id
