"""An index folder: its manifest, which says what it was built from, and its removal.

    manifest.json     what it was built from and by
    passages.json     the passages and their sentences
    chroma/           one vector a part of a passage (or a collection on a Chroma server)
    lexical/          BM25 by bm25s
    words.json        how often each word stands in the passages
    tokens.i8         one vector a word piece, as 8-bit integers, read from disk as needed
    spans.npz         which tokens make a sentence, which sentences a passage

A folder is written once (index_building.py) and never changed, so any number of readers
(index.py) may share it.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, suppress
from pathlib import Path

from pydantic import Field

from knowledge.errors import IndexMismatch, KnowledgeError
from knowledge.index.vector_store import chroma_client, chroma_errors, drop_collections
from knowledge.models import Model

FORMAT = 4  # raised whenever the files above change their meaning
SCALE = 127.0  # word vectors are stored as 8-bit integers


class Manifest(Model):
    """What an index was built from and by; compared before it is used."""

    format: int = FORMAT
    fingerprint: str = ""
    embedding: str = ""
    reader: str = ""
    urdu: str = ""
    passages: int = 0
    collection: str = ""
    chroma: str = ""
    corpus: dict[str, str] = Field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the index in `folder`.

    Raises IndexMismatch where it is of another format or cannot be read.
    """
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise IndexMismatch(
                "The index was built by another version of Saathi; run `saathi knowledge build`."
            )
        return Manifest.model_validate(content)
    except (OSError, ValueError, AttributeError) as error:
        raise damage_error(folder) from error


def damage_error(folder: Path) -> IndexMismatch:
    """The error for an index folder that cannot be read."""
    return IndexMismatch(
        f"The index in {folder.name} is damaged; run `saathi knowledge build --force`."
    )


def remove(folder: Path) -> None:
    """Removes an index folder and, where it keeps vectors on a Chroma server, its collections."""
    # If it is broken or out of reach, what stays on the server does no harm.
    with suppress(KnowledgeError):
        manifest = read_manifest(folder)
        if manifest.chroma:
            with chroma_errors(manifest.chroma, damage_error(folder)), ExitStack() as stack:
                client = chroma_client(manifest.chroma, folder)
                stack.callback(client.close)
                drop_collections(client, manifest.collection)
    shutil.rmtree(folder, ignore_errors=True)
