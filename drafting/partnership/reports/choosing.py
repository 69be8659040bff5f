"""Which report is asked for, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from drafting.partners.errors import DraftingError
from drafting.partnership.cases.restoring import RESTORING
from drafting.partnership.pages.page import TablePage
from drafting.partnership.reports.decided import decisions_page
from drafting.partnership.reports.turnaround import turnaround_page
from drafting.register import Entry, Kinds, RegisterRules

TURNAROUND, DECISIONS = "turnaround", "decisions"


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
    if which == TURNAROUND:
        return turnaround_page(entries, names, rules, today)
    if which == DECISIONS:
        return decisions_page(entries, kinds, names, rules, today)
    known = f"{TURNAROUND}, {DECISIONS} or {RESTORING}"
    raise UnknownReport(f"There is no report ‘{which}’; write {known}.")
