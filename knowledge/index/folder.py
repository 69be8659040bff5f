"""An index folder: its manifest, which says what it was built from, and its removal.

    manifest.json     what it was built from and by
    passages.json     the passages and their sentences
    chroma/           one vector a part of a passage (or a collection on a Chroma server)
    lexical/          BM25 by bm25s
    words.json        how often each word stands in the passages
    tokens.i8         one vector a word piece, as 8-bit integers, read from disk as needed
    spans.npz         which tokens make a sentence, how long their sum is, which sentences a passage
    digests.json      each of these files with its size and digest, written last
    parts.npz ...     what the models made of each passage, for the next index (part_vectors.py)

A folder is written once (building.py) and never changed, so any number of readers
(policy_index.py) may share it; each opens a copy of `chroma`, since Chroma writes to what it opens.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, suppress
from pathlib import Path

from pydantic import Field

from knowledge.errors import IndexMismatch, KnowledgeError, StorageRefused
from knowledge.index.digests import byte_faults, read_digests, size_faults
from knowledge.index.vector_store import chroma_client, chroma_errors, drop_collections
from knowledge.models import Model
from knowledge.storage import reading_problem

FORMAT = 5  # raised whenever the files above change their meaning
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

    Raises IndexMismatch where it is of another format or does not read, and StorageRefused where
    the disk does not let it be read.
    """
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise IndexMismatch(
                "The index was built by another version of Saathi; run `saathi knowledge build`."
            )
        return Manifest.model_validate(content)
    except (OSError, ValueError, AttributeError) as error:
        raise unreadable(folder, error) from error


def check_sizes(folder: Path) -> None:
    """Raises ValueError where a file of the index is missing, too many or of another size."""
    digests = read_digests(folder)
    faults = size_faults(folder, digests) if digests is not None else []
    if faults:
        raise ValueError(faults[0])


def problems_of(folder: Path) -> list[str]:
    """What is not as it was written in an index folder, a sentence each. Reads every byte."""
    try:
        digests = read_digests(folder)
        if digests is None:
            return [
                f"The index in {folder.name} was built before its files had digests, so they "
                "cannot be checked; run `saathi knowledge build`."
            ]
        faults = byte_faults(folder, digests)
    except (OSError, ValueError) as error:
        return [str(unreadable(folder, error))]
    return [str(damage_error(folder, fault)) for fault in faults]


def damage_error(folder: Path, fault: str = "") -> IndexMismatch:
    """The error for an index folder that is not as it was written; `fault` says in what."""
    where = f" ({fault})" if fault else ""
    return IndexMismatch(
        f"The index in {folder.name} is damaged{where}; run `saathi knowledge build --force`."
    )


def unreadable(folder: Path, error: BaseException) -> KnowledgeError:
    """What `error` means of an index folder: that the disk refuses it, else that it is damaged."""
    problem = reading_problem(error, folder)
    return StorageRefused(problem) if problem else damage_error(folder)


def remove(folder: Path) -> None:
    """Removes an index folder and, where it keeps vectors on a Chroma server, its collections."""
    # If it is broken or out of reach, what stays on the server does no harm.
    with suppress(KnowledgeError):
        manifest = read_manifest(folder)
        if manifest.chroma:
            with chroma_errors(manifest.chroma, folder, damage_error(folder)), ExitStack() as stack:
                client = chroma_client(manifest.chroma, folder)
                stack.callback(client.close)
                drop_collections(client, manifest.collection)
    shutil.rmtree(folder, ignore_errors=True)
