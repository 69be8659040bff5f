"""Which report is asked for, by its name: a new report is one line of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from drafting.partners.errors import DraftingError
from drafting.partners.record.partner import Partner
from drafting.partnership.cases.restoring import RESTORING
from drafting.partnership.pages.page import TablePage
from drafting.partnership.reports.decided import decisions_page
from drafting.partnership.reports.developed import development_page
from drafting.partnership.reports.disclosed import disclosures_page
from drafting.partnership.reports.lessons import lessons_page
from drafting.partnership.reports.reviewed import reviews_page
from drafting.partnership.reports.risks import risks_page
from drafting.partnership.reports.turnaround import turnaround_page
from drafting.register import Entry, Kinds, RegisterRules

Page = Callable[..., TablePage]  # entries, kinds, names, rules, today; see `wants_partners`


class ReportMaker(NamedTuple):
    """A report that may be asked for."""

    label: str  # as a menu has it
    page: Page
    wants_partners: bool = False  # True: its page takes the partners' files, too


REPORTS: Mapping[str, ReportMaker] = MappingProxyType(
    {
        "turnaround": ReportMaker("Turn-around times", turnaround_page),
        "decisions": ReportMaker("Decisions of the Committee", decisions_page),
        "disclosures": ReportMaker("Questions and disclosures", disclosures_page),
        "risks": ReportMaker("Risks, and who bears them", risks_page),
        "lessons": ReportMaker("Meetings, lessons and proposals", lessons_page),
        "development": ReportMaker("Institutional development", development_page),
        "reviews": ReportMaker("Reviews", reviews_page, wants_partners=True),
    }
)


POOL = "pool"  # of what is on no register: partners' files and prospects
MENU: Mapping[str, str] = MappingProxyType(  # what each is called in a menu, by its name
    {name: report.label for name, report in REPORTS.items()}
    | {POOL: "The pool of partners, with a map"}
)


class UnknownReport(DraftingError):
    """There is no report of that name; the message names those that there are."""


def register_report(  # noqa: PLR0913  (what any of them is made of)
    which: str,
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
    *,
    partners: Sequence[Partner] = (),
) -> TablePage:
    """The report of that name; `names` are the partners' by their ids. Raises UnknownReport."""
    if which not in REPORTS:
        known = ", ".join((*REPORTS, POOL, RESTORING))
        raise UnknownReport(f"There is no report ‘{which}’; write one of these: {known}.")
    maker = REPORTS[which]
    files = (partners,) if maker.wants_partners else ()
    return maker.page(entries, kinds, names, rules, today, *files)
