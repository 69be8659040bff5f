"""Which report is asked for, by its name: a new report is one line of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from drafting.partners.errors import DraftingError
from drafting.partnership.cases.restoring import RESTORING
from drafting.partnership.pages.page import TablePage
from drafting.partnership.reports.decided import decisions_page
from drafting.partnership.reports.disclosed import disclosures_page
from drafting.partnership.reports.lessons import lessons_page
from drafting.partnership.reports.risks import risks_page
from drafting.partnership.reports.turnaround import turnaround_page
from drafting.register import Entry, Kinds, RegisterRules

Page = Callable[[Iterable[Entry], Kinds, Mapping[str, str], RegisterRules, date], TablePage]


class ReportMaker(NamedTuple):
    """A report that may be asked for."""

    label: str  # as a menu has it
    page: Page


REPORTS: Mapping[str, ReportMaker] = MappingProxyType(
    {
        "turnaround": ReportMaker("Turn-around times", turnaround_page),
        "decisions": ReportMaker("Decisions of the Committee", decisions_page),
        "disclosures": ReportMaker("Questions and disclosures", disclosures_page),
        "risks": ReportMaker("Risks, and who bears them", risks_page),
        "lessons": ReportMaker("Meetings, lessons and proposals", lessons_page),
    }
)


class UnknownReport(DraftingError):
    """There is no report of that name; the message names those that there are."""


def register_report(
    which: str,
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report of that name; `names` are the partners' by their ids. Raises UnknownReport."""
    if which not in REPORTS:
        known = ", ".join((*REPORTS, RESTORING))
        raise UnknownReport(f"There is no report ‘{which}’; write one of these: {known}.")
    return REPORTS[which].page(entries, kinds, names, rules, today)
