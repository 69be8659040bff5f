"""Entries of the register as a workbook: one row an entry, one a thing said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drafting.partners.field_values import day
from drafting.partnership.pages.as_workbook import page_workbook
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Entry, Kinds, body_lines

COLUMNS = ("What", "Kind", "Partner", "Day", "How it stands, or what was said")


def entries_workbook(entries: Iterable[Entry], kinds: Kinds, today: date) -> bytes:
    """The .xlsx of the entries and of all that was said to them."""
    rows = []
    for entry in entries:
        kind = kinds[entry.kind]
        lines = body_lines(kind.current_body(entry))
        details = "; ".join(f"{title}: {text}" for title, text in lines)
        state = f"{kind.state(entry, today)}. {details}"
        rows.append(PageRow((entry.title, kind.label, entry.partner, day(entry.day), state)))
        for event in entry.events:
            author = event.author
            who = f"{author.told_by} ({author.name})" if author.told_by else author.name
            said = "; ".join(
                part
                for part in (
                    *(f"{title}: {text}" for title, text in body_lines(event.body)),
                    event.words,
                )
                if part
            )
            label = f"    {kind.verb(event.verb).label}"
            rows.append(PageRow((label, who, author.side.label, day(event.day), said)))
    table = PageTable(
        "Entries", COLUMNS, (4, 2, 2, 2, 5), rows, empty="Nothing is on the register."
    )
    title = "Register of partnerships"
    return page_workbook(TablePage(title, f"As of {day(today)}", "", (), (table,), today))
