"""Marks as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from bot.clause_marks import MarkRecord, mark_sentence
from knowledge import Document
from knowledge.marking import applied_mark

ID = 8  # characters of an id that are shown; as many name it among the few that there are


def list_view(records: Sequence[MarkRecord], documents: Sequence[Document]) -> RenderableType:
    """Each mark with its id, its question and what became of it."""
    if not records:
        return Text("Nothing is marked; a mark is made in Slack, below an answer or on Home.")
    return Group(*(_record_view(record, documents) for record in records))


def _record_view(record: MarkRecord, documents: Sequence[Document]) -> RenderableType:
    mark = record.mark
    lines = [Text.assemble((mark.id[:ID], "cyan"), f"  {mark.question}")]
    lines.append(Text(f"{' ' * ID}  {mark_sentence(applied_mark(mark, documents), mark.by)}"))
    if record.taken_back_at is not None:
        day = datetime.fromtimestamp(record.taken_back_at, UTC)
        words = f"Taken back by {record.taken_back_by} on {day.day} {day:%B %Y}."
        lines.append(Text(f"{' ' * ID}  {words}", style="dim"))
    return Group(*lines)


def mark_json(record: MarkRecord, documents: Sequence[Document]) -> dict[str, Any]:
    """A mark as JSON, with whether it is stale and who took it back."""
    return {
        **record.mark.model_dump(),
        "stale": applied_mark(record.mark, documents).is_stale,
        "taken_back_by": record.taken_back_by,
        "taken_back_at": record.taken_back_at,
    }
