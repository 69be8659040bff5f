"""What short texts mean, as vectors: of English and, with the extra, of Urdu too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from knowledge.index.embedding import EmbeddedModel, Vector, load_embedded
from knowledge.index.urdu_embedding import UrduEmbedding, load_urdu_embedding


class Meanings(NamedTuple):
    """A row a text, each of unit length."""

    english: Vector  # (texts, 384)
    multilingual: Vector | None  # (texts, 384); None where the extra is not installed


class SentenceVectors:
    """Both embeddings that are installed, loaded at first use. Threads may share it."""

    @cached_property
    def _english(self) -> EmbeddedModel:
        return load_embedded()

    @cached_property
    def _multilingual(self) -> UrduEmbedding | None:
        return load_urdu_embedding()

    def of(self, texts: Sequence[str]) -> Meanings:
        """The vectors of `texts`, in order. Raises EmbeddingError where a model does not load."""
        return Meanings(self.english(texts), self.multilingual(texts))

    def english(self, texts: Sequence[str]) -> Vector:
        """The English vectors alone, a quarter of the work. Raises EmbeddingError."""
        return np.array(self._english.embed_documents(list(texts)), dtype=np.float32)

    def multilingual(self, texts: Sequence[str]) -> Vector | None:
        """The multilingual vectors alone; None without the extra. Raises EmbeddingError."""
        extra = self._multilingual
        if extra is None:
            return None
        return np.array(extra.embed_documents(list(texts)), dtype=np.float32)


@cache
def sentence_vectors() -> SentenceVectors:
    """The vectors that a whole process shares."""
    return SentenceVectors()
