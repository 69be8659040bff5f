"""A clause's text, taken apart once: paragraphs and items of words, placeholders and references.

The text is Markdown with paragraphs, lists, **bold** and *italic*, and nothing else. A placeholder
names a field; values are put in later and are never read as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from drafting.documents.composition import Paragraph, Run
from drafting.partners.errors import BadTemplate
from drafting.partners.facts import fact
from drafting.partners.problems import FileFault
from drafting.partners.record.fields import nearest

PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
FIELD = re.compile(r"([a-z_]+(?:\.[a-z0-9_]+)+)(?:\s*\|\s*([a-z]+))?")
REFERENCE = re.compile(r"(clause|annex|table)\s+([a-z0-9_-]+)")
FILTERS = ("date", "money", "each", "capital", "lower")
TABLES = (
    *("budget", "tranches", "reports", "workplan", "capacity", "phase_out_steps"),
    *("remaining_duties", "final_transfers", "assets", "turnaround", "contacts", "bank"),
    *("papers", "capacity_to_agree", "changes"),
)
"""What a clause may place as a table; `composing.tables` sets each."""
DEEPEST = 2
# What a clause's Markdown has no sense for, so that it would be printed as it stands.
STRAY = (
    (r"\{%|%\}|\{#|#\}", "A clause holds no code; say 'when:' in the front matter."),
    (r"[{}]", "A brace stands in the text; a placeholder is written '{{ field }}'."),
    (r"^#+ ", "A clause has no headings; its title stands in the front matter."),
    (r"^[>|]", "A clause has no quotations and no tables; write '{{ table NAME }}' for a table."),
    (r"\[[^\]]*\]\([^)]*\)|https?://", "A clause has no links; give the words alone."),
    (r"</?[A-Za-z][^>]*>|`|&[a-z]+;", "A clause is plain Markdown; leave the mark-up out."),
    (
        r"\[[^\]]*\]|_{3,}|\.{4,}|…{2,}|\bTB[ACD]\b",
        "This looks like a blank to fill in; name the field that holds it, as '{{ field }}'.",
    ),
    (r"\*|\b__|__\b", "A mark for bold or italic is left over; close it, as in '**bold**'."),
)


@dataclass(frozen=True)
class Placeholder:
    """The place of a field's value."""

    path: str
    filter: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Reference:
    """The number of another clause, or the letter of an annex."""

    to: str  # 'clause' or 'annex'
    id: str


@dataclass(frozen=True)
class TablePlace:
    """The place of a table."""

    name: str


Segment = Run | Placeholder | Reference | TablePlace  # a run: words as they stand


@dataclass(frozen=True)
class ClauseBlock:
    """A paragraph (level 0) or an item (1, or 2 beneath one)."""

    level: int
    segments: tuple[Segment, ...]
    line: int  # of its file

    @property
    def only(self) -> Segment | None:
        """The segment that it consists of; None where there are several."""
        return self.segments[0] if len(self.segments) == 1 else None

    @cached_property
    def fixed(self) -> Paragraph | None:
        """The paragraph as it stands in every document; None where a value or a number is in it."""
        runs = tuple(segment for segment in self.segments if isinstance(segment, Run))
        return Paragraph(runs, self.level) if len(runs) == len(self.segments) else None


def parse(text: str, first_line: int = 1) -> tuple[tuple[ClauseBlock, ...], tuple[FileFault, ...]]:
    """The blocks of a clause's text, and all that is wrong with it; lines as its file counts."""
    blocks: list[ClauseBlock] = []
    faults: list[FileFault] = []
    level = 0
    for token in _markdown().parse(text):
        line = first_line + (token.map or [0])[0]
        if token.type.endswith("list_open"):
            level += 1
            faults += _list_faults(token, level, line)
        elif token.type.endswith("list_close"):
            level -= 1
        elif token.type == "inline":
            placeholder_faults = [*_placeholder_faults(token.content, line)]
            blocks += (
                []
                if placeholder_faults
                else [ClauseBlock(level, tuple(_segments(token.children or [])), line)]
            )
            faults += placeholder_faults or [*_placement_faults(blocks[-1]), *_stray(blocks[-1])]
    faults += _below_tables(blocks)
    if not blocks and not faults:
        faults.append(FileFault(first_line, "There is no text below the front matter; write it."))
    return tuple(blocks), tuple(faults)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero").enable(["emphasis", "list"])


def _list_faults(token: Token, level: int, line: int) -> Iterator[FileFault]:
    if token.type.startswith("ordered"):
        yield FileFault(
            line, "Items are lettered by themselves; begin each with '- ' and no number."
        )
    if level > DEEPEST:
        yield FileFault(line, "Lists go two levels deep, (a) and (i); this one goes deeper.")


def _placeholder_faults(content: str, line: int) -> Iterator[FileFault]:
    """What is wrong with each placeholder of a paragraph, which starts in `line`."""
    for match in PLACEHOLDER.finditer(content):
        try:
            _placeholder(" ".join(match[1].split()))
        except BadTemplate as error:
            yield FileFault(line + content.count("\n", 0, match.start()), str(error))
    rest = PLACEHOLDER.sub(lambda match: "\n" * match[0].count("\n"), content)
    for mark, counterpart in (("{{", "}}"), ("}}", "{{")):
        if mark in rest:
            at = line + rest.count("\n", 0, rest.index(mark))
            yield FileFault(
                at, f"A placeholder lacks its '{counterpart}'; write '{{{{ field }}}}'."
            )


def _segments(tokens: list[Token]) -> Iterator[Segment]:
    bold = italic = False
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            bold = token.type == "strong_open"
        elif token.type in {"em_open", "em_close"}:
            italic = token.type == "em_open"
        elif token.content:
            yield from _segments_of_text(token.content, bold=bold, italic=italic)


def _segments_of_text(text: str, *, bold: bool, italic: bool) -> Iterator[Segment]:
    flat = re.sub(r"\s*\n\s*", " ", text)
    for place, part in enumerate(PLACEHOLDER.split(flat)):
        if place % 2:
            yield _placeholder(part.strip(), bold=bold, italic=italic)
        elif part:
            yield Run(part, bold, italic)


def _placeholder(inner: str, *, bold: bool = False, italic: bool = False) -> Segment:
    reference = REFERENCE.fullmatch(inner)
    if reference:
        to, name = reference.groups()
        return TablePlace(name) if to == "table" else Reference(to, name)
    field = FIELD.fullmatch(inner)
    if not field:
        raise BadTemplate(
            f"'{{{{ {inner} }}}}' is no placeholder; write a field such as partner.identity."
            "legal_name, or 'clause ID', 'annex ID' or 'table NAME'."
        )
    path, filter_name = field.group(1), field.group(2) or ""
    if filter_name and filter_name not in FILTERS:
        raise BadTemplate(
            f"There is no filter '{filter_name}'; did you mean '{nearest(filter_name, FILTERS)}'?"
        )
    refuse_unfit(path, filter_name)
    return Placeholder(path, filter_name, bold, italic)


def refuse_unfit(path: str, filter_name: str = "") -> None:
    """Raises BadTemplate for what has no words of its own, and for a filter that does not fit."""
    named = fact(path)
    field, kind = named.field, named.kind
    if kind == "records":
        raise BadTemplate(f"'{path}' is a list of entries; set it with a table instead.")
    if kind == "tick":
        raise BadTemplate(f"'{path}' has no words of its own; leave it out.")
    if filter_name == "date" and kind != "date":
        raise BadTemplate(f"'{path}' is no date; leave out '| date'.")
    if filter_name == "money" and kind != "amount":
        raise BadTemplate(f"'{path}' is no amount; leave out '| money'.")
    if filter_name == "each" and not (field and field.many):
        raise BadTemplate(f"'{path}' holds one value; leave out '| each'.")


def _placement_faults(block: ClauseBlock) -> Iterator[FileFault]:
    """Tables, and lists of values, stand alone in their paragraph or item."""
    alone = block.only is not None
    for segment in block.segments:
        if isinstance(segment, TablePlace) and not (alone and block.level == 0):
            sentence = (
                f"'{{{{ table {segment.name} }}}}' stands alone in a paragraph; move it there."
            )
            yield FileFault(block.line, sentence)
        is_list = isinstance(segment, Placeholder) and segment.filter == "each"
        if is_list and not (alone and block.level):
            sentence = (
                "A placeholder with '| each' stands alone in a list item, '- {{ … | each }}'."
            )
            yield FileFault(block.line, sentence)


def _below_tables(blocks: list[ClauseBlock]) -> Iterator[FileFault]:
    """A clause's tables are set below its text."""
    for before, block in pairwise(blocks):
        if isinstance(before.only, TablePlace) and not isinstance(block.only, TablePlace):
            yield FileFault(block.line, "A table is the last thing in a clause; put this above it.")


def _stray(block: ClauseBlock) -> Iterator[FileFault]:
    text = "".join(segment.text if isinstance(segment, Run) else " " for segment in block.segments)
    for pattern, sentence in STRAY:
        if re.search(pattern, text):
            yield FileFault(block.line, sentence)
            return
