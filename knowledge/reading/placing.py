"""Where each numbered paragraph of a document stands in its tree, judged over the whole document.

A number alone does not tell: 'i.' goes on after 'h.' and opens a level below 'a.', and '1.' under
'3.' is a list of that clause or the start of an annex. So the document's numbers are placed
together: of many ways to place them, the one is taken in which the numberings go on with the fewest
breaks and each style of number keeps to its level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.label_words import ANNEXES
from knowledge.reading.typed_labels import LabelValue, parts_of, values

_WAYS = 10  # that are followed at the same time
_INDENT = 8.0  # points: clearly further in
_HEADING = "heading"  # the style of the place that an unnumbered heading takes in the path

# What a way of placing a number costs.
_OPENS_LEVEL, _OPENS_OTHER_LEVEL, _OPENS_LATE = 0.5, 1.6, 3.0
_UNDER_HEADING, _PAST_HEADING = 0.3, 1.5
_GAP, _GAP_A_NUMBER, _MOST_GAP = 1.0, 0.4, 4.0
_REPEATED, _BACKWARD, _AGAIN, _AGAIN_AFTER_TEXT = 1.9, 4.0, 2.0, 0.9
_IN_ITSELF, _IN_ITSELF_FURTHER, _IN_OTHER_LIST = 3.0, 1.2, 0.8
_OTHER_PARENT, _LEVEL_DIFFERS = 0.9, 3.0
_EMPTY_HEADING, _OTHER_LIST, _SAME_LIST = 1.0, 0.8, 0.3
_OTHER_LIST_AND_LEVEL = 2.0
_LARGE_BELOW_DIGITS = 2.5  # 'I.' opened below '9.': large numerals stand above digits
_INDENT_DIFFERS, _LOOK_DIFFERS = 0.7, 0.6
_NO_PARENT, _FAR_PARENT = 2.0, 0.8


class Place(NamedTuple):
    """A paragraph's place: how many open paragraphs it stands below, and how its label reads."""

    depth: int
    value: LabelValue | None


class _Slot(NamedTuple):
    """An open numbered paragraph, or an unnumbered heading that numbers stand under."""

    style: str
    numbers: tuple[int, ...]
    form: str = ""
    level: int | None = None
    indent: float | None = None
    is_heading: bool = False
    counter: str = ""

    @property
    def family(self) -> str:
        """The style, one for all numbers of several parts: '4.1' and '4.1.1' are of one kind."""
        return "path" if len(self.numbers) > 1 or self.style == "1#" else self.style

    @property
    def is_digits(self) -> bool:
        """True where its number is printed in digits, or as one: '4', '4.2', 'Article 4'."""
        return len(self.numbers) > 1 or self.style.rpartition(" ")[2].startswith("1")

    @property
    def is_section(self) -> bool:
        return self.style == _HEADING


_SECTION = _Slot(_HEADING, ())


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of placing the paragraphs so far."""

    cost: float = 0.0
    path: tuple[_Slot, ...] = ()
    parents: tuple[tuple[str, str], ...] = ()  # under which style each style stands
    last: _Way | None = None
    place: Place | None = None
    has_text: bool = False  # words stand between the last number and here

    def known_parent(self, style: str) -> str | None:
        return next((parent for name, parent in self.parents if name == style), None)


def places_of(blocks: Sequence[FlatBlock]) -> dict[int, Place]:
    """The place of each numbered block, by its position among `blocks`.

    An unnumbered heading takes a level of its own in the path until the next one, or until a
    number from above it goes on.
    """
    ways = [_Way()]
    numbered: list[int] = []
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.SECTION:
            ways = [_after_heading(way) for way in ways]
        elif block.kind is BlockKind.CLAUSE:
            numbered.append(at)
            slots = _slots_of(block)
            options = (option for way in ways for option in _options(way, slots, block))
            ways = nsmallest(_WAYS, options, key=lambda way: way.cost)
        elif block.kind in (BlockKind.TEXT, BlockKind.BOX):
            ways = [_with_text(way) for way in ways]
    return dict(zip(reversed(numbered), _back(ways[0]), strict=True))


def _back(way: _Way | None) -> Iterator[Place]:
    while way is not None:
        if way.place is not None:
            yield way.place
        way = way.last


def _slots_of(block: FlatBlock) -> list[tuple[_Slot, LabelValue | None]]:
    """The slots that the block may take, one a reading of its label."""
    readings = values(block.label) or (LabelValue("other", (0,)),)
    return [
        (
            _Slot(
                reading.style,
                reading.numbers,
                block.form,
                block.level,
                block.indent,
                block.is_heading,
                block.counter,
            ),
            reading if block.label else None,
        )
        for reading in readings
    ]


def _after_heading(way: _Way) -> _Way:
    """Closes what stands under the heading before; top numbers there may go on after this one."""
    path = way.path
    sections = [at for at, slot in enumerate(path) if slot.is_section]
    if sections and sections[0] == 0:
        path = path[1:2] if len(path) > 1 and not path[1].is_section else ()
    elif sections:
        path = path[: sections[0]]
    return _Way(way.cost, (*path, _SECTION), way.parents, way)


def _with_text(way: _Way) -> _Way:
    return way if way.has_text else _Way(way.cost, way.path, way.parents, way, None, True)


def _options(
    way: _Way, slots: Sequence[tuple[_Slot, LabelValue | None]], block: FlatBlock
) -> Iterator[_Way]:
    """Every way to go on from `way` with the block."""
    for slot, value in slots:
        for depth, cost in _depths(way, slot, block):
            path = (*way.path[:depth], slot)
            parent = path[-2].family if depth else ""
            yield _Way(
                way.cost + cost + _parent_cost(way, slot, depth, parent),
                path,
                way.parents
                if way.known_parent(slot.style) is not None
                else (*way.parents[-40:], (slot.style, parent)),
                way,
                Place(depth, value),
            )


def _parent_cost(way: _Way, slot: _Slot, depth: int, parent: str) -> float:
    """A style of number begins under the same style throughout most documents."""
    goes_on = depth < len(way.path) and way.path[depth].style == slot.style
    known = way.known_parent(slot.style)
    return 0.0 if goes_on or known in (None, parent) or parent == _HEADING else _OTHER_PARENT


def _depths(way: _Way, slot: _Slot, block: FlatBlock) -> Iterator[tuple[int, float]]:
    """Each depth at which the slot may stand, and what that costs."""
    if parts_of(block.label).word.casefold() in ANNEXES:
        yield 0, 0.0
        return
    if len(slot.numbers) > 1:
        yield from _depths_by_path(way, slot)
        return
    last = way.path[-1] if way.path else None
    leaves_empty = last is not None and last.is_heading and not way.has_text
    for depth in range(len(way.path) + 1):
        cost = _opening_cost(way, slot, depth)
        if depth < len(way.path):
            beside = way.path[depth]
            if beside.style == slot.style:
                cost = _going_on_cost(way, slot, depth)
            elif beside.is_section:
                continue
        if leaves_empty and depth < len(way.path) and not slot.is_heading:
            cost += _EMPTY_HEADING
        yield depth, cost + _layout_cost(way.path, slot, depth)


def _depths_by_path(way: _Way, slot: _Slot) -> Iterator[tuple[int, float]]:
    """'4.2.1' stands under 4.2; where that is not there, under 4, or for itself."""
    numbers = slot.numbers
    above = [(at, open_.numbers) for at, open_ in enumerate(way.path) if open_.is_digits]
    for at, open_numbers in reversed(above):
        size = len(open_numbers)
        if size < len(numbers) and numbers[:size] == open_numbers:
            yield at + 1, _FAR_PARENT * (len(numbers) - size - 1)
            return
    for at, open_numbers in above:
        if len(open_numbers) == len(numbers) and open_numbers[:-1] == numbers[:-1]:
            goes_on = numbers[-1] == open_numbers[-1] + 1  # '4.3.i' after '4.3.h' is no numeral
            yield at, 0.2 if goes_on else 0.3
            return
    sections = [at for at, open_ in enumerate(way.path) if open_.is_section]
    same_form = [at for at, open_ in enumerate(way.path) if len(open_.numbers) == len(numbers)]
    if way.path and sections[:1] == [0]:
        yield 1, _NO_PARENT / 2
    yield (same_form[0] if same_form else 0), _NO_PARENT


def _going_on_cost(way: _Way, slot: _Slot, depth: int) -> float:
    """What it costs to go on at `depth` with the numbering that is open there."""
    beside = way.path[depth]
    step = slot.numbers[-1] - beside.numbers[-1]
    past = any(open_.is_section for open_ in way.path[depth + 1 :])
    cost = _PAST_HEADING if past and depth else 0.0
    if beside.counter and slot.counter and beside.level == slot.level:
        cost += _OTHER_LIST if beside.counter != slot.counter else 0.0
        if beside.counter == slot.counter and step > 0:
            return cost + min(_SAME_LIST * (step - 1), 1.0)
    elif beside.counter and slot.counter and beside.counter != slot.counter:
        cost += _OTHER_LIST_AND_LEVEL
    if step == 1:
        return cost
    if step > 1:
        return cost + min(_GAP + _GAP_A_NUMBER * (step - 1), _MOST_GAP)
    if slot.numbers[-1] <= 1 and beside.numbers[-1] > 1:
        return cost + (_AGAIN_AFTER_TEXT if way.has_text else _AGAIN)
    return cost + (_REPEATED if step == 0 else _BACKWARD)


def _opening_cost(way: _Way, slot: _Slot, depth: int) -> float:
    """What it costs to begin a numbering at `depth`."""
    cost = 0.0 if slot.numbers[-1] <= 1 else _OPENS_LATE
    if any(open_.style == slot.style for open_ in way.path[:depth]):
        above = way.path[depth - 1]
        if above.style == slot.style:
            apart = above.counter and slot.counter and above.counter != slot.counter
            cost += _IN_OTHER_LIST if apart else _IN_ITSELF
        elif not above.is_section:
            cost += _IN_ITSELF_FURTHER
    if depth == len(way.path):
        if depth and way.path[-1].is_section:
            return cost + _UNDER_HEADING
        if depth and slot.style.startswith("Ai") and way.path[-1].style.startswith("1"):
            cost += _LARGE_BELOW_DIGITS
        first = not way.parents and not slot.form
        return (cost / 3 if first else cost) + (_OPENS_LEVEL if depth else 0.0)
    return cost + _OPENS_OTHER_LEVEL + 0.3 * (len(way.path) - depth) + (0.9 if not depth else 0.0)


def _layout_cost(path: Sequence[_Slot], slot: _Slot, depth: int) -> float:
    """What speaks against `depth` in how the file sets the paragraph: its level, indent, look."""
    cost = 0.0
    for at, open_ in enumerate(path):
        apart = bool(open_.counter and slot.counter and open_.counter != slot.counter)
        if open_.form != slot.form or apart or None in (open_.level, slot.level):
            continue  # the levels of lists apart cannot be compared
        level, open_level = slot.level or 0, open_.level or 0
        fits = depth > at if level > open_level else depth <= at
        cost += 0.0 if fits else _LEVEL_DIFFERS
        if level == open_level and depth < at:
            cost += _LEVEL_DIFFERS / 2
    if depth < len(path) and not path[depth].is_section:
        beside = path[depth]
        if beside.is_heading != slot.is_heading:
            cost += _LOOK_DIFFERS
        if _shift(beside, slot) is not None and abs(_shift(beside, slot) or 0) > _INDENT:
            cost += _INDENT_DIFFERS
    elif depth and not path[depth - 1].is_section:
        if (_shift(path[depth - 1], slot) or 0) < -_INDENT:
            cost += _INDENT_DIFFERS
        if slot.is_heading and not path[depth - 1].is_heading:
            cost += _LOOK_DIFFERS
    return cost


def _shift(beside: _Slot, slot: _Slot) -> float | None:
    if beside.indent is None or slot.indent is None:
        return None
    return slot.indent - beside.indent
