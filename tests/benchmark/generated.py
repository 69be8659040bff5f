"""Generated clauses in any number, and a stand-in for the embedded model that reads them at once.

Reading 100,000 clauses with the real model takes an hour; how long search takes depends on how many
clauses, parts and word pieces there are and how often words recur, not on what they mean. So the
words are invented, drawn as often as words recur in English (Zipf, Mandelbrot's form, with real
grammar words as the most frequent), and every word piece has one random unit vector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge import Passage
from knowledge.index.embedding import EmbeddedModel, Tokens, unit
from knowledge.words import STOP_WORDS

SEED = 20260101
WORDS = 20_000  # different words: about what a large office's papers use
GRAMMAR = 60  # of them, the most frequent: over 40 % of all that is written, as in English
SHIFT = 2.7  # Mandelbrot's: the first few ranks are less far apart than plain Zipf has them
SHORTEST, LONGEST = 20, 60  # words a clause
SENTENCE = 15  # words
CLAUSES = 100  # a document
PIECE = 6  # letters: about 1.3 pieces a word, as the real model has
DIMENSIONS = 384
ASKED = (3, 8)  # words of a query
SYLLABLES = [c + v for c in "bdfghjklmnprstvz" for v in "aeiou"]
TOKEN = re.compile(rf"\w{{1,{PIECE}}}|[^\w\s]")


def clauses(count: int) -> list[Passage]:
    """`count` clauses, the same every time; fewer are the first of more."""
    lengths = np.random.default_rng(SEED).integers(SHORTEST, LONGEST, count, endpoint=True)
    ends = np.cumsum(lengths)
    drawn = np.random.default_rng(SEED + 1).random(int(ends[-1]))
    ranks = np.searchsorted(_frequencies(), drawn)
    return [
        _clause(number, ranks[end - length : end].tolist())
        for number, (length, end) in enumerate(zip(lengths, ends, strict=True))
    ]


def _clause(number: int, ranks: Sequence[int]) -> Passage:
    document, place = divmod(number, CLAUSES)
    name = f"generated-{document:04d}"
    text = " ".join(_sentences([vocabulary()[rank] for rank in ranks]))
    return Passage(id=f"{name} {place + 1}", text=text, document=name)


def queries(passages: Sequence[Passage], count: int) -> list[tuple[str, Passage]]:
    """`count` queries, each of some words of one clause, with that clause; it need not be best."""
    rng = np.random.default_rng(SEED + 2)
    found = []
    for number in rng.integers(0, len(passages), count):
        passage = passages[int(number)]
        words = passage.text.lower().replace(".", "").split()
        length = int(rng.integers(*ASKED, endpoint=True))
        found.append((" ".join(rng.choice(words, length, replace=False)), passage))
    return found


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word, the most frequent first."""
    rng = np.random.default_rng(SEED)
    grammar = sorted(word for word in STOP_WORDS if len(word) > 1)[:GRAMMAR]
    invented: dict[str, None] = {}
    while len(invented) < WORDS - GRAMMAR:
        invented["".join(rng.choice(SYLLABLES, int(rng.integers(2, 4, endpoint=True))))] = None
    return (*grammar, *invented)


def _frequencies() -> NDArray[np.float64]:
    """The share of all words written that is of rank r or more frequent."""
    weights = 1.0 / (np.arange(WORDS) + 1 + SHIFT)
    total: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    total[-1] = 1.0
    return total


def _sentences(words: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(words), SENTENCE):
        yield " ".join(words[start : start + SENTENCE]).capitalize() + "."


class StandIn(EmbeddedModel):
    """What the index needs of an embedded model, with a fixed random vector for each word piece."""

    def __init__(self) -> None:
        self.identity = f"stand-in@{SEED}"
        pieces = dict.fromkeys(piece for word in vocabulary() for piece in TOKEN.findall(word))
        self._ids = {piece: number for number, piece in enumerate((".", *pieces))}
        rng = np.random.default_rng(SEED + 3)
        self._table = unit(rng.standard_normal((len(self._ids), DIMENSIONS), dtype=np.float32))

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """The word pieces of each text with their vectors, in order."""
        return [self._read(text) for text in texts]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each word piece of `text` stands."""
        return [match.span() for match in TOKEN.finditer(text)]

    def vocabulary(self) -> dict[str, int]:
        """Every word piece, with its id."""
        return dict(self._ids)

    def _read(self, text: str) -> Tokens:
        matches = list(TOKEN.finditer(text.lower()))
        # A word that was not generated reads as a full stop.
        ids = np.array([self._ids.get(match.group(), 0) for match in matches], dtype=np.int64)
        vectors = self._table[ids]
        spans = tuple(match.span() for match in matches)
        return Tokens(ids=ids, spans=spans, vectors=vectors, text_vector=unit(vectors.mean(axis=0)))
