"""The report on decisions of the Committee (CSPF 18(c)): by partner, and each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.partners.field_values import day, money
from drafting.partnership.committee import DecisionRow, decision_rows
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Entry, Kinds, RegisterRules

DECISION = "decision"
FIGURES = (
    *("Partner", "Asked", "Decided", "Partner told", "Partner answered", "Open"),
    *("Working days to decide, on average", "To tell the partner"),
)


@dataclass(frozen=True)
class ReportedDecision:
    """A decision with how it stands."""

    row: DecisionRow
    state: str
    is_open: bool


def decisions_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    entries = [entry for entry in entries if entry.kind == DECISION and not entry.restricted_to]
    decisions = [
        ReportedDecision(row, kinds[DECISION].state(entry, today), _is_open(entry, kinds))
        for entry, row in zip(entries, decision_rows(entries, rules), strict=True)
    ]
    return TablePage(
        title="Decisions of the Committee",
        subtitle=f"As of {day(today)}",
        reference="CSPF 18(c)",
        lines=("What was asked, what was decided and why, and when the partner was told.",),
        tables=(_by_partner(decisions, names), _each(decisions, names)),
        day=today,
    )


def _is_open(entry: Entry, kinds: Kinds) -> bool:
    return not kinds[entry.kind].is_closed(entry)


def _by_partner(decisions: Iterable[ReportedDecision], names: Mapping[str, str]) -> PageTable:
    groups: dict[str, list[ReportedDecision]] = {}
    for decision in decisions:
        name = names.get(decision.row.partner, decision.row.partner)
        groups.setdefault(name, []).append(decision)
    rows = [PageRow((name, *_figures(own))) for name, own in sorted(groups.items())]
    widths = (35, 10, 10, 12, 14, 10, 20, 15)
    return PageTable("By partner", FIGURES, widths, rows, empty="No decision is on record.")


def _figures(decisions: Iterable[ReportedDecision]) -> tuple[str, ...]:
    rows = [decision.row for decision in decisions]
    counts = (
        len(rows),
        sum(row.decided_on is not None for row in rows),
        sum(row.told_on is not None for row in rows),
        sum(bool(row.answered_by) for row in rows),
        sum(decision.is_open for decision in decisions),
    )
    deciding = [row.working_days for row in rows if row.working_days is not None]
    telling = [row.working_days_told for row in rows if row.working_days_told is not None]
    return (*map(str, counts), _average(deciding), _average(telling))


def _average(days: list[int]) -> str:
    return f"{sum(days) / len(days):.1f}" if days else ""


def _each(decisions: Iterable[ReportedDecision], names: Mapping[str, str]) -> PageTable:
    rows = [
        PageRow(
            (
                names.get(decision.row.partner, decision.row.partner),
                _question(decision.row),
                decision.state,
                _words(decision.row),
                _days(decision.row),
            )
        )
        for decision in decisions
    ]
    columns = ("Partner", "What was asked", "How it stands", "What was decided, and why", "Days")
    return PageTable("Each decision", columns, (25, 30, 25, 45, 25), rows, empty="None yet.")


def _question(row: DecisionRow) -> str:
    asked = f"{row.question.label}: {row.title}"
    return f"{asked}, {money(row.amount, row.currency)}" if row.amount is not None else asked


def _words(row: DecisionRow) -> str:
    if row.outcome is None:
        return ""
    conflicts = f"{row.conflicts} with a conflict of interest" if row.conflicts else ""
    parts = (
        row.outcome.label,
        f"Conditions: {row.conditions}" if row.conditions else "",
        f"Why: {row.why}" if row.why else "",
        ", ".join(filter(None, (f"{row.sheets} of {row.seats} sheets", conflicts))),
        "against a sheet" if row.is_against_sheets else "",
    )
    return "; ".join(filter(None, parts))


def _days(row: DecisionRow) -> str:
    parts = [f"asked {day(row.asked_on)}"]
    if row.decided_on:
        parts.append(f"decided {day(row.decided_on)}, after {row.working_days} working days")
    if row.told_on:
        parts.append(f"told {day(row.told_on)}, after {row.working_days_told}")
    if row.answered_by:
        parts.append(f"answered by {row.answered_by}")
    return "; ".join(parts)
