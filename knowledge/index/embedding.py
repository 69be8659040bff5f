"""Embeddings behind langchain_core's interface: the embedded model, and others by setting.

`EmbeddedModel` is all-MiniLM-L6-v2 as int8 ONNX, read as data from two packages and checked against
its checksum. Besides one vector a text it gives one vector a word piece, which the search compares
word by word (late interaction).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge.errors import EmbeddingError, KnowledgeError, UnusableVectors
from knowledge.storage.package_files import MODEL, TOKENIZER, sha256

if TYPE_CHECKING:
    from tokenizers import Encoding

Vector = NDArray[np.float32]

EMBEDDED = "minilm"
FOLDER = ("model.onnx", "tokenizer.json")  # what a folder with an embedding of one's own holds
LONGEST_INPUT = 256  # word pieces; the model was trained no further
BATCH = 32


@dataclass(frozen=True)
class Tokens:
    """The word pieces of one text: their ids, places and unit vectors."""

    ids: NDArray[np.int64]  # (pieces,)
    spans: tuple[tuple[int, int], ...]  # character offsets in the text
    vectors: Vector  # (pieces, dimensions), unit length
    text_vector: Vector  # (dimensions,), unit length: the vector of the whole text


class EmbeddedModel(Embeddings):
    """An ONNX sentence model with mean pooling, run in this process without network."""

    def __init__(self, model: Path, tokenizer: Path, identity: str) -> None:
        import onnxruntime  # noqa: PLC0415  (0.1 s, and not needed to list documents)
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads()
        options.log_severity_level = 3
        # Idle threads must not spin: the vector store and numpy need the same cores next.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise EmbeddingError(
                f"The embedding in {model.parent.name} cannot be loaded; check that the folder "
                "holds a whole model.onnx and its tokenizer.json."
            ) from error
        self._tokenizer.enable_truncation(LONGEST_INPUT)
        self._tokenizer.enable_padding()
        self._inputs = {model_input.name for model_input in self._session.get_inputs()}
        self.identity = identity

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text, in order."""
        return [tokens.text_vector.tolist() for tokens in self.read(texts)]

    def embed_query(self, text: str) -> list[float]:
        """One unit vector."""
        return self.embed_documents([text])[0]

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """The word pieces of each text with their vectors, in order; texts past 256 are cut."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out: dict[int, Tokens] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            out.update(zip(batch, self._run([texts[i] for i in batch]), strict=True))
        return [out[i] for i in range(len(texts))]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each word piece of `text` stands, however long the text is."""
        return list(self._uncut.encode(_encodable(text), add_special_tokens=False).offsets)

    @cached_property
    def dimensions(self) -> int:
        """The length of its vectors."""
        return len(self.embed_query("length"))

    def vocabulary(self) -> dict[str, int]:
        """Every word piece that the model knows, with its id."""
        return dict(self._tokenizer.get_vocab())

    @cached_property
    def _uncut(self) -> Any:
        """A second tokenizer, without truncation, since other threads use the first."""
        from tokenizers import Tokenizer  # noqa: PLC0415

        uncut = Tokenizer.from_str(self._tokenizer.to_str())
        uncut.no_truncation()
        return uncut

    def _run(self, texts: list[str]) -> Iterator[Tokens]:
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        token_vectors = self._session.run(
            None, {k: v for k, v in feed.items() if k in self._inputs}
        )[0]
        text_vectors = (token_vectors * mask[..., None]).sum(axis=1) / mask.sum(
            axis=1, keepdims=True
        )
        for row, encoding in enumerate(encodings):
            yield _tokens(encoding, token_vectors[row], text_vectors[row])


def _encodable(text: str) -> str:
    """`text` with '?' for each half of a broken character, which the tokenizer would refuse."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _threads() -> int:
    """The cores this process may use, four at most; more threads than cores are far slower."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(4, cores)


def _tokens(encoding: Encoding, token_vectors: Vector, text_vector: Vector) -> Tokens:
    real = [
        i
        for i, (special, mask) in enumerate(
            zip(encoding.special_tokens_mask, encoding.attention_mask, strict=True)
        )
        if mask and not special
    ]
    return Tokens(
        ids=np.array([encoding.ids[i] for i in real], dtype=np.int64),
        spans=tuple(encoding.offsets[i] for i in real),
        vectors=unit(token_vectors[real]),
        text_vector=unit(text_vector),
    )


def unit(vectors: Vector) -> Vector:
    """`vectors` at unit length along the last axis; a zero vector stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)


def load_embedded() -> EmbeddedModel:
    """The embedded model. Raises EmbeddingError where a file is missing or altered."""
    return EmbeddedModel(MODEL.path(), TOKENIZER.path(), identity=embedded_identity())


def embedded_identity() -> str:
    """The embedded model's identity, without loading it."""
    return f"{EMBEDDED}@{MODEL.sha256[:12]}"


def embedding_identity(name: str) -> str:
    """The identity of the embedding that a setting names, without loading it."""
    if name == EMBEDDED:
        return embedded_identity()
    kind, _, rest = name.partition(":")
    files = [Path(rest) / file for file in FOLDER]
    if kind != "folder" or not all(file.is_file() for file in files):
        return name
    return f"folder@{'-'.join(sha256(file)[:12] for file in files)}"


def load_embedding(name: str = EMBEDDED) -> Embeddings:
    """The embedding that a setting names.

    `minilm` is the embedded model; `folder:PATH` an ONNX sentence model of one's own; anything else
    is `provider:model` as langchain's `init_embeddings` takes it. Raises EmbeddingError.
    """
    if name == EMBEDDED:
        return load_embedded()
    kind, _, rest = name.partition(":")
    if kind == "folder":
        return _from_folder(Path(rest))
    return _HostedEmbedding(name)


def _from_folder(folder: Path) -> EmbeddedModel:
    model, tokenizer = (folder / name for name in FOLDER)
    for file in (model, tokenizer):
        if not file.is_file():
            raise EmbeddingError(
                f"The embedding folder {folder.name} has no {file.name}; the setting `embedding` "
                "must name a folder with model.onnx and tokenizer.json."
            )
    return EmbeddedModel(model, tokenizer, identity=embedding_identity(f"folder:{folder}"))


class _HostedEmbedding(Embeddings):
    """An embedding of a provider, loaded at its first use."""

    def __init__(self, name: str) -> None:
        self.identity = name
        self._loaded: Any = None

    def _embedding(self) -> Any:
        if self._loaded is None:
            from langchain.embeddings import init_embeddings  # noqa: PLC0415  (pulls providers)

            try:
                self._loaded = init_embeddings(self.identity)
            except Exception as error:  # no package, no key: each provider has its own errors
                raise EmbeddingError(
                    f"The setting `embedding` names '{self.identity}', which cannot be loaded; "
                    "use 'minilm', 'folder:PATH' or 'provider:model' with its package installed."
                ) from error
        return self._loaded

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        vectors: list[list[float]] = self._embedding().embed_documents(texts)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """One vector."""
        vector: list[float] = self._embedding().embed_query(text)
        return vector


def identity(embedding: Embeddings) -> str:
    """The name by which an index remembers `embedding`."""
    return str(getattr(embedding, "identity", type(embedding).__qualname__))


def check_vectors(vectors: Any, count: int) -> Vector:
    """`vectors` as an array. Raises UnusableVectors where one would wreck the index."""
    try:
        array = np.asarray(vectors, dtype=np.float32)
    except (TypeError, ValueError) as error:  # no numbers, or rows of different lengths
        raise unusable_vectors() from error
    sound = array.ndim == 2 and len(array) == count and bool(np.isfinite(array).all())
    if not sound or not bool((np.abs(array).sum(axis=1) > 0).all()):
        raise unusable_vectors()
    return array


def unusable_vectors() -> UnusableVectors:
    """The error for vectors that would wreck the index."""
    return UnusableVectors(
        "The embedding gave vectors that are empty, zero or of different lengths; "
        "check the setting `embedding`. The index in use is unchanged."
    )


def embed_texts(embedding: Embeddings, texts: list[str]) -> Vector:
    """One vector a text. Raises EmbeddingError where `embedding` fails or they are unusable."""
    with _embedding_errors(embedding):
        vectors = embedding.embed_documents(texts)
    return check_vectors(vectors, len(texts))


def question_vector(embedding: Embeddings, text: str) -> Vector:
    """The vector of a question. Raises EmbeddingError where `embedding` fails or it is unusable."""
    with _embedding_errors(embedding):
        vector = embedding.embed_query(text)
    return np.asarray(check_vectors([vector], 1)[0])


@contextmanager
def _embedding_errors(embedding: Embeddings) -> Iterator[None]:
    """Turns the errors of every provider into one sentence for a person."""
    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:
        raise EmbeddingError(
            f"The embedding '{identity(embedding)}' does not work ({_brief(error)}); check its "
            "service and the setting `embedding`. The index in use is unchanged."
        ) from error


def _brief(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
