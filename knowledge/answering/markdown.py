"""A written answer as a person reads it, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import prompts
from knowledge.models import Statement


def text_of(
    statements: Sequence[Statement],
    meaning: Sequence[Statement],
    notes: Sequence[str],
    missing: Sequence[str],
) -> str:
    """Each statement with its clause and, below it, its quote; then what it means, and notes."""
    paragraphs: list[str] = []
    for statement in statements:
        paragraphs += [f"{statement.text} (**{statement.name}**)", as_quote(statement.quote)]
    if meaning:
        paragraphs.append(prompts.fill("replies/what-it-means"))
        paragraphs.append("\n".join(f"- {line.text} (**{line.name}**)" for line in meaning))
    paragraphs += notes
    paragraphs += [prompts.fill("replies/gap", note=note) for note in missing]
    return "\n\n".join(paragraphs)


def as_quote(words: str) -> str:
    """`words` as a quote in Markdown."""
    return "\n".join(f"> {line}" for line in words.split("\n"))
