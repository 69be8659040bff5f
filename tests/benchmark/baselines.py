"""What the search is compared with: BM25 alone, the embedder alone, and reciprocal rank fusion.

They get what ours gets: the same passages, stems, BM25 parameters and embedder. BM25 takes the
frequencies of words from the whole collection, also within one document: measured on PolicyQA, that
serves it better than those of the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import bm25s
import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge import Passage
from knowledge.index.search import K1, B
from knowledge.words import terms

Numbers = NDArray[np.int64]
DEPTH = 100  # of each ranking that is fused
BATCH = 1000  # texts embedded at once, as the index does
RRF = 60  # the constant of reciprocal rank fusion, as published


class WordsAlone:
    """BM25."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._engine = bm25s.BM25(method="lucene", k1=K1, b=B)
        self._engine.index([terms(passage.searched) for passage in passages], show_progress=False)
        self._count = len(passages)

    def scores(self, query: str) -> NDArray[Any]:
        """One score a passage."""
        known = [term for term in terms(query) if term in self._engine.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._engine.get_scores(known))


class EmbedderAlone:
    """The cosine of the query's vector with each passage's, by brute force."""

    def __init__(self, passages: Sequence[Passage], embedding: Embeddings) -> None:
        self._embedding = embedding
        texts = [passage.text for passage in passages]
        parts = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
        self._vectors = np.concatenate(
            [np.array(embedding.embed_documents(part), dtype=np.float32) for part in parts]
        )

    def scores(self, query: str) -> NDArray[Any]:
        """One score a passage."""
        return self._vectors @ np.array(self._embedding.embed_query(query), dtype=np.float32)


def best(scores: NDArray[Any], scope: Numbers | None = None, depth: int = DEPTH) -> list[int]:
    """The numbers of the best passages, of those in `scope`, best first."""
    numbers = np.arange(len(scores)) if scope is None else scope
    among = scores[numbers]
    if len(numbers) > depth:
        kept = np.argpartition(-among, depth)[:depth]
        numbers, among = numbers[kept], among[kept]
    found: list[int] = numbers[np.argsort(-among, kind="stable")].tolist()
    return found


def fused(rankings: Iterable[Sequence[int]]) -> list[int]:
    """The numbers of several rankings by the sum of 1 / (60 + rank), best first."""
    total: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, 1):
            total[number] = total.get(number, 0.0) + 1 / (RRF + rank)
    return sorted(total, key=lambda number: -total[number])
