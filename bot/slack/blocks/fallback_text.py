"""Blocks → the text shown in place of them: in notifications, screen readers and old clients.

Its characters are those of the blocks. Nothing acts in it, since it is posted with `mrkdwn=False`,
`parse="none"` and `link_names=False`, with Slack's three control characters escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.slack.blocks.escaping import MESSAGE_TEXT, clean, clip, escape


def fallback_text(blocks: Iterable[dict[str, Any]]) -> str:
    """What the blocks say, in order, escaped; buttons are left out."""
    lines = [line for block in blocks for line in _lines(block) if line.strip()]
    return clip("\n".join(lines), MESSAGE_TEXT - 1) or "…"


def _lines(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "rich_text":
        for element in block["elements"]:
            yield from _rich_lines(element)
    elif block["type"] == "context":
        yield " ".join(_text_of(element) for element in block["elements"] if "text" in element)
    elif isinstance(block.get("text"), dict):
        yield _text_of(block["text"])


def _rich_lines(element: dict[str, Any]) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        yield from (f"• {_words(item)}" for item in element["elements"])
        return
    bar = "> " if element["type"] == "rich_text_quote" else ""
    yield from (f"{bar}{line}" for line in _words(element).split("\n"))


def _words(element: dict[str, Any]) -> str:
    words = "".join(part.get("text", part.get("fallback", "")) for part in element["elements"])
    return escape(clean(words))


def _text_of(text: dict[str, Any]) -> str:
    """A text object's words; what is mrkdwn is escaped already."""
    words: str = text["text"]
    return words if text["type"] == "mrkdwn" else escape(clean(words))
