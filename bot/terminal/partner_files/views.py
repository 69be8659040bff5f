"""What an import shows: a new partner’s sums and dates, newer work, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.partners import HELD, FieldChange, FieldValue, PlannedChange, office_day
from drafting.partners.reading import ContestedField, highlights

if TYPE_CHECKING:
    from drafting.agreements import AgreementReview

LONGEST = 160  # characters of a value
HIDDEN = f"{HELD}; the settings say who sees it"
IN_FULL = 5  # agreements whose points are told one by one; of more, how many each has
UNFIT = "It does not fit with what stands there now."


def new_partner_view(planned: PlannedChange, may_see_restricted_fields: bool) -> RenderableType:
    """A new partner: its sums, accounts and dates, those of each agreement beneath it."""
    partner = planned.partner
    parts: list[RenderableType] = [
        Text.assemble(("New: ", "bold green"), f"{partner.id}  {_short(partner.name, 80)}")
    ]
    for number, group in enumerate(highlights(partner)):
        if number:
            parts.append(Padding(Text(_short(group.title, 80), style="bold"), (0, 0, 0, 2)))
        if group.values:
            table = Table.grid(padding=(0, 2))
            table.add_column(style="cyan", max_width=40)
            table.add_column()
            for value in group.values:
                table.add_row(Text(value.title), Text(_shown(value, may_see_restricted_fields)))
            parts.append(Padding(table, (0, 0, 0, 4 if number else 2)))
    return Group(*parts)


def _shown(value: FieldValue, may_see: bool) -> str:
    return _short(value.text, LONGEST) if may_see or not value.is_restricted else HIDDEN


def contested_view(
    fields: Sequence[ContestedField], may_see_restricted_fields: bool
) -> RenderableType:
    """What was changed since the file was written: by whom, what stands there, what it says."""
    table = Table(box=None, pad_edge=False)
    for column in ("Field", "Stands there now", "The file says", "Changed since", ""):
        table.add_column(column)
    for field in fields:
        for row in _contested_rows(field, may_see_restricted_fields):
            table.add_row(*map(Text, row))
    head = Text("Changed since the file was written", style="bold yellow")
    return Group(head, Padding(table, (0, 0, 1, 2)))


def _contested_rows(field: ContestedField, may_see: bool) -> Iterator[tuple[str, ...]]:
    who = since(field)
    what = "taken from the file" if field.is_taken else "stays"
    if not field.changes:
        text = UNFIT if field.newer else "not on record any more"
        yield f"{field.partner}: {field.title}", text, "", who, what
    for number, change in enumerate(field.changes):
        now, says = _before_and_after(change, may_see)
        tail = ("", "") if number else (who, what)
        yield f"{field.partner}: {change.title}", now, says, *tail


def since(field: ContestedField) -> str:
    """'changed since by A on 3 March 2027'."""
    if field.newer is None:
        return "deleted since"
    return f"changed since by {field.newer.by} on {_day(field.newer.at)}"


def _before_and_after(change: FieldChange, may_see: bool) -> tuple[str, str]:
    visible = change.shown(may_see)
    before, after = (_short(text, LONGEST) or "nothing" for text in (visible.before, visible.after))
    return before, after


def kept_sentence(fields: Sequence[ContestedField], file: str) -> str:
    """What was left as it is, and how the file’s values are taken nevertheless."""
    names = " ".join(f"--take {field.name}" for field in fields)
    count = "1 field" if len(fields) == 1 else f"{len(fields):,} fields"
    verb = "was" if len(fields) == 1 else "were"
    return (
        f"{count} {verb} changed since the file was written and stayed as they are now; to take "
        f"what the file says, name them: saathi partners import {file} {names} (or --take all)."
    )


def still_open_view(outcomes: Sequence[AgreementReview]) -> RenderableType:
    """What is still open of each agreement, in the words of its review; of many, how many."""
    from bot.terminal.draft_views import open_points_view  # noqa: PLC0415  (for agreements only)

    parts: list[RenderableType] = []
    for outcome in outcomes:
        if outcome.review is None:
            parts.append(Text(f"{outcome.title}: {outcome.why_not}"))
        elif len(outcomes) > IN_FULL:
            parts.append(Text(f"{outcome.title}: {open_count(outcome.review.points)}"))
        else:
            parts += [Text(outcome.title, style="bold"), open_points_view(outcome.review)]
    return Padding(Group(*parts), (1, 0, 0, 0))


def open_count(points: int) -> str:
    """'3 open points', as the review counts them."""
    return {0: "nothing is open", 1: "1 open point"}.get(points, f"{points:,} open points")


def open_commands(outcomes: Iterable[AgreementReview]) -> Iterator[str]:
    """For each agreement with something open, the command that writes it as a workbook."""
    for outcome in outcomes:
        if outcome.review is not None and outcome.review.points:
            yield (
                f"saathi partners open FILE.xlsx {outcome.partner} --agreement {outcome.agreement} "
                f"--for {outcome.document.kind}"
            )


def _day(moment: datetime) -> str:
    day = office_day(moment)
    return f"{day.day} {day:%B %Y}"


def _short(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
