"""The index folders on disk: which one is in use, how one is built, when old ones are removed.

A folder's name begins with the digest of what it was built from: documents, embedding, versions.
The one in use is the newest whose digest is that of the library and settings as they are now, so
there is no pointer that could point wrongly: putting an edition on record and putting its index in
use are one rename. A folder is built under a name that no reader looks at and renamed when whole.
Passages that an earlier folder holds keep the vectors that they have there.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import Timeout
from langchain_core.embeddings import Embeddings

from knowledge.errors import IndexBusy, IndexMismatch, IndexMissing, KnowledgeError
from knowledge.index import folder as index_folder
from knowledge.index.building import build_index
from knowledge.index.digests import has_digests
from knowledge.index.embedding import EmbeddedModel, identity
from knowledge.index.folder import Manifest, problems_of, read_manifest, remove
from knowledge.index.passages import passages_of
from knowledge.index.policy_index import PolicyIndex
from knowledge.library import fingerprint
from knowledge.models import Document
from knowledge.storage.files import file_lock, own_folder

# Folders that no reader looks at.
BUILDING = ".building-"
REMOVING = ".removing-"
KEPT = 2  # folders: the one in use, and the one that a running reader may still hold
LONGEST_WAIT = 600.0  # seconds for another build to finish


@dataclass(frozen=True)
class Models:
    """The embeddings that an index is built and read with."""

    embedding: Embeddings
    reader: EmbeddedModel
    urdu: Embeddings | None = None


class Shelf:
    """The folder that holds the index folders."""

    def __init__(self, folder: Path, chroma_url: str = "", lender: Shelf | None = None) -> None:
        """`lender` is a shelf whose indexes may hold vectors that one built here needs too."""
        self.folder = folder
        self.chroma_url = chroma_url
        self._lender = lender

    def manifest_for(self, documents: Sequence[Document], names: tuple[str, str, str]) -> Manifest:
        """The manifest of an index of `documents` by the embeddings with these identities."""
        corpus = fingerprint(documents)
        embedding, reader, urdu = names
        content: dict[str, Any] = {
            "format": index_folder.FORMAT,
            "corpus": corpus,
            "embedding": embedding,
            "reader": reader,
            "urdu": urdu,
            "chroma": self.chroma_url,
        }
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
        return Manifest(fingerprint=digest, **content)

    def find(self, manifest: Manifest) -> Path | None:
        """The newest whole folder whose index has this manifest, or None."""
        return next((f for f in self._folders() if f.name.startswith(manifest.fingerprint)), None)

    def has_any(self) -> bool:
        """True where any whole index folder exists, of whatever documents."""
        return bool(self._folders())

    def has(self, documents: Sequence[Document], models: Models) -> bool:
        """True where the index of `documents` is there, so that `build` would make none."""
        folder = self.find(self.manifest_for(documents, _names(models)))
        return folder is not None and has_digests(folder)

    def open(self, documents: Sequence[Document], models: Models) -> PolicyIndex:
        """The index of `documents`.

        Raises IndexMissing where nothing was built, and IndexMismatch where what was built is not
        of these documents, this embedding or this version, or is damaged; the message says which,
        and the cure.
        """
        manifest = self.manifest_for(documents, _names(models))
        folder = self.find(manifest)
        if folder is None:
            raise self._why_not(manifest)
        return PolicyIndex(
            folder, embedding=models.embedding, reader=models.reader, urdu=models.urdu
        )

    def problems(self, documents: Sequence[Document], models: Models) -> list[str]:
        """What is not as it was written in the index of `documents`, a sentence each.

        Reads every byte of it; nothing is said of an index that is not there.
        """
        folder = self.find(self.manifest_for(documents, _names(models)))
        return problems_of(folder) if folder is not None else []

    def build(
        self, documents: Sequence[Document], models: Models, *, force: bool = False
    ) -> tuple[Path, bool]:
        """Builds the index of `documents` beside those in use and swaps it in.

        Returns its folder, and whether it was built now: one that is there already is kept unless
        `force`. Two builds at once wait for each other. Raises IndexBusy after 10 minutes.
        """
        manifest = self.manifest_for(documents, _names(models))
        own_folder(self.folder)
        try:
            with file_lock(self.folder / ".lock", LONGEST_WAIT):
                self._sweep_unfinished()
                present = self.find(manifest)
                if present is not None and has_digests(present) and not force:
                    return present, False
                # Whoever forces a build doubts what is there, so nothing is taken from it.
                earlier = [] if force else self._folders()
                if self._lender is not None and not force:
                    earlier += self._lender._folders()
                return self._build(documents, models, manifest, earlier), True
        except Timeout as error:
            raise IndexBusy(
                "Another build of the index has been running for ten minutes; wait for it or end "
                "it, and run `saathi knowledge build` again."
            ) from error

    def tidy(self, in_use: Path) -> None:
        """Removes folders that are neither `in_use` nor the newest beside it."""
        spares = [folder for folder in self._folders() if folder != in_use]
        for folder in spares[KEPT - 1 :]:
            # Aside first, so that half a folder never passes for a whole one.
            aside = folder.with_name(f"{REMOVING}{folder.name}")
            with suppress(FileNotFoundError):  # another process is tidying too
                folder.rename(aside)
                remove(aside)

    def _build(
        self,
        documents: Sequence[Document],
        models: Models,
        manifest: Manifest,
        earlier: Sequence[Path],
    ) -> Path:
        stamp = f"{time.time_ns():020d}"
        draft = self.folder / f"{BUILDING}{stamp}"
        embedding = None if models.embedding is models.reader else models.embedding
        build_index(
            passages_of(documents),
            draft,
            embedding=embedding,
            reader=models.reader,
            urdu=models.urdu,
            chroma_url=self.chroma_url,
            manifest=manifest,
            earlier=earlier,
        )
        final = self.folder / f"{manifest.fingerprint}-{stamp}"
        draft.rename(final)
        return final

    def _sweep_unfinished(self) -> None:
        """Removes what a build that was killed left behind; the lock says that none is running."""
        for prefix in (BUILDING, REMOVING):
            for folder in self.folder.glob(f"{prefix}*"):
                remove(folder)

    def _folders(self) -> list[Path]:
        """Whole index folders, newest first."""
        if not self.folder.is_dir():
            return []
        folders = [f for f in self.folder.iterdir() if (f / "manifest.json").is_file()]
        whole = [folder for folder in folders if not folder.name.startswith(".")]
        return sorted(whole, key=lambda folder: folder.name.rpartition("-")[2], reverse=True)

    def _why_not(self, manifest: Manifest) -> KnowledgeError:
        folders = self._folders()
        if not folders:
            return IndexMissing("There is no index yet; run `saathi knowledge build`.")
        try:
            latest = read_manifest(folders[0])
        except KnowledgeError as error:
            return error
        return IndexMismatch(f"{_difference(latest, manifest)}; run `saathi knowledge build`.")


def _names(models: Models) -> tuple[str, str, str]:
    urdu = identity(models.urdu) if models.urdu else ""
    return identity(models.embedding), identity(models.reader), urdu


def _difference(before: Manifest, now: Manifest) -> str:
    if before.corpus != now.corpus:
        names = sorted(
            name
            for name in {*before.corpus, *now.corpus}
            if before.corpus.get(name) != now.corpus.get(name)
        )
        return f"The documents changed since the index was built ({', '.join(names)})"
    for field, name in (("embedding", "embedding"), ("reader", "embedded model")):
        was, is_ = getattr(before, field), getattr(now, field)
        if was != is_:
            return f"The index was built with the {name} '{was}' and the setting is now '{is_}'"
    if before.urdu != now.urdu:
        return "The extra for Urdu script was installed or removed since the index was built"
    return "The index was built with another Chroma server"
