"""Rich text: text that Slack shows literally, with styles that we set ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from slack_sdk.models.blocks import RichTextElement

from bot.slack.blocks.escaping import clean, clip, pieces

# '***both***', '**bold**', '*italic*' and, in Saathi's own words only, '`code`'.
EMPHASIS = re.compile(r"(?<!\*)(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?!\*)")
EMPHASIS_OR_CODE = re.compile(EMPHASIS.pattern + r"|`([^`\n]+)`")
# Placeholders for a literal '\\*', '\\_' or '\\\\' while emphasis is parsed: no text holds them.
LITERAL = {"\\\\": "\ufdd0", "\\*": "\ufdd1", "\\_": "\ufdd2"}
SHOWN = str.maketrans({mark: escape[1] for escape, mark in LITERAL.items()})
MOST_RUNS = 80  # of one paragraph


Block = dict[str, Any]
# Part of a block, as Slack has it. slack-sdk's classes, which check nothing of rich text, take six
# times as long to become this, and an answer is made of dozens.
Element = dict[str, Any]


class TextRun(NamedTuple):
    """Some words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False


def plain(text: str) -> list[TextRun]:
    """`text` as it is: asterisks and the like are characters."""
    return [TextRun(text)]


def emphasised(text: str) -> list[TextRun]:
    """A document's words, with their own emphasis as styles."""
    return _few_runs(_runs(EMPHASIS, text))


def spoken(text: str) -> list[TextRun]:
    """Saathi's own words, with their emphasis and `code` as styles."""
    return _few_runs(_runs(EMPHASIS_OR_CODE, text))


def _runs(mark: re.Pattern[str], text: str) -> Iterator[TextRun]:
    for escape, placeholder in LITERAL.items():
        text = text.replace(escape, placeholder)
    end = 0
    for match in mark.finditer(text):
        yield TextRun(text[end : match.start()].translate(SHOWN))
        yield _emphasised_run(match)
        end = match.end()
    yield TextRun(text[end:].translate(SHOWN))


def _few_runs(runs: Iterable[TextRun]) -> list[TextRun]:
    """`runs`; as one without style where there are so many that their styles outweigh the words."""
    non_empty = [run for run in runs if run.text]
    if len(non_empty) <= MOST_RUNS:
        return non_empty
    return [TextRun("".join(run.text for run in non_empty))]


def _emphasised_run(match: re.Match[str]) -> TextRun:
    stars = match.group(1)
    if not stars:
        return TextRun(match.group(3), code=True)
    words = match.group(2).translate(SHOWN)
    return TextRun(words, bold=len(stars) > 1, italic=len(stars) != 2)


def clipped(runs: Iterable[TextRun], limit: int) -> list[TextRun]:
    """`runs` cut at a word with '…' so that they have at most `limit` characters."""
    beginning: list[TextRun] = []
    room = limit
    for run in runs:
        words = clip(clean(run.text), max(room, 1))
        beginning.append(run._replace(text=words))
        room -= len(words)
        if words != clean(run.text):
            break
    return beginning


def chunked(runs: Iterable[TextRun], limit: int) -> Iterator[list[TextRun]]:
    """`runs` in lists of at most `limit` characters; nothing is lost."""
    chunk: list[TextRun] = []
    for run in runs:
        for piece in pieces(clean(run.text), limit):
            if sum(len(chunk_run.text) for chunk_run in chunk) + len(piece) > limit:
                yield chunk
                chunk = []
            chunk.append(run._replace(text=piece))
    if chunk:
        yield chunk


def section(runs: Iterable[TextRun]) -> Element:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": _elements(runs)}


def quote(runs: Iterable[TextRun]) -> Element:
    """Words quoted: with a bar beside them."""
    return {"type": "rich_text_quote", "elements": _elements(runs)}


def bullets(items: Iterable[Sequence[TextRun]]) -> Element:
    """A list with bullets."""
    sections = [section(item) for item in items]
    return {"type": "rich_text_list", "style": "bullet", "elements": sections}


def list_blocks(
    title: Iterable[TextRun], items: Iterable[Sequence[TextRun]], limit: int
) -> Iterator[Block]:
    """A title with its list below, in blocks of at most `limit` characters each."""
    first = [section(title)]
    bullet_items: list[Sequence[TextRun]] = []
    size = 0
    for item in items:
        long = sum(len(run.text) for run in item)
        if bullet_items and size + long > limit:
            yield rich_text(*first, bullets(bullet_items))
            first, bullet_items, size = [], [], 0
        bullet_items.append(item)
        size += long
    yield rich_text(*first, *([bullets(bullet_items)] if bullet_items else []))


def rich_text(*elements: Element | RichTextElement) -> Block:
    """A block of paragraphs, quotes and lists."""
    parts = [part if isinstance(part, dict) else part.to_dict() for part in elements]
    return {"type": "rich_text", "elements": parts}


def paragraph(runs: Iterable[TextRun]) -> dict[str, Any]:
    """A block of one paragraph."""
    return rich_text(section(runs))


def _elements(runs: Iterable[TextRun]) -> list[Element]:
    """Text elements; Slack refuses an empty one, so empty text becomes a space."""
    clean_runs = [run._replace(text=clean(run.text)) for run in runs]
    return [_element(run) for run in clean_runs if run.text] or [_element(TextRun(" "))]


def _element(run: TextRun) -> Element:
    style = {"bold": run.bold, "italic": run.italic, "code": run.code, "strike": run.struck}
    active_styles = {name: True for name, is_set in style.items() if is_set}
    element: Element = {"type": "text", "text": run.text}
    return {**element, "style": active_styles} if active_styles else element
