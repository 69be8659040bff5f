"""The book of all partners keeps in step with what is written; files of the calendar are whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from openpyxl import load_workbook
from pydantic import SecretStr

from bot.services import Services
from bot.settings.partnership import PartnershipSettings
from bot.settings.settings import Settings
from drafting.agreements.lives import Actor, Signature, SignatureInput, SignedFile
from drafting.calendar import (
    CalendarBook,
    CalendarDesk,
    Follower,
    calendar_file,
    calendar_workbook,
)
from drafting.documents import DocumentKind
from drafting.due_diligence import AnswerInput, AnswerState, ChecklistRequest, Proof
from drafting.partners.record import Partner
from drafting.partners.vocabulary import Side
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryBody,
    EntryKind,
    NewEntry,
    Register,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
    WaitingSource,
)
from knowledge import PolicyDesk
from tests.support.databases import KINDS, fresh_url

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
NAMED = ("six", "seven", "eight")
EVERY = Follower(frozenset(Unit))


@pytest.fixture(scope="module", params=KINDS)
def services(
    desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Services]:
    with fresh_url(request.param) as url:
        settings = Settings(
            home=tmp_path_factory.mktemp("calendar"),
            database_url=SecretStr(url),
            partnership=PartnershipSettings(review_before_end_days=60),
        )
        # A file of its own begins with the sample partners, which are deleted here.
        services = Services(settings, desk)
        for sample in services.partners.all():
            services.partners.delete(sample.id)
        yield services
        services.database.close()


def calendar(services: Services) -> CalendarDesk:
    """A desk that has looked at nothing yet."""
    services.__dict__.pop("calendar", None)
    return services.calendar


def partner(name: str, *due: str) -> Partner:
    return Partner.model_validate(
        {
            "id": name,
            "identity": {"legal_name": name.title()},
            "agreements": [
                {"key": "2026-one", "money": {"tranches": [{"due": day} for day in due]}}
            ],
        }
    )


def test_the_book_keeps_in_step(services: Services) -> None:
    partners, desk = services.partners, services.calendar

    def days() -> list[str]:
        coming = desk.book(TODAY).coming(EVERY, TODAY, 90, 100)
        assert coming.total == len(coming.first)
        return [f"{waiting.partner} {waiting.on}" for waiting in coming.first]

    partners.save(partner("one", "2026-07-01"), by="t", source="t")
    assert days() == ["one 2026-07-01"]
    partners.save(partner("two", "2026-06-15", "2026-08-01"), by="t", source="t")
    partners.save(partner("one", "2026-07-02"), by="t", source="t")
    assert days() == ["two 2026-06-15", "one 2026-07-02", "two 2026-08-01"]
    partners.delete("two")
    assert list(desk.names(["one", "two"])) == ["one"]
    assert days() == ["one 2026-07-02"]
    assert laid_out(calendar(services)) == laid_out(desk)


def test_each_kind_of_change_is_seen(services: Services) -> None:
    """What is on record of an agreement, a check and a checklist changes what is due."""
    desk, partners = services.calendar, services.partners
    partners.save(
        Partner.model_validate(
            {
                "id": "three",
                "identity": {"legal_name": "Three"},
                "agreements": [{"key": "2026-one", "start": "2026-01-01", "end": "2026-12-31"}],
            }
        ),
        by="t",
        source="t",
    )
    assert "Agreement begins, and is not signed yet" in of_three(desk)
    signature = Signature(date(2026, 1, 1), date(2026, 1, 1), ("A",), ("B",))
    services.lives.enter_signed(
        "three",
        "2026-one",
        DocumentKind("mou"),
        SignatureInput(signature, SignedFile("signed.pdf", b"%PDF-1.7")),
        Actor("t", "T"),
        "entered",
    )
    assert "Agreement begins, and is not signed yet" not in of_three(desk)
    checklist = services.due_diligence.start(ChecklistRequest("three", "2026-one", "t", "key"))
    proof = Proof(name="paper.pdf", expires=date(2026, 9, 1))
    entry = next(entry for entry in checklist.entries if entry.side is Side.PARTNER)
    answer = AnswerInput(
        entry.key, AnswerState.ANSWERED, "t", "answer", "Yes.", proofs=(proof,), said_by="B"
    )
    services.due_diligence.answer(checklist.id, [answer])
    assert "Evidence in due diligence expires" in of_three(desk)
    assert laid_out(calendar(services)) == laid_out(desk)


class Note(EntryBody):
    """Says nothing of its own."""


class OpenKind(EntryKind):
    """Something that waits for its owner, as long as it is there."""

    name, label, clause, body = "open", "Open matter", "CSPF 16", Note
    verbs = ()

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """Nothing may be said."""

    def is_closed(self, entry: Entry) -> bool:
        return False

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        for role in ("", "investigations"):
            what = f"{entry.title} {role}".strip()
            yield waiting(
                what,
                TODAY,
                partner=entry.partner,
                source=WaitingSource.REGISTER,
                restricted_to=self.restricted_to or role,
            )

    def state(self, entry: Entry, today: date) -> str:
        return "Open"


class SecretKind(OpenKind):
    """The same for one role alone."""

    name, restricted_to = "secret", "investigations"


class OfficeKind(OpenKind):
    """The same for the office's own, about two partners."""

    name, has_partner = "office", False

    def also_about(self, entry: Entry) -> tuple[str, ...]:
        return ("six", "seven")


def test_what_is_the_offices_own_waits_once_and_stands_on_each_line_of_time(
    services: Services,
) -> None:
    for name in ("six", "seven", "eight"):
        services.partners.save(partner(name), by="t", source="t")
    register = Register(services.database, [OfficeKind()])
    services.__dict__["register"] = register
    desk = calendar(services)
    assert "Meeting" not in {each.what for each in laid_out(desk)}
    officer = Author("U1", "Officer")
    register.open(NewEntry("office", OFFICE, "Meeting", officer, Note(), "meeting"))
    for shown in (laid_out(desk), desk.all_waiting(TODAY)):  # in step, and anew
        assert [each.partner for each in shown if each.what == "Meeting"] == [OFFICE]
    assert desk.names([OFFICE])[OFFICE]
    now = datetime.now(UTC).date() + timedelta(days=1)
    told = {name: {day.what for day in desk.of_partner(name, now).past} for name in NAMED}
    shown_on = {name for name, days in told.items() if "Open matter: Meeting" in days}
    assert shown_on == {"six", "seven"}
    register.forget(OFFICE)
    del services.__dict__["register"], services.__dict__["calendar"]


def test_what_is_restricted_waits_for_its_role_alone(services: Services) -> None:
    services.partners.save(partner("five"), by="t", source="t")
    register = Register(services.database, [OpenKind(), SecretKind()])
    services.__dict__["register"] = register
    desk = calendar(services)
    for kind in ("open", "secret"):
        officer = Author("U1", "Officer")
        register.open(NewEntry(kind, "five", f"{kind.title()} matter", officer, Note(), kind))
    assert [each.what for each in laid_out(desk) if each.partner == "five"] == ["Open matter"]
    assert [each.what for each in desk.of_partner("five", TODAY).waiting] == ["Open matter"]
    assert not [day for day in desk.of_partner("five", TODAY).past if "Secret" in day.what]
    seen = desk.of_partner("five", TODAY, ("investigations",)).waiting
    assert "Secret matter" in {each.what for each in seen}
    register.forget("five")
    del services.__dict__["register"], services.__dict__["calendar"]


def of_three(desk: CalendarDesk) -> list[str]:
    return [each.what for each in laid_out(desk) if each.partner == "three"]


def laid_out(desk: CalendarDesk) -> list[Waiting]:
    """All that has a day, of both sides."""
    book = desk.book(TODAY)
    sections = (
        book.late(EVERY, TODAY, 1_000),
        book.coming(EVERY, TODAY, 3_650, 1_000),
        book.other_side(EVERY, TODAY, 3_650, 1_000),
    )
    return [waiting for section in sections for waiting in section.first]


def waiting(key: str, on: date | None, **more: object) -> Waiting:
    plain = Waiting(key, "one", key, on, Side.CIP, WaitingSource.RECORD, key)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_each_sees_what_the_own_units_follow() -> None:
    late, soon = TODAY - timedelta(1), TODAY + timedelta(7)
    book = CalendarBook.of(
        {
            "one": [
                waiting("a", late, unit=Unit.FINANCE),
                waiting("b", soon, unit=Unit.PROGRAM, owner="U1"),
                waiting("c", soon, of=Side.PARTNER, unit=Unit.FINANCE),
                waiting("d", soon, source=WaitingSource.CHECKLIST, owner="U2"),
                waiting("e", None),
                waiting("f", TODAY + timedelta(8)),
            ]
        }
    )
    finance, one = Follower(frozenset({Unit.FINANCE})), Follower(owner="U1")
    assert book.late(finance, TODAY, 5).total == 1
    assert book.coming(finance, TODAY, 7, 5).total == 0
    assert [each.what for each in book.other_side(finance, TODAY, 7, 5).first] == ["c"]
    assert [each.what for each in book.coming(one, TODAY, 7, 5).first] == ["b"]
    assert [each.what for each in book.coming(EVERY, TODAY, 7, 1).first] == ["b"]
    assert book.coming(EVERY, TODAY, 7, 1).rest == 1
    without = Follower(frozenset(Unit), "U2", sees_checklists=False)
    assert [each.what for each in book.coming(without, TODAY, 7, 5).first] == ["b"]
    book.put("one", [waiting("a", soon)])
    assert book.late(EVERY, TODAY, 5).total == 0
    assert book.coming(EVERY, TODAY, 7, 5).total == 1


def test_a_calendar_file_keeps_its_events_and_cancels_what_is_gone() -> None:
    first = calendar_file(
        [waiting("tranche:2026-07-01", date(2026, 7, 1)), waiting("gone", date(2026, 8, 1))],
        {"one": "One; \r\nEND:VEVENT, ünd"},
        NOW,
    )
    moved = calendar_file(
        [waiting("tranche:2026-07-02", date(2026, 7, 2), reference="tranche:2026-07-01")],
        {},
        NOW + timedelta(days=1),
        earlier=first,
    )
    before, after = events(first), events(moved)
    assert {event["DTSTART"] for event in before.values()} == {"20260701", "20260801"}
    assert set(before) == set(after)
    (cancelled,) = (event for event in after.values() if event.get("STATUS") == "CANCELLED")
    assert cancelled["DTSTART"] == "20260801"
    assert all(int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"]) for uid in after)


def events(content: bytes) -> dict[str, dict[str, str]]:
    """The events by their UID, each with its values as they are written."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(content)
    assert not calendar.errors
    return {str(event["UID"]): written(event) for event in calendar.walk("VEVENT")}


def written(event: Any) -> dict[str, str]:
    return {name: event[name].to_ical().decode() for name in event}


def test_the_workbook_computes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "calendar.xlsx"
    file.write_bytes(calendar_workbook([waiting("=1+1", TODAY)], {"one": "=2"}, TODAY))
    _, row = load_workbook(file)["Calendar"].iter_rows()
    assert [cell.data_type for cell in row[1:4]] == ["s", "s", "s"]
    assert row[0].value == datetime(2026, 6, 1)
    assert (row[1].value, row[2].value, row[3].value) == ("due today", "=2", "=1+1")
