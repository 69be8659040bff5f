"""The report on the pool (CSPF 15(a), 16(d)): its map, its gaps, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from drafting.partners.field_values import day
from drafting.partners.vocabulary import Choice
from drafting.partnership.pages.page import PageRow, PageTable, TablePage, TablePicture
from drafting.partnership.pool.figures import PoolCount, PoolFigures, pool_figures
from drafting.partnership.pool.members import PoolMember, PoolStatus
from drafting.partnership.pool.province_map import map_words, province_map

C = TypeVar("C", bound=Choice)
COLUMNS = (
    *("Active", "Dormant", "Phasing out", "No status", "Prospects", "Ended"),
    *("Women-led", "Women’s rights"),
)
STATUSES = (
    *(PoolStatus.ACTIVE, PoolStatus.DORMANT, PoolStatus.PHASING_OUT, PoolStatus.UNKNOWN),
    *(PoolStatus.PROSPECT, PoolStatus.ENDED),
)
WIDTHS = (40, 11, 11, 12, 11, 12, 10, 12, 14)
NOT_ON_RECORD = "Not on record"
EMPTY = "Nobody is on record yet."


def pool_page(members: Sequence[PoolMember], subjects: Iterable[str], today: date) -> TablePage:
    """The report as of `today`; `subjects` are those of the office's own strategy."""
    own = list(subjects)
    figures = pool_figures(members, own)
    return TablePage(
        title="The pool of partners",
        subtitle=f"As of {day(today)}",
        reference="CSPF 15(a), 16(d)",
        lines=tuple(_lines(members, figures, own)),
        tables=(
            _gaps(figures),
            _table("By province", "Province", _labelled(figures.by_province), figures.nowhere),
            _table("By subject", "Subject", figures.by_subject, figures.no_subject),
            _table("By type of organisation", "Type", _labelled(figures.by_type), figures.no_type),
        ),
        day=today,
        picture=TablePicture(province_map(figures.by_province), map_words(figures.by_province)),
    )


def _lines(
    members: Sequence[PoolMember], figures: PoolFigures, subjects: Sequence[str]
) -> Iterator[str]:
    whole = figures.all
    yield (
        f"{whole.partners:,} partners and {whole.prospects:,} prospects; {whole.women_led:,} of "
        f"them are women-led, {whole.womens_rights:,} are women’s rights organisations, and of "
        f"{figures.women_unknown:,} it is not known whether women lead them. {whole.ended:,} "
        "relationships have ended and are counted apart."
    )
    yield "An organisation that works in several provinces, or on several subjects, is in each."
    if not subjects:
        yield (
            "The office has not set its own subjects (`partnership.subjects`), so only those that "
            "somebody works on are looked at."
        )
    samples = sum(member.sample for member in members)
    if samples:
        yield f"{samples:,} of the partners are samples, made up to try Saathi with."


def _labelled(counts: Mapping[C, PoolCount]) -> dict[str, PoolCount]:
    return {group.label: count for group, count in counts.items()}


def _table(
    heading: str, first: str, counts: Mapping[str, PoolCount], unknown: PoolCount
) -> PageTable:
    groups = dict(counts)
    if unknown.total or unknown.ended:
        groups[NOT_ON_RECORD] = unknown
    rows = [_row(name, count) for name, count in groups.items()]
    return PageTable(
        heading, (first, *COLUMNS), WIDTHS, rows, empty=EMPTY, charted=("Partners", "Prospects")
    )


def _row(name: str, count: PoolCount) -> PageRow:
    figures = [count.by_status.get(status, 0) for status in STATUSES]
    cells = (name, *map(str, (*figures, count.women_led, count.womens_rights)))
    return PageRow(cells, values=(float(count.partners), float(count.prospects)))


def _gaps(figures: PoolFigures) -> PageTable:
    """Where nobody is, prospects alone, or no organisation that women lead."""
    rows = [
        PageRow((kind, name, gap))
        for kind, counts in (
            ("Province", _labelled(figures.by_province)),
            ("Subject", figures.by_subject),
        )
        for name, count in counts.items()
        if (gap := gap_of(count))
    ]
    columns = ("Where", "Which", "What is missing")
    empty = "No gap: partners, women-led ones among them, are in every province and subject."
    return PageTable("Gaps", columns, (20, 50, 60), rows, empty=empty)


def gap_of(count: PoolCount) -> str:
    """What is missing in a group, in a few words; '' for nothing."""
    if not count.total:
        return "Nobody" if not count.ended else "Nobody: every relationship has ended"
    if not count.partners:
        return "Prospects alone, no partner yet"
    if not count.by_status.get(PoolStatus.ACTIVE, 0):
        return "No active partner"
    return "" if count.women_led else "No women-led organisation"
