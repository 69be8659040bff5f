"""Who did what to the library, as text, and which editions a better reader could read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from knowledge import Document
from knowledge.editions import LibraryEvent


def history_view(events: Sequence[LibraryEvent]) -> RenderableType:
    """A row for each thing that was done, oldest first."""
    if not events:
        return Text("Nothing was put on record or decided yet.")
    table = Table(box=None, pad_edge=False)
    for column in ("When (UTC)", "Who", "Document", "Edition", "What"):
        table.add_column(column, no_wrap=column not in ("What", "Who"))
    for event in events:
        what = f"{event.what} ({event.why})" if event.why else event.what
        when = event.at[:16].replace("T", " ")
        cells = (when, event.by or "–", event.document, event.edition, what)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def reread_hints(documents: Iterable[Document]) -> Iterator[str]:
    """A line for each edition in force that an earlier reader read."""
    for document in documents:
        yield (
            f"{document.id}, edition {document.edition}, was read by an earlier reader; "
            f"`saathi knowledge reread {document.id} --dry-run` shows what would differ."
        )
