"""Chroma: embedded in an index folder, or a server. The only importer of chromadb."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.errors import KnowledgeError
from knowledge.index.embedding import unit
from knowledge.index.search import Floats


def chroma_client(url: str, folder: Path) -> Any:
    """A Chroma client: embedded in `folder`, or on the server at `url`."""
    import chromadb  # noqa: PLC0415  (0.9 s)
    from chromadb.config import Settings  # noqa: PLC0415

    settings = Settings(anonymized_telemetry=False)
    if not url:
        return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        port = parts.port or (443 if secure else 8000)
    except ValueError:
        port = 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port:
        raise KnowledgeError(
            "The setting `chroma_url` is no address; write it as http://localhost:8000."
        )
    try:
        return chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=settings)
    except Exception as error:  # chromadb raises ValueError, httpx errors and its own
        raise _unanswering(url) from error


def _unanswering(url: str) -> KnowledgeError:
    return KnowledgeError(
        f"The Chroma server at {urlsplit(url).netloc.rpartition('@')[2]} does not answer; start it "
        "or correct the setting `chroma_url`."
    )


@contextmanager
def chroma_errors(url: str, otherwise: KnowledgeError) -> Iterator[None]:
    """Turns what chromadb raises (its own errors, httpx's, bare ones) into one sentence."""
    from chromadb.errors import ChromaError  # noqa: PLC0415

    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:
        # A server that answers with one of Chroma's own errors is running.
        is_gone = url and not isinstance(error, ChromaError)
        raise (_unanswering(url) if is_gone else otherwise) from error


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
