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
    Access,
    AccessEntry,
    all_kinds,
    entries_workbook,
    open_rules,
    page_document,
    page_workbook,
    sheet_page,
    sheet_wording,
)
from drafting.partnership.cases import RESTORING, matter_reference
from drafting.partnership.reports import REPORTS as OPEN_REPORTS
from drafting.register import Entry
from drafting.sealing import new_key
from knowledge import PolicyDesk
from tests.support.command_line import run
from tests.support.drafting.filled_entries import filled_entries, restricted_to

ROSHNI, ROLE = "sample-roshni", "investigations"
REPORTS = (*OPEN_REPORTS, RESTORING)
WORD = "Zanzibar"
TODAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def services(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("home")
    key = SecretStr(new_key())
    settings = Settings(home=home, privacy=PrivacySettings(encryption_key=key))
    kinds = tuple(restricted_to(ROLE, kind) for kind in all_kinds())
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
    desk, kinds = services.register_desk, services.register.kinds.values()
    by_kind = [filled_entries(desk, kind, ROSHNI, "2026-schools", WORD) for kind in kinds]
    assert all(by_kind), "of every kind something is said"
    return [entry for entries in by_kind for entry in entries]


def is_free(entries: list[Entry], *contents: object) -> bool:
    """Whether none of it says what the entries say, nor names one of them."""
    text = " ".join(map(repr, contents))
    secrets = {secret for entry in entries for secret in (entry.id, number_of(entry)) if secret}
    return not any(secret in text for secret in (WORD, *secrets))


def number_of(entry: Entry) -> str:
    """The number of a case, without the word before it; '' for another kind."""
    return entry.title.rpartition(" ")[2] if entry.kind == "case" else ""


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
    assert sum(WORD in name for name in names) > len({entry.kind for entry in entries})


def test_nothing_of_it_is_in_sheets_reports_and_exports(
    services: Services, entries: list[Entry]
) -> None:
    source = services.sheet_source(ROSHNI)
    pages = [
        *(sheet_page(source, sheet_wording(language), TODAY) for language in ("en", "ur")),
        *(services.register_report(which, TODAY) for which in REPORTS),
    ]
    assert is_free(entries, pages, open_rules(source.partner, source.lives, source.entries))
    every = services.register.everything()
    workbook = entries_workbook(every, services.register.kinds, TODAY)
    file = services.folder / "entries.xlsx"
    file.write_bytes(workbook)
    assert is_free(entries, texts(file))
    # Also where whoever makes a page hands over too much.
    whole = services.register.everything({ROLE})
    assert {entry.id for entry in whole} >= {entry.id for entry in entries}
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
        ("register", "owed", ROSHNI),
        ("register", "kinds"),
        ("register", "report", "turnaround", "--to", home / "reports"),
        ("register", "report", "restoring", "--to", home / "reports"),
        ("register", "report", "restoring", "--to", home / "reports", "--as-role", ROLE),
        ("register", "list", "--xlsx", home / "list.xlsx"),
        ("register", "list", "--as-role", ROLE, "--json"),
        ("register", "list", "--as-role", ROLE, "--xlsx", home / "role.xlsx"),
        ("register", "list", "--as-role", "finance"),
        ("register", "sheet", ROSHNI, "--to", home / "sheets"),
        ("register", "say", entries[0].id[:8], "remark", "--by", "Sample", "--words", "Seen."),
        ("calendar", ROSHNI),
        ("calendar", "--json"),
        ("calendar", "--ics", home / "all.ics", "--xlsx", home / "calendar.xlsx"),
        ("partners", "show", ROSHNI),
        ("partners", "history", ROSHNI),
        ("partners", "list"),
        ("partners", "export", home / "partners.xlsx"),
        ("due-diligence", "list"),
        ("privacy", "access", "--json"),
        ("privacy", "access", "--to", home / "access.csv"),
        ("privacy", "delete-old", "--dry-run"),
        ("inbox",),
        ("report",),
        ("marks",),
        ("forget", "U0OFFICER"),
        ("ask", "What is due with Roshni?"),
        ("doctor",),
        ("backup",),
    ):
        printed = run(*words, home=home, columns=200, settings=settings)
        assert is_free(entries, printed.said.replace(entries[0].id[:8], "")), words
    assert not (home / "role.xlsx").exists()
    (archive,) = (home / "backups").iterdir()
    listing = run("backup", "--check", archive, home=home, columns=200, settings=settings)
    assert is_free(entries, listing.said)
    assert is_free(entries, log.read_text("utf-8"))
    for file in home.rglob("*"):
        if file.is_file() and file.name.startswith(FILE):
            assert WORD.encode() not in file.read_bytes()
    for file in home.rglob("*.xlsx"):
        assert is_free(entries, texts(file)), file
    written = [file for file in home.rglob("*") if file.suffix in {".ics", ".csv", ".log"}]
    assert written
    for file in [*written, *home.glob("*.log*")]:
        assert is_free(entries, file.read_text("utf-8")), file


def test_with_the_role_the_terminal_shows_it_and_puts_that_on_record_first(
    services: Services, entries: list[Entry]
) -> None:
    key = services.settings.privacy.encryption_key.get_secret_value()
    home, settings = services.settings.home, {"PRIVACY__ENCRYPTION_KEY": key}
    case = next(entry for entry in entries if entry.kind == "case")
    reference = matter_reference(case.id)

    def looks() -> list[AccessEntry]:
        return [each for each in services.access.entries() if each.about == reference]

    assert not looks()
    for words in (
        ("show", case.id[:8]),
        ("list", "--closed"),
        ("say", case.id[:8], "remark", "--by", "Sample Officer", "--words", "Looked at."),
    ):
        before = len(looks())
        printed = run("register", *words, "--as-role", ROLE, home=home, settings=settings)
        assert number_of(case) in printed.said
        assert len(looks()) > before
    noted = looks()[0]
    assert (noted.how, noted.partner, noted.fields) == (Access.MATTER, "", (ROLE,))
    assert services.register.entry(case.id, {ROLE}).events[-1].words == "Looked at."


def texts(file: Path) -> str:
    """All that stands in a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    return json.dumps(
        [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    )
