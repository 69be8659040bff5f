"""Which questions are alike: the embedded model reads them, and rare words count for most.

Nearly every question here names a partner or the committee, so the vectors of a question's word
pieces are added up by how rare their word is. Near-identical wordings are alike in any case. The
model was not trained on Urdu script: there the words themselves are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

Matrix = NDArray[np.float32]

ALIKE = 0.51  # of 1; set on the questions under `development` in tests/questions/alike.yaml
NEARLY_IDENTICAL = 92  # per cent of the characters
BEYOND_WORDS = 0.12  # Urdu questions share this much more of their words than of their meaning
WORD = re.compile(r"\w+")
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
APART = -1.0


class Pieces(Protocol):
    """The word pieces of one text, as `knowledge`'s embedded model reads them."""

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Character offsets in the text."""

    @property
    def vectors(self) -> Matrix:
        """(pieces, dimensions), unit length."""


TextReader = Callable[[Sequence[str]], Sequence[Pieces]]


def like_groups(
    texts: Sequence[str], reader: TextReader, reference_texts: Iterable[str]
) -> list[list[int]]:
    """The positions of `texts` in groups of like ones; the most typical first in each.

    `reference_texts` tell common words from rare ones where `texts` are few. Reading takes
    about 5 ms a text; memory is for a few times `len(texts)` squared numbers of 4 bytes.
    """
    if not texts:
        return []
    alike = likeness(texts, reader, reference_texts)
    return [_central_first(members, alike) for members in linkage_groups(alike)]


def likeness(texts: Sequence[str], reader: TextReader, reference_texts: Iterable[str]) -> Matrix:
    """How alike each two texts are, (texts, texts); from `ALIKE` on they have one subject."""
    wordings = [" ".join(WORD.findall(text.casefold())) for text in texts]
    vectors = _text_vectors(texts, reader, _rarity([*reference_texts, *texts]))
    alike = vectors @ vectors.T
    foreign = np.array([LATIN.search(text) is None for text in wordings])
    alike[foreign[:, None] != foreign] = APART
    if foreign.any():
        words = [text for text, is_foreign in zip(wordings, foreign, strict=True) if is_foreign]
        word_likeness = process.cdist(words, words, scorer=fuzz.token_set_ratio, dtype=np.float32)
        alike[np.ix_(foreign, foreign)] = word_likeness / 100 - BEYOND_WORDS
    near_identical = (
        process.cdist(wordings, wordings, scorer=fuzz.ratio, dtype=np.uint8) >= NEARLY_IDENTICAL
    )
    alike[near_identical] = 1.0
    return alike


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    """How rare each word of `texts` is among them: about 0 for one that is in every text."""
    holding = Counter(word for text in texts for word in {_stem(w) for w in WORD.findall(text)})
    return {
        word: max(log((len(texts) + 1) / (count + 0.5)), 0.01) for word, count in holding.items()
    }


def _stem(word: str) -> str:
    """`word` without the end of its plural, as far as that needs no dictionary."""
    lower = word.lower()
    return lower[:-1] if len(lower) > 3 and lower.endswith("s") and lower[-2] != "s" else lower


def _text_vectors(texts: Sequence[str], reader: TextReader, rarity: Mapping[str, float]) -> Matrix:
    """One unit vector a text, (texts, dimensions)."""
    vectors = np.stack(
        [
            _weights(text, pieces.spans, rarity) @ pieces.vectors
            for text, pieces in zip(texts, reader(texts), strict=True)
        ]
    )
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)


def _weights(text: str, spans: Iterable[tuple[int, int]], rarity: Mapping[str, float]) -> Matrix:
    """What each piece counts: as much as its word; other marks count almost nothing."""
    at: dict[int, float] = {}
    for match in WORD.finditer(text):
        at.update(dict.fromkeys(range(*match.span()), rarity[_stem(match.group())]))
    return np.array([at.get(start, 1e-4) for start, _ in spans], dtype=np.float32)


def linkage_groups(alike: Matrix) -> list[list[int]]:
    """The groups that average linkage makes down to ALIKE, by chains of nearest neighbours.

    A chain goes from a group to its nearest, and on, until two are each other's nearest; these
    become one. That gives what joining the nearest two of all gives, in far fewer steps.
    """
    near = alike.copy()
    np.fill_diagonal(near, -np.inf)
    members: dict[int, list[int]] = {place: [place] for place in range(len(near))}
    groups: list[list[int]] = []
    chain: list[int] = []
    while members:
        chain = chain or [next(iter(members))]
        top, before = chain[-1], chain[-2:-1]
        nearest = int(near[top].argmax())
        if before and near[top, before[0]] >= near[top, nearest]:
            _merge_groups(near, members, before[0], top)
            del chain[-2:]
        elif near[top, nearest] < ALIKE:  # nor will it ever have a nearer one
            groups.append(sorted(members.pop(top)))
            near[:, top] = -np.inf
            chain.pop()
        else:
            chain.append(nearest)
    return sorted(groups)


def _merge_groups(near: Matrix, members: dict[int, list[int]], first: int, second: int) -> None:
    """Merges two groups: the merged one is as near to another as its texts are on average."""
    here, there = len(members[first]), len(members[second])
    near[first] = (here * near[first] + there * near[second]) / (here + there)
    near[first, first] = -np.inf
    near[:, first] = near[first]
    near[second], near[:, second] = -np.inf, -np.inf
    members[first] += members.pop(second)


def _central_first(members: list[int], alike: Matrix) -> list[int]:
    """`members` by how alike each is to the others, the most central first."""
    within = alike[np.ix_(members, members)].mean(axis=1)
    return [members[place] for place in np.argsort(-within, kind="stable")]
