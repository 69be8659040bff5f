"""The words of a sentence as numbers: which of the examples' words and pairs of words it holds.

A sentence's meaning as one vector says more of what it is about than of what was done; the words
themselves say what was done ("backdated", "none of them exists").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.slack.misconduct.words import spellings

FEWEST = 2  # sentences that a term stands in: what stands in one alone says nothing of another


class Row(NamedTuple):
    """The terms of a sentence that are known, and how much each counts; of unit length."""

    places: NDArray[np.int64]
    amounts: NDArray[np.float32]


class ExampleWording:
    """The terms that are known: the words and the pairs of words of the examples."""

    def __init__(self, terms: Sequence[str], rarity: NDArray[np.float32]) -> None:
        """`rarity`: what each of `terms` counts; the rarer, the more."""
        self.terms = tuple(terms)
        self.rarity = rarity
        self._place = {term: place for place, term in enumerate(self.terms)}

    @classmethod
    def of(cls, sentences: Iterable[str]) -> ExampleWording:
        """The terms of `sentences`, in alphabetical order."""
        held = [set(_terms(sentence)) for sentence in sentences]
        counts = Counter(term for terms in held for term in terms)
        known = sorted(term for term, count in counts.items() if count >= FEWEST)
        shares = np.array([(1 + len(held)) / (1 + counts[term]) for term in known])
        return cls(known, np.asarray(1 + np.log(shares), dtype=np.float32))

    def read(self, sentence: str) -> Row:
        """The row of `sentence`; an empty one where it holds no known term."""
        counts = Counter(self._place[term] for term in _terms(sentence) if term in self._place)
        places = np.array(sorted(counts), dtype=np.int64)
        often = np.array([counts[place] for place in sorted(counts)], dtype=np.float32)
        amounts = self.rarity[places] * (1 + np.log(often))
        return Row(places, amounts / max(float(np.linalg.norm(amounts)), 1e-9))

    def table(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """A row a sentence, a column a term."""
        table = np.zeros((len(sentences), len(self.terms)), dtype=np.float32)
        for line, sentence in zip(table, sentences, strict=True):
            row = self.read(sentence)
            line[row.places] = row.amounts
        return table


def _terms(sentence: str) -> list[str]:
    words = spellings(sentence)
    return [*words, *(" ".join(pair) for pair in pairwise(words))]
