"""A post → all that it says: what was typed, what was forwarded with it, and which files it has.

A message that was forwarded, or that a link quotes, stands in `attachments`; a post of a workflow
or of another app may have its words in `blocks` alone; a file that was deleted is a tombstone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.slack.delivery.file_fetching import GONE_MODES
from bot.slack.text import plain

Json = Mapping[str, Any]
ENDING = re.compile(r"\.\w{1,5}$")
DEEPEST = 4  # a forwarded message may hold another


class SentFile(NamedTuple):
    """A file of a post."""

    id: str
    name: str  # '' where Slack does not say it with the post
    is_gone: bool = False

    @property
    def words(self) -> str:
        """Its name as words: 'bribe_taken.docx' → 'bribe taken'."""
        return re.sub(r"[_\-.]+", " ", ENDING.sub("", self.name)).strip()


@dataclass(frozen=True)
class PostContent:
    """All that a post says."""

    text: str = ""  # what its writer typed
    forwarded: str = ""  # what others wrote, that was passed on with it
    files: tuple[SentFile, ...] = ()

    @property
    def whole(self) -> str:
        """All its words, with what was forwarded and without the files' names."""
        return "\n".join(filter(None, (self.text, self.forwarded)))


def content_of(message: Json, own_id: str) -> PostContent:
    """What a message says, as events, history and shortcuts give it; without mentions of us."""
    shared = list(_shared(message, DEEPEST))
    files = [file for part in (message, *shared) for file in part.get("files") or ()]
    return PostContent(
        text=_text_of(message, own_id),
        forwarded="\n".join(filter(None, (_text_of(part, own_id) for part in shared))),
        files=tuple(_file_of(file) for file in files if file.get("id")),
    )


def _shared(message: Json, deepest: int) -> Iterator[Json]:
    """The messages that were forwarded or quoted; a web page that a link shows is none."""
    for attachment in message.get("attachments") or ():
        is_message = any(
            attachment.get(key) for key in ("is_share", "is_msg_unfurl", "message_blocks")
        )
        if is_message and deepest:
            yield attachment
            yield from _shared(attachment, deepest - 1)


def _text_of(message: Json, own_id: str) -> str:
    text = plain(str(message.get("text") or ""), own_id)
    if text:
        return text
    quoted = [part.get("message") or {} for part in message.get("message_blocks") or ()]
    blocks = [block for part in (message, *quoted) for block in part.get("blocks") or () if block]
    lines = ("".join(_words_in(block)).strip() for block in blocks)
    return plain("\n".join(filter(None, lines)), own_id)


def _words_in(element: Any) -> Iterator[str]:
    """The words of a block, in order; of what nests, a line each."""
    if isinstance(element, list):
        for part in element:
            yield from _words_in(part)
    elif isinstance(element, dict):
        text = element.get("text")
        if isinstance(text, str):
            yield text
        else:
            yield from _words_in(text)
        if element.get("type") == "user":
            yield f"<@{element.get('user_id', '')}>"
        for key in ("elements", "fields", "rows"):
            yield from _words_in(element.get(key))
        if element.get("type") in {"rich_text_section", "mrkdwn", "plain_text"}:
            yield "\n"


def _file_of(file: Json) -> SentFile:
    name = str(file.get("name") or file.get("title") or "")
    return SentFile(str(file["id"]), name, file.get("mode") in GONE_MODES)
