"""A process that dies at any write leaves a register in which the same, done again, is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from bot.operations.database import Database
from drafting.partnership import (
    page_workbook,
    read_sheet,
    rule_opening,
    sheet_page,
    sheet_plan,
    sheet_wording,
    take_sheet,
)
from drafting.register import OpeningInput, SayingInput
from drafting.register.tables import ENTRIES, EVENTS
from tests.drafting.partnership.test_sheet import OFFICER, PARTNER, SIGNER, TODAY, Desk, as_workbook

REPORT = "owed:2026-schools:report-1:2026-08-01"
TRANCHE = "owed:2026-schools:tranche-1:2026-09-01"
STEPS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "clock": (
        ("received", {"papers": "whole"}),
        ("asked", {"papers": "A bill"}),
        ("came", {"papers": "whole"}),
        ("done", {}),
    ),
    REPORT: (("came", {}), ("returned", {"words": "Two pages are missing."}), ("came", {})),
    TRANCHE: (("paid", {"amount": "60", "reason": "Floods."}), ("paid", {"amount": "40"})),
}


class Killed(BaseException):
    """The process is no more."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("office"))


@contextmanager
def dying(at: int, *, kept: bool) -> Iterator[None]:
    """Dies at the write of that number, from 0: before anything of it is kept, or right after."""
    write: Callable[[Database], Any] = Database.write
    count = iter(range(1_000))

    @contextmanager
    def write_or_die(database: Database) -> Iterator[Any]:
        is_last = next(count) == at
        if is_last and not kept:
            raise Killed
        with write(database) as connection:
            yield connection
        if is_last:
            raise Killed

    with patch.object(Database, "write", write_or_die):
        yield


def said(office: Desk) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """All that is on the register, by kind and rule."""
    return sorted(
        (
            getattr(entry.body, "rule", "") or entry.kind,
            [(event.number, event.verb, event.words) for event in entry.events],
        )
        for entry in office.register.of_partner(PARTNER.id)
    )


def cleared(office: Desk) -> None:
    """The register as the office began with it."""
    keep = (office.action.id, office.clock.id)
    with office.register._database.write() as connection:
        connection.execute(EVENTS.delete())
        connection.execute(ENTRIES.delete().where(ENTRIES.c.id.not_in(keep)))


def each_death(office: Desk, do: Callable[[], object]) -> int:
    """Has the process die at each of the writes, and does it all again; how many writes there are.

    What is on the register then is compared with what it is when nobody dies.
    """
    cleared(office)
    do()
    whole, at = said(office), 0
    while True:
        for kept in (False, True):
            cleared(office)
            try:
                with dying(at, kept=kept):
                    do()
            except Killed:
                do()
                assert said(office) == whole, (at, kept)
            else:
                return at
        at += 1


@pytest.mark.parametrize("what", STEPS)
def test_what_is_said_step_by_step_is_there_once(office: Desk, what: str) -> None:
    def do() -> None:
        entries = office.register.of_partner(PARTNER.id)
        opening = (
            rule_opening(PARTNER, "2026-schools", what, entries, OFFICER)
            if what.startswith("owed:")
            else OpeningInput(what, PARTNER.id, OFFICER, "new", {"procedure": "audit_review"})
        )
        entry = office.desk.open(opening)
        for number, (verb, values) in enumerate(STEPS[what]):
            key = f"wish {what} {number}"
            saying = SayingInput(entry.id, verb, OFFICER, key, entry.last_number, values)
            entry = office.desk.say(saying)

    assert each_death(office, do) == 1 + len(STEPS[what])


def test_a_sheet_is_taken_whole_and_once(office: Desk) -> None:
    cleared(office)
    fill = {
        "=1+1": ("yes", ""),
        "First report": ("yes", "By post."),
        "Audit review": ("", "We wait."),
    }
    made = page_workbook(sheet_page(office.source, sheet_wording("en"), TODAY))
    sheet = read_sheet(as_workbook(made, fill, SIGNER), "back.xlsx")

    def do() -> None:
        plan = sheet_plan(sheet, office.source, office.register, TODAY)
        kept, refused = take_sheet(plan, office.source, office.desk, OFFICER)
        assert (len(kept), refused) == (3, [])

    assert each_death(office, do) == 4
    colleague = replace(OFFICER, by="U0COLLEAGUE", name="Sample Colleague")
    before = said(office)
    plan = sheet_plan(sheet, office.source, office.register, TODAY)
    take_sheet(plan, office.source, office.desk, colleague)  # who takes over takes it again
    assert said(office) == before
