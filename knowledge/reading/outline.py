"""Blocks → clause tree: which clause stands under which, and what each is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.models import Clause, Footnote, Point, Section, Table, superscript
from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.heading_shapes import is_no_heading
from knowledge.reading.label_words import CLAUSES, CONTAINERS
from knowledge.reading.naming import name_nodes, to_roman
from knowledge.reading.nodes import Node, NodeGroup
from knowledge.reading.placing import Place, places_of
from knowledge.reading.typed_labels import LabelValue, TypedLabel, parts_of, typed_label, values

# Items under a lead-in that ends in a colon are one list as long as each stays this short (words).
LONGEST_LISTED_ITEM = 40
MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_EMPHASISED = re.compile(r"^[*_]{1,3}(\([^()*_]{1,5}\))\s*[*_]{1,3}")
_JOINING = frozenset(("between", "by and between", "made between", "among", "by and among"))
_LONGEST_TITLE = 12  # words: of the line below 'Article 5'


@dataclass(frozen=True)
class Outline:
    """A document's words before its first clause, its sections, and each clause's page by id."""

    front: str
    sections: tuple[Section, ...]
    pages: dict[str, int] = field(default_factory=dict)


def outline(blocks: Sequence[FlatBlock]) -> Outline:
    """The clause tree of `blocks`; ids are unique. Raises nothing: no clause gives no section."""
    blocks = list(_prepared(blocks))
    builder = _Builder(blocks, places_of(blocks))
    for at in range(len(blocks)):
        builder.take(at)
    return builder.finish()


# --- blocks made ready ------------------------------------------------------------------------


def _prepared(blocks: Sequence[FlatBlock]) -> Iterator[FlatBlock]:
    """The blocks with numbers printed together parted, and 'PART 1' a heading."""
    pending: FlatBlock | None = None
    before = ""
    containers = frozenset(CONTAINERS) - _inner_containers(blocks)
    parties = _party_lines(blocks)
    for at, given in enumerate(blocks):
        block = given
        if block.kind is BlockKind.SECTION and block.rank is None and before.endswith(":"):
            block = replace(block, kind=BlockKind.TEXT)  # what the words before announce
        before = block.text.rstrip(" *_") if block.kind is not BlockKind.SECTION else ""
        if pending is not None:
            if _is_title_of(pending, block):
                yield replace(pending, text=block.text, is_heading=True)
                pending = None
                continue
            yield pending
            pending = None
        word = parts_of(block.label).word if block.kind is BlockKind.CLAUSE else ""
        if word.casefold() in containers:
            text = f"{block.label} {block.text}".strip()
            yield replace(block, kind=BlockKind.SECTION, text=text, label="", is_heading=False)
        elif at in parties or (block.kind is BlockKind.SECTION and is_no_heading(block.text)):
            yield replace(block, kind=BlockKind.TEXT)
        elif word and not block.text:
            pending = block
        elif word and _is_title(block.text):
            yield replace(block, is_heading=True)
        else:
            yield from _parted(block)
    if pending is not None:
        yield pending


def _inner_containers(blocks: Sequence[FlatBlock]) -> set[str]:
    """Words such as 'part' that begin again below each 'Section 1': they divide it."""
    begins: Counter[str] = Counter()
    below_clauses: Counter[str] = Counter()
    expected: dict[str, set[LabelValue]] = {}
    before = ""
    for block in blocks:
        word = parts_of(block.label).word.casefold() if block.kind is BlockKind.CLAUSE else ""
        readings = values(block.label) if word in CONTAINERS else ()
        goes_on = any(value in expected.get(word, ()) for value in readings)
        if any(value.is_first for value in readings) and not goes_on:
            begins[word] += 1
            below_clauses[word] += before in CLAUSES
        if readings:
            expected[word] = {value.next() for value in readings}
        before = word or before
    return {word for word, count in begins.items() if count > 1 and below_clauses[word] == count}


def _party_lines(blocks: Sequence[FlatBlock]) -> set[int]:
    """The positions of 'between', 'and' and the names among them, set as the title above is."""
    lines: set[int] = set()
    begun = False
    for at, block in enumerate(blocks):
        begun = block.kind is BlockKind.SECTION and (begun or _joins_parties(block.text))
        if begun:
            lines.add(at)
    return lines


def _joins_parties(text: str) -> bool:
    return text.strip(" *_:,.()").casefold() in _JOINING


def _is_title_of(block: FlatBlock, below: FlatBlock) -> bool:
    """True for the heading that stands on the line below 'Article 5'."""
    if below.kind is BlockKind.SECTION:
        return True
    return below.kind is BlockKind.TEXT and below.table is None and _is_title(below.text)


def _is_title(text: str) -> bool:
    """True for a few words that begin large and do not end as a sentence does."""
    return (
        0 < len(text.split()) <= _LONGEST_TITLE
        and text[:1].isupper()
        and not text.rstrip().endswith((".", ";", ",", ":"))
    )


def _parted(block: FlatBlock) -> Iterator[FlatBlock]:
    """'6.' and '(1)' where a paragraph opens with '6.-(1)'."""
    inner = _inner_label(block)
    outer = values(block.label)
    is_pair = (
        inner is not None
        and (inner.label.startswith("(") or (inner.label[-1:], block.label[-1:]) == ("-", "-"))
        and not inner.is_bullet
        and any(value.is_first for value in values(inner.label))
        and bool(outer)
        and not block.label.startswith("(")
        and not re.match(r"[*\s]*(?:,|and\b|or\b|to\b)", block.text[inner.length :])
    )
    if inner is None or not is_pair:
        yield block
        return
    yield replace(block, text="", is_heading=False)
    text = _EMPHASISED.sub(r"\1", block.text, count=1)[inner.length :]
    yield replace(block, text=text, label=inner.label, level=None, form="")


def _inner_label(block: FlatBlock) -> TypedLabel | None:
    """The number that opens a clause's own words, bold or not."""
    if block.kind is not BlockKind.CLAUSE:
        return None
    return typed_label(_EMPHASISED.sub(r"\1", block.text, count=1))


# --- the tree ---------------------------------------------------------------------------------


class _Builder:
    """Takes blocks one by one and keeps the path of open clauses."""

    def __init__(self, blocks: Sequence[FlatBlock], places: dict[int, Place]) -> None:
        self._blocks = blocks
        self._places = places
        self.front: list[str] = []
        self.groups: list[NodeGroup] = [NodeGroup("")]
        self.path: list[Node | None] = []  # None: a heading that is no clause itself
        self.last: Node | None = None
        self.notes: list[tuple[Footnote, Node | None]] = []

    def take(self, at: int) -> None:
        """Takes the block at that position."""
        block = self._blocks[at]
        match block.kind:
            case BlockKind.SECTION:
                self._add_heading(at)
            case BlockKind.CLAUSE:
                self._add_clause(block, self._places[at])
            case BlockKind.POINT:
                self._add_point(block)
            case BlockKind.BOX:
                self._add_box(block)
            case BlockKind.FOOTNOTE:
                self.notes.append((Footnote(label=block.label, text=block.text), self.last))
            case BlockKind.TEXT:
                self._add_text(block)

    def finish(self) -> Outline:
        name_nodes(self.groups)
        self._place_notes()
        sections = tuple(
            Section(heading=group.heading, clauses=tuple(_freeze(node) for node in group.nodes))
            for group in self.groups
            if group.nodes or group.heading
        )
        pages = {
            node.id: node.block.page
            for group in self.groups
            for top in group.nodes
            for node in top.walk()
            if node.block.page is not None
        }
        return Outline("\n".join(self.front), sections, pages)

    # --- headings

    def _add_heading(self, at: int) -> None:
        """A heading is a clause where words of its own follow, else the name of what follows."""
        block = self._blocks[at]
        self._close_section()
        after = next(
            (n for n in range(at + 1, len(self._blocks)) if not self._is_note(n)),
            None,
        )
        place = self._places.get(after) if after is not None else None
        depth = len(self.path)
        if place is not None and 0 < place.depth < depth and self.path[0] is not None:
            self._attach_heading(block, place.depth)
        elif place is not None or (after is not None and self._is_deeper(after, block)):
            self.groups.append(NodeGroup(block.text))
            self.path.append(None)
            self.last = None
        else:
            self._open_group()
            node = Node(replace(block, text=""), heading=block.text)
            self.groups[-1].nodes.append(node)
            self.path.append(node)
            self.last = node

    def _attach_heading(self, block: FlatBlock, depth: int) -> None:
        """A heading between two numbers below one clause stands among them."""
        node = Node(replace(block, text=""), heading=block.text)
        above = self.path[depth - 1]
        (above.children if above else self.groups[-1].nodes).append(node)
        self.path.append(node)
        self.last = node

    def _close_section(self) -> None:
        """Leaves the section before, as `placing` does."""
        sections = [at for at, node in enumerate(self.path) if node is None or node.is_section]
        if sections and sections[0] == 0:
            second = self.path[1:2]
            self.path = second if second and second[0] and not second[0].is_section else []
        elif sections:
            self.path = self.path[: sections[0]]

    def _open_group(self) -> None:
        """A section without a heading, where the one before has a heading."""
        if self.groups[-1].heading:
            self.groups.append(NodeGroup(""))

    def _is_note(self, at: int) -> bool:
        return self._blocks[at].kind is BlockKind.FOOTNOTE

    def _is_deeper(self, at: int, block: FlatBlock) -> bool:
        below = self._blocks[at]
        is_heading = below.kind is BlockKind.SECTION
        return is_heading and None not in (below.rank, block.rank) and below.rank > block.rank  # type: ignore[operator]

    # --- clauses

    def _add_clause(self, block: FlatBlock, place: Place) -> None:
        node = Node(block, place.value)
        node.heading = block.text if block.is_heading else ""
        if block.text and not block.is_heading:
            node.text.append(block.text)
        self.path = self.path[: place.depth]
        above = self.path[-1] if self.path else None
        if above is not None and not _is_beside(above, block):
            above.children.append(node)
        else:
            self._top().append(node)
            node.restarts = bool(self.path)
        self.path.append(node)
        self.last = node

    def _top(self) -> list[Node]:
        return self.groups[-1].nodes

    def _add_point(self, block: FlatBlock) -> None:
        last = self._open_clause()
        if last is None:
            self.front.append(block.text)
            return
        if last.closing:
            # A second list: the words between the two keep their place among the points.
            last.points.extend(("", text) for text in last.closing)
            last.closing.clear()
        last.points.append((block.label or "-", block.text))

    def _add_text(self, block: FlatBlock) -> None:
        last = self._open_clause()
        if last is None:
            self.front.append(block.text)
            return
        (last.closing if last.points else last.text).append(block.text)
        if block.table is not None:
            last.tables.append(block.table)

    def _open_clause(self) -> Node | None:
        """The clause that text is added to; None before the first."""
        return self.last

    def _add_box(self, block: FlatBlock) -> None:
        lines = block.text.split("\n")
        has_heading = len(lines) > 1 and not lines[0].rstrip().endswith((".", ":", ";", ","))
        node = Node(block, heading=lines[0] if has_heading else "", is_box=True)
        node.text = lines[1:] if has_heading else lines
        top = next((open_ for open_ in self.path if open_ is not None), None)
        (top.children if top else self._top()).append(node)

    # --- notes

    def _place_notes(self) -> None:
        nodes = [n for group in self.groups for top in group.nodes for n in top.walk()]
        places = {id(node): at for at, node in enumerate(nodes)}
        citing: dict[str, list[int]] = {}
        for at, node in enumerate(nodes):
            for mark in set(MARK.findall(node.words)):
                citing.setdefault(mark, []).append(at)
        for note, near in self.notes:
            at = places.get(id(near), len(nodes) - 1)
            marked = citing.get(superscript(note.label))
            if marked:
                nodes[min(marked, key=lambda i: (abs(i - at), i))].footnotes.append(note)
            elif nodes:
                nodes[at].footnotes.append(note.model_copy(update={"unanchored": True}))


def _is_beside(heading: Node, block: FlatBlock) -> bool:
    """True for a numbered heading after one without a number, of the same rank or a higher one."""
    if not (heading.is_section and block.is_heading):
        return False
    ranks = (block.rank, heading.block.rank)
    return None in ranks or (block.rank or 0) <= (heading.block.rank or 0)


# --- nodes → clauses --------------------------------------------------------------------------


def _freeze(node: Node) -> Clause:
    is_list = _is_list(node)
    if is_list:
        items = [(child.block.label, " ".join(child.text[:1])) for child in node.children]
    else:
        items = node.points
    names = (
        [child.id for child in node.children]
        if is_list
        else [f"{node.id}({to_roman(place)})" for place in range(1, len(items) + 1)]
    )
    points = tuple(
        Point(id=name, label=label, text=text)
        for name, (label, text) in zip(names, items, strict=True)
    )
    closing = [*node.closing, *node.children[-1].text[1:]] if is_list else node.closing
    tables: list[Table] = [*node.tables, *(node.children[-1].tables if is_list else ())]
    return Clause(
        id=node.id,
        label=node.block.label,
        heading=node.heading,
        text="\n".join(node.text),
        points=points,
        closing="\n".join(closing),
        footnotes=tuple(node.footnotes),
        tables=tuple(tables),
        clauses=() if is_list else tuple(_freeze(child) for child in node.children),
    )


def _is_list(node: Node) -> bool:
    """True where the labelled items below `node` are one list under its lead-in."""
    lead_in = MARK.sub("", node.text[-1]).rstrip(" *_-–—") if node.text else ""
    items = node.children
    return (
        bool(items)
        and not node.points
        and lead_in.endswith(":")
        and all(_is_short(item) for item in items[:-1])
        and _is_short(items[-1], may_close=True)
        and len({item.id for item in items}) == len(items)
    )


def _is_short(item: Node, *, may_close: bool = False) -> bool:
    alone = not (item.children or item.points or item.footnotes or item.heading or item.is_box)
    own = item.text[:1] if may_close else item.text
    return alone and len(" ".join(own).split()) <= LONGEST_LISTED_ITEM and len(own) <= 1
