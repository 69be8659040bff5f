"""The vectors of a small index, held in memory: comparing all of them is quicker than a query.

Chroma takes several milliseconds a query, whatever the index; a thousand cosines take a tenth of
one.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np

from knowledge.index.embedding import unit
from knowledge.index.part_vectors import PARTS, URDU, VECTORS
from knowledge.index.search import Floats, Ints

FEW = 10_000  # parts; 15 MB at 384 dimensions


class HeldVectors:
    """The vectors of parts, each with the number of its passage."""

    def __init__(self, vectors: Floats, passages: Ints) -> None:
        self._vectors = unit(vectors)
        self._passages = passages

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._vectors.shape[1])

    def nearest(
        self, vector: Floats, limit: int, passages: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """The passages of the `limit` parts nearest to `vector`, each with that part's cosine.

        A passage stands there once a part; `passages` restricts it to some.
        """
        cosines = self._vectors @ unit(vector)
        numbers = self._passages
        if passages is not None:
            own = np.isin(numbers, np.fromiter(passages, dtype=np.int64))
            cosines, numbers = cosines[own], numbers[own]
        if len(cosines) > limit:
            kept = np.argpartition(-cosines, limit)[:limit]
            cosines, numbers = cosines[kept], numbers[kept]
        return list(zip(numbers.tolist(), cosines.tolist(), strict=True))


def held_vectors(folder: Path, *, urdu: bool = False) -> HeldVectors | None:
    """The vectors of the index in `folder`; None where they are many.

    `urdu` takes those for questions in Urdu script. Raises OSError, ValueError or KeyError where
    they are not there or not whole.
    """
    with np.load(folder / PARTS) as arrays:
        passages = arrays["urdu"] if urdu else arrays["rows"][:, 0]
    if not 0 < len(passages) <= FEW:
        return None
    flat = np.fromfile(folder / (URDU if urdu else VECTORS), dtype=np.float32)
    return HeldVectors(flat.reshape(len(passages), -1), passages)
