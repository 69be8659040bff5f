"""A message as it is posted, or streamed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.slack.blocks.escaping import MARKDOWN, MESSAGE_BLOCKS, MESSAGE_SIZE
from bot.slack.blocks.fallback_text import fallback_text
from bot.slack.blocks.streamed_markdown import streamed_markdown


@dataclass(frozen=True)
class Message:
    """What one post says.

    `text` is mrkdwn for where blocks are not shown; post it with `mrkdwn=False` and
    `parse="none"`, so that Slack looks for nothing in it. `markdown` and then `closing` are the
    same in a stream; `markdown` is '' where it is too long to be streamed: post `blocks` then.
    """

    text: str
    blocks: list[dict[str, Any]]
    markdown: str = ""
    closing: list[dict[str, Any]] = field(default_factory=list)


def message(blocks: Sequence[dict[str, Any]]) -> Message:
    """The message of `blocks`, whose rich text can be streamed and whose other blocks close."""
    markdown = streamed_markdown(blocks)
    closing = [block for block in blocks if block["type"] != "rich_text"]
    streams = len(markdown) <= MARKDOWN and len(markdown) + size(closing) <= MESSAGE_SIZE
    return Message(
        text=fallback_text(blocks),
        blocks=list(blocks),
        markdown=markdown if streams else "",
        closing=closing,
    )


def size(blocks: Sequence[dict[str, Any]]) -> int:
    """The characters of the blocks as JSON: Slack counts their structure too."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def fits(blocks: Sequence[dict[str, Any]]) -> bool:
    """True where Slack takes the blocks in one message."""
    return len(blocks) <= MESSAGE_BLOCKS and size(blocks) <= MESSAGE_SIZE
