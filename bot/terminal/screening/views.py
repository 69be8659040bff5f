"""The screening in the terminal; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.partners import office_day
from drafting.partners.record import Partner
from drafting.screening import MatchStanding, PossibleMatch, Screening, WatchList

NOT_A_VERDICT = (
    "A possible match is no verdict: names are shared by many. A person compares, and clears or "
    "confirms it with a reason."
)

WITHHELD = (
    "The office’s catalogue keeps possible matches to Finance and the Partnership Coordinator "
    "(`roles.terminal_sees_restricted`)."
)


def lists_view(lists: Sequence[WatchList], folder: Path) -> RenderableType:
    """Each list with its date and its entries; how to add one where there is none."""
    if not lists:
        return Text(
            f"No list is there. Put the files of the lists (.xml, .xlsx, .csv) into {folder}."
        )
    table = Table(box=None, pad_edge=False)
    for column in ("List", "Its date", "Entries", "File"):
        table.add_column(column)
    for watch_list in lists:
        day = f"{watch_list.as_of:%d %b %Y}" if watch_list.as_of else "gives none"
        cells = (watch_list.title, day, f"{len(watch_list.entries):,}", watch_list.file)
        table.add_row(*map(Text, cells))
    return table


def screening_view(
    screening: Screening, matches: Sequence[PossibleMatch], *, reads: bool = True
) -> RenderableType:
    """What a check was made against, and what it showed; how many alone where `reads` is False."""
    lists = "; ".join(
        f"{checked.title}{f' of {checked.as_of:%d %b %Y}' if checked.as_of else ''}"
        for checked in screening.lists
    )
    names = "1 name" if screening.names == 1 else f"{screening.names} names"
    parts: list[RenderableType] = [
        Text(f"{screening.partner}: checked on {office_day(screening.at):%d %b %Y}", style="bold"),
        Text(f"{names} by {screening.by}, against {lists}.", style="dim"),
    ]
    if screening.passed_over:
        count = screening.passed_over
        alike = "1 entry with a name alike was" if count == 1 else f"{count} entries were"
        parts.append(Text(f"{alike} passed over: the identity card is another one.", style="dim"))
    if not matches:
        return Group(*parts, Text("No possible match.", style="green"))
    if not reads:
        how_many = "1 possible match" if len(matches) == 1 else f"{len(matches)} possible matches"
        return Group(*parts, Text(f"{how_many}. {WITHHELD}"))
    return Group(*parts, *(match_view(match) for match in matches), Text(NOT_A_VERDICT))


def match_view(match: PossibleMatch) -> RenderableType:
    """A possible match with its reasons, and all that was settled about it."""
    colour = {"open": "yellow", "cleared": "green", "confirmed": "red"}[match.standing]
    day = f" of {match.list_as_of:%d %b %Y}" if match.list_as_of else ""
    lines = [
        Text(f"Possible match {match.id}: {match.standing}", style=f"bold {colour}"),
        Text(f"{match.subject} ({match.role})"),
        Text(f"{match.listed_name}: {match.list_title}{day}, {match.reference}"),
        *([Text(match.about, style="dim")] if match.about else []),
        *(Text(f"• {reason}") for reason in match.reasons),
    ]
    for decision in match.decisions:
        outcome = "reopened" if decision.outcome is MatchStanding.OPEN else decision.outcome
        when = f"{office_day(decision.at):%d %b %Y}"
        lines.append(Text(f"{outcome.capitalize()} by {decision.by}, {when}: {decision.reason}"))
    return Padding(Group(*lines), (1, 0, 1, 2))


def due_view(partners: Sequence[tuple[Partner, Sequence[str]]]) -> RenderableType:
    """The partners that are to be checked, each with why."""
    if not partners:
        return Text("No partner is to be checked.")
    lines = [Text(f"{partner.id}: {' '.join(reasons)}") for partner, reasons in partners]
    return Group(*lines, Text("`saathi screening due --check` checks them all."))
