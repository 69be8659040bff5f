"""Texts with a part that may resemble a query, found by where the query's letters stand in them.

What a query is compared with are parts of a text that are as long as it, or shorter at the text's
ends. A letter of the query that the part lacks, or that it has besides, moves what follows by one
place only. So a part that is like enough has most of the query's letters near their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from drafting.partners.search.letters import LetterNumbers, letter_numbers
from drafting.partners.search.numbered_lists import Numbers, offsets_of


class Needed(NamedTuple):
    """What a part must have in common with a query to be like enough."""

    inside: int  # letters, where it is as long as the query
    at_ends: int  # letters, where it may be shorter
    moved: int  # by so many places at most letters stand apart from each other's places


@dataclass(frozen=True)
class PartIndex:
    """The letters of texts, the longest first, so that those that are long enough are the first."""

    texts: Numbers  # their numbers, in this order
    lengths: Numbers  # of the texts in this order
    offsets: Numbers  # where each of them begins
    letters: LetterNumbers
    text_of: Numbers  # the place in the order of the text that each letter is in

    @classmethod
    def of(cls, texts: Sequence[str]) -> PartIndex:
        """The letters of `texts`."""
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        in_order = [texts[number] for number in order]
        offsets = offsets_of(in_order)
        lengths = np.diff(offsets)
        return cls(
            texts=np.array(order, dtype=np.int64),
            lengths=lengths,
            offsets=offsets,
            letters=letter_numbers("".join(in_order)),
            text_of=np.repeat(np.arange(len(texts)), lengths),
        )

    def candidates(self, query: str, at_least: float) -> Numbers:
        """The texts that may have a part which is like `query` by `at_least`, of 100.

        Some of them have none, but no other text has one.
        """
        needed = needed_for(len(query), at_least)
        count = int(np.searchsorted(-self.lengths, -len(query), side="right"))
        letters = self.letters[: self.offsets[count]]
        common = _in_common(letters, query, (needed.moved + 1) // 2)
        middles = np.flatnonzero(common >= min(needed.inside, needed.at_ends))
        places = self.text_of[middles]
        room = self.lengths[places] - len(query)
        begins = middles - len(query) // 2 - self.offsets[places]
        inside = (begins >= -needed.moved) & (begins <= room + needed.moved)
        enough = common[middles] >= needed.inside
        at_ends = (begins <= needed.moved) | (begins >= room - needed.moved)
        chosen = np.zeros(count, dtype=bool)
        chosen[places[inside & (enough | at_ends)]] = True
        return np.sort(self.texts[:count][chosen])


def _in_common(letters: LetterNumbers, query: str, near: int) -> NDArray[np.uint16]:
    """Of each part, by its middle, how many letters of the query stand `near` their places."""
    size = len(letters)
    common: NDArray[Any] = np.zeros(size, dtype=np.uint8 if len(query) < 256 else np.uint16)
    numbers = letter_numbers(query).tolist()
    spread = {number: _spread(letters == number, near) for number in set(numbers)}
    for place, number in enumerate(numbers, -(len(query) // 2)):
        there, here = max(0, place), max(0, -place)
        count = size - abs(place)
        if count > 0:
            part = common[here : here + count]
            np.add(part, spread[number][there : there + count], out=part)
    return common


def _spread(flags: NDArray[np.bool_], near: int) -> NDArray[np.uint8]:
    """1 where a flag is set, or one that is so `near`."""
    result = flags
    for step in _steps(near):
        wider = result.copy()
        wider[step:] |= result[:-step]
        wider[:-step] |= result[step:]
        result = wider
    return result.view(np.uint8)


def _steps(near: int) -> Iterator[int]:
    """The widths by which to widen in turn, so that nothing that is `near` is left out."""
    covered = 0
    while covered < near:
        # What is `covered` on both sides leaves no gap when it is moved by its own width.
        step = min(near - covered, 2 * covered + 1)
        yield step
        covered += step


@lru_cache(maxsize=1024)
def needed_for(length: int, at_least: float) -> Needed:
    """What a part must have in common with a query of `length` to be like it by `at_least`."""
    changes = list(_changes(length, at_least))
    inside = max((lacks for lacks, besides in changes if lacks == besides), default=0)
    lacking = max((lacks for lacks, _ in changes), default=0)
    moved = max((lacks + besides for lacks, besides in changes), default=0)
    return Needed(length - inside, length - lacking, moved)


def _changes(length: int, at_least: float) -> Iterator[tuple[int, int]]:
    """How many letters a part that is like enough may lack, and how many it may have besides."""
    for lacks in range(length + 1):
        for besides in range(lacks + 1):
            if 200.0 * (length - lacks) >= at_least * (2 * length - lacks + besides):
                yield lacks, besides
