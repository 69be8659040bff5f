"""The tags of a template.docx, each with its place; whether they open and close as they should.

Tags are `{{ value }}`, `{% if %}` and `{% for %}` within a paragraph, and `{%p %}`, `{%tr %}` and
`{%tc %}` for whole paragraphs, rows and cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from drafting.documents.word.looks import NAMESPACE
from drafting.partners.problems import Problem

W = f"{{{NAMESPACE}}}"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
BLOCK = re.compile(r"\{%(p|tr|tc)? +(\w+)(.*?)%\}", re.DOTALL)
VALUE = re.compile(r"\{\{ *([^{}]*?) *\}\}", re.DOTALL)
QUOTES = str.maketrans("“”‘’", "\"\"''")
LONGEST_EXCERPT = 60
HOLDERS = {"p": "p", "tr": "tr", "tc": "tc"}
WHOLE = {"p": "paragraph", "tr": "row", "tc": "cell"}
OPENERS = {"for": "endfor", "if": "endif"}
INNER = ("elif", "else")


@dataclass(frozen=True)
class Tag:
    """One tag."""

    text: str
    paragraph: etree._Element
    where: str
    level: str = ""  # 'p', 'tr' or 'tc' for one that stands for the whole of it
    word: str = ""  # 'for', 'endif', …; '' for a value
    rest: str = ""

    @property
    def jinja(self) -> str:
        """The tag as Jinja reads it."""
        if not self.word:
            return self.text.translate(QUOTES)
        return f"{{% {self.word}{self.rest.translate(QUOTES)}%}}"

    @property
    def holder(self) -> etree._Element:
        """The paragraph, row or cell that it stands in or for."""
        return self.paragraph if self.level in ("", "p") else above(self.paragraph, self.level)

    @property
    def scope(self) -> etree._Element:
        """What its partner must stand in too."""
        return self.paragraph if not self.level else self.holder.getparent()


def above(element: etree._Element, name: str) -> etree._Element:
    """The nearest `w:name` around `element`; `element` itself where there is none."""
    return next(element.iterancestors(f"{W}{name}"), element)


def text_of(paragraph: etree._Element) -> str:
    """The words of a paragraph, without those of text boxes in it."""
    texts = paragraph.iter(f"{W}t")
    return "".join(text.text or "" for text in texts if above(text, "p") is paragraph)


def place(part: str, number: int, text: str) -> str:
    """'paragraph 12, “…”': where somebody who has the template open in Word looks."""
    short = text if len(text) <= LONGEST_EXCERPT else f"{text[:LONGEST_EXCERPT]}…"
    return f"{part}paragraph {number}, “{short.strip()}”"


def tags_of(root: etree._Element, part: str) -> tuple[list[Tag], list[Problem]]:
    """Every tag in order, and what is wrong with how it is written."""
    tags: list[Tag] = []
    problems: list[Problem] = []
    for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
        text = text_of(paragraph)
        if not MARK.search(text):
            continue
        where = place(part, number, text)
        problems += [Problem(where, sentence) for sentence in _written_wrong(paragraph, text)]
        tags += [_tag(match[0], paragraph, where) for match in TAG.finditer(text)]
    return tags, problems


def _tag(source: str, paragraph: etree._Element, where: str) -> Tag:
    block = BLOCK.fullmatch(source)
    if block is None:
        return Tag(source, paragraph, where)
    return Tag(source, paragraph, where, block[1] or "", block[2], block[3])


def _written_wrong(paragraph: etree._Element, text: str) -> Iterator[str]:
    rest = MARK.search(TAG.sub("", text))
    if rest:
        yield f"A tag is not closed or not opened: “{rest[0]}” has no counterpart."
        return
    if above(paragraph, "txbxContent") is not paragraph:
        yield "A tag stands in a text box; put it into the text of the page."
    for tag in TAG.finditer(text):
        yield from _refused(tag[0])
        block = BLOCK.fullmatch(tag[0])
        if block and block[1] and _beside(paragraph, block[1], tag[0]):
            yield (
                f"“{tag[0]}” stands for its whole {WHOLE[block[1]]}, so what stands beside it "
                f"would vanish; give it a {WHOLE[block[1]]} of its own."
            )


def _beside(paragraph: etree._Element, level: str, tag: str) -> bool:
    """True where something but the tag stands in the paragraph, row or cell that it stands for."""
    holder = paragraph if level == "p" else above(paragraph, level)
    texts = [text_of(inner) for inner in holder.iter(f"{W}p")]
    return "".join(texts).strip() != tag


def _refused(tag: str) -> Iterator[str]:
    if tag.startswith("{#"):
        yield f"“{tag}” is a note to the author; delete it, or make it a clause’s note."
    elif tag.startswith("{{"):
        if not VALUE.fullmatch(tag) or re.match(r"\{\{[a-z-]", tag):
            yield f"“{tag}” is not right; a value is written {{{{ clause.title }}}}."
    elif (block := BLOCK.fullmatch(tag)) is None:
        yield f"“{tag}” is not right; a tag is written {{%p if table.caption %}}."
    elif block[2] not in (*OPENERS, *OPENERS.values(), *INNER):
        yield f"“{tag}” is not allowed; a template knows “for”, “if”, “elif” and “else” alone."


def unbalanced(tags: list[Tag]) -> Iterator[Problem]:
    """What is opened and not closed, or closed by a tag of another level or place."""
    open_tags: list[Tag] = []
    for tag in tags:
        if tag.word in OPENERS:
            open_tags.append(tag)
        elif tag.word:
            yield from _closes(tag, open_tags)
    for tag in open_tags:
        closing = f"{{%{tag.level} {OPENERS[tag.word]} %}}"
        yield Problem(tag.where, f"“{tag.text}” is never closed; add {closing}.")


def _closes(tag: Tag, open_tags: list[Tag]) -> Iterator[Problem]:
    opener = open_tags[-1] if open_tags else None
    if opener is None or (tag.word not in (OPENERS[opener.word], *INNER)):
        yield Problem(tag.where, f"“{tag.text}” closes nothing that is open here; delete it.")
        return
    if tag.word in OPENERS.values():
        open_tags.pop()
    if tag.level != opener.level or tag.scope is not opener.scope:
        yield Problem(
            tag.where,
            f"“{tag.text}” and “{opener.text}” belong together, so both stand in the same "
            "text, table or row and begin alike; move one of them.",
        )


def empty_cells(root: etree._Element, tags: list[Tag]) -> Iterator[Problem]:
    """Cells in which every paragraph depends on a condition or on how long a list is."""
    by_paragraph = {tag.paragraph: tag for tag in tags if tag.level}
    for cell in root.iter(f"{W}tc"):
        inside = [child for child in cell if child.tag in (f"{W}p", f"{W}tbl")]
        marks = [by_paragraph.get(child) for child in inside]
        if not any(tag and tag.level == "p" for tag in marks):
            continue
        if not _always_holds(marks):
            where = next(tag.where for tag in marks if tag)
            yield Problem(
                where,
                "The cell can end up empty, which Word refuses; write the condition inside its "
                "paragraph as {% if … %}, or leave an empty paragraph after it.",
            )


def _always_holds(marks: list[Tag | None]) -> bool:
    depth = 0
    for tag in marks:
        if tag is None and depth == 0:
            return True
        if tag is not None:
            depth += (tag.word in OPENERS) - (tag.word in OPENERS.values())
    return False
