"""What a told sentence is, by the examples that mean the most like it.

Kernel ridge regression over `examples.yaml`: each example weighs for its kind by how near its
meaning is. The vectors and weights stand in `examples.npz`, which `fitting` makes; nothing is
learned from what people write.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge import sentence_vectors

EXAMPLES = Path(__file__).parent / "examples.yaml"
FITTED = EXAMPLES.with_suffix(".npz")
Matrix = NDArray[np.float32]
WIDTH = 1.0  # of the kernel: exp(-WIDTH · squared distance)
STEPS = 127  # of a component: the vectors are kept as whole numbers of 8 bits
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Kind(StrEnum):
    """What a told sentence may be."""

    ACT = "act"  # something wrong is told of somebody
    FACT = "fact"  # a matter of work with partners
    EVERYDAY = "everyday"  # a caption, an order, thanks, news of the day


KINDS = tuple(Kind)


class Fitted(NamedTuple):
    """The examples' vectors (a row each) and what each weighs for each kind."""

    english: Matrix  # (examples, 384)
    multilingual: Matrix  # (examples, 384)
    weights: Matrix  # (examples, kinds), for both vectors
    english_weights: Matrix  # (examples, kinds), for where the extra for Urdu is not installed


class Likenesses(NamedTuple):
    """How much a sentence is of each kind: near 1 where it is, near -1 where it is not."""

    act: float
    fact: float
    everyday: float


def likenesses(sentences: Sequence[str]) -> list[Likenesses]:
    """What each of `sentences` is like, in order. Raises EmbeddingError."""
    if not sentences:
        return []
    fitted, meanings = load_fitted(), sentence_vectors().of(sentences)
    if meanings.multilingual is None:
        # Twice the one distance, so that it is as wide as the two together.
        near = kernel(meanings.english, fitted.english, 2 * WIDTH)
        rows = near @ fitted.english_weights
    else:
        near = kernel(meanings.english, fitted.english, WIDTH)
        near = near * kernel(meanings.multilingual, fitted.multilingual, WIDTH)
        rows = near @ fitted.weights
    return [Likenesses(*map(float, row)) for row in rows]


def kernel(rows: Matrix, columns: Matrix, width: float) -> Matrix:
    """exp(-width · squared distance) of unit vectors, each row with each column."""
    return np.asarray(np.exp(-2 * width * (1 - rows @ columns.T)), dtype=np.float32)


def read_examples(file: Path = EXAMPLES) -> dict[Kind, list[str]]:
    """The example sentences of each kind."""
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
    return {kind: list(content[kind]) for kind in KINDS}


def digest_of(file: Path = EXAMPLES) -> str:
    """What says that vectors belong to the examples as they are."""
    return sha256(file.read_bytes()).hexdigest()


@cache
def load_fitted(file: Path = FITTED) -> Fitted:
    """The vectors and weights in `file`, read once."""
    with np.load(file, allow_pickle=False) as arrays:
        return Fitted(
            whole_vectors(arrays["english"]),
            whole_vectors(arrays["multilingual"]),
            arrays["weights"],
            arrays["english_weights"],
        )


def small_vectors(vectors: Matrix) -> NDArray[np.int8]:
    """`vectors` in 8 bits a component, each row on its own scale."""
    scaled = vectors / np.abs(vectors).max(axis=1, keepdims=True) * STEPS
    return np.asarray(np.round(scaled), dtype=np.int8)


def whole_vectors(small: NDArray[np.int8]) -> Matrix:
    """The unit vectors that `small` stand for."""
    vectors = small.astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
