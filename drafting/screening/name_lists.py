"""The names of many entries laid out so that a name is compared closely with few of them.

What is left out beforehand has too few words in common with the name to be a possible match.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from drafting.partners.search.numbered_lists import Numbers, offsets_of
from drafting.screening.entries import ListEntry, WatchList, is_cnic, plain_number
from drafting.screening.likeness import POSSIBLE, SAME_PART, Likeness, joined_part, likeness
from drafting.screening.names import ComparableName, NamePart, comparable

INITIAL_COUNTS = 1.0  # beforehand an initial may be any word
# Of what a name tells, what must be in an entry for the two to be compared closely.
IN_COMMON = 0.9 * POSSIBLE
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class ListedName:
    """One name of one entry of one list."""

    watch_list: WatchList
    entry: ListEntry
    name: ComparableName


@dataclass(frozen=True)
class NameHit:
    """A listed name that is like enough."""

    listed: ListedName
    likeness: Likeness


@dataclass(frozen=True)
class ScreenedLists:
    """Every name and number of some lists; it never changes."""

    names: Sequence[ListedName]
    sounds: Sequence[str]  # the different words, and neighbours as one word
    consonants: Sequence[str]
    words: Numbers  # of all names, one after the other
    offsets: Numbers  # where each name's words begin
    by_number: dict[str, list[tuple[WatchList, ListEntry]]]

    @classmethod
    def of(cls, lists: Sequence[WatchList]) -> ScreenedLists:
        """The names and numbers of `lists`."""
        names = [listed for watch_list in lists for listed in _names(watch_list)]
        units = [_units(listed.name.parts) for listed in names]
        numbers: dict[tuple[str, str], int] = {}
        words = [
            numbers.setdefault((part.sound, part.consonants), len(numbers))
            for each in units
            for part in each
        ]
        by_number: dict[str, list[tuple[WatchList, ListEntry]]] = {}
        for watch_list in lists:
            for entry in watch_list.entries:
                for number in filter(None, map(plain_number, entry.numbers)):
                    by_number.setdefault(number, []).append((watch_list, entry))
        return cls(
            names=names,
            sounds=[sound for sound, _ in numbers],
            consonants=[consonants for _, consonants in numbers],
            words=np.array(words, dtype=np.int64),
            offsets=offsets_of(units),
            by_number=by_number,
        )

    def with_number(self, number: str) -> Sequence[tuple[WatchList, ListEntry]]:
        """The entries that bear that number, however it is written."""
        return self.by_number.get(plain_number(number), ())

    def like(self, name: ComparableName) -> Iterator[NameHit]:
        """The listed names that are so like `name` that a person should look."""
        for at in self._candidates(name).tolist():
            listed = self.names[at]
            result = likeness(name, listed.name)
            if result.score >= POSSIBLE:
                yield NameHit(listed, result)

    def _candidates(self, name: ComparableName) -> Numbers:
        """The names that have enough words in common with `name`."""
        if not len(self.words) or not name.parts:
            return np.zeros(0, dtype=np.int64)
        singles = [self._in_each(part) for part in name.parts]
        joined = [self._in_each(part) for part in _neighbours(name.parts)]
        total = np.zeros(len(self.names))
        for at, part in enumerate(name.parts):
            beside = joined[max(0, at - 1) : at + 1]
            best = np.maximum.reduce([singles[at], *beside])
            total += part.weight * best
        return np.flatnonzero(total >= IN_COMMON * name.weight)

    def _in_each(self, part: NamePart) -> Scores:
        """How like the likest word of each name is to a word; 0 for one that is not like it."""
        if part.is_initial:
            return np.full(len(self.names), INITIAL_COUNTS)
        least = SAME_PART * 90
        by_word = np.maximum(
            _ratios(part.sound, self.sounds, least),
            _ratios(part.consonants, self.consonants, least),
        )
        each = np.maximum.reduceat(
            by_word[self.words], np.minimum(self.offsets[:-1], len(self.words) - 1)
        )
        each[np.diff(self.offsets) == 0] = 0.0
        return each


def bears_another_cnic(numbers: Sequence[str], entry: ListEntry) -> bool:
    """True where both sides have numbers of identity cards, and none of them is the same."""
    ours = {plain for plain in map(plain_number, numbers) if is_cnic(plain)}
    theirs = {plain for plain in map(plain_number, entry.numbers) if is_cnic(plain)}
    return bool(ours and theirs) and not ours & theirs


def _names(watch_list: WatchList) -> Iterator[ListedName]:
    for entry in watch_list.entries:
        for written in dict.fromkeys(filter(None, entry.names)):
            yield ListedName(watch_list, entry, comparable(written, entry.father))


def _units(parts: Sequence[NamePart]) -> list[NamePart]:
    return [*parts, *_neighbours(parts)]


def _neighbours(parts: Sequence[NamePart]) -> list[NamePart]:
    """Each two neighbours as if they were written as one."""
    pairs = itertools.pairwise(parts)
    return [joined_part(part, following) for part, following in pairs]


def _ratios(word: str, words: Sequence[str], least: float) -> Scores:
    scores = process.cdist([word], words, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8)
    return np.asarray(scores[0], dtype=np.float64) / 100
