"""What the models made of each passage, kept so that a passage that stays is not read again.

    parts.npz     which parts each passage has, and which sentences and word pieces each part
    tokens.i8     one vector a word piece, as 8-bit integers, which the search reads too
    pieces.i32    the ids of the word pieces
    vectors.f32   one vector a part
    urdu.f32      the vectors for questions in Urdu script, where there are any

A passage is known by a digest of its sentences, so that it is found again whatever its number is
now, and in whichever edition. The models are named in the folder's manifest.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

import numpy as np

from knowledge.errors import KnowledgeError
from knowledge.index.folder import Manifest, read_manifest
from knowledge.index.search import Bytes, Floats, Ints, summed_lengths

LOG = logging.getLogger("saathi.index")
PARTS, TOKENS, PIECES = "parts.npz", "tokens.i8", "pieces.i32"
VECTORS, URDU = "vectors.f32", "urdu.f32"


@dataclass(frozen=True)
class PartVectors:
    """A part of a passage as the models read it."""

    passage: int
    lengths: Ints  # (sentences, 2): the sentence's number in its passage, its tokens in this part
    pieces: Ints  # (tokens,): the ids of its word pieces
    tokens: Bytes  # (tokens, dimensions)
    vector: Floats  # (dimensions of the embedding,)


def passage_key(own: Sequence[str], asked: Sequence[str], longest_part: int) -> str:
    """Names what is read of a passage: its own sentences, and the questions that it answers."""
    content = json.dumps([list(own), list(asked), longest_part])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class PartsFile:
    """Writes the vectors of parts as they come, so that memory stays flat."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lengths: list[Ints] = []
        self._rows: list[tuple[int, int, int]] = []  # passage, sentences, tokens of each part
        self._urdu: list[int] = []  # the passage of each row
        self._files: dict[str, BinaryIO] = {}
        self.pieces_seen: dict[int, int] = {}  # in how many parts each word piece stands

    def __enter__(self) -> PartsFile:
        names = (TOKENS, PIECES, VECTORS, URDU)
        self._files = {name: (self._folder / name).open("wb") for name in names}
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, part: PartVectors) -> None:
        """Writes one part."""
        self._lengths.append(part.lengths)
        self._rows.append((part.passage, len(part.lengths), len(part.pieces)))
        self._files[TOKENS].write(np.ascontiguousarray(part.tokens, dtype=np.int8).tobytes())
        self._files[PIECES].write(part.pieces.astype(np.int32).tobytes())
        self._files[VECTORS].write(part.vector.astype(np.float32).tobytes())
        for piece in set(part.pieces.tolist()):
            self.pieces_seen[piece] = self.pieces_seen.get(piece, 0) + 1

    def add_urdu(self, numbers: Iterable[int], vectors: Floats) -> None:
        """Writes vectors for questions in Urdu script, each of the passage of that number."""
        self._urdu.extend(numbers)
        self._files[URDU].write(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())

    @property
    def count(self) -> int:
        """How many parts were written."""
        return len(self._rows)

    def sentence_tokens(self, per_passage: Ints) -> Ints:
        """How many tokens each sentence of the index has, in reading order."""
        first = np.concatenate([[0], np.cumsum(per_passage)[:-1]])
        total = np.zeros(int(per_passage.sum()), dtype=np.int64)
        for (passage, _, _), lengths in zip(self._rows, self._lengths, strict=True):
            np.add.at(total, first[passage] + lengths[:, 0], lengths[:, 1])
        return total

    def sentence_norms(self, sentence_tokens: Ints) -> Floats:
        """The length of the sum of each sentence's tokens, which were written in reading order."""
        self._files[TOKENS].flush()
        tokens = int(sentence_tokens.sum())
        vectors = _mapped(self._folder / TOKENS, np.int8, tokens)
        starts = np.concatenate([[0], np.cumsum(sentence_tokens)[:-1]]).astype(np.int64)
        return summed_lengths(vectors, starts)

    def finish(self, keys: Sequence[str]) -> None:
        """Writes which passage has which of what was written, each passage by its key."""
        np.savez(
            self._folder / PARTS,
            keys=np.array(keys, dtype="S32"),
            rows=np.array(self._rows, dtype=np.int64).reshape(-1, 3),
            lengths=np.concatenate([np.empty((0, 2), dtype=np.int64), *self._lengths]),
            urdu=np.array(self._urdu, dtype=np.int64),
        )


class EarlierVectors:
    """The vectors in an index folder that was built before by the same models."""

    def __init__(self, folder: Path, dimensions: int, *, has_urdu: bool) -> None:
        """Raises OSError, ValueError or KeyError where they are not there or not whole."""
        with np.load(folder / PARTS) as arrays:
            keys, rows = arrays["keys"], arrays["rows"]
            self._lengths: Ints = arrays["lengths"]
            urdu = arrays["urdu"]
        self._ends = np.cumsum(rows, axis=0)
        self._starts = self._ends - rows
        tokens = int(self._ends[-1, 2]) if len(rows) else 0
        self._tokens: Any = _mapped(folder / TOKENS, np.int8, tokens).reshape(tokens, dimensions)
        self._pieces: Any = _mapped(folder / PIECES, np.int32, tokens).reshape(tokens)
        self._vectors: Any = _mapped(folder / VECTORS, np.float32, len(rows))
        self._urdu: Any = _mapped(folder / URDU, np.float32, len(urdu))
        numbers = {key.decode(): number for number, key in enumerate(keys.tolist())}
        self._parts = _ranges(rows[:, 0], numbers)
        self._urdu_rows = _ranges(urdu, numbers) if has_urdu else {}

    def __contains__(self, key: str) -> bool:
        return key in self._parts

    def parts(self, key: str, passage: int) -> Iterator[PartVectors]:
        """The parts of the passage with that key, as those of the passage of that number."""
        for row in self._parts[key]:
            sentences = slice(self._starts[row, 1], self._ends[row, 1])
            tokens = slice(self._starts[row, 2], self._ends[row, 2])
            yield PartVectors(
                passage=passage,
                lengths=self._lengths[sentences],
                pieces=np.asarray(self._pieces[tokens], dtype=np.int64),
                tokens=np.asarray(self._tokens[tokens]),
                vector=np.asarray(self._vectors[row]),
            )

    def urdu(self, key: str) -> Floats | None:
        """The vectors of that passage for questions in Urdu script; None where there are none."""
        rows = self._urdu_rows.get(key)
        return None if rows is None else np.asarray(self._urdu[rows.start : rows.stop])


def earlier_vectors(
    folders: Iterable[Path], manifest: Manifest, dimensions: int
) -> list[EarlierVectors]:
    """The vectors of those folders that the models of `manifest` built; damaged ones left out."""
    earlier = []
    for folder in folders:
        try:
            built = read_manifest(folder)
            if (built.reader, built.embedding) == (manifest.reader, manifest.embedding):
                has_urdu = bool(manifest.urdu) and built.urdu == manifest.urdu
                earlier.append(EarlierVectors(folder, dimensions, has_urdu=has_urdu))
        except (KnowledgeError, OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            LOG.info("no vectors are taken from %s: %s", folder.name, error)
    return earlier


def _mapped(file: Path, kind: Any, count: int) -> Any:
    """The rows of a file, read from disk as needed. Raises ValueError where it is not whole."""
    if not count:
        return np.empty((0, 0), dtype=kind)
    flat = np.memmap(file, dtype=kind, mode="r")
    if len(flat) % count:
        raise ValueError(f"{file.name} is cut short")
    return np.asarray(flat).reshape(count, -1)


def _ranges(numbers: Ints, keys: dict[str, int]) -> dict[str, range]:
    """The rows of each passage, which stand in a row, by the passage's key."""
    starts = np.searchsorted(numbers, list(keys.values()), side="left").tolist()
    ends = np.searchsorted(numbers, list(keys.values()), side="right").tolist()
    spans = zip(keys, starts, ends, strict=True)
    return {key: range(start, end) for key, start, end in spans if end > start}
