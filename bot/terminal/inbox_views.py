"""Deliveries as the terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.slack.delivery.deliveries import DeliveryKind
from bot.slack.delivery.overview import DeliveryState, InboxEntry

MOST = 200  # rows of a list
NOT_TOLD = "not told"  # of a report


def list_view(entries: Sequence[InboxEntry]) -> RenderableType:
    """The deliveries as a table; what is set aside first, since it waits for somebody."""
    if not entries:
        return Text("Nothing waits, and nothing is set aside.")
    aside = [entry for entry in entries if entry.state is DeliveryState.SET_ASIDE]
    in_order = [*aside, *(entry for entry in entries if entry.state is not DeliveryState.SET_ASIDE)]
    table = Table(
        "ID", "State", "Kind", "Received", "Who", "Where", "Tries", "Crashes",
        box=None, pad_edge=False,
    )  # fmt: skip
    for entry in in_order[:MOST]:
        table.add_row(*_cells(entry))
    return Group(table, Text(f"\n{_summary(entries, aside)}"))


def entry_view(entry: InboxEntry) -> RenderableType:
    """One delivery, a line for each thing that is known of it."""
    table = Table("", "", box=None, pad_edge=False, show_header=False)
    for name, value in _lines(entry).items():
        if value:
            table.add_row(name, Text(value))
    return table


def _cells(entry: InboxEntry) -> list[str]:
    return [
        entry.reference,
        entry.state,
        entry.kind,
        _time(entry.received_at),
        _who(entry),
        _where(entry),
        str(entry.attempts + 1),
        str(entry.crashes),
    ]


def _lines(entry: InboxEntry) -> dict[str, str]:
    cure = f"saathi inbox retry {entry.reference}"
    return {
        "ID": entry.id,
        "State": f"closed: {entry.outcome}" if entry.state is DeliveryState.CLOSED else entry.state,
        "Why": entry.why,
        "Kind": entry.kind,
        "Received": _time(entry.received_at),
        "Who": _who(entry),
        "Where": _where(entry),
        "Reply goes to": entry.way,
        "Tries": str(entry.attempts + 1),
        "Crashes": str(entry.crashes),
        "Failures": str(entry.failures),
        "Worked on since": _time(entry.begun_at),
        "Tried again": _time(entry.due_at),
        "Closed": _time(entry.closed_at),
        "To try it again": f"once the cause is mended, {cure}" if entry.why else "",
    }


def _summary(entries: Sequence[InboxEntry], aside: Sequence[InboxEntry]) -> str:
    left_out = f" The first {MOST} are shown." if len(entries) > MOST else ""
    return f"{len(entries) - len(aside)} open, {len(aside)} set aside.{left_out}"


def _who(entry: InboxEntry) -> str:
    return NOT_TOLD if entry.kind is DeliveryKind.REPORT else entry.user


def _where(entry: InboxEntry) -> str:
    return NOT_TOLD if entry.kind is DeliveryKind.REPORT else entry.channel or "—"


def _time(at: float | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M:%S}"
