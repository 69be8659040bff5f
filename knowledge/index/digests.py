"""What an index folder holds, file by file, and what differs from it now.

`digests.json` is written when the folder is whole, and nothing in the folder changes afterwards.
Each opening compares names and sizes, which costs a look a file; `saathi knowledge check` and
`saathi doctor` read every byte.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from knowledge.index.vector_store import ids_in, urdu_name
from knowledge.models import Model
from knowledge.storage.package_files import sha256

FILE = "digests.json"


class FileDigest(Model):
    """One file as it was written."""

    size: int
    sha256: str


class PartsDigest(Model):
    """The parts of a collection that is on a Chroma server, as they were written."""

    count: int
    sha256: str


class Digests(Model):
    """All that an index consists of: files by their paths in the folder, collections by name."""

    files: dict[str, FileDigest]
    collections: dict[str, PartsDigest] = Field(default_factory=dict)


def seal(folder: Path, collections: Mapping[str, PartsDigest] | None = None) -> None:
    """Writes down what the folder holds, and has the disk keep it. Raises OSError."""
    files = {name: _kept(folder / name) for name in _names(folder)}
    digests = Digests(files=files, collections=dict(collections or {}))
    (folder / FILE).write_text(
        json.dumps(digests.model_dump(), separators=(",", ":"), sort_keys=True), encoding="utf-8"
    )
    _sync(folder / FILE)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            _sync(place)


def has_digests(folder: Path) -> bool:
    """False for an index that was built before its files had digests."""
    return (folder / FILE).is_file()


def read_digests(folder: Path) -> Digests | None:
    """What the folder held when it was written; None where that was before there were digests.

    Raises OSError, and ValueError where it does not read.
    """
    if not has_digests(folder):
        return None
    try:
        content = (folder / FILE).read_text(encoding="utf-8")
        return Digests.model_validate_json(content, strict=True)
    except ValidationError as error:
        raise ValueError(f"{FILE} does not read") from error


def size_faults(folder: Path, digests: Digests) -> list[str]:
    """The files that are missing, too many or of another size, each with what is wrong."""
    present = _names(folder)
    faults = [f"{name} is missing" for name in sorted(digests.files.keys() - present)]
    faults += [f"{name} does not belong to it" for name in sorted(present - digests.files.keys())]
    return faults + [
        f"{name} has another size"
        for name in sorted(present & digests.files.keys())
        if (folder / name).stat().st_size != digests.files[name].size
    ]


def byte_faults(folder: Path, digests: Digests) -> list[str]:
    """The same, and the files that hold another byte anywhere. Reads all of them."""
    faults = size_faults(folder, digests)
    known = {fault.partition(" ")[0] for fault in faults}
    return faults + [
        f"{name} is not as it was written"
        for name in sorted(digests.files.keys() - known)
        if sha256(folder / name) != digests.files[name].sha256
    ]


def parts_digests(client: object, collection: str, *, urdu: bool) -> dict[str, PartsDigest]:
    """What the collections of an index hold on a Chroma server. Raises what chromadb raises."""
    names = (collection, urdu_name(collection)) if urdu else (collection,)
    return {name: _parts_digest(ids_in(client, name)) for name in names}


def _parts_digest(ids: set[str]) -> PartsDigest:
    digest = hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    return PartsDigest(count=len(ids), sha256=digest)


def _names(folder: Path) -> set[str]:
    """Every file in the folder, however deep, but the one that lists them."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return files - {FILE}


def _kept(file: Path) -> FileDigest:
    _sync(file)
    return FileDigest(size=file.stat().st_size, sha256=sha256(file))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
