"""Views of the access record; pure functions, but for the file that one writes."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.errors import EdgeError
from drafting.partners import OFFICE_TIME
from drafting.partnership import AccessEntry, Removal
from knowledge.storage import write_whole

COLUMNS = ("When", "Who", "How", "Partner", "Fields", "About")
FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would take for a formula


def access_view(entries: Sequence[AccessEntry]) -> RenderableType:
    """The entries for a terminal."""
    if not entries:
        return Text("Nobody looked at restricted values or exported in that time.")
    table = Table(box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for entry in entries:
        table.add_row(*(Text(cell) for cell in _cells(entry)))
    return table


def access_json(entries: Sequence[AccessEntry]) -> str:
    """The entries as JSON."""
    rows = [
        {
            "at": entry.at.isoformat(),
            "who": entry.who,
            "how": entry.how.value,
            "partner": entry.partner,
            "fields": list(entry.fields),
            "about": entry.about,
        }
        for entry in entries
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def write_access(entries: Sequence[AccessEntry], file: Path) -> None:
    """Writes the entries as .csv, whole or not at all. Raises EdgeError for another ending."""
    if file.suffix.lower() != ".csv":
        raise EdgeError(f"{file.name} must end in .csv; name it so.")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(cell) for cell in _cells(entry)] for entry in entries)
    write_whole(file, text.getvalue().encode("utf-8-sig"))


def removals_view(removals: Sequence[Removal], *, is_done: bool) -> RenderableType:
    """What was deleted, or would be."""
    if not removals:
        return Text("Nothing is older than the settings keep it.")
    table = Table(box=None, pad_edge=False)
    for column in ("What", "Which", "Partner"):
        table.add_column(column, overflow="fold")
    for removal in removals:
        table.add_row(removal.what.value, Text(removal.name), removal.partner or "—")
    counts = Counter(removal.what.value for removal in removals)
    words = ", ".join(f"{what}: {count:,}" for what, count in counts.items())
    return Group(table, Text(f"{'Deleted' if is_done else 'Would be deleted'}: {words}."))


def _cells(entry: AccessEntry) -> Iterator[str]:
    yield f"{entry.at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}"
    yield entry.who
    yield entry.how.label
    yield entry.partner
    yield ", ".join(entry.fields) or "none restricted"
    yield entry.about


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
