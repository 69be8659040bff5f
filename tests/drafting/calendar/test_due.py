"""Every day of a record is due or a fact; what is due is told once, by whoever knows it best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from drafting.agreements.lives import (
    Ending,
    EndingHow,
    Life,
    OwedTerm,
    Step,
    StepKind,
    owed_terms,
    report_days,
)
from drafting.agreements.lives.steps import StepFacts
from drafting.calendar import (
    FACT_DAYS,
    AskedSpan,
    CalendarBook,
    CalendarFacts,
    Follower,
    calendar_question,
    due,
    due_words,
    late_plans,
    past_days,
    plan_opening,
)
from drafting.partners.record import Agreement, Field, Partner, ReportDue, fields_of
from drafting.partners.vocabulary import ReportRhythm, Side
from drafting.partnership import all_kinds, open_rules
from drafting.partnership.kinds import owed
from drafting.partnership.owed_by_rule import owed_by_rule
from drafting.register import (
    Author,
    Entry,
    EntryEvent,
    RegisterRules,
    Unit,
    Waiting,
)

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 5, 1, 7, tzinfo=UTC)
RULES = RegisterRules(days={"partnership.review_before_end_days": 60})
QUESTIONS: Mapping[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")
)


def day_paths(fields: Mapping[str, Field], above: str = "") -> Iterator[str]:
    """Every field of a record that holds a day: 'agreements[].money.tranches[].due'."""
    for path, field in fields.items():
        if field.item:
            yield from day_paths(field.item, f"{above}{path}[].")
        elif field.kind == "date":
            yield above + path


DAYS = tuple(day_paths(fields_of(Partner)))


def least(field: Field, number: int) -> dict[str, Any]:
    """One entry of a repeated record with what it needs, and no more."""
    values: dict[str, Any] = {
        "key": "2026-one",
        "province": "sindh",
        "checklist": "Paper",
        "authority": "Sample Department",
    }
    return {
        name: values.get(name, f"Sample {number}")
        for name, item in field.item.items()
        if item.required
    }


def record_with(path: str, on: date) -> Partner:
    """A partner of whose record nothing but that one day is known."""
    whole: dict[str, Any] = {"id": "one", "identity": {"legal_name": "One"}}
    fields, inner, numbers = fields_of(Partner), whole, count(1)
    steps = path.split("[].")
    for step in steps[:-1]:
        entry = least(fields[step], next(numbers))
        put(inner, step, [entry])
        fields, inner = fields[step].item, entry
    put(inner, steps[-1], on)
    return Partner.model_validate(whole)


def put(record: dict[str, Any], path: str, value: Any) -> None:
    *above, name = path.split(".")
    for step in above:
        record = record.setdefault(step, {})
    record[name] = value


@pytest.mark.parametrize("path", DAYS)
def test_every_day_of_a_record_is_due_or_a_fact(path: str) -> None:
    on = date(2027, 3, 4)
    waiting = due(CalendarFacts(record_with(path, on)), {}, RULES, TODAY)
    assert (on in {each.on for each in waiting}) is (path not in FACT_DAYS)


def test_facts_are_days_of_the_record() -> None:
    assert set(FACT_DAYS) <= set(DAYS)


def partner(**agreement: Any) -> Partner:
    return Partner.model_validate(
        {
            "id": "one",
            "identity": {"legal_name": "One"},
            "agreements": [{"key": "2026-one", "end": "2027-06-30", **agreement}],
        }
    )


def waitings(record: Partner, **facts: Any) -> list[Waiting]:
    return due(CalendarFacts(record, **facts), {}, RULES, TODAY)


def test_a_review_is_due_only_where_the_office_set_when() -> None:
    record = partner()
    (review,) = (each for each in waitings(record) if each.interval)
    assert review.on == date(2027, 6, 30) - timedelta(days=60)
    assert review.clause == "CSPF 16(d)"
    without = due(CalendarFacts(record), {}, RegisterRules(), TODAY)
    assert [each.on for each in without] == [date(2027, 6, 30)]


def test_an_agreement_that_is_over_leaves_only_its_phase_out() -> None:
    record = partner(
        money={"tranches": [{"due": "2026-09-01"}]},
        phase_out={"remaining_duties": [{"what": "Keep the books", "by": "2030-01-01"}]},
    )
    ended = StepFacts(ending=Ending(date(2026, 5, 1), EndingHow.COMPLETED, "All is done."))
    moment = datetime(2026, 5, 2, tzinfo=UTC)
    step = Step("1", "one", "2026-one", 1, StepKind.ENDED, moment, "U1", "Officer", facts=ended)
    life = Life("one", "2026-one", (step,))
    (duty,) = waitings(record, lives={"2026-one": life})
    assert duty.what == "Keep the books"
    (end,) = past_days(CalendarFacts(record, lives={"2026-one": life}), {}, TODAY)
    assert (end.on, end.what) == (date(2026, 5, 1), "Agreement ended")


def test_a_beginning_waits_until_both_signed() -> None:
    unsigned = waitings(partner(start="2026-05-01"))
    assert unsigned[0].is_late(TODAY)
    assert not [
        each
        for each in waitings(partner(start="2026-05-01", status="active"))
        if each.reference.endswith(".start")
    ]


def test_a_report_comes_again_until_the_end() -> None:
    report = ReportDue(what="R", first=date(2026, 1, 31), every=ReportRhythm.QUARTERLY)
    days = report_days(report, date(2026, 12, 31))
    assert days == (
        *(date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)),
        date(2027, 1, 31),
    )
    assert report_days(ReportDue(what="R", days_after=30), date(2026, 12, 31)) == (
        date(2027, 1, 30),
    )
    assert report_days(ReportDue(what="R", due="31 January 2028"), None) == (date(2028, 1, 31),)
    assert report_days(ReportDue(what="R", due="quarterly"), date(2026, 12, 31)) == ()


def test_what_is_told_in_words_alone_comes_last_and_is_never_late() -> None:
    told = waitings(partner(reports=[{"what": "Narrative report", "due": "quarterly"}]))[-1]
    assert (told.on, due_words(told, TODAY)) == (None, "quarterly")
    assert told.unit is Unit.PROGRAM


QUARTERS: dict[str, Any] = {
    "end": "2026-12-31",
    "status": "active",
    "money": {"currency": "PKR", "tranches": [{"amount": 5, "due": "2026-09-01"}]},
    "reports": [
        {"what": "Narrative", "due": "quarterly", "first": "2026-04-30", "every": "quarterly"},
        {"what": "Financial report", "by": "both", "due": "yearly"},
    ],
    "phase_out": {"final_transfers": [{"amount": 1, "condition": "all is handed over"}]},
}
OFFICER = Author("U1", "Officer")


def entry(term: OwedTerm, *verbs: str) -> Entry:
    """The entry of what is owed, with these said to it."""
    moment = datetime(2026, 5, 2, tzinfo=UTC)
    (line,) = (
        line for line in owed_by_rule(partner(**QUARTERS).agreements[0]) if line.key == term.key
    )
    bodies = {verb.name: verb.body for verb in owed.KIND.verbs}
    events = tuple(
        EntryEvent(
            str(n), n, 0, verb, OFFICER, moment, "", bodies[verb](**PAID if verb == "paid" else {})
        )
        for n, verb in enumerate(verbs, 1)
    )
    number = term.key.replace(":", "-")
    return Entry(
        number, "owed", "one", "2026-one", term.what, moment, OFFICER, line.body, "", events
    )


PAID = {"amount": 5}
TERMS = owed_terms(partner(**QUARTERS).agreements[0])


def told_of(*entries: Entry) -> list[tuple[str, date | None, Side]]:
    """What the calendar tells of what is owed."""
    facts = CalendarFacts(partner(**QUARTERS), entries)
    owing = due(facts, {"owed": owed.KIND}, RULES, TODAY)
    names = {term.what for term in TERMS}
    return [(each.what, each.on, each.of) for each in owing if each.what in names]


def open_lines(*entries: Entry) -> set[str]:
    return {line.key for line in open_rules(partner(**QUARTERS), {}, entries)}


def test_each_day_of_what_is_owed_has_one_key_in_the_calendar_and_the_register() -> None:
    owing = {waiting.key for waiting in waitings(partner(**QUARTERS))}
    assert open_lines() == {term.key for term in TERMS} == {key for key in owing if "owed" in key}
    assert len(TERMS) == 1 + 4 + 2 + 1


@pytest.mark.parametrize("term", TERMS, ids=[term.key for term in TERMS])
def test_an_entry_tells_what_the_record_would_and_nothing_twice(term: OwedTerm) -> None:
    rest = [(each.what, each.on, each.by) for each in TERMS if each is not term]
    whole = sorted([*rest, (term.what, term.on, term.by)], key=str)
    opened = entry(term)
    assert sorted(told_of(opened), key=str) == whole
    assert term.key not in open_lines(opened)
    assert sorted(told_of(entry(term, "withdrawn")), key=str) == whole
    assert term.key in open_lines(entry(term, "withdrawn"))
    closed = entry(term, "paid") if term.is_payment else entry(term, "came", "accepted")
    comes_again = not term.is_payment and term.on is None
    assert sorted(told_of(closed), key=str) == (whole if comes_again else sorted(rest, key=str))
    assert (term.key in open_lines(closed)) is comes_again


def test_who_follows_what_is_owed_and_was_told_of_it_is_so_once_an_entry_stands_for_it() -> None:
    facts = CalendarFacts(partner(**QUARTERS), tuple(map(entry, TERMS)))
    by_entries = due(facts, {"owed": owed.KIND}, RULES, TODAY)
    by_record = waitings(partner(**QUARTERS))
    parts = [
        [(each.key, each.unit, each.on, each.words) for each in every if "owed" in each.key]
        for every in (by_entries, by_record)
    ]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("part", QUESTIONS)
def test_a_question_is_for_the_calendar_or_for_the_policies(part: str) -> None:
    wrong = [
        question
        for door, questions in QUESTIONS[part].items()
        for question in questions
        if (calendar_question(question) is not None) != (door == "calendar")
    ]
    assert not wrong


def test_what_a_question_wants_is_read() -> None:
    question = calendar_question("Which reports is Roshni late with?")
    assert question is not None
    assert (question.partner, question.wanted, question.subject) == (
        "Roshni",
        AskedSpan.LATE,
        "report",
    )


def test_a_key_changes_with_its_day_alone() -> None:
    def key(**fields: Any) -> str:
        return waitings(partner(**fields))[-1].key

    assert key() == key(title="Another")
    assert key() != key(end="2027-07-01")


def test_an_agreement_has_no_other_days() -> None:
    assert {path for path in DAYS if path.startswith("agreements[]")} == {
        f"agreements[].{path}" for path in day_paths(fields_of(Agreement))
    }


def test_plans_past_their_agreement_are_counted_and_what_is_owed_stays() -> None:
    partner = Partner.model_validate(
        {
            "id": "sample-old",
            "identity": {"legal_name": "Sample Sangat"},
            "agreements": [
                {
                    "key": "k",
                    "status": "active",
                    "end": TODAY - timedelta(days=10),
                    "workplan": [{"what": "Dig the well", "end": TODAY - timedelta(days=90)}],
                    "reports": [{"what": "Report", "due": (TODAY - timedelta(days=9)).isoformat()}],
                    "phase_out": {
                        "remaining_duties": [
                            {"what": "Hand over", "by": TODAY - timedelta(days=5), "who": "cip"}
                        ]
                    },
                },
                {
                    "key": "now",
                    "status": "active",
                    "end": TODAY + timedelta(days=10),
                    "capacity": [{"what": "Cash book", "by": TODAY - timedelta(days=40)}],
                },
            ],
        }
    )
    facts = CalendarFacts(partner)
    waitings = due(facts, {}, RegisterRules(), TODAY)
    assert [waiting.what for waiting in waitings if waiting.is_old] == ["Dig the well"]
    begun = RegisterRules(begun_on=TODAY - timedelta(days=20))
    before = due(facts, {}, begun, TODAY)
    assert [waiting.what for waiting in before if waiting.is_old] == ["Dig the well", "Cash book"]
    book = CalendarBook.of({partner.id: before})
    everybody = Follower(frozenset(Unit))
    assert book.old(everybody) == 2
    late = {waiting.what for waiting in book.late_on(everybody, TODAY)}
    assert late == {"Hand over", "Agreement ends: extend it, end it or phase it out"}
    plans = late_plans(waitings, TODAY)
    assert [plan.what for plan in plans] == ["Dig the well", "Cash book", "Hand over"]
    opening = plan_opening(waitings, plans[0].key, TODAY, Author("U1", "Sample Officer"))
    kind = {each.name: each for each in all_kinds()}["action"]
    body = kind.body.model_validate(opening.values)
    entry = Entry("e", "action", partner.id, "k", "t", NOON, opening.author, body)
    with_entry = due(CalendarFacts(partner, (entry,)), {"action": kind}, RULES, TODAY)
    assert [w.reference for w in with_entry if w.what == "Dig the well"] == ["e"] * 2
