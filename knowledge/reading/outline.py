"""Blocks → clause tree: which clause stands under which, and what each is called.

A clause's place follows from its label ('15.' goes on after '14.', 'a.' opens a level below it,
'i.' after 'h.' is a letter and elsewhere a roman numeral), or from the level that the file states.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.models import Clause, Footnote, Point, Section, superscript
from knowledge.reading.blocks import BlockKind, FlatBlock

# Items under a lead-in that ends in a colon are one list as long as each stays this short (words).
LONGEST_LISTED_ITEM = 40
ROMAN = re.compile(r"(?=[ivxlc])(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
LABEL_CORE = re.compile(r"\d+(?:\.\d+)*|[A-Za-z]+(?=\W*$)")
MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


@dataclass(frozen=True)
class Ordinal:
    """A reading of a label: its numbering style, its value, and how it is named in an id."""

    style: str
    value: tuple[int, ...]
    name: str

    def follows(self, previous: Ordinal) -> bool:
        """True where this comes right after `previous` in the same numbering."""
        return self.style == previous.style and self.value == (
            *previous.value[:-1],
            previous.value[-1] + 1,
        )


@dataclass
class Node:
    """A clause while its tree is being built."""

    block: FlatBlock
    readings: tuple[Ordinal, ...] = ()
    heading: str = ""
    text: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    id: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Outline:
    """A document's words before its first clause, and its sections."""

    front: str
    sections: tuple[Section, ...]


def outline(blocks: Sequence[FlatBlock]) -> Outline:
    """The clause tree of `blocks`; ids are unique. Raises nothing: no clause gives no section."""
    builder = _Builder()
    for block in blocks:
        builder.take(block)
    return builder.finish()


def read_label(label: str) -> tuple[Ordinal, ...]:
    """Every numbering that `label` may belong to; empty where it is no number ('-', '')."""
    core = LABEL_CORE.search(label)
    if core is None:
        return ()
    word = core.group()
    shape = label.replace(word, "#").strip()
    if word[0].isdigit():
        value = tuple(int(part) for part in word.split("."))
        return (Ordinal("1" + (shape if len(value) == 1 else ""), value, word),)
    case = "A" if word.isupper() else "a"
    readings = []
    if len(set(word)) == 1 and len(word) <= 2:
        letter = ord(word[0].lower()) - ord("a") + 1 + 26 * (len(word) - 1)
        readings.append(Ordinal(case + shape, (letter,), word))
    if ROMAN.fullmatch(word):
        readings.append(Ordinal(case + "i" + shape, (_roman(word),), word))
    return tuple(readings)


def _roman(word: str) -> int:
    values = [ROMAN_VALUES[letter] for letter in word.lower()]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def to_roman(number: int) -> str:
    """`number` (1 or more) in lower-case roman numerals."""
    steps: tuple[tuple[int, str], ...] = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
    )
    steps += ((5, "v"), (4, "iv"), (1, "i"))
    out = ""
    for value, numeral in steps:
        count, number = divmod(number, value)
        out += numeral * count
    return out


class _Builder:
    """Takes blocks one by one and keeps the path of open clauses."""

    def __init__(self) -> None:
        self.front: list[str] = []
        self.sections: list[tuple[str, list[Node]]] = [("", [])]
        self.path: list[Node] = []
        self.notes: list[tuple[Footnote, Node | None]] = []
        self.fresh_section = False

    def take(self, block: FlatBlock) -> None:
        match block.kind:
            case BlockKind.SECTION:
                self._open_section(block.text)
            case BlockKind.CLAUSE:
                self._add_clause(block)
            case BlockKind.POINT:
                self._add_point(block)
            case BlockKind.BOX:
                self._add_box(block)
            case BlockKind.FOOTNOTE:
                note = Footnote(label=block.label, text=block.text)
                self.notes.append((note, self._last()))
            case BlockKind.TEXT:
                self._add_text(block)

    def finish(self) -> Outline:
        for _, nodes in self.sections:
            _name(nodes, "")
        _separate_twins([node for _, nodes in self.sections for node in nodes])
        self._place_notes()
        sections = tuple(
            Section(heading=heading, clauses=tuple(_freeze(node) for node in nodes))
            for heading, nodes in self.sections
            if nodes
        )
        return Outline("\n".join(self.front), sections)

    def _last(self) -> Node | None:
        return self.path[-1] if self.path else None

    def _open_section(self, heading: str) -> None:
        self.sections.append((heading, []))
        self.fresh_section = True

    def _add_clause(self, block: FlatBlock) -> None:
        node = Node(block, read_label(block.label))
        (node.text if not block.is_heading else [])[:0] = [block.text] if block.text else []
        node.heading = block.text if block.is_heading else ""
        self.path = self.path[: self._depth(node)]
        self._attach(node)
        self.path.append(node)

    def _attach(self, node: Node) -> None:
        siblings = self.path[-1].children if self.path else self.sections[-1][1]
        siblings.append(node)
        self.fresh_section = False

    def _depth(self, node: Node) -> int:
        """How many open clauses stay open above `node`."""
        for rule in (self._by_number_path, self._by_level, self._by_sequence, self._by_first):
            depth = rule(node)
            if depth is not None:
                return depth
        return self._by_style(node)

    def _by_number_path(self, node: Node) -> int | None:
        value = node.readings[0].value if node.readings else ()
        if len(value) < 2:
            return None
        above = [reading.value for open_ in self.path for reading in open_.readings[:1]]
        parents = [depth for depth, number in enumerate(above) if number == value[:-1]]
        return parents[-1] + 1 if parents else 0

    def _by_level(self, node: Node) -> int | None:
        level = node.block.level
        if level is None or any(open_.block.level is None for open_ in self.path):
            return None
        return sum(1 for open_ in self.path if (open_.block.level or 0) < level)

    def _by_sequence(self, node: Node) -> int | None:
        for depth in range(len(self.path) - 1, -1, -1):
            readings = self.path[depth].readings
            for reading in node.readings:
                if any(reading.follows(earlier) for earlier in readings):
                    # From here on the label has one reading: the one that continues the sequence.
                    node.readings = (reading,)
                    return depth
        return None

    def _by_first(self, node: Node) -> int | None:
        firsts = tuple(reading for reading in node.readings if reading.value == (1,))
        if not firsts or not self.path:
            return None
        if self.fresh_section and firsts[0].style == self.path[0].readings[0].style:
            return 0
        node.readings = firsts
        return len(self.path)

    def _by_style(self, node: Node) -> int:
        styles = {reading.style for reading in node.readings}
        for depth in range(len(self.path) - 1, -1, -1):
            if styles & {reading.style for reading in self.path[depth].readings}:
                return depth
        return 0 if self.fresh_section else len(self.path)

    def _add_point(self, block: FlatBlock) -> None:
        last = self._open_clause()
        if last is None:
            self.front.append(block.text)
            return
        if last.closing:
            # A second list: the words between the two keep their place among the points.
            last.points.extend(last.closing)
            last.closing.clear()
        last.points.append(f"{block.label or '-'}\t{block.text}")

    def _add_text(self, block: FlatBlock) -> None:
        if not any(nodes for _, nodes in self.sections) and not self.fresh_section:
            self.front.append(block.text)
            return
        last = self._open_clause()
        if last is not None:
            (last.closing if last.points else last.text).append(block.text)

    def _open_clause(self) -> Node | None:
        """The clause that text is added to: a new unnumbered one under a bare section heading."""
        if self.fresh_section:
            self.path = []
            node = Node(FlatBlock(BlockKind.TEXT, ""), id=_slug(self.sections[-1][0]))
            self._attach(node)
            self.path = [node]
        return self._last()

    def _add_box(self, block: FlatBlock) -> None:
        lines = block.text.split("\n")
        has_heading = len(lines) > 1 and not lines[0].rstrip().endswith((".", ":", ";", ","))
        node = Node(block, heading=lines[0] if has_heading else "")
        node.text = lines[1:] if has_heading else lines
        top = self.path[0] if self.path else None
        node.id = "box"
        (top.children if top else self.sections[-1][1]).append(node)

    def _place_notes(self) -> None:
        nodes = [n for _, tops in self.sections for top in tops for n in top.walk()]
        for note, near in self.notes:
            at = nodes.index(near) if near in nodes else len(nodes) - 1
            citing = [i for i, node in enumerate(nodes) if _cites(node, note.label)]
            if citing:
                nodes[min(citing, key=lambda i: (abs(i - at), i))].footnotes.append(note)
            elif nodes:
                nodes[at].footnotes.append(note.model_copy(update={"unanchored": True}))


def _cites(node: Node, label: str) -> bool:
    words = " ".join([node.heading, *node.text, *node.points, *node.closing])
    return superscript(label) in MARK.findall(words)


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:40] or "text"


def _name(nodes: list[Node], parent: str) -> None:
    """Gives each node its id, from its label and its parent's id."""
    for node in nodes:
        if node.id == "box":
            node.id = f"{parent}-box" if parent else "box"
        elif not node.id:
            node.id = _join(parent, node.readings[0] if node.readings else None)
        _name(node.children, node.id)
        _separate_twins(node.children)


def _join(parent: str, reading: Ordinal | None) -> str:
    if reading is None:
        return parent or "text"
    stands_alone = not parent or len(reading.value) > 1
    return reading.name if stands_alone else f"{parent}({reading.name})"


def _separate_twins(nodes: list[Node]) -> None:
    """Siblings of one id become '13-I' and '13-II', and their sub-clauses with them."""
    repeats = {id_ for id_, count in Counter(node.id for node in nodes).items() if count > 1}
    counts: Counter[str] = Counter()
    for node in nodes:
        if node.id not in repeats:
            continue
        counts[node.id] += 1
        old, new = node.id, f"{node.id}-{to_roman(counts[node.id]).upper()}"
        for below in node.walk():
            below.id = new + below.id.removeprefix(old)


def _freeze(node: Node) -> Clause:
    is_list = _is_list(node)
    items = [item.split("\t", 1) if "\t" in item else ["", item] for item in node.points]
    if is_list:
        items = [[child.block.label, " ".join(child.text)] for child in node.children]
    points = tuple(
        Point(id=f"{node.id}({to_roman(place)})", label=label, text=text)
        for place, (label, text) in enumerate(items, 1)
    )
    closing = [*node.closing, *_after_list(node)] if is_list else node.closing
    return Clause(
        id=node.id,
        label=node.block.label,
        heading=node.heading,
        text="\n".join(node.text),
        points=points,
        closing="\n".join(closing),
        footnotes=tuple(node.footnotes),
        clauses=() if is_list else tuple(_freeze(child) for child in node.children),
    )


def _is_list(node: Node) -> bool:
    """True where the labelled items below `node` are one list under its lead-in."""
    lead_in = MARK.sub("", node.text[-1]).rstrip(" *_") if node.text else ""
    items = node.children
    return (
        bool(items)
        and not node.points
        and lead_in.endswith(":")
        and all(_is_short(item) for item in items[:-1])
        and _is_short(items[-1], may_close=True)
    )


def _is_short(item: Node, *, may_close: bool = False) -> bool:
    alone = not (item.children or item.points or item.footnotes or item.heading)
    own = item.text[:1] if may_close else item.text
    return alone and len(" ".join(own).split()) <= LONGEST_LISTED_ITEM and len(own) <= 1


def _after_list(node: Node) -> list[str]:
    """Paragraphs that follow a list's last item go on with the clause, not with the item."""
    return node.children[-1].text[1:] if node.children else []
