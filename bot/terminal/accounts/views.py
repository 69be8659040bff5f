"""Changes of accounts in the terminal; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.partners import DraftingError, FieldChange, office_day
from drafting.partners.accounts import AccountChange, AccountState, KnownNumber
from drafting.partners.record import day as day_of

NO_NUMBER = (
    "No telephone number of a focal point was on record long enough before this change. Refuse it, "
    "and enter it again once a number has been on record for two weeks."
)


def list_view(changes: Sequence[AccountChange]) -> RenderableType:
    """Each change that waits, with who entered it."""
    if not changes:
        return Text("No change of an account waits.")
    table = Table(box=None, pad_edge=False)
    for column in ("Partner", "Entered by", "On", "By"):
        table.add_column(column)
    for change in changes:
        entered = (change.entered_by, _when(change.entered_at), change.source)
        table.add_row(change.partner, *map(Text, entered))
    return table


def nothing_waits(partner_id: str) -> Text:
    """That there is nothing to settle."""
    return Text(f"No change of the account of '{partner_id}' waits.")


def change_view(
    change: AccountChange,
    fields: Sequence[FieldChange],
    numbers: Sequence[KnownNumber],
    may_see_restricted_fields: bool,
) -> RenderableType:
    """What waits, and how it is settled."""
    entered = f"Entered by {change.entered_by}, {_when(change.entered_at)}, {change.source}."
    table = Table(box=None, pad_edge=False)
    for column in ("Field", "On record", "Waits"):
        table.add_column(column)
    for field in fields:
        shown = field.shown(may_see_restricted_fields)
        table.add_row(*(Text(text or "—") for text in (shown.title, shown.before, shown.after)))
    return Group(
        Text("A change of the account waits for a call-back", style="bold"),
        Text(entered, style="dim"),
        Padding(table, (1, 0, 1, 2)),
        numbers_view(numbers),
        Text(how_to_confirm(change.partner)),
    )


def numbers_view(numbers: Sequence[KnownNumber]) -> RenderableType:
    """The numbers that count: on record before the change."""
    if not numbers:
        return Text(NO_NUMBER, style="yellow")
    table = Table(title="Numbers to call", title_justify="left", box=None, pad_edge=False)
    for column in ("Number", "Whose", "On record since"):
        table.add_column(column)
    for known in numbers:
        table.add_row(known.number, Text(known.name or "—"), _day(known.since))
    return table


def how_to_confirm(partner_id: str) -> str:
    """What a second person does."""
    command = f"saathi partners account confirm {partner_id}"
    return (
        "A second person, not who entered it, calls one of these numbers and records it: "
        f'{command} --number "…" --spoke-to "…"'
    )


def settled_view(changes: Sequence[AccountChange]) -> RenderableType:
    """What became of earlier changes, without their values."""
    lines = [Text("Settled before", style="bold")]
    return Group(*lines, *(Text(f"  {_settled_words(change)}") for change in changes))


def _settled_words(change: AccountChange) -> str:
    entered = f"entered by {change.entered_by}, {_when(change.entered_at)}"
    by = f"{change.state.value} by {change.settled_by}"
    when = f", {_when(change.settled_at)}" if change.settled_at else ""
    how = f": {change.reason}" if change.state is AccountState.REFUSED else ""
    if change.call:
        call = change.call
        how += f" (called {call.number} on {_day(call.on)}, spoke to {call.spoke_to})"
    return f"{entered}; {by}{when}{how}"


def parsed_day(text: str) -> date:
    """The day that was typed. Raises DraftingError."""
    try:
        return day_of(text)
    except ValueError as error:
        raise DraftingError(f"--on: {error}.") from None


def _when(moment: datetime) -> str:
    return _day(office_day(moment))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
