"""The report on turn-around times (CSPF 16(e)): what partners were kept waiting, and why.

The partners' figures come first; then the procedures, the months, and every clock that was late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.partners.field_values import day
from drafting.partnership.kinds.clock import (
    ClockTimes,
    Procedure,
    clock_steps,
    clock_times,
    counted_clocks,
    procedure_of,
)
from drafting.partnership.pages.page import PageRow, PageTable, TablePage, bar
from drafting.register import Entry, Kinds, RegisterRules

MOST_MONTHS = 12
FIGURES = ("Done", "In time", "Late", "Running", "Working days, on average")
NO_TIME = "No time set"


@dataclass(frozen=True)
class TimedClock:
    """A clock with how long it took."""

    entry: Entry
    times: ClockTimes

    @property
    def month(self) -> str:
        """Of the day on which it was done, '2026-08'; '' for one that is not."""
        on = self.times.done_on
        return f"{on:%Y-%m}" if on else ""


def turnaround_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    del kinds  # a clock says all by itself
    clocks = [
        TimedClock(entry, clock_times(entry, rules.working, today, rules))
        for entry in counted_clocks(entries)
        if not entry.restricted_to
    ]
    by_partner = _grouped(clocks, lambda clock: names.get(clock.entry.partner, clock.entry.partner))
    by_procedure = _grouped(clocks, lambda clock: procedure_of(clock.entry).label)
    lines = (
        "How long the office took for the procedures of CSPF 16(e), footnote 11: working days from "
        "the day on which the papers were whole, without the days on which papers were out. The "
        "framework sets no times; the office set those that count here.",
    )
    return TablePage(
        title="Turn-around times",
        subtitle=f"As of {day(today)}",
        reference="CSPF 16(e), footnote 11",
        lines=lines,
        tables=(
            _figures("By partner", "Partner", by_partner),
            _figures("By procedure", "Procedure", _in_order(by_procedure)),
            _months(clocks),
            _late(clocks, names),
        ),
        day=today,
    )


def _grouped(
    clocks: Iterable[TimedClock], key: Callable[[TimedClock], str]
) -> dict[str, list[TimedClock]]:
    groups: dict[str, list[TimedClock]] = {}
    for clock in clocks:
        groups.setdefault(key(clock), []).append(clock)
    return dict(sorted(groups.items()))


def _in_order(groups: Mapping[str, list[TimedClock]]) -> dict[str, list[TimedClock]]:
    labels = [procedure.label for procedure in Procedure]
    return {label: groups[label] for label in labels if label in groups}


def _figures(heading: str, first: str, groups: Mapping[str, Sequence[TimedClock]]) -> PageTable:
    rows = [PageRow((name, *_counts(clocks))) for name, clocks in groups.items()]
    columns = (first, *FIGURES)
    return PageTable(
        heading, columns, (40, 12, 12, 12, 12, 20), rows, empty="No clock is on record."
    )


def _counts(clocks: Sequence[TimedClock]) -> tuple[str, ...]:
    done = [clock for clock in clocks if clock.times.done_on]
    judged = [clock for clock in done if clock.times.in_time is not None]
    kept = sum(clock.times.in_time is True for clock in judged)
    running = sum(clock_steps(clock.entry).runs for clock in clocks if clock.times.done_on is None)
    average = f"{sum(clock.times.used for clock in done) / len(done):.1f}" if done else ""
    if done and not judged:
        return (str(len(done)), NO_TIME, NO_TIME, str(running), average)
    return (str(len(done)), str(kept), str(len(judged) - kept), str(running), average)


def _months(clocks: Sequence[TimedClock]) -> PageTable:
    """Times kept by month, with bars: a block for each clock in time, and for each late."""
    judged = [clock for clock in clocks if clock.times.in_time is not None]
    groups = _grouped(judged, lambda clock: clock.month)
    rows = []
    for month in list(groups)[-MOST_MONTHS:]:
        kept = sum(clock.times.in_time is True for clock in groups[month])
        late = len(groups[month]) - kept
        cells = (month, bar(kept), bar(late))
        rows.append(PageRow(cells, values=(float(kept), float(late))))
    return PageTable(
        "Times kept by month",
        ("Month", "In time", "Late"),
        (15, 60, 60),
        rows,
        empty="Nothing was done yet that has a time.",
        charted=("In time", "Late"),
    )


def _late(clocks: Iterable[TimedClock], names: Mapping[str, str]) -> PageTable:
    rows = [
        PageRow(
            (
                names.get(clock.entry.partner, clock.entry.partner),
                clock.entry.title,
                f"{clock.times.used} of {clock.times.limit}",
                " ".join(clock.times.reasons) or "No reason is on record.",
            )
        )
        for clock in clocks
        if clock.times.limit is not None and clock.times.used > clock.times.limit
    ]
    columns = ("Partner", "What", "Days, of", "Why")
    return PageTable("Late", columns, (30, 35, 12, 50), rows, empty="Nothing was late.")
