"""What each clause is called: its number with those above it, or its heading, as printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading.label_words import ANNEXES
from knowledge.reading.nodes import Node, NodeGroup
from knowledge.reading.typed_labels import parts_of

_LONGEST_NAME = 80  # characters of a heading
_LEAST_MAIN = 6  # numbers of the numbering that is the document’s own
_MARKS = re.compile(r"[*_`\\]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def name_nodes(groups: Sequence[NodeGroup]) -> None:
    """Gives each node its id; ids are unique in the document."""
    for group in groups:
        _name(group.nodes, None)
    _lead_with_headings(groups)
    for group in groups:
        for node in group.nodes:
            _name_below(node)
    _separate_twins([node for group in groups for node in group.nodes])
    _separate_the_rest([node for group in groups for top in group.nodes for node in top.walk()])


def to_roman(number: int) -> str:
    """`number` (1 or more) in lower-case roman numerals."""
    steps: tuple[tuple[int, str], ...] = (
        *((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v")),
        *((4, "iv"), (1, "i")),
    )
    out = ""
    for value, numeral in steps:
        count, number = divmod(number, value)
        out += numeral * count
    return out


def heading_name(heading: str) -> str:
    """A heading as a citation names it: plain, on one line, not endless."""
    plain = " ".join(_MARKS.sub("", heading).split()).rstrip(":. ")
    if len(plain) > _LONGEST_NAME:
        plain = plain[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"
    return plain or "text"


def _name(nodes: Sequence[Node], parent: Node | None) -> None:
    for node in nodes:
        node.id = _own_name(node, parent)


def _own_name(node: Node, parent: Node | None) -> str:
    if node.is_box:
        return f"{parent.id}-box" if parent else "box"
    if not node.block.label:
        return heading_name(node.heading)
    parts = parts_of(node.block.label)
    core = parts.core or node.block.label
    above = parent.id if parent is not None and (parent.leads or not parent.is_section) else ""
    if parts.word:
        return f"{above} {parts.name}".strip()
    is_path = node.value is not None and len(node.value.numbers) > 1
    if parent is not None and _is_annex(parent):
        return f"{above} {core}" if is_path else f"{above}({core})"
    if is_path or not above:
        inside = (
            re.match(r"(?:\S+ )+(?=[\d٠-٩۰-۹])", above) if is_path and _in_annex(above) else None
        )
        return f"{inside.group() if inside else ''}{core}"
    return f"{above}({core})"


def _is_annex(node: Node) -> bool:
    return parts_of(node.block.label).word.casefold() in ANNEXES


def _in_annex(name: str) -> bool:
    return name.split(" ", 1)[0].casefold() in ANNEXES


def _name_below(node: Node) -> None:
    _name(node.children, node)
    for child in node.children:
        _name_below(child)
    _separate_twins(node.children)


def _lead_with_headings(groups: Sequence[NodeGroup]) -> None:
    """Numbers that begin again under several headings are named with them: 'Scope(1)'.

    The document's main numbering, under whatever heading it begins, is named without.
    """
    runs = [run for group in groups for run in _runs(group)]
    sizes = [sum(1 for node in run.nodes for _ in node.walk()) for run in runs]
    most = max(sizes, default=0)
    counts = Counter(name for run in runs for name in run.names())
    counts.update(
        node.id
        for group in groups
        for node in group.nodes
        if node.block.label and not node.restarts
    )
    for run, size in zip(runs, sizes, strict=True):
        is_main = size == most >= _LEAST_MAIN and 2 * size > sum(sizes)
        if not is_main and any(counts[name] > 1 for name in run.names()):
            run.lead()


@dataclass
class _Run:
    """A numbering that begins under a heading."""

    heading: str
    nodes: list[Node]
    above: Node | None = None  # the heading, where it is a clause itself

    def names(self) -> list[str]:
        return [_own_name(node, None) for node in self.nodes]

    def lead(self) -> None:
        """Names the numbers with the heading."""
        if self.above is not None:
            self.above.leads = True
        for node in self.nodes:
            node.id = f"{heading_name(self.heading)}({node.id})"


def _runs(group: NodeGroup) -> Iterator[_Run]:
    restarts = [node for node in group.nodes if node.restarts and node.block.label]
    if group.heading and restarts:
        yield _Run(group.heading, restarts)
    for node in group.nodes:
        labelled = [child for child in node.children if child.block.label]
        if node.is_section and labelled:
            yield _Run(node.heading, labelled, node)


def _separate_twins(nodes: Sequence[Node]) -> None:
    """Siblings of one id become '13-I' and '13-II'.

    Where one of them alone has sub-clauses, they are named with it; otherwise their own letters
    tell them apart, or they are separated in turn.
    """
    repeats = {id_ for id_, count in Counter(node.id for node in nodes).items() if count > 1}
    for name in repeats:
        twins = [node for node in nodes if node.id == name]
        parents = [node for node in twins if node.children]
        for place, node in enumerate(twins, 1):
            node.id = _numbered(name, place)
            if len(parents) == 1 and node is parents[0]:
                for below in node.walk():
                    if below.id.startswith(f"{name}("):
                        below.id = node.id + below.id.removeprefix(name)


def _numbered(name: str, place: int) -> str:
    """'13-I', '1(a-II)'."""
    suffix = f"-{to_roman(place).upper()}"
    return f"{name[:-1]}{suffix})" if name.endswith(")") else f"{name}{suffix}"


def _separate_the_rest(nodes: Sequence[Node]) -> None:
    """Clauses of one name in different places are told apart by the order they stand in."""
    seen: set[str] = set()
    for node in nodes:
        name, count = node.id, 1
        while node.id in seen:
            count += 1
            node.id = _numbered(name, count)
        seen.add(node.id)
