"""Ranking, as pure functions over arrays: three views of a passage, fused into one score.

- lexical: BM25 over stems, as a share of what a passage holding every query word would reach, so
  that it fades by itself for a question in other words than the document's;
- late: each word of the question with the most similar word of the passage (late interaction over
  contextual word vectors), weighted by how rare the word is;
- dense: the cosine of the whole question with the nearest part of the passage.

The two vector views are stretched between their median and their best, so that all lie in 0..1.
The weights were chosen on PolicyQA and on the project's development questions (docs/evaluation.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]

LEXICAL, LATE, DENSE = 0.4, 0.4, 0.2
K1, B = 1.2, 0.75
ROWS = 256  # word vectors compared at once: they stay in the processor's cache


@dataclass(frozen=True)
class Scores:
    """The three views of the same passages, each (passages,), and the medians to stretch by."""

    lexical: Floats  # share of the attainable score, 0..1 and a little more
    late: Floats  # mean similarity of the question's words, -1..1
    dense: Floats  # cosine, -1..1
    late_median: float
    dense_median: float


def fuse(scores: Scores) -> Floats:
    """One score a passage, 0 to about 1."""
    dense = stretch(scores.dense, scores.dense_median)
    late = stretch(scores.late, scores.late_median)
    total = LEXICAL * scores.lexical + LATE * late + DENSE * dense
    return np.asarray(total, dtype=np.float32)


def stretch(scores: Floats, median: float) -> Floats:
    """`scores` with the median at 0 and the best at 1, clipped."""
    best = float(scores.max(initial=median))
    share = (scores - median) / max(best - median, 1e-9)
    return np.asarray(np.clip(share, 0.0, 1.0), dtype=np.float32)


def inverse_frequency(document_frequency: float, documents: int) -> float:
    """The IDF of a word that occurs in `document_frequency` of `documents` (Lucene's BM25)."""
    return float(np.log1p((documents - document_frequency + 0.5) / (document_frequency + 0.5)))


def attainable(weighted_idf: float) -> float:
    """The BM25 score of a passage of average length that holds every query word once."""
    return weighted_idf / (1 + K1)


def word_similarities(question: Floats, passage_tokens: Bytes, starts: Ints) -> Floats:
    """For each span of tokens and each word piece of the question, the best product.

    `question` is (pieces, dimensions), `passage_tokens` (tokens, dimensions) in 8-bit integers,
    `starts` the first token of each span; the result is (spans, pieces), 0 where a span holds no
    token. They are cosines where `question` is divided by what the integers were multiplied by.
    """
    has_tokens = np.diff(starts, append=len(passage_tokens)) > 0
    best = np.zeros((len(starts), len(question)), dtype=np.float32)
    best[has_tokens] = np.maximum.reduceat(
        _products(question, passage_tokens), starts[has_tokens], axis=0
    )
    return best


def _products(question: Floats, passage_tokens: Bytes) -> Floats:
    """(tokens, pieces). A few tokens at a time become floats: all at once is five times slower."""
    products = np.empty((len(passage_tokens), len(question)), dtype=np.float32)
    columns = np.ascontiguousarray(question.T, dtype=np.float32)
    for start in range(0, len(passage_tokens), ROWS):
        rows = passage_tokens[start : start + ROWS].astype(np.float32)
        np.matmul(rows, columns, out=products[start : start + ROWS])
    return products


def late_interaction(similarities: Floats, weights: Floats) -> Floats:
    """The weighted mean over the question's word pieces: (spans, pieces) → (spans,)."""
    total = float(weights.sum())
    if total <= 0:
        return np.asarray(similarities.mean(axis=1), dtype=np.float32)
    return np.asarray(similarities @ weights / total, dtype=np.float32)
