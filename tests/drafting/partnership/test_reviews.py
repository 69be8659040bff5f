"""Reviews: both sides speak, it is held, both sign all that is there, and the calendar follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.operations.database import Database
from drafting.calendar import CalendarFacts, due
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import RelationshipStatus, Side
from drafting.partnership import all_kinds
from drafting.partnership.kinds import review
from drafting.partnership.reports import register_report
from drafting.partnership.reviews.steps import covers_all, review_steps
from drafting.register import (
    Author,
    Entry,
    EntryRefused,
    FactsBeside,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
    Waiting,
)

START, END = date(2026, 1, 5), date(2027, 6, 30)
TODAY = date(2026, 8, 3)
RULES = RegisterRules(
    days={
        "partnership.review_months": 12,
        "partnership.review_before_end_days": 60,
        "office.turnaround_days.payment_approval": 5,
    }
)
OFFICER = Author("U0OFFICER", "Sample Officer")
CHAIR = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")
PARTNER = Partner.model_validate(
    {
        "id": "sample-roshni",
        "identity": {"legal_name": "Sample Roshni Sangat"},
        "agreements": [
            {
                "key": "2026-schools",
                "title": "Schools (sample)",
                "status": "active",
                "start": START,
                "end": END,
            }
        ],
    }
)
WORDS: dict[str, dict[str, str]] = {
    "office_words": {"progress": "Three schools (sample)."},
    "partner_words": {"value": "Trust"},
}


class Desk:
    """A register with a clock that the test moves, and the calendar of its one partner."""

    def __init__(self, folder: Path, rules: RegisterRules = RULES) -> None:
        database = Database("", folder)
        database.migrate()
        self.today, self.partner = TODAY, PARTNER
        self.register = Register(database, all_kinds(), self._now)
        self.desk = RegisterDesk(self.register, rules, lambda: self.today)
        self._keys = iter(range(10_000))

    def _now(self) -> float:
        day = self.today
        return datetime(day.year, day.month, day.day, 7, tzinfo=UTC).timestamp()

    def open(self, kind: str, agreement: str = "", **values: Any) -> Entry:
        key = f"key {next(self._keys)}"
        opening = OpeningInput(kind, PARTNER.id, OFFICER, key, values, agreement, self.partner)
        return self.desk.open(opening)

    def review(self, of: str = "relationship", **values: Any) -> Entry:
        agreement = "" if of == "relationship" else "2026-schools"
        return self.open("review", agreement, of=of, **values)

    def say(self, entry: Entry, verb: str, based_on: int = 99, **values: Any) -> Entry:
        kind = self.register.kinds[entry.kind]
        author = CHAIR if kind.verb(verb).sides == (Side.PARTNER,) else OFFICER
        key = f"key {next(self._keys)}"
        return self.desk.say(SayingInput(entry.id, verb, author, key, based_on, values))

    def signed(self, entry: Entry, held: date) -> Entry:
        for verb, values in WORDS.items():
            self.say(entry, verb, **_any(values))
        self.say(entry, "held", on=held)
        self.say(entry, "partner_signed")
        return self.say(entry, "office_signed")

    def reviews_due(self, rules: RegisterRules = RULES) -> list[tuple[str, date | None, Side]]:
        return [(each.what, each.on, each.of) for each in self.calendar(rules)]

    def calendar(self, rules: RegisterRules = RULES) -> list[Waiting]:
        facts = CalendarFacts(self.partner, tuple(self.register.of_partner(PARTNER.id)))
        waitings = due(facts, self.register.kinds, rules, self.today)
        return [waiting for waiting in waitings if waiting.what.startswith("Review")]


def _any(values: dict[str, str]) -> dict[str, Any]:
    return {**values}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path)


def refused(deed: Callable[[], object]) -> EntryRefused:
    with pytest.raises(EntryRefused) as error:
        deed()
    return error.value


def closed(entry: Entry) -> bool:
    return review.KIND.is_closed(entry)


def test_a_review_is_held_and_signed_once_both_sides_spoke(desk: Desk) -> None:
    entry = desk.review(planned_for="2026-09-01", present="Sample Chairwoman\nSample Officer")
    refused(lambda: desk.say(entry, "office_signed"))
    desk.say(entry, "moved", to="2026-09-08", words="The roads were under water (sample).")
    assert desk.reviews_due()[0][1] == date(2026, 9, 8)
    desk.today = date(2026, 9, 8)
    desk.say(entry, "held")
    assert "cannot be moved" in str(
        refused(lambda: desk.say(entry, "moved", to="2026-10-01", words="No."))
    )
    assert "both sides speak" in str(refused(lambda: desk.say(entry, "partner_signed")))
    desk.say(entry, "office_words", progress="Three schools (sample).", improve="Answer sooner.")
    assert refused(lambda: desk.say(entry, "partner_words")).field == "progress"
    desk.say(entry, "partner_words", improve="Pay in time (sample).")
    desk.say(entry, "times", kept="partly", words="Twice late (sample).")
    assert refused(lambda: desk.say(entry, "partner_signed", on="2026-09-01")).field == "on"
    desk.say(entry, "partner_signed")
    entry = desk.say(entry, "office_signed", who="Sample Director")
    assert closed(entry)
    assert (entry.latest("partner_signed") or entry.events[0]).author.told_by == "Sample Chairwoman"
    refused(lambda: desk.say(entry, "withdrawn", words="No."))


def test_a_word_after_a_signature_has_both_sign_again(desk: Desk) -> None:
    entry = desk.signed(desk.review(), TODAY)
    assert closed(entry)
    entry = desk.say(entry, "remark", words="Thank you (sample).")
    assert closed(entry)
    entry = desk.say(entry, "partner_words", expectations="Not met (sample).")
    assert not closed(entry)
    assert [(each[2], each[1]) for each in desk.reviews_due()[:2]] == [
        (Side.CIP, date(2027, 1, 5)),
        (Side.PARTNER, date(2027, 1, 5)),
    ]
    assert not closed(desk.say(entry, "partner_signed"))
    assert closed(desk.say(entry, "office_signed"))


def test_a_signature_does_not_cover_what_its_signer_had_not_seen(desk: Desk) -> None:
    entry = desk.review()
    for verb, values in WORDS.items():
        desk.say(entry, verb, **_any(values))
    entry = desk.say(entry, "held")
    seen = entry.last_number
    desk.say(entry, "office_words", improve="Answer sooner (sample).")
    entry = desk.say(entry, "partner_signed", based_on=seen)
    assert review_steps(entry).signed == set()
    entry = desk.say(entry, "partner_signed")
    assert review_steps(entry).signed == {Side.PARTNER}


VERBS = ("office_words", "partner_words", "times", "held", "partner_signed", "office_signed")


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from((*VERBS, "remark")), st.integers(0, 12)), max_size=12)
)
def test_no_closed_review_has_a_word_that_either_signer_did_not_know(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = _quick_desk(tmp_path_factory)
    entry = desk.review("agreement")
    values: dict[str, Any] = {**WORDS, "times": {"kept": "no"}, "remark": {"words": "Noted."}}
    for verb, back in steps:
        try:
            based_on = max(0, entry.last_number - back)
            entry = desk.say(entry, verb, based_on=based_on, **values.get(verb, {}))
        except EntryRefused:
            continue
    is_closed = closed(entry)
    desk.say(entry, "remark", words="The end of this one.")
    if not is_closed:
        desk.say(entry, "withdrawn", words="The end of this one.")
        return
    signatures = [entry.latest("partner_signed"), entry.latest("office_signed")]
    assert all(event is not None and covers_all(entry, event) for event in signatures)
    for event in entry.said("office_words", "partner_words", "times", "held"):
        for signature in filter(None, signatures):
            is_own = event.author == signature.author
            assert event.number <= signature.based_on or is_own
    assert {event.author.side for event in entry.said(*WORDS)} == {Side.CIP, Side.PARTNER}
    assert entry.latest("held")


_DESKS: list[Desk] = []


def _quick_desk(factory: pytest.TempPathFactory) -> Desk:
    """One database for all examples: a closed or withdrawn review stands in no other's way."""
    if not _DESKS:
        _DESKS.append(Desk(factory.mktemp("reviews")))
    return _DESKS[0]


def test_the_review_before_an_end_takes_its_line_and_ends_it_once_signed(desk: Desk) -> None:
    line = ("Review before the agreement ends", END - timedelta(days=60), Side.BOTH)
    assert line in desk.reviews_due()
    between = desk.signed(desk.review("agreement"), TODAY)
    assert closed(between)
    assert line in desk.reviews_due()  # a review between is not the one before the end
    entry = desk.review("before_end", planned_for="2027-06-15")
    (waiting,) = [each for each in desk.calendar() if each.agreement]
    assert (waiting.on, waiting.reference) == (line[1], entry.id)  # planning puts nothing off
    assert waiting.interval == "partnership.review_before_end_days"
    entry = desk.signed(entry, TODAY)
    assert not [each for each in desk.calendar() if each.agreement]
    more = RegisterRules(days={"partnership.review_before_end_days": 90})
    assert not [each for each in desk.calendar(more) if each.agreement]
    later = PARTNER.agreements[0].model_copy(update={"end": date(2028, 6, 30)})
    desk.partner = PARTNER.model_copy(update={"agreements": (later,)})
    assert [each.on for each in desk.calendar() if each.agreement] == [date(2028, 5, 1)]


def test_a_withdrawn_review_gives_the_line_back(desk: Desk) -> None:
    for of in ("before_end", "relationship"):
        before = desk.reviews_due()
        entry = desk.review(of)
        assert len(desk.reviews_due()) == len(before)
        assert entry.id in {each.reference for each in desk.calendar()}
        desk.say(entry, "withdrawn", words="Entered twice (sample).")
        assert desk.reviews_due() == before


def test_the_next_review_of_a_relationship_counts_from_the_last(desk: Desk) -> None:
    title = "Review of the relationship"
    assert (title, date(2027, 1, 5), Side.BOTH) in desk.reviews_due()
    desk.signed(desk.review(), date(2026, 8, 1))
    assert [each for each in desk.reviews_due() if each[0] == title] == [
        (title, date(2027, 8, 1), Side.BOTH)
    ]
    over = PARTNER.agreements[0].model_copy(update={"status": RelationshipStatus.ENDED})
    desk.partner = PARTNER.model_copy(update={"agreements": (over,)})
    assert title not in {each[0] for each in desk.reviews_due()}


def test_without_a_setting_no_day_is_made_up(desk: Desk) -> None:
    none = RegisterRules()
    assert desk.reviews_due(none) == []
    desk.review()
    assert desk.reviews_due(none) == [("Review of the relationship", None, Side.BOTH)]


@pytest.mark.parametrize(
    ("of", "agreement", "field"),
    [
        ("relationship", "2026-schools", "agreement"),
        ("agreement", "", "agreement"),
        ("before_end", "", "agreement"),
    ],
)
def test_what_is_reviewed_fits_the_agreement(
    desk: Desk, of: str, agreement: str, field: str
) -> None:
    assert refused(lambda: desk.open("review", agreement, of=of)).field == field
    assert desk.register.of_partner(PARTNER.id) == []


def test_of_one_thing_one_review_is_open(desk: Desk) -> None:
    desk.review("agreement")
    assert refused(lambda: desk.review("before_end")).field == "of"
    desk.review("relationship")
    endless = PARTNER.agreements[0].model_copy(update={"end": None, "key": "other"})
    desk.partner = PARTNER.model_copy(update={"agreements": (endless,)})
    assert "last day" in str(refused(lambda: desk.open("review", "other", of="before_end")))


def test_the_offices_times_stand_beside_the_partners_word(desk: Desk) -> None:
    late = desk.open("clock", procedure="payment_approval", of="First (sample)")
    desk.say(late, "received", papers="whole", on="2026-07-01")
    desk.say(late, "done", on="2026-07-15")
    desk.say(late, "late_because", words="Leave (sample).")
    tranche = desk.open(
        "owed", "2026-schools", item="tranche", what="Tranche 1", by="cip", due="2026-07-01"
    )
    desk.say(tranche, "paid", amount="100", on="2026-07-20")
    entry = desk.review()
    entry = desk.say(entry, "times", kept="no", words="Both late (sample).")
    source = entry.origin
    desk.open("action", what="Pay sooner (sample)", of="cip", due="2026-07-30", comes_from=source)
    siblings = desk.register.of_partner(PARTNER.id)
    beside = FactsBeside(siblings, desk.register.kinds, RULES, desk.today)
    facts = [fact for fact in review.KIND.facts_beside(entry, beside) if fact[0] != "To improve"]
    assert facts[0] == (
        "The partner on the office’s times",
        "No (Sample Chairwoman, 3 August 2026). Both late (sample).",
    )
    text = dict(facts)
    assert text["Turn-around, by the office’s setting"] == (
        "0 of 1 in time; Payment approval: First (sample): 10 of 5 working days (Leave (sample).)"
    )
    assert text["Payments"] == "0 of 1 in time; Tranche 1: due on 1 July 2026, paid on 20 July 2026"
    assert text["Waits for the office"] == "Pay sooner (sample): due on 30 July 2026"
    assert text["Actions from this review"] == "Pay sooner (sample) (Open)"
    of_other = desk.review("agreement")
    agreement = dict(review.KIND.facts_beside(of_other, replace(beside, today=TODAY)))
    assert agreement["Turn-around, by the office’s setting"] == "Nothing is on the register."


def tables(desk: Desk, rules: RegisterRules = RULES) -> dict[str, list[tuple[str, ...]]]:
    """The report's rows by the headings of its tables."""
    entries = desk.register.of_partner(PARTNER.id)
    names = {PARTNER.id: PARTNER.name}
    page = register_report(
        "reviews", entries, desk.register.kinds, names, rules, desk.today, partners=[desk.partner]
    )
    return {table.heading: [row.cells for row in table.rows] for table in page.tables}


def test_the_report_names_who_is_overdue_also_where_nobody_opened_a_review(desk: Desk) -> None:
    desk.today = date(2027, 6, 1)
    late = {cells[1]: cells[3] for cells in tables(desk)["Overdue"]}
    assert late == {
        "Review of the relationship": "5 January 2027, 147 days ago",
        "Review before the agreement ends": "1 May 2027, 31 days ago",
    }
    assert tables(desk)["By partner"] == [(PARTNER.name, "0", "never", "0", "0", "2")]
    assert tables(desk, RegisterRules())["Overdue"] == []
    desk.signed(desk.review("before_end"), desk.today)
    desk.signed(desk.review(), desk.today)
    assert tables(desk)["Overdue"] == []
    assert tables(desk)["By partner"] == [(PARTNER.name, "2", "1 June 2027", "2", "0", "0")]


def test_the_report_has_the_partners_word_first_and_both_sides_beside_it(desk: Desk) -> None:
    entry = desk.review()
    desk.say(entry, "partner_words", improve="Pay sooner (sample).")
    desk.say(entry, "office_words", improve="Report sooner (sample).")
    desk.say(entry, "times", kept="partly")
    mistake = desk.review("agreement")
    desk.say(mistake, "times", kept="no")
    desk.say(mistake, "withdrawn", words="Entered twice (sample).")
    rows = tables(desk)
    first = next(iter(rows))
    assert first.startswith("Did the office answer and pay in time?")
    assert rows[first] == [("2026", "0", "█ 1", "0")]
    (spoken,) = rows["What was said"]
    assert spoken[2:] == ("Pay sooner (sample).", "Report sooner (sample).")
    assert len(rows["Each review"]) == 1
