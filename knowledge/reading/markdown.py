"""Markdown → blocks. Labels are taken as they are printed, so Markdown's own lists play no part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from knowledge.errors import UnreadableDocument
from knowledge.models import superscript
from knowledge.reading.blocks import BlockKind, FlatBlock

FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
LABEL = re.compile(
    r"((?:\d{1,3}(?:\.\d{1,3})+\.?|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\(?[ivxlc]{1,6}[.)]))\s+(?=\S)"
)
BULLET = re.compile(r"[-*+•]\s+(?=\S)")
NOTE = re.compile(r"\[\^([^\]\s]+)\]:\s*")
MARK = re.compile(r"\[\^([^\]\s]+)\]")
STARTS = (HEADING, LABEL, BULLET, NOTE)


def read_markdown(file: str, content: bytes) -> tuple[dict[str, Any], str, list[FlatBlock]]:
    """The front matter, the title ('' where none) and the blocks of a Markdown file.

    Raises UnreadableDocument where the front matter is not YAML with keys and values.
    """
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    matter = FRONT_MATTER.match(text)
    front = _front_matter(file, matter.group(1)) if matter else {}
    title = ""
    blocks: list[FlatBlock] = []
    for block in _blocks(text[matter.end() :] if matter else text):
        if not title and not blocks and block.kind is BlockKind.SECTION:
            title = block.text
        else:
            blocks.append(block)
    return front, title, blocks


def _front_matter(file: str, text: str) -> dict[str, Any]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UnreadableDocument(
            f"{file}: the lines between the two '---' at the top are not valid YAML; "
            "correct or remove them."
        ) from error
    if not isinstance(front, dict):
        raise UnreadableDocument(
            f"{file}: the lines between the two '---' at the top must be 'key: value'; "
            "correct or remove them."
        )
    return front


def _blocks(text: str) -> Iterator[FlatBlock]:
    for paragraph in _paragraphs(text):
        yield _block(paragraph)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs with their soft line breaks joined; a box keeps its inner paragraphs as lines."""
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        bare = line.strip()
        in_box, was_in_box = bare.startswith(">"), bool(lines) and lines[0].startswith(">")
        if lines and (not bare or in_box != was_in_box or (not in_box and _starts(bare))):
            yield "\n".join(lines) if was_in_box else " ".join(lines)
            lines = []
        if bare:
            lines.append(bare)


def _starts(line: str) -> bool:
    return any(pattern.match(line) for pattern in STARTS)


def _block(paragraph: str) -> FlatBlock:
    if paragraph.startswith(">"):
        return FlatBlock(BlockKind.BOX, _inline(_unboxed(paragraph)))
    if heading := HEADING.fullmatch(paragraph):
        return _heading(heading.group(2))
    if note := NOTE.match(paragraph):
        return FlatBlock(BlockKind.FOOTNOTE, _inline(paragraph[note.end() :]), label=note.group(1))
    if bullet := BULLET.match(paragraph):
        return FlatBlock(BlockKind.POINT, _inline(paragraph[bullet.end() :]), label="-")
    if label := LABEL.match(paragraph):
        return FlatBlock(BlockKind.CLAUSE, _inline(paragraph[label.end() :]), label=label.group(1))
    return FlatBlock(BlockKind.TEXT, _inline(paragraph))


def _heading(text: str) -> FlatBlock:
    label = LABEL.match(text)
    if label is None:
        return FlatBlock(BlockKind.SECTION, _inline(text))
    rest = _inline(text[label.end() :])
    return FlatBlock(BlockKind.CLAUSE, rest, label=label.group(1), is_heading=True)


def _unboxed(paragraph: str) -> str:
    lines = [line.removeprefix(">").strip() for line in paragraph.split("\n")]
    groups = "\n".join(lines).split("\n\n")
    return "\n".join(" ".join(group.split()) for group in groups if group.strip())


def _inline(text: str) -> str:
    """Footnote marks as superscript digits, and the escape of a leading number undone."""
    text = re.sub(r"^([\w(]*)\\([.)#>*+-])", r"\1\2", text)
    return MARK.sub(lambda mark: superscript(mark.group(1)), text)
