"""Passages → an index folder, a batch of parts at a time, so that memory stays flat.

The models read only what no earlier index holds: the work follows what is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import bm25s
import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.errors import KnowledgeError, StorageRefused
from knowledge.index import search
from knowledge.index.digests import PartsDigest, parts_digests, seal
from knowledge.index.embedding import (
    EmbeddedModel,
    Tokens,
    check_vectors,
    embed_texts,
    identity,
    load_embedded,
    unusable_vectors,
)
from knowledge.index.folder import SCALE, Manifest, remove
from knowledge.index.part_vectors import (
    EarlierVectors,
    PartsFile,
    PartVectors,
    earlier_vectors,
    passage_key,
)
from knowledge.index.passages import Passage
from knowledge.index.search import Floats, Ints
from knowledge.index.vector_store import (
    BUILDS,
    chroma_client,
    chroma_errors,
    create_collection,
    urdu_name,
)
from knowledge.storage import disk_error
from knowledge.storage.files import own_folder
from knowledge.words import content_stems, surface

Item = TypeVar("Item")

LONGEST_PART = 120  # word pieces: a few sentences; the model reads 256
URDU_QUESTIONS = 8  # of those a passage answers, in the multilingual index
CHROMA_BATCH = 1000


def build_index(  # noqa: PLR0913  (each is optional and named)
    passages: Iterable[Passage],
    folder: Path,
    *,
    embedding: Embeddings | None = None,
    reader: EmbeddedModel | None = None,
    urdu: Embeddings | None = None,
    chroma_url: str = "",
    manifest: Manifest | None = None,
    earlier: Sequence[Path] = (),
) -> None:
    """Builds an index of `passages` in `folder`, which is made and must be empty.

    `embedding` gives the vectors of parts (the embedded model if None), `reader` those of words.
    What an index in the folders `earlier` holds of a passage is taken from there.
    Raises KnowledgeError where there is nothing to index, two passages share an id, or the
    embedding fails or gives vectors that are empty, zero, not finite or of changing length.
    A build that fails leaves nothing behind.
    """
    passage_list = list(passages)
    _refuse_unusable(passage_list)
    if folder.exists() and any(folder.iterdir()):
        raise KnowledgeError(f"The folder {folder.name} is not empty; name a new one to build in.")
    reader = reader or load_embedded()
    final = (manifest or Manifest()).model_copy(
        update={
            "embedding": identity(embedding or reader),
            "reader": reader.identity,
            "urdu": identity(urdu) if urdu else "",
            "passages": len(passage_list),
            "collection": f"saathi-{uuid4().hex[:16]}",
            "chroma": chroma_url,
        }
    )
    known = earlier_vectors(earlier, final, reader.dimensions) if earlier else []
    writer = _Writer(folder, reader, embedding, urdu, known)
    try:
        own_folder(folder)
        writer.write(passage_list, final)
        seal(folder, writer.on_server)
    except BaseException as error:
        refusal = disk_error(error, folder.parent) if isinstance(error, OSError) else None
        remove(folder)
        if isinstance(error, OSError):
            raise _unwritable(folder, refusal) from error
        raise


def _unwritable(folder: Path, refusal: OSError | None = None) -> StorageRefused:
    why = f" ({str(refusal.strerror).lower()})" if refusal is not None else ""
    return StorageRefused(
        f"The index could not be written to the folder {folder.parent}{why}; see that it may be "
        "written and that there is room on the disk, and build again."
    )


def _refuse_unusable(passages: Sequence[Passage]) -> None:
    if not passages:
        raise KnowledgeError("There is nothing to index: give at least one passage.")
    twice = [name for name, count in Counter(p.id for p in passages).items() if count > 1]
    if twice:
        raise KnowledgeError(f"Two passages are called '{twice[0]}'; give each its own id.")
    empty = [p.id for p in passages if not p.text.strip()]
    if empty:
        raise KnowledgeError(f"The passage '{empty[0]}' has no text; leave it out.")


@dataclass
class _UnreadPart:
    """A run of whole sentences of one passage that fits the model's input."""

    passage: int
    text: str
    sentence_ends: list[int] = field(default_factory=list)  # character offsets
    first_sentence: int = 0


@dataclass(frozen=True)
class _ReadPassages:
    """The passages with the sentences that are searched of each, and the key of each."""

    passages: Sequence[Passage]
    sentence_lists: Sequence[list[str]]  # its own, then the questions that it answers
    keys: Sequence[str]


class _Writer:
    """Writes an index folder, a batch of parts at a time, so that memory stays flat."""

    def __init__(
        self,
        folder: Path,
        reader: EmbeddedModel,
        embedding: Embeddings | None,
        urdu: Embeddings | None,
        earlier: Sequence[EarlierVectors] = (),
    ) -> None:
        self.folder = folder
        self.reader = reader
        self.embedding = embedding
        self.urdu = urdu
        self.on_server: dict[str, PartsDigest] = {}  # what was written to a Chroma server
        self.earlier = earlier

    def write(self, passages: Sequence[Passage], manifest: Manifest) -> None:
        own = [passage.sentences for passage in passages]
        # Questions stand behind the passage's own sentences, so that they are searched like them.
        sentence_lists = [
            [*own_sentences, *passage.asked]
            for own_sentences, passage in zip(own, passages, strict=True)
        ]
        # First, so that what a killed build left on a Chroma server can be found and dropped.
        _dump(self.folder / "manifest.json", manifest.model_dump())
        self._write_lexical(passages)
        keys = [
            passage_key(own_sentences, passage.asked, LONGEST_PART)
            for own_sentences, passage in zip(own, passages, strict=True)
        ]
        texts = _ReadPassages(passages, sentence_lists, keys)
        client = chroma_client(manifest.chroma, self.folder, BUILDS)
        try:
            with PartsFile(self.folder) as file:
                self._write_vectors(client, texts, manifest, file)
                self._write_urdu(client, texts, manifest, file)
                file.finish(keys)
            if manifest.chroma:
                with self._chroma_errors(manifest):
                    urdu = self.urdu is not None
                    self.on_server = parts_digests(client, manifest.collection, urdu=urdu)
        finally:
            client.close()
        _dump(
            self.folder / "passages.json",
            [{**p.model_dump(), "sentences": s} for p, s in zip(passages, own, strict=True)],
        )

    def _chroma_errors(self, manifest: Manifest) -> AbstractContextManager[None]:
        return chroma_errors(manifest.chroma, self.folder, _unwritable(self.folder))

    def _write_lexical(self, passages: Sequence[Passage]) -> None:
        own = [surface(passage.text) for passage in passages]
        around = [surface("\n".join([p.place, *p.asked])) for p in passages]
        words = [[*a, *b] for a, b in zip(around, own, strict=True)]
        stems = [content_stems(word_list) for word_list in words]
        engine = bm25s.BM25(method="lucene", k1=search.K1, b=search.B)
        # bm25s needs at least one word: a text of symbols alone gets an empty one.
        engine.index(stems if any(stems) else [[""] for _ in stems], show_progress=False)
        engine.save(str(self.folder / "lexical"), show_progress=False)
        frequency = Counter(term for word_list in stems for term in set(word_list))
        word_counts = Counter(word for word_list in words for word in word_list)
        own_stems = sorted(set(content_stems({word for word_list in own for word in word_list})))
        _dump(
            self.folder / "words.json",
            {"stems": frequency, "surface": word_counts, "own": own_stems},
        )

    def _write_vectors(
        self, client: Any, texts: _ReadPassages, manifest: Manifest, file: PartsFile
    ) -> None:
        with self._chroma_errors(manifest):
            store = create_collection(client, manifest.collection)
        length = 0
        for parts in self._part_vectors(texts):
            ids = [f"{part.passage}:{file.count + i}" for i, part in enumerate(parts)]
            metadatas = [{"document": texts.passages[part.passage].document} for part in parts]
            lengths = {len(part.vector) for part in parts} | ({length} if length else set())
            if len(lengths) > 1:
                raise unusable_vectors()
            length = lengths.pop()
            with self._chroma_errors(manifest):
                vectors = np.stack([part.vector for part in parts])
                store.add(ids=ids, embeddings=vectors, metadatas=metadatas)
            for part in parts:
                file.add(part)
        if not file.pieces_seen:
            raise KnowledgeError("There is nothing to index: no passage holds a word.")
        per_passage = np.array([len(own) for own in texts.sentence_lists], dtype=np.int64)
        sentence_tokens = file.sentence_tokens(per_passage)
        np.savez(
            self.folder / "spans.npz",
            sentence_tokens=sentence_tokens,
            sentence_norms=file.sentence_norms(sentence_tokens),
            passage_sentences=per_passage,
            piece_idf=self._piece_idf(file.pieces_seen, file.count),
        )

    def _part_vectors(self, texts: _ReadPassages) -> Iterator[list[PartVectors]]:
        """Every part in order, a batch at a time; what no earlier index holds is read now."""
        for batch in _batches(self._known_or_unread(texts), CHROMA_BATCH):
            unread = [part for part in batch if isinstance(part, _UnreadPart)]
            read_now = iter(self._read(unread) if unread else ())
            yield [next(read_now) if isinstance(part, _UnreadPart) else part for part in batch]

    def _known_or_unread(self, texts: _ReadPassages) -> Iterator[PartVectors | _UnreadPart]:
        for number, key in enumerate(texts.keys):
            holder = next((earlier for earlier in self.earlier if key in earlier), None)
            if holder is not None:
                yield from holder.parts(key, number)
            else:
                yield from self._parts(number, texts)

    def _read(self, parts: Sequence[_UnreadPart]) -> list[PartVectors]:
        """What the models make of the parts."""
        texts = [part.text for part in parts]
        token_lists = self.reader.read(texts)
        vectors = self._vectors(texts, token_lists)
        return [
            PartVectors(
                passage=part.passage,
                lengths=_tokens_a_sentence(part, tokens),
                pieces=tokens.ids,
                tokens=np.rint(tokens.vectors * SCALE).astype(np.int8),
                vector=vector,
            )
            for part, tokens, vector in zip(parts, token_lists, vectors, strict=True)
        ]

    def _piece_idf(self, pieces: Mapping[int, int], parts: int) -> Floats:
        """The inverse frequency of each word piece of the model; highest where it never occurs."""
        size = max(self.reader.vocabulary().values()) + 1
        idf = np.full(size, search.inverse_frequency(0, parts), dtype=np.float32)
        for piece, frequency in pieces.items():
            idf[piece] = search.inverse_frequency(frequency, parts)
        return idf

    def _write_urdu(
        self, client: Any, texts: _ReadPassages, manifest: Manifest, file: PartsFile
    ) -> None:
        """A few questions a passage, else its parts: the multilingual model is slow."""
        if self.urdu is None:
            return
        with self._chroma_errors(manifest):
            store = create_collection(client, urdu_name(manifest.collection))
        place = 0
        for batch in _batches(self._urdu_rows(texts), CHROMA_BATCH):
            numbers = [number for number, _ in batch]
            vectors = self._urdu_vectors(self.urdu, [row for _, row in batch])
            with self._chroma_errors(manifest):
                store.add(
                    ids=[f"{number}:{place + i}" for i, number in enumerate(numbers)],
                    embeddings=vectors,
                    metadatas=[{"document": texts.passages[n].document} for n in numbers],
                )
            file.add_urdu(numbers, vectors)
            place += len(batch)

    def _urdu_rows(self, texts: _ReadPassages) -> Iterator[tuple[int, str | Floats]]:
        """The number of a passage with a vector that an earlier index holds, or a text to read."""
        for number, key in enumerate(texts.keys):
            known = next((v for e in self.earlier if (v := e.urdu(key)) is not None), None)
            if known is not None:
                yield from ((number, vector) for vector in known)
                continue
            asked = texts.passages[number].asked[:URDU_QUESTIONS]
            sentence_list = texts.sentence_lists[number]
            parts = asked or [part.text for part in self._parts_of(number, sentence_list)]
            yield from ((number, text) for text in parts)

    def _urdu_vectors(self, urdu: Embeddings, rows: Sequence[str | Floats]) -> Floats:
        unread = [row for row in rows if isinstance(row, str)]
        read_now = iter(embed_texts(urdu, unread) if unread else ())
        return np.stack([next(read_now) if isinstance(row, str) else row for row in rows])

    def _vectors(self, texts: list[str], token_lists: list[Tokens]) -> Floats:
        if self.embedding is None or self.embedding is self.reader:
            return check_vectors([tokens.text_vector for tokens in token_lists], len(texts))
        return embed_texts(self.embedding, texts)

    def _parts(self, number: int, texts: _ReadPassages) -> Iterator[_UnreadPart]:
        """The parts of one passage: of its own sentences, then each question that it answers."""
        sentence_list = texts.sentence_lists[number]
        own = len(sentence_list) - len(texts.passages[number].asked)
        yield from self._parts_of(number, sentence_list[:own])
        for place, question in enumerate(sentence_list[own:], own):
            yield _UnreadPart(number, question, [len(question)], place)

    def _parts_of(self, passage: int, sentence_list: list[str]) -> Iterator[_UnreadPart]:
        part, pieces = _UnreadPart(passage, ""), 0
        for number, sentence in enumerate(sentence_list):
            for slice_ in self._slices(sentence):
                size = len(self.reader.spans(slice_))
                if part.text and pieces + size > LONGEST_PART:
                    yield part
                    part, pieces = _UnreadPart(passage, "", first_sentence=number), 0
                part.text = f"{part.text} {slice_}" if part.text else slice_
                _close_sentence(part, number)
                pieces += size
        if part.text:
            yield part

    def _slices(self, sentence: str) -> list[str]:
        """`sentence`, cut at word ends where it alone is longer than the model reads."""
        spans = self.reader.spans(sentence)
        if len(spans) <= LONGEST_PART:
            return [sentence]
        starts = [spans[i][0] for i in range(0, len(spans), LONGEST_PART)]
        return [sentence[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]


def _close_sentence(part: _UnreadPart, number: int) -> None:
    """Notes where sentence `number` ends in the part so far."""
    place = number - part.first_sentence
    if place < len(part.sentence_ends):
        part.sentence_ends[place] = len(part.text)
    else:
        part.sentence_ends.append(len(part.text))


def _tokens_a_sentence(part: _UnreadPart, tokens: Tokens) -> Ints:
    """(sentences, 2): the sentence's number in its passage, and how many tokens this part holds."""
    ends = np.array(part.sentence_ends)
    at = np.searchsorted(ends, [start for start, _ in tokens.spans], side="right")
    counts = np.bincount(np.minimum(at, len(ends) - 1), minlength=len(ends))
    numbers = np.arange(len(ends)) + part.first_sentence
    return np.stack([numbers, counts], axis=1).astype(np.int64)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _dump(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8", errors="replace")
