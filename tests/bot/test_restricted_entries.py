"""What is restricted to a role is in nothing of others, whatever its kind: each kind is tried."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pydantic import SecretStr

from bot.operations.backup.contents import FILE
from bot.services import Services
from bot.settings.privacy import PrivacySettings
from bot.settings.settings import Settings
from bot.slack.committee.reminders import CommitteeReminders
from drafting.calendar import calendar_file, calendar_workbook
from drafting.partners import DraftingError
from drafting.partnership import (
    all_kinds,
    entries_workbook,
    open_rules,
    page_document,
    page_workbook,
    sheet_page,
    sheet_wording,
)
from drafting.register import Author, Entry, EntryKind, OpeningInput, SayingInput
from drafting.sealing import new_key
from knowledge import PolicyDesk
from tests.support.command_line import run

ROSHNI, ROLE = "sample-roshni", "investigations"
WORD = "Zanzibar"
OFFICER = Author("U0OFFICER", "Sample Officer")
TODAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 11, tzinfo=UTC)
# What opens an entry of each kind, and what is said to it so that it reaches every report.
SAID: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "action": ({"what": WORD, "of": "partner", "due": "2027-01-12"}, "remark", {}),
    "clock": ({"procedure": "audit_review", "of": WORD}, "received", {"papers": "whole"}),
    "decision": (
        {"paper": WORD, "members": ["U0ONE", "U0TWO", "U0THREE"]},
        "withdrawn",
        {},
    ),
    "owed": ({"item": "report", "what": WORD, "by": "partner", "due": "2027-01-12"}, "came", {}),
}


def restricted(kind: EntryKind) -> EntryKind:
    """The same kind for one role alone."""
    own: EntryKind = type(f"Restricted{kind.name}", (type(kind),), {"restricted_to": ROLE})()
    return own


@pytest.fixture(scope="module")
def services(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("home")
    key = SecretStr(new_key())
    settings = Settings(home=home, privacy=PrivacySettings(encryption_key=key))
    kinds = tuple(map(restricted, all_kinds()))
    with patch("drafting.partnership.all_kinds", return_value=kinds):
        services = Services(settings, desk)
        assert all(kind.restricted_to for kind in services.register.kinds.values())
        yield services
    services.database.close()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All that is logged meanwhile."""
    file = tmp_path_factory.mktemp("log") / "all.log"
    handler, root = logging.FileHandler(file), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield file
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture(scope="module")
def entries(services: Services, log: Path) -> list[Entry]:
    assert log.exists()
    assert set(SAID) == {kind.name for kind in all_kinds()}
    entries = []
    for kind, (values, verb, more) in SAID.items():
        opening = OpeningInput(kind, ROSHNI, OFFICER, kind, values, "2026-schools", about=WORD)
        entry = services.register_desk.open(opening)
        words = {**more, "words": f"Seen in {WORD}."}
        saying = SayingInput(entry.id, verb, OFFICER, f"say {kind}", 0, words)
        entries.append(services.register_desk.say(saying, {ROLE}))
    return entries


def is_free(entries: list[Entry], *contents: object) -> bool:
    """Whether none of it says what the entries say, nor names one of them."""
    text = " ".join(map(repr, contents))
    return not any(secret in text for secret in (WORD, *(entry.id for entry in entries)))


def test_nothing_of_it_is_in_the_calendar_or_its_files(
    services: Services, entries: list[Entry]
) -> None:
    calendar = services.calendar
    waiting = calendar.all_waiting(TODAY)
    line = calendar.of_partner(ROSHNI, TODAY)
    book = calendar.book(TODAY).of_partner(ROSHNI)
    assert is_free(entries, waiting, line, book, calendar_file(waiting, {}, NOW))
    file = services.folder / "calendar.xlsx"
    file.write_bytes(calendar_workbook(waiting, {}, TODAY))
    assert is_free(entries, texts(file))
    seen = calendar.of_partner(ROSHNI, TODAY, (ROLE,))
    names = [*(each.what for each in seen.waiting), *(each.what for each in seen.past)]
    assert sum(WORD in name for name in names) > len(SAID)


def test_nothing_of_it_is_in_sheets_reports_and_exports(
    services: Services, entries: list[Entry]
) -> None:
    source = services.sheet_source(ROSHNI)
    pages = [
        *(sheet_page(source, sheet_wording(language), TODAY) for language in ("en", "ur")),
        *(services.register_report(which, TODAY) for which in ("turnaround", "decisions")),
    ]
    assert is_free(entries, pages, open_rules(source.partner, source.lives, source.entries))
    every = services.register.everything()
    workbook = entries_workbook(every, services.register.kinds, TODAY)
    file = services.folder / "entries.xlsx"
    file.write_bytes(workbook)
    assert is_free(entries, texts(file))
    # Also where whoever makes a page hands over too much.
    whole = services.register.everything({ROLE})
    assert len(whole) == len(SAID)
    source = type(source)(source.partner, source.lives, whole, source.kinds, source.rules)
    page = sheet_page(source, sheet_wording("en"), TODAY)
    assert is_free(entries, page)
    assert page_document(page) and page_workbook(page)


def test_nothing_of_it_reaches_people_or_the_record(
    services: Services, entries: list[Entry]
) -> None:
    people: Any = None
    reminders = CommitteeReminders(permissions=people, services=lambda: services)
    assert not list(reminders.due(TODAY))
    assert services.file_all_decisions() == 0
    assert is_free(entries, services.partners.get(ROSHNI))
    for entry in entries:
        with pytest.raises(DraftingError) as refused:
            services.register.entry(entry.id)
        assert is_free(entries, str(refused.value))


def test_nothing_of_it_is_printed_logged_or_legible_in_the_files(
    services: Services, entries: list[Entry], log: Path
) -> None:
    home = services.settings.home
    key = services.settings.privacy.encryption_key
    assert key
    settings = {"PRIVACY__ENCRYPTION_KEY": key.get_secret_value()}
    for words in (
        ("register", "list", "--closed", "--json"),
        ("register", "list", ROSHNI, "--closed"),
        ("register", "show", entries[0].id[:8]),
        ("calendar", ROSHNI),
        ("backup",),
    ):
        printed = run(*words, home=home, columns=200, settings=settings)
        assert is_free(entries, printed.said.replace(entries[0].id[:8], ""))
    (archive,) = (home / "backups").iterdir()
    listing = run("backup", "--check", archive, home=home, columns=200, settings=settings)
    assert is_free(entries, listing.said)
    assert is_free(entries, log.read_text("utf-8"))
    for file in home.rglob("*"):
        if file.is_file() and file.name.startswith(FILE):
            assert WORD.encode() not in file.read_bytes()
    for file in home.glob("*.log*"):
        assert is_free(entries, file.read_text("utf-8"))


def texts(file: Path) -> str:
    """All that stands in a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    return json.dumps(
        [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    )
