"""Rich text blocks → the standard Markdown that a streamed message sends."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from typing import Any

from bot.slack.blocks.escaping import inert_markdown


def streamed_markdown(blocks: Iterable[dict[str, Any]]) -> str:
    """The rich text among `blocks` as Markdown; marks in its words are escaped."""
    texts = [
        _element(element)
        for block in blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
    ]
    return "\n\n".join(text for text in texts if text)


def _element(element: dict[str, Any]) -> str:
    if element["type"] == "rich_text_list":
        return "\n".join(f"- {' '.join(_words(item).split())}" for item in element["elements"])
    if element["type"] == "rich_text_quote":
        return "\n>\n".join(f"> {line}" for line in _words(element).split("\n") if line)
    return _words(element).replace("\n", "\n\n")


def _words(element: dict[str, Any]) -> str:
    parts = element["elements"]
    texts = ["", *(part["text"] for part in parts), ""]
    markdown = "".join(_run(part, texts[i], texts[i + 2]) for i, part in enumerate(parts))
    # An indented line would be code.
    return re.sub(r"\n\s*", "\n", markdown).strip()


def _run(part: dict[str, Any], before: str, after: str) -> str:
    """The words of one style, between those `before` and `after` it."""
    words = inert_markdown(part["text"])
    style = part.get("style", {})
    marks = "*" * (2 * bool(style.get("bold")) + bool(style.get("italic")))
    edges = _is_read(before[-1:], part["text"][:1]) and _is_read(after[:1], part["text"][-1:])
    return f"{marks}{words}{marks}" if edges and "\n" not in words else words


def _is_read(outside: str, inside: str) -> bool:
    """True where Markdown reads emphasis between these two characters; else it shows its marks."""
    apart = not outside or outside.isspace() or outside in string.punctuation
    return inside.isalnum() or (apart and inside in string.punctuation)
