"""Ranking, as pure functions over arrays: three views of a passage, fused into one score.

- lexical: BM25 over stems, as a share of what a passage holding every query word would reach, so
  that it fades by itself for a question in other words than the document's;
- late: each word of the question with the most similar word of the passage (late interaction over
  contextual word vectors), weighted by how rare the word is;
- whole: the cosine of the whole question with the passage's nearest sentence. Where the question
  has a vector of another model (Urdu script, a hosted embedding), with its nearest part.

The two vector views are stretched between their median and their best, so that all lie in 0..1.
The weights are round numbers at which several collections of rules are served alike, not those
that serve one best (docs/evaluation.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]

LEXICAL, LATE, WHOLE = 0.4, 0.4, 0.2
K1, B = 1.2, 0.75
ROWS = 256  # word vectors compared at once: they stay in the processor's cache


@dataclass(frozen=True)
class Scores:
    """The three views of the same passages, each (passages,), and the medians to stretch by."""

    lexical: Floats  # share of the attainable score, 0..1 and a little more
    late: Floats  # mean similarity of the question's words, -1..1
    whole: Floats  # cosine, -1..1
    late_median: float
    whole_median: float


def fuse(scores: Scores) -> Floats:
    """One score a passage, 0 to about 1."""
    whole = stretch(scores.whole, scores.whole_median)
    late = stretch(scores.late, scores.late_median)
    total = LEXICAL * scores.lexical + LATE * late + WHOLE * whole
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


class SpanViews(NamedTuple):
    """What spans of word vectors, such as sentences, are to a question; 0 where one is empty."""

    by_piece: Floats  # (spans, pieces): the best product of each word piece of the question
    whole: Floats  # (spans,): the cosine of the span's mean vector with the whole question


def span_views(
    question: Floats, whole: Floats, passage_tokens: Bytes, starts: Ints, norms: Floats
) -> SpanViews:
    """How like each span of tokens the question is, word piece by word piece and as a whole.

    `question` is (pieces, dimensions), `whole` (dimensions,) the unit vector of all of it,
    `passage_tokens` (tokens, dimensions) in 8-bit integers, `starts` the first token of each span
    and `norms` the length of the sum of its tokens (`summed_lengths`). The products are cosines
    where `question` is divided by what the integers were multiplied by.
    """
    has_tokens = np.diff(starts, append=len(passage_tokens)) > 0
    best = np.zeros((len(starts), len(question)), dtype=np.float32)
    cosine = np.zeros(len(starts), dtype=np.float32)
    if not has_tokens.any():
        return SpanViews(best, cosine)
    products = _products(np.vstack([question, whole]), passage_tokens)
    best[has_tokens] = np.maximum.reduceat(products[:, :-1], starts[has_tokens], axis=0)
    sums = np.add.reduceat(products[:, -1], starts[has_tokens])
    cosine[has_tokens] = sums / np.maximum(norms[has_tokens], 1e-9)
    return SpanViews(best, cosine)


def summed_lengths(passage_tokens: Bytes, starts: Ints) -> Floats:
    """For each span of tokens, the length of the sum of its vectors; 0 for an empty span."""
    norms = np.zeros(len(starts), dtype=np.float32)
    ends = np.append(starts[1:], len(passage_tokens))
    for first in range(0, len(starts), ROWS):
        some = slice(first, first + ROWS)
        offset, last = int(starts[some][0]), int(ends[some][-1])
        own, is_full = starts[some] - offset, ends[some] > starts[some]
        if is_full.any():
            rows = passage_tokens[offset:last].astype(np.float32)
            sums = np.add.reduceat(rows, own[is_full], axis=0)
            norms[some][is_full] = np.linalg.norm(sums, axis=1)
    return norms


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
