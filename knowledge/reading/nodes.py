"""A clause while its tree is being built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.models import Footnote, Table
from knowledge.reading.blocks import FlatBlock
from knowledge.reading.typed_labels import LabelValue


@dataclass
class Node:
    """A clause while its tree is being built."""

    block: FlatBlock
    value: LabelValue | None = None  # how its label reads
    heading: str = ""
    text: list[str] = field(default_factory=list)
    points: list[tuple[str, str]] = field(default_factory=list)  # mark and words
    closing: list[str] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    id: str = ""
    is_box: bool = False
    restarts: bool = False  # its numbering began under a heading
    leads: bool = False  # of a heading: the numbers below are named with it

    @property
    def is_section(self) -> bool:
        """True for a heading without a number."""
        return bool(self.heading) and not self.block.label and not self.is_box

    @property
    def words(self) -> str:
        """All its own words."""
        points = (text for _, text in self.points)
        return " ".join([self.heading, *self.text, *points, *self.closing])

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class NodeGroup:
    """A section while it is being built."""

    heading: str
    nodes: list[Node] = field(default_factory=list)
