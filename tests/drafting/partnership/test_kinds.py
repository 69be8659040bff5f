"""Clocks, what is owed, and actions: what may be said, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.operations.database import Database
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import action, clock, owed
from drafting.partnership.owed_by_rule import (
    open_rules,
    owed_by_rule,
    rule_opening,
    unopened_before,
)
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryRefused,
    NewEntry,
    NewEvent,
    OnDay,
    Register,
    RegisterRules,
    WorkingDays,
    filled,
)
from tests.support.databases import KINDS, fresh_database

START = date(2026, 8, 3)  # a Monday
HOLIDAY = date(2026, 8, 14)
RULES = RegisterRules(
    WorkingDays(holidays=[HOLIDAY]), {"office.turnaround_days.payment_approval": 10}
)
OFFICER = Author("U0OFFICER", "Sample Officer")
COLLEAGUE = Author("U0COLLEAGUE", "Sample Colleague")
CHAIR = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")


class Desk:
    """A register with a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.today = START
        self.register = Register(database, (clock.KIND, owed.KIND, action.KIND), self._now)
        self._keys = iter(range(10_000))

    def _now(self) -> float:
        return datetime(
            self.today.year, self.today.month, self.today.day, 7, tzinfo=UTC
        ).timestamp()

    def open(self, kind: str, agreement: str = "", /, **values: Any) -> Entry:
        handler = self.register.kinds[kind]
        body = handler.prepared(filled(handler.body, values, self.today), RULES)
        title = "Sample entry"
        key = f"key {next(self._keys)}"
        return self.register.open(NewEntry(kind, "roshni", title, OFFICER, body, key, agreement))

    def say(
        self, entry: Entry, verb: str, author: Author = OFFICER, words: str = "", **values: Any
    ) -> Entry:
        said = self.register.kinds[entry.kind].verb(verb)
        body = filled(said.body, values, self.today)
        key = f"key {next(self._keys)}"
        return self.register.say(NewEvent(entry.id, verb, author, key, 99, words, body))

    def waits(self, entry: Entry) -> list[tuple[Side, date | None, str]]:
        kind = self.register.kinds[entry.kind]
        return [(one.of, one.on, one.words) for one in kind.waiting(entry, RULES, self.today)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Desk(database)


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(EntryRefused) as refusal:
        deed()
    return refusal.value.field


def test_a_clock_starts_with_whole_papers_and_stands_still_while_papers_are_out(desk: Desk) -> None:
    entry = desk.open("clock", procedure="payment_approval", of="Tranche 2")
    assert refused(lambda: desk.say(entry, "done")) == ""
    entry = desk.say(entry, "received", papers="incomplete")
    assert desk.waits(entry)[0][:2] == (Side.PARTNER, None)
    desk.today = date(2026, 8, 5)
    entry = desk.say(entry, "came", papers="whole")
    # Ten working days after the 5th, without two weekends and a holiday.
    assert desk.waits(entry) == [(Side.CIP, date(2026, 8, 20), "")]
    desk.today = date(2026, 8, 7)
    entry = desk.say(entry, "asked", papers="A bill\nA bank statement")
    assert desk.waits(entry)[0][:2] == (Side.PARTNER, None)
    desk.today = date(2026, 8, 17)
    assert refused(lambda: desk.say(entry, "asked", papers="A quotation")) == "why_again"
    assert refused(lambda: desk.say(entry, "done")) == ""
    assert refused(lambda: desk.say(entry, "came", papers="whole", on="2026-08-06")) == "on"
    entry = desk.say(entry, "came", papers="whole")
    assert desk.waits(entry) == [(Side.CIP, date(2026, 8, 27), "")]
    desk.today = date(2026, 8, 28)
    entry = desk.say(entry, "done")
    times = clock.clock_times(entry, RULES.working, desk.today)
    assert (times.used, times.limit, times.in_time) == (2 + 9, 10, False)
    entry = desk.say(entry, "late_because", words="The bank was closed.")
    assert clock.clock_times(entry, RULES.working, desk.today).reasons == ("The bank was closed.",)
    assert desk.waits(entry) == []


def test_a_procedure_without_a_time_is_not_given_one(desk: Desk) -> None:
    entry = desk.open("clock", procedure="audit_review")
    entry = desk.say(entry, "received", papers="whole")
    assert desk.waits(entry) == [(Side.CIP, None, "no time set")]
    entry = desk.say(entry, "done")
    assert clock.clock_times(entry, RULES.working, desk.today).in_time is None


def test_a_later_setting_does_not_judge_an_earlier_clock(desk: Desk) -> None:
    entry = desk.say(desk.open("clock", procedure="payment_approval"), "received", papers="whole")
    later = RegisterRules(RULES.working, {"office.turnaround_days.payment_approval": 2})
    assert clock.clock_times(entry, RULES.working, START, later).limit == 10


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["received", "asked", "came", "remark", "done"]),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sets(st.integers(0, 60), max_size=6))
def test_a_clock_never_runs_while_papers_are_out(
    steps: list[tuple[str, int, bool]], free: set[int]
) -> None:
    """Told again day by day from what was said, and compared with the sums of the spans."""
    working = WorkingDays(holidays=[START + timedelta(days=n) for n in free])
    entry, today = _told(steps)
    times = clock.clock_times(entry, working, today)
    runs, used, position = False, 0, 0
    day = START - timedelta(days=1)
    while day < today:
        day += timedelta(days=1)
        if runs and working.is_working(day):
            used += 1
        while position < len(entry.events) and entry.events[position].day == day:
            event = entry.events[position]
            whole = getattr(event.body, "papers", None) is clock.Papers.WHOLE
            runs = (runs or whole) and event.verb not in {"asked", "done"}
            position += 1
    assert times.used == used
    assert clock.clock_steps(entry).runs == runs
    out = clock.clock_steps(entry).asked_on is not None
    assert not (out and runs)


def _told(steps: list[tuple[str, int, bool]]) -> tuple[Entry, date]:
    """A clock to which all of the steps were said that its rules allow."""
    body = clock.ClockBody(procedure=clock.Procedure.PAYMENT_APPROVAL, days=10)
    opened = datetime(2026, 8, 3, 7, tzinfo=UTC)
    entry = Entry("e", "clock", "roshni", "", "A clock", opened, OFFICER, body)
    at = opened
    for verb_name, wait, flag in steps:
        at += timedelta(days=wait)
        verb = clock.KIND.verb(verb_name)
        content = _content(verb_name, whole=flag)
        try:
            clock.KIND.check(entry, verb, content, OFFICER)
        except EntryRefused:
            continue
        event = EntryEvent(
            f"{entry.last_number}", entry.last_number + 1, 0, verb_name, OFFICER, at, "", content
        )
        entry = Entry(**{**entry.__dict__, "events": (*entry.events, event)})
    return entry, at.date() + timedelta(days=3)


def _content(verb: str, *, whole: bool) -> EntryBody:
    papers = clock.Papers.WHOLE if whole else clock.Papers.INCOMPLETE
    if verb in {"received", "came"}:
        return clock.PapersReceived(papers=papers)
    if verb == "asked":
        return clock.PapersAsked(papers=("A bill",), why_again="It was lost.")
    return OnDay()


def test_an_action_is_confirmed_by_somebody_else(desk: Desk) -> None:
    entry = desk.open("action", what="Send the letter", of="cip", due="2026-08-10")
    assert desk.waits(entry) == [(Side.CIP, date(2026, 8, 10), "")]
    refused(lambda: desk.say(entry, "confirmed"))
    entry = desk.say(entry, "done")
    assert desk.waits(entry)[0][:2] == (Side.PARTNER, None)
    for author in (OFFICER, CHAIR):  # also not by writing down that the partner does
        refused(lambda author=author: desk.say(entry, "confirmed", author))  # type: ignore[misc]
    entry = desk.say(entry, "not_done", COLLEAGUE, words="It was not there.")
    assert desk.waits(entry) == [(Side.CIP, date(2026, 8, 10), "")]
    entry = desk.say(desk.say(entry, "done"), "confirmed", COLLEAGUE)
    assert desk.waits(entry) == []


def test_what_the_partner_did_its_scribe_may_confirm_and_the_partner_may_not(desk: Desk) -> None:
    entry = desk.say(desk.open("action", what="Adopt a policy", of="partner"), "done", CHAIR)
    again = Author("U0COLLEAGUE", "Sample Colleague", Side.PARTNER, "sample  chairwoman")
    refused(lambda: desk.say(entry, "confirmed", again))
    assert action.KIND.is_closed(desk.say(entry, "confirmed", OFFICER))


AGREEMENT = Agreement.model_validate(
    {
        "key": "2026-schools",
        "money": {
            "currency": "PKR",
            "tranches": [
                {"amount": 100, "due": "2026-07-01"},
                {"amount": 200, "due": "2026-10-01", "condition": "the report is accepted"},
            ],
        },
        "reports": [
            {"what": "First report", "by": "partner", "due": "30 September 2026"},
            {"what": "Accounts", "by": "both", "due": "quarterly"},
        ],
    }
)


def opened_by_rule(desk: Desk) -> Iterator[Entry]:
    for line in owed_by_rule(AGREEMENT):
        yield desk.open("owed", line.agreement, **line.body.model_dump())


def test_what_an_agreement_has_by_rule_is_opened_once(desk: Desk) -> None:
    first, second, report, ours, accounts = opened_by_rule(desk)
    assert owed.owed_of(first).rule == "owed:2026-schools:tranche-1:2026-07-01"
    assert owed.owed_of(report).due == date(2026, 9, 30)
    assert desk.waits(accounts) == [(Side.PARTNER, None, "quarterly")]
    assert desk.waits(ours) == [(Side.CIP, None, "quarterly")]
    refused(lambda: next(opened_by_rule(desk)))
    assert desk.waits(second)[0][1] == date(2026, 10, 1)


def test_a_report_comes_is_returned_and_accepted_and_a_tranche_waits_for_it(desk: Desk) -> None:
    _first, tranche, report, *_ = opened_by_rule(desk)
    refused(lambda: desk.say(report, "accepted"))
    refused(lambda: desk.say(report, "came", CHAIR))  # it is for who gets it to say
    report = desk.say(report, "came")
    assert desk.waits(report)[0][:2] == (Side.CIP, None)
    report = desk.say(report, "returned", words="Two pages are missing.")
    assert desk.waits(report)[0][:2] == (Side.PARTNER, date(2026, 9, 30))
    assert refused(lambda: desk.say(tranche, "paid", amount=200)) == "reason"
    desk.say(desk.say(report, "came"), "accepted")
    assert refused(lambda: desk.say(tranche, "paid", amount=200)) == "reason"  # its own condition
    tranche = desk.say(tranche, "condition_met", words="See the report.")
    assert refused(lambda: desk.say(tranche, "paid", amount=201)) == "amount"
    tranche = desk.say(tranche, "paid", amount=150)
    assert not owed.KIND.is_closed(tranche)
    assert owed.KIND.is_closed(desk.say(tranche, "paid", amount=50))


def test_a_report_that_nobody_opened_holds_a_payment_up_once_its_day_passed(
    tmp_path: Path,
) -> None:
    partner = Partner.model_validate(
        {
            "id": "sample-p",
            "identity": {"legal_name": "Sample Sangat"},
            "agreements": [
                {
                    "key": "k",
                    "status": "active",
                    "reports": [
                        {"what": "First report", "by": "partner", "due": "2026-07-20"},
                        {"what": "Second report", "by": "partner", "due": "2026-08-04"},
                        {"what": "Later report", "by": "partner", "due": "2026-12-01"},
                    ],
                    "money": {
                        "currency": "PKR",
                        "tranches": [{"amount": 100, "due": "2026-09-01"}],
                    },
                }
            ],
        }
    )
    database = Database("", tmp_path)
    database.migrate()
    desk = Desk(database)
    desk.register = Register(
        database,
        (clock.KIND, owed.KIND, action.KIND),
        desk._now,
        unopened=lambda _, today: unopened_before(
            partner, {}, desk.register.of_partner("roshni"), today
        ),
    )
    by_name = {line.body.what: line for line in open_rules(partner, {}, ())}
    opening = rule_opening(partner, "k", by_name["Tranche 1"].key, (), OFFICER)
    tranche = desk.open("owed", "k", **opening.values)
    with pytest.raises(EntryRefused, match=r"First report of 20 July 2026\. Say why") as refusal:
        desk.say(tranche, "paid", amount=100)
    assert "Second" not in str(refusal.value)
    desk.today = date(2026, 8, 5)
    with pytest.raises(EntryRefused, match="Second report of 4 August 2026"):
        desk.say(tranche, "paid", amount=100)
    for what in ("First report", "Second report"):
        report = desk.open("owed", "k", **by_name[what].body.model_dump(mode="json"))
        desk.say(report, "came")
        desk.say(report, "accepted")
    assert owed.KIND.is_closed(desk.say(tranche, "paid", amount=100))


def test_a_tranche_is_paid_before_its_report_with_a_reason_that_stays(desk: Desk) -> None:
    _first, tranche, *_ = opened_by_rule(desk)
    tranche = desk.say(tranche, "paid", amount=200, reason="Floods; the Director agreed.")
    (event,) = tranche.said("paid")
    assert "Floods" in str(event.body)


@pytest.mark.parametrize("kind", KINDS)
def test_of_twenty_who_pay_at_once_no_more_is_kept_than_was_agreed(
    kind: str, tmp_path: Path
) -> None:
    with fresh_database(kind, tmp_path) as database:
        desk = Desk(database)
        first, *_ = opened_by_rule(desk)

        def pays(_: int) -> bool:
            try:
                desk.say(first, "paid", amount=50)
            except EntryRefused:
                return False
            return True

        with ThreadPoolExecutor(20) as people:
            kept = list(people.map(pays, range(20)))
        assert sum(kept) == 2
        assert owed.paid_of(desk.register.entry(first.id)) == 100
