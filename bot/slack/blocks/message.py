"""A message as it is posted, or streamed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from bot.slack.blocks.escaping import MESSAGE_BLOCKS, MESSAGE_SIZE
from bot.slack.blocks.fallback_text import fallback_text


@dataclass(frozen=True)
class Message:
    """What one post says.

    `text` is for where blocks are not shown; post it with `mrkdwn=False`, `parse="none"` and
    `link_names=False`, so that Slack looks for nothing in it. A message that `streams` may appear
    piece by piece: the blocks of `opening`, then `closing` with its end.
    """

    text: str
    blocks: list[dict[str, Any]]
    streams: bool = True

    @property
    def closing(self) -> list[dict[str, Any]]:
        """The blocks after the last words: its buttons and small print."""
        last_blocks = takewhile(lambda block: block["type"] != "rich_text", reversed(self.blocks))
        return list(last_blocks)[::-1]

    @property
    def opening(self) -> list[dict[str, Any]]:
        """The blocks before `closing`."""
        return self.blocks[: len(self.blocks) - len(self.closing)]

    def whole(self) -> Message:
        """The same message, to be posted at once and never streamed."""
        return replace(self, streams=False)


def message(blocks: Sequence[dict[str, Any]]) -> Message:
    """The message of `blocks`; it streams where there are words in it to begin with."""
    has_words = any(block["type"] == "rich_text" for block in blocks)
    return Message(fallback_text(blocks), list(blocks), streams=has_words and fits(blocks))


def size(blocks: Sequence[dict[str, Any]]) -> int:
    """The characters of the blocks as JSON: Slack counts their structure too."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def fits(blocks: Sequence[dict[str, Any]]) -> bool:
    """True where Slack takes the blocks in one message."""
    return len(blocks) <= MESSAGE_BLOCKS and size(blocks) <= MESSAGE_SIZE
