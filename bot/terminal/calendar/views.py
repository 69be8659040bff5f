"""The calendar as the terminal prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from drafting.calendar import due_words, interval_note
from drafting.register import Waiting


def calendar_view(
    waitings: Sequence[Waiting], names: Mapping[str, str], today: date
) -> RenderableType:
    """A line for each thing that waits; `names` are the partners', empty where there is one."""
    table = Table(box=None, pad_edge=False)
    for column in ("When", *(["Partner"] if names else []), "What", "Turn of", "Agreement"):
        table.add_column(column)
    for waiting in waitings:
        style = "bold" if waiting.is_late(today) else ""
        partner = [Text(names.get(waiting.partner, waiting.partner))] if names else []
        note = interval_note(waiting)
        when = f"{due_words(waiting, today)} ({note})" if note else due_words(waiting, today)
        cells = (Text(waiting.what), Text(waiting.of.label), Text(waiting.agreement))
        table.add_row(Text(when, style=style), *partner, *cells)
    return table


def calendar_json(
    waitings: Sequence[Waiting], names: Mapping[str, str], today: date
) -> list[Mapping[str, Any]]:
    """The same for other programs."""
    return [
        {
            "key": waiting.key,
            "partner": waiting.partner,
            "partner_name": names.get(waiting.partner, waiting.partner),
            "what": waiting.what,
            "on": waiting.on.isoformat() if waiting.on else None,
            "words": waiting.words,
            "late": waiting.is_late(today),
            "side": waiting.of.value,
            "agreement": waiting.agreement or None,
            "source": waiting.source.value,
            "reference": waiting.reference,
            "unit": waiting.unit.value,
            "owner": waiting.owner or None,
            "interval": waiting.interval or None,
            "clause": waiting.clause or None,
        }
        for waiting in waitings
    ]
