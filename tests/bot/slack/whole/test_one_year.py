"""One partner's year: asked, decided, signed, reported, paid late, told; in Slack and the terminal.

The clock is the test's: the office's day and the register's moments are moved by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from docx import Document
from pydantic import SecretStr

from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.slack.reminders import remind
from bot.workspace import Workspace
from drafting.agreements.lives import Actor, Signature, SignatureInput, SignedFile
from drafting.documents import DocumentKind
from drafting.partners.record.agreement import Agreement
from drafting.register import Entry, Register
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_committee import JAMIA, PEOPLE, ROLES, SENIORS, STUDY, Hall
from tests.bot.slack.whole.test_register import press, says
from tests.drafting.partnership.test_sheet import as_workbook
from tests.support.command_line import Run, run
from tests.support.databases import KINDS, fresh_url
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until

Json = dict[str, Any]
REPORT, FIRST, SECOND = "Narrative report", "Tranche 1", "Tranche 2"
FORM = "In a few words"  # stands in each form of a verb, and in no entry
BY = ("--by", "Sample Officer")
TIMES = {"financial_report_review": 10, "payment_approval": 5}
TERMS = {
    "start": "2027-02-01",
    "end": "2027-12-31",
    "reports": [{"what": REPORT, "by": "partner", "first": "2027-06-30", "every": "quarterly"}],
    "money": {
        "currency": "PKR",
        "funding_involved": "no",
        "tranches": [
            {"amount": 100, "due": "2027-02-15"},
            {"amount": 200, "due": "2027-08-16", "condition": "the first report is accepted"},
        ],
    },
    "workplan": [],
}


class Time:
    """The moment that it is, for the office and for the register."""

    def __init__(self) -> None:
        self.is_on(1, 11)

    def is_on(self, month: int, day: int) -> None:
        self.moment = datetime(2027, month, day, 6, tzinfo=UTC)

    def now(self, _zone: object = None) -> datetime:
        return self.moment

    def stamp(self) -> float:
        return self.moment.timestamp()


class Year(Hall):
    """The office through one partner's year."""

    def __init__(self, made: Any, home: Path, url: str, time: Time) -> None:
        super().__init__(made)
        self.home, self.url, self.time = home, url, time

    @property
    def coordinator(self) -> Visitor:
        return self.visitor(COORDINATOR)

    def terminal(self, *said: str | Path) -> Run:
        settings = {"DATABASE_URL": self.url} if self.url else {}
        return run("register", *said, home=self.home, columns=200, settings=settings)

    def register(self, showing: str) -> Json:
        """The partner's register in Slack, once it shows that."""
        self.coordinator.closes_all()
        self.coordinator.commands("partnerships", "/partner", "jamia")
        press(self.coordinator, top(self.coordinator, "Partner"), names.REGISTER_OPEN)
        return top(self.coordinator, "Register", showing=showing)

    def entry(self, title: str) -> Entry:
        every = self.services.register.of_partner(JAMIA)
        return [entry for entry in every if title in entry.title][-1]

    def says(self, title: str, verb: str, showing: str, **values: Any) -> None:
        """Says it to the entry of that title, in its own window."""
        view = self.register(title)
        press(self.coordinator, view, names.REGISTER_SHOW, entry=self.entry(title).id)
        view = top(self.coordinator, "Register", showing="Waits for")
        assert not says(self.coordinator, view, verb, FORM, **values)
        top(self.coordinator, "Register", showing=showing)

    def starts_clock(self, procedure: str, of: str) -> None:
        press(
            self.coordinator,
            self.register("Record something new"),
            names.REGISTER_KIND,
            kind="clock",
        )
        form = top(self.coordinator, "Register", showing="Procedure")
        assert not sends(self.coordinator, form, procedure=procedure, of=of)
        view = top(self.coordinator, "Register", showing="Starts when the papers are whole")
        assert not says(self.coordinator, view, "received", FORM, papers="whole")

    def waits(self) -> dict[str, tuple[str, str]]:
        """What waits by its name, each once: whose turn it is, and by when."""
        today = self.made.app.edge.today()
        every = self.services.calendar.of_partner(JAMIA, today).waiting
        dated = [each for each in every if each.on != date(2027, 12, 31)]
        names_of = [f"{each.what} {each.on or ''}".strip() for each in dated]
        assert len(set(names_of)) == len(names_of)
        return {
            name: (each.of.value, each.words) for name, each in zip(names_of, dated, strict=True)
        }

    def told(self, about: str) -> int:
        """In how many messages the coordinator was told of that."""
        at_rest(self.made)
        sent = from_saathi(self.coordinator)
        return sum(about in json.dumps(each["blocks"], ensure_ascii=False) for each in sent)

    def reminds(self) -> int:
        return remind(self.made.app.edge, self.made.app.reminders.sources)


@pytest.fixture(params=KINDS)
def year(request: pytest.FixtureRequest, desk: PolicyDesk, tmp_path: Path) -> Iterator[Year]:
    time = Time()
    defaults = Register.__init__.__defaults__
    assert defaults
    settings: Json = {
        "roles": ROLES,
        "coordinators": (COORDINATOR,),
        "office": {"turnaround_days": TIMES},
    }
    with (
        patch("drafting.partners.office_time.datetime", time),
        patch.object(Register.__init__, "__defaults__", (time.stamp, *defaults[1:])),
        fresh_url(request.param) as url,
        stocked_office(
            desk,
            tmp_path,
            Workspace(manifest(), people=PEOPLE),
            database_url=SecretStr(url),
            **settings,
        ) as made,
    ):
        partners = made.app.edge.services.partners
        for sample in partners.all():
            if sample.id != JAMIA:
                partners.delete(sample.id)
        partner = partners.get(JAMIA)
        terms = {**partner.agreements[0].model_dump(exclude_defaults=True), **TERMS}
        agreements = (Agreement.model_validate(terms),)
        partners.save(partner.model_copy(update={"agreements": agreements}), by="t", source="t")
        yield Year(made, tmp_path, url, time)


def test_one_year(year: Year) -> None:
    decided(year)
    signed_and_paid(year)
    reported_whole_and_in_time(year)
    late_twice(year)
    answered_by_the_partner(year)
    counted(year)


def decided(year: Year) -> None:
    """January: the Committee is asked, answers in Slack and on paper, and its Yes is reviewed."""
    assert year.codes() == {"no-approval"}
    entry = year.asks(OFFICER, question="enter", paper="The study begins in February.")
    one, two, three, _, five = SENIORS
    assert not year.answers(one)
    visitor, window = year.form(two, year.paper(two), "conflict")
    assert not sends(visitor, window)
    assert not year.answers(five)
    values = ("vote=yes", f"member={three}", "handed_in=three.pdf")
    sheet = [part for value in values for part in ("--set", value)]
    assert year.terminal("say", entry.id, "sheet", *BY, *sheet).code == 0
    year.time.is_on(1, 13)
    visitor, window = year.decision(COORDINATOR, "decided")
    assert not sends(visitor, window, outcome="approved")
    until(lambda: not year.codes())
    visitor, window = year.decision(OFFICER, "told")
    assert not sends(visitor, window, how="letter", told_to="Sample Dean")
    until(lambda: year.entry("A long study").latest("told"))


def signed_and_paid(year: Year) -> None:
    """February: signed by both, what is owed is in the calendar, and the first tranche is paid."""
    year.time.is_on(2, 1)
    on = date(2027, 2, 1)
    year.services.lives.enter_signed(
        JAMIA,
        STUDY,
        DocumentKind("mou"),
        SignatureInput(Signature(on, on, ("A",), ("B",)), SignedFile("s.pdf", b"%PDF-1.7")),
        Actor(COORDINATOR, "Sample Coordinator"),
        "signed",
    )
    reports = [
        f"{REPORT} {day}" for day in ("2027-06-30", "2027-09-30", "2027-12-30", "2028-03-30")
    ]
    owed = {*reports, f"{FIRST} 2027-02-15", f"{SECOND} 2027-08-16"}
    assert owed <= set(year.waits())
    year.coordinator.closes_all()
    year.coordinator.commands("partnerships", "/partnership", "jamia")
    line = words(top(year.coordinator, "Partnership"))
    assert "30 June 2027" in line
    assert FIRST in line
    year.time.is_on(2, 15)
    rule = f"owed:{STUDY}:tranche-1:2027-02-15"
    assert rule in year.terminal("owed", JAMIA).said
    assert year.terminal("owed", JAMIA, "--open", rule, *BY).code == 0
    paid = year.terminal("say", year.entry(FIRST).id, "paid", *BY, "--set", "amount=100")
    assert paid.code == 0, paid.err
    assert rule not in year.terminal("owed", JAMIA).said
    assert owed - set(year.waits()) == {f"{FIRST} 2027-02-15"}


def reported_whole_and_in_time(year: Year) -> None:
    """July: the report comes, papers are asked for once, and it is looked through in time."""
    year.time.is_on(7, 5)
    view = year.register(REPORT)
    rule = f"owed:{STUDY}:report-1:2027-06-30"
    press(year.coordinator, view, names.REGISTER_OPEN, verb=rule)
    view = top(year.coordinator, "Register", showing="Waits for")
    assert not says(year.coordinator, view, "came", FORM)
    top(year.coordinator, "Register", showing="Came on 5 July 2027")
    assert year.waits()[REPORT] == ("cip", "to be accepted or returned")
    year.starts_clock("financial_report_review", "the first report")
    review = "Review and approval of the financial report: the first report"
    assert f"{review} 2027-07-19" in year.waits()
    year.time.is_on(7, 7)
    year.says("first report", "asked", "Papers are out", papers="A bill")
    year.time.is_on(7, 12)
    assert year.waits()[review] == ("partner", "papers asked for on 7 July 2027")
    year.says("first report", "came", "Runs since 12 July", papers="whole")
    year.time.is_on(7, 15)
    assert f"{review} 2027-07-22" in year.waits()
    year.says("first report", "done", "Done on 15 July 2027")
    year.says(REPORT, "accepted", "Accepted on 15 July")
    assert not {name for name in year.waits() if "first report" in name or "2027-06" in name}


def late_twice(year: Year) -> None:
    """August: tranche and payment approval are late; each is told once, and stands on Home."""
    year.time.is_on(8, 16)
    year.reminds()
    year.starts_clock("payment_approval", "for August")
    year.reminds()
    assert (year.told(SECOND), year.told("Due this week")) == (1, 1)
    year.time.is_on(8, 17)
    assert (year.reminds(), year.reminds()) == (1, 0)
    assert year.told(SECOND) == 2
    known = len(from_saathi(year.coordinator))
    year.coordinator.says("saathi", "What is late with Jamia?")
    assert SECOND in words(newest_direct(year.coordinator, known))
    press(
        year.coordinator,
        year.register(SECOND),
        names.REGISTER_OPEN,
        verb=f"owed:{STUDY}:tranche-2:2027-08-16",
    )
    top(year.coordinator, "Register", showing="Waits for")
    assert year.reminds() == 0  # it is the same thing, told by its entry now
    year.time.is_on(8, 23)
    assert (year.reminds(), year.reminds()) == (1, 0)  # the digest of that Monday
    year.time.is_on(8, 24)
    assert (year.reminds(), year.reminds()) == (1, 0)
    assert year.told("Payment approval: for August") == 2  # due in the digest, then late
    home = words(opened_home(year.coordinator, "Late (2)"))
    assert SECOND in home
    assert "Payment approval: for August" in home
    year.time.is_on(8, 27)
    year.says("for August", "done", "Done on 27 August 2027")
    clock = year.entry("for August").id
    reason = ("--words", "The bank was closed.")
    assert year.terminal("say", clock, "late_because", *BY, *reason).code == 0


def answered_by_the_partner(year: Year) -> None:
    """The sheet goes out, comes back filled in, and is on the register with who said it."""
    year.time.is_on(8, 31)
    assert year.terminal("sheet", JAMIA, "--xlsx", "--out", year.home).code == 0
    name = f"SHEET_{JAMIA}_2027-08-31.xlsx"
    sheet = (year.home / name).read_bytes()
    fill = {SECOND: ("", "We wait for it."), "A long study": ("", "We are glad.")}
    filled = as_workbook(sheet, fill, ("Sample Dean", "Dean", "31 August 2027"))
    known = len(from_saathi(year.coordinator))
    upload = year.coordinator.uploads(name, filled)
    year.coordinator.says("saathi", "", files=(upload,))
    shown = newest_direct(year.coordinator, known)
    assert not year.entry(SECOND).events
    press(year.coordinator, shown, names.REGISTER_TAKE)
    newest_direct(year.coordinator, known + 1)
    for title, verb, text in (
        (SECOND, "remark", "We wait for it."),
        ("A long study", "answered", "We are glad."),
    ):
        event = year.entry(title).events[-1]
        assert (event.verb, event.words) == (verb, text)
        assert event.author.told_by == "Sample Dean, sheet of 31 August 2027"
    tranche = year.entry(SECOND).id
    pay = ("say", tranche, "paid", *BY, "--set", "amount=200")
    assert "the first report is accepted" in year.terminal(*pay).said
    met = ("--words", "It was accepted on 15 July.")
    assert year.terminal("say", tranche, "condition_met", *BY, *met).code == 0
    assert year.terminal(*pay).code == 0
    assert not {name for name in year.waits() if "Tranche" in name}


def counted(year: Year) -> None:
    """The reports have the year's figures."""
    for which, figures in (
        ("turnaround", ["2", "1", "1", "0", "7.0"]),
        ("decisions", ["1", "1", "1", "1", "0", "2.0", "0.0"]),
    ):
        assert year.terminal("report", which, "--out", year.home).code == 0
        document: Any = Document(str(year.home / f"saathi-{which}-2027-08-31.docx"))
        cells = document.tables[0].rows[1].cells
        assert [cell.text for cell in cells[1:]] == figures
    (late,) = (row for row in document_rows(year, "turnaround") if "9 of 5" in row)
    assert "The bank was closed." in late
    (decision,) = (row for row in document_rows(year, "decisions") if "Approved" in str(row))
    assert "1 with a conflict of interest" in str(decision)
    approval = year.services.partners.get(JAMIA).control.approvals[-1]
    assert [name in approval.by for name in ("Senior 1", "Senior 2", "Senior 3")] == [1, 0, 1]


def document_rows(year: Year, which: str) -> list[list[str]]:
    document: Any = Document(str(year.home / f"saathi-{which}-2027-08-31.docx"))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
