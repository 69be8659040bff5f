"""Chroma: embedded in an index folder, or a server. The only importer of chromadb."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.errors import KnowledgeError, StorageRefused, VectorStoreAway
from knowledge.index.embedding import unit
from knowledge.index.search import Floats
from knowledge.storage import disk_error, disk_sentence, refusal_of

SEARCHES = 5.0  # seconds that a call may take while somebody waits for an answer
BUILDS = 60.0  # and while an index is written
PAGE = 10_000  # ids asked for at once


def chroma_client(url: str, folder: Path, seconds: float | None = None) -> Any:
    """A Chroma client: embedded in `folder`, or on the server at `url`.

    There each call may take `seconds`, or what a search may.
    """
    import chromadb  # noqa: PLC0415  (0.9 s)
    from chromadb.config import Settings  # noqa: PLC0415

    if not url:
        settings = Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    from knowledge.index.chroma_server import server_client  # noqa: PLC0415  (imports chromadb)

    try:
        return server_client(url, seconds or SEARCHES)
    except KnowledgeError:
        raise
    except Exception as error:  # chromadb raises ValueError, httpx errors and its own
        raise _unanswering(url) from error


def _unanswering(url: str) -> VectorStoreAway:
    return VectorStoreAway(
        f"The Chroma server at {_shown(url)} does not answer; start it "
        "or correct the setting `chroma_url`."
    )


def _refusing(url: str, error: Exception) -> VectorStoreAway:
    words = " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(".")
    return VectorStoreAway(
        f"The Chroma server at {_shown(url)} cannot do its work ({words}); see to it, and to its "
        "disk and log."
    )


def _shown(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


@contextmanager
def chroma_errors(url: str, folder: Path, otherwise: KnowledgeError) -> Iterator[None]:
    """Turns what chromadb raises (its own errors, httpx's, bare ones) into one sentence.

    `folder` is where Chroma writes without a server; `otherwise` is for what is not there or not
    as it was written.
    """
    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:
        why = _server_error(url, error) if url else _storage_error(folder, error)
        raise (why or otherwise) from error


def _server_error(url: str, error: Exception) -> KnowledgeError | None:
    """Why the server is of no use; None where it is well and lacks what was asked for."""
    from chromadb import errors  # noqa: PLC0415

    lacking = (errors.NotFoundError, errors.InvalidDimensionException, errors.InvalidArgumentError)
    if isinstance(error, lacking):
        return None
    return _refusing(url, error) if isinstance(error, errors.ChromaError) else _unanswering(url)


def _storage_error(folder: Path, error: Exception) -> StorageRefused | None:
    """The disk's refusal, which Chroma's errors do not name; None where the disk is well."""
    refusal = disk_error(error, folder) or refusal_of(folder)
    return StorageRefused(disk_sentence(refusal)) if refusal is not None else None


def create_collection(client: Any, name: str) -> Any:
    """A new, empty collection for cosine distance; its vectors are passed, never computed."""
    # The graph is searched wider than by default: a passage that stands alone is found then, too.
    graph = {"space": "cosine", "ef_search": 300, "ef_construction": 300}
    return client.create_collection(name, embedding_function=None, configuration={"hnsw": graph})


def drop_collections(client: Any, collection: str) -> None:
    """Removes an index's collections from a Chroma server or folder; missing ones do not matter."""
    present = {stored_collection.name for stored_collection in client.list_collections()}
    for name in present & {collection, urdu_name(collection)}:
        client.delete_collection(name)


def ids_in(client: Any, collection: str) -> set[str]:
    """The ids of all parts in one of the client's collections."""
    store = client.get_collection(collection, embedding_function=None)
    count = store.count()
    pages = (store.get(limit=PAGE, offset=start, include=[]) for start in range(0, count, PAGE))
    return {part for page in pages for part in page["ids"]}


def closest_parts(
    store: Any, vector: Floats, document: str | None, limit: int
) -> Iterator[tuple[str, float]]:
    """The parts nearest to `vector`, at most `limit`, with their cosines."""
    answer = store.query(
        query_embeddings=[vector],
        n_results=limit,
        where={"document": document} if document is not None else None,
        include=["distances"],
    )
    for part, distance in zip(answer["ids"][0], answer["distances"][0], strict=True):
        yield part, 1.0 - distance


def all_parts(store: Any, vector: Floats, document: str) -> Iterator[tuple[str, float]]:
    """All parts of a small document with their cosines.

    In a large index a tenth of the time that Chroma's query takes once it is filtered.
    """
    answer = store.get(where={"document": document}, include=["embeddings"])
    if answer["ids"]:
        cosines = unit(np.asarray(answer["embeddings"], dtype=np.float32)) @ unit(vector)
        yield from zip(answer["ids"], cosines.tolist(), strict=True)


def urdu_name(collection: str) -> str:
    """The name of the collection for questions in Urdu script beside `collection`."""
    return f"{collection}-urdu"
