"""The report on restorings (CSPF 17(b)): how many are due and for how long, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from drafting.partners.field_values import day
from drafting.partnership.cases.standing import (
    CASE,
    ROLE,
    CaseStanding,
    case_standing,
    cases_among,
)
from drafting.partnership.kinds.case import RESTORING_DAYS
from drafting.partnership.kinds.clock import NO_TIME_SET
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Entry, Register, RegisterRules

RESTORING = "restoring"  # the report's name
RESTORING_LABEL = "Restorings"  # as a menu has it
COLUMNS = ("Restorings", "How many", "Days since the outcome, at most", "On average")


def case_entries(register: Register) -> list[Entry]:
    """All cases, for counts alone: no word of any of them goes on."""
    return register.of_kind(CASE, {ROLE})


def restoring_page(entries: Iterable[Entry], rules: RegisterRules, today: date) -> TablePage:
    """The report as of `today`: counts alone, of no partner, with no number of a case."""
    standings = [case_standing(entry) for entry in cases_among(entries)]
    lines = (
        "Where an investigation touched a reputation, the office helps to restore it (CSPF 17(b)), "
        "and the partner says when that is so. Counts alone: what is investigated is for those who "
        "investigate.",
    )
    table = PageTable("How many", COLUMNS, (40, 15, 25, 20), list(_rows(standings, rules, today)))
    return TablePage(
        title="Restorings",
        subtitle=f"As of {day(today)}",
        reference="CSPF 17(b)",
        lines=lines,
        tables=(table,),
        day=today,
    )


def _rows(
    standings: Sequence[CaseStanding], rules: RegisterRules, today: date
) -> Iterator[PageRow]:
    due = [standing for standing in standings if standing.is_due]
    asked = [standing for standing in standings if standing.awaits_partner]
    agreed = [standing for standing in standings if standing.agreed_on]
    untouched = sum(standing.is_none_needed for standing in standings)
    yield _row("Due", [_days(standing, today) for standing in due])
    yield PageRow(("  of them late, by the office’s setting", _late(due, rules, today), "", ""))
    yield _row("Done; the partner is to agree", [_days(standing, today) for standing in asked])
    yield _row("The partner agreed", [_days(each, each.agreed_on or today) for each in agreed])
    yield PageRow(("None needed: nobody outside was told", str(untouched), "", ""))


def _row(what: str, days: Sequence[int]) -> PageRow:
    average = f"{sum(days) / len(days):.1f}" if days else ""
    return PageRow((what, str(len(days)), str(max(days)) if days else "", average))


def _days(standing: CaseStanding, until: date) -> int:
    """From the outcome on; 0 where it was restored before there was one."""
    return max((until - standing.found_on).days, 0) if standing.found_on else 0


def _late(due: Iterable[CaseStanding], rules: RegisterRules, today: date) -> str:
    """How many are later than the office's time; that it set none is said."""
    days = rules.count(RESTORING_DAYS)
    if days is None:
        return NO_TIME_SET
    ends = [rules.working.after(each.found_on, days) for each in due if each.found_on]
    return str(sum(end < today for end in ends))
