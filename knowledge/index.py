"""PolicyIndex: passages → Chroma (vectors), BM25 (words) and word vectors, in one folder.

    manifest.json     what it was built from and by
    passages.json     the passages and their sentences
    chroma/           one vector a part of a passage (or a collection on a Chroma server)
    lexical/          BM25 by bm25s
    words.json        how often each word stands in the passages
    tokens.i8         one vector a word piece, as 8-bit integers, read from disk as needed
    spans.npz         which tokens make a sentence, which sentences a passage

A folder is written once and never changed, so any number of readers may share it.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import bm25s
import numpy as np
from langchain_core.embeddings import Embeddings
from pydantic import Field

from knowledge import search
from knowledge.embedding import EmbeddedModel, Tokens, load_embedded
from knowledge.errors import EmbeddingError, IndexMismatch, KnowledgeError
from knowledge.models import Model
from knowledge.passages import Passage
from knowledge.search import Floats, Ints
from knowledge.words import content_words, sentences, stem, surface, terms

Item = TypeVar("Item")

FORMAT = 3  # raised whenever the files below change their meaning
LONGEST_PART = 120  # word pieces: a few sentences; the model reads 256
CANDIDATES = 100  # passages that each view hands to the fusion
NEAREST = 300  # parts asked of Chroma; passages have several parts
URDU_QUESTIONS = 8  # of those a passage answers, in the multilingual index
BACKGROUND = 256  # passages by which "ordinary" similarity is judged in a large index
IN_MEMORY = 50_000  # word vectors, 77 MB at 384 dimensions
SCALE = 127.0  # word vectors are stored as 8-bit integers
CHROMA_BATCH = 1000


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


@dataclass(frozen=True)
class Query:
    """A question as the search takes it."""

    text: str  # for the vectors, in English
    weights: Mapping[str, float]  # stems for BM25, with their weight
    urdu: str = ""  # the question in Urdu script, for the multilingual vectors
    defined: tuple[str, ...] = ()  # abbreviations whose meaning is asked: '(PC)' defines PC

    @classmethod
    def plain(cls, text: str) -> Query:
        """`text` as it stands, every content word at weight 1."""
        return cls(text, dict.fromkeys(terms(text), 1.0))


@dataclass(frozen=True)
class Hit:
    """A passage found, with its scores and the similarity of each of its sentences."""

    passage: Passage
    score: float  # fused, 0 to about 1; comparable within one search
    lexical: float  # share of the attainable BM25 score
    late: float  # mean similarity of the question's words, -1..1
    dense: float  # cosine, -1..1
    sentences: tuple[tuple[str, float], ...]  # in order, with their late interaction
    similar: Mapping[str, float]  # each content word of the question → its nearest word's cosine


def build(  # noqa: PLR0913  (each is optional and named)
    passages: Iterable[Passage],
    folder: Path,
    *,
    embedding: Embeddings | None = None,
    reader: EmbeddedModel | None = None,
    urdu: Embeddings | None = None,
    chroma_url: str = "",
    manifest: Manifest | None = None,
) -> None:
    """Builds an index of `passages` in `folder`, which is made and must be empty.

    `embedding` gives the vectors of parts (the embedded model if None), `reader` the word vectors.
    Raises KnowledgeError where there is nothing to index, two passages share an id, or the
    embedding fails or gives vectors that are empty, zero, not finite or of changing length.
    A build that fails leaves nothing behind.
    """
    listed = list(passages)
    _refuse_unusable(listed)
    if folder.exists() and any(folder.iterdir()):
        raise KnowledgeError(f"The folder {folder.name} is not empty; name a new one to build in.")
    reader = reader or load_embedded()
    writer = _Writer(folder, reader, embedding, urdu)
    final = (manifest or Manifest()).model_copy(
        update={
            "embedding": identity(embedding or reader),
            "reader": reader.identity,
            "urdu": identity(urdu) if urdu else "",
            "passages": len(listed),
            "collection": f"saathi-{uuid4().hex[:16]}",
            "chroma": chroma_url,
        }
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writer.write(listed, final)
    except BaseException as error:
        remove(folder)
        if isinstance(error, OSError):
            raise _unwritable(folder) from error
        raise


def _unwritable(folder: Path) -> KnowledgeError:
    return KnowledgeError(
        f"The index could not be written to the folder {folder.parent.name}; see that it may be "
        "written and that there is room on the disk, and build again."
    )


def identity(embedding: Embeddings) -> str:
    """The name by which an index remembers `embedding`."""
    return str(getattr(embedding, "identity", type(embedding).__qualname__))


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
class _Part:
    """A run of whole sentences of one passage that fits the model's input."""

    passage: int
    text: str
    sentence_ends: list[int] = field(default_factory=list)  # character offsets
    first_sentence: int = 0


class _Writer:
    """Writes an index folder, a batch of parts at a time, so that memory stays flat."""

    def __init__(
        self,
        folder: Path,
        reader: EmbeddedModel,
        embedding: Embeddings | None,
        urdu: Embeddings | None,
    ) -> None:
        self.folder = folder
        self.reader = reader
        self.embedding = embedding
        self.urdu = urdu

    def write(self, passages: Sequence[Passage], manifest: Manifest) -> None:
        own = [sentences(passage.text) for passage in passages]
        # Questions stand behind the passage's own sentences, so that they are searched like them.
        cut = [[*found, *passage.asked] for found, passage in zip(own, passages, strict=True)]
        # First, so that what a killed build left on a Chroma server is found and dropped.
        _dump(self.folder / "manifest.json", manifest.model_dump())
        self._write_lexical(passages)
        client = chroma_client(manifest.chroma, self.folder)
        try:
            self._write_vectors(client, passages, cut, manifest)
            self._write_urdu(client, passages, cut, manifest)
        finally:
            client.close()
        _dump(
            self.folder / "passages.json",
            [{**p.model_dump(), "sentences": s} for p, s in zip(passages, own, strict=True)],
        )

    def _write_lexical(self, passages: Sequence[Passage]) -> None:
        texts = [passage.searched for passage in passages]
        stems = [terms(text) for text in texts]
        engine = bm25s.BM25(method="lucene", k1=search.K1, b=search.B)
        # bm25s cannot do without any word: a text of symbols alone gets one that nobody asks for.
        engine.index(stems if any(stems) else [[""] for _ in stems], show_progress=False)
        engine.save(str(self.folder / "lexical"), show_progress=False)
        frequency = Counter(term for found in stems for term in set(found))
        words = Counter(word for text in texts for word in surface(text))
        own = sorted({term for passage in passages for term in terms(passage.text)})
        _dump(self.folder / "words.json", {"stems": frequency, "surface": words, "own": own})

    def _write_vectors(
        self, client: Any, passages: Sequence[Passage], cut: list[list[str]], manifest: Manifest
    ) -> None:
        with _chroma(manifest.chroma, _unwritable(self.folder)):
            store = _collection(client, manifest.collection)
        lengths: list[Ints] = []  # tokens in each sentence
        pieces = Counter[int]()
        count = length = 0
        with (self.folder / "tokens.i8").open("wb") as tokens_file:
            for parts in _batches(self._parts(passages, cut), CHROMA_BATCH):
                read = self.reader.read([part.text for part in parts])
                for part, tokens in zip(parts, read, strict=True):
                    lengths.append(_tokens_a_sentence(part, tokens))
                    tokens_file.write(np.rint(tokens.vectors * SCALE).astype(np.int8).tobytes())
                    pieces.update(set(tokens.ids.tolist()))
                ids = [f"{part.passage}:{count + i}" for i, part in enumerate(parts)]
                metadatas = [{"document": passages[part.passage].document} for part in parts]
                texts = [part.text for part in parts]
                vectors = self._vectors(texts, read)
                if length not in (0, vectors.shape[1]):
                    raise unusable_vectors()
                length = vectors.shape[1]
                with _chroma(manifest.chroma, _unwritable(self.folder)):
                    store.add(ids=ids, embeddings=vectors, metadatas=metadatas)
                count += len(parts)
        if not pieces:
            raise KnowledgeError("There is nothing to index: no passage holds a word.")
        per_passage = np.array([len(found) for found in cut], dtype=np.int64)
        idf = np.full(max(self.reader.vocabulary().values()) + 1, 0.0, dtype=np.float32)
        idf[:] = search.inverse_frequency(0, count)
        for piece, frequency in pieces.items():
            idf[piece] = search.inverse_frequency(frequency, count)
        np.savez(
            self.folder / "spans.npz",
            sentence_tokens=_sum_by_sentence(lengths, per_passage),
            passage_sentences=per_passage,
            piece_idf=idf,
        )

    def _write_urdu(
        self, client: Any, passages: Sequence[Passage], cut: list[list[str]], manifest: Manifest
    ) -> None:
        """A few questions a passage, else its parts: the multilingual model takes its time."""
        if self.urdu is None:
            return
        with _chroma(manifest.chroma, _unwritable(self.folder)):
            store = _collection(client, _urdu(manifest.collection))
        texts = (
            (number, text)
            for number, passage in enumerate(passages)
            for text in (
                passage.asked[:URDU_QUESTIONS]
                or [part.text for part in self._parts_of(number, cut[number])]
            )
        )
        numbered = (
            (f"{number}:{place}", number, text) for place, (number, text) in enumerate(texts)
        )
        for batch in _batches(numbered, CHROMA_BATCH):
            with _chroma(manifest.chroma, _unwritable(self.folder)):
                store.add(
                    ids=[name for name, _, _ in batch],
                    embeddings=embedded(self.urdu, [text for _, _, text in batch]),
                    metadatas=[{"document": passages[number].document} for _, number, _ in batch],
                )

    def _vectors(self, texts: list[str], read: list[Tokens]) -> Floats:
        if self.embedding is None or self.embedding is self.reader:
            return checked([tokens.pooled for tokens in read], len(texts))
        return embedded(self.embedding, texts)

    def _parts(self, passages: Sequence[Passage], cut: list[list[str]]) -> Iterator[_Part]:
        for number, found in enumerate(cut):
            own = len(found) - len(passages[number].asked)
            yield from self._parts_of(number, found[:own])
            for place, question in enumerate(found[own:], own):
                yield _Part(number, question, [len(question)], place)

    def _parts_of(self, passage: int, found: list[str]) -> Iterator[_Part]:
        part, pieces = _Part(passage, ""), 0
        for number, sentence in enumerate(found):
            for slice_ in self._slices(sentence):
                size = len(self.reader.spans(slice_))
                if part.text and pieces + size > LONGEST_PART:
                    yield part
                    part, pieces = _Part(passage, "", first_sentence=number), 0
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


def _close_sentence(part: _Part, number: int) -> None:
    """Notes where sentence `number` ends in the part so far."""
    place = number - part.first_sentence
    if place < len(part.sentence_ends):
        part.sentence_ends[place] = len(part.text)
    else:
        part.sentence_ends.append(len(part.text))


def _tokens_a_sentence(part: _Part, tokens: Tokens) -> Ints:
    """(sentences, 2): the sentence's number in its passage, and how many tokens this part holds."""
    ends = np.array(part.sentence_ends)
    at = np.searchsorted(ends, [start for start, _ in tokens.spans], side="right")
    counts = np.bincount(np.minimum(at, len(ends) - 1), minlength=len(ends))
    numbers = np.arange(len(ends)) + part.first_sentence
    return np.stack([np.full(len(ends), part.passage), numbers, counts], axis=1).astype(np.int64)


def _sum_by_sentence(lengths: list[Ints], per_passage: Ints) -> Ints:
    """How many tokens each sentence of the index has, in reading order."""
    first = np.concatenate([[0], np.cumsum(per_passage)[:-1]])
    rows = np.concatenate(lengths)
    total = np.zeros(int(per_passage.sum()), dtype=np.int64)
    np.add.at(total, first[rows[:, 0]] + rows[:, 1], rows[:, 2])
    return total


def checked(vectors: Any, count: int) -> Floats:
    """`vectors` as an array. Raises EmbeddingError where one would wreck the index."""
    try:
        array = np.asarray(vectors, dtype=np.float32)
    except (TypeError, ValueError) as error:  # no numbers, or rows of different lengths
        raise unusable_vectors() from error
    sound = array.ndim == 2 and len(array) == count and bool(np.isfinite(array).all())
    if not sound or not bool((np.abs(array).sum(axis=1) > 0).all()):
        raise unusable_vectors()
    return array


def unusable_vectors() -> EmbeddingError:
    """What is said of vectors that would wreck the index."""
    return EmbeddingError(
        "The embedding gave vectors that are empty, zero or of different lengths; "
        "check the setting `embedding`. The index in use is unchanged."
    )


def embedded(embedding: Embeddings, texts: list[str]) -> Floats:
    """One vector a text. Raises EmbeddingError where `embedding` fails or they are unusable."""
    with _embedding(embedding):
        vectors = embedding.embed_documents(texts)
    return checked(vectors, len(texts))


def embedded_query(embedding: Embeddings, text: str) -> Floats:
    """The vector of a question. Raises EmbeddingError where `embedding` fails or it is unusable."""
    with _embedding(embedding):
        vector = embedding.embed_query(text)
    return np.asarray(checked([vector], 1)[0])


@contextmanager
def _embedding(embedding: Embeddings) -> Iterator[None]:
    """Every provider has errors of its own; a person gets one sentence."""
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


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    held: list[Item] = []
    for item in items:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def _dump(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8", errors="replace")


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
def _chroma(url: str, otherwise: KnowledgeError) -> Iterator[None]:
    """What chromadb raises (errors of its own, httpx's, bare ones) becomes one sentence."""
    from chromadb.errors import ChromaError  # noqa: PLC0415

    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:
        # A server that answers with an error of Chroma's own is there.
        gone = url and not isinstance(error, ChromaError)
        raise (_unanswering(url) if gone else otherwise) from error


def _collection(client: Any, name: str) -> Any:
    return client.create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )


def drop_collections(client: Any, collection: str) -> None:
    """Removes an index's collections from a Chroma server or folder; missing ones do not matter."""
    present = {found.name for found in client.list_collections()}
    for name in present & {collection, _urdu(collection)}:
        client.delete_collection(name)


def _urdu(collection: str) -> str:
    return f"{collection}-urdu"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the index in `folder`.

    Raises IndexMismatch where it is of another format or does not read.
    """
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise IndexMismatch(
                "The index was built by another version of Saathi; run `saathi knowledge build`."
            )
        return Manifest.model_validate(content)
    except (OSError, ValueError, AttributeError) as error:
        raise damaged(folder) from error


def damaged(folder: Path) -> IndexMismatch:
    """What is said of an index folder that does not read."""
    return IndexMismatch(
        f"The index in {folder.name} is damaged; run `saathi knowledge build --force`."
    )


def remove(folder: Path) -> None:
    """Removes an index folder and, where it keeps vectors on a Chroma server, its collections."""
    # A broken or unreachable one: what is left on a server does no harm.
    with suppress(KnowledgeError):
        manifest = read_manifest(folder)
        if manifest.chroma:
            with _chroma(manifest.chroma, damaged(folder)), ExitStack() as opened:
                client = chroma_client(manifest.chroma, folder)
                opened.callback(client.close)
                drop_collections(client, manifest.collection)
    shutil.rmtree(folder, ignore_errors=True)


class PolicyIndex:
    """An index folder, opened for searching. Threads may share one."""

    def __init__(
        self,
        folder: Path,
        *,
        embedding: Embeddings | None = None,
        reader: EmbeddedModel | None = None,
        urdu: Embeddings | None = None,
    ) -> None:
        """Opens `folder`.

        Raises IndexMismatch where an embedding differs from the builder's, or what is there does
        not read, and KnowledgeError where its Chroma server does not answer.
        """
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.reader = reader or load_embedded()
        self.embedding = embedding or self.reader
        self.urdu = urdu
        self._refuse_mismatch()
        try:
            self._open_passages()
            self._open_words()
            self._open_tokens()
        except Exception as error:  # numpy, json, pydantic and bm25s each have their own
            raise damaged(folder) from error
        self._open_vectors()

    def close(self) -> None:
        """Lets go of the vector store; searching ends."""
        self._client.close()

    def _refuse_mismatch(self) -> None:
        built = (self.manifest.embedding, self.manifest.reader)
        given = (identity(self.embedding), self.reader.identity)
        if built != given:
            raise IndexMismatch(
                f"The index was built with the embedding '{built[0]}' and the setting is now "
                f"'{given[0]}'; run `saathi knowledge build`, or set it back."
            )
        if self.urdu is not None and self.manifest.urdu != identity(self.urdu):
            raise IndexMismatch(
                "The index was built without this extra for Urdu script; "
                "run `saathi knowledge build`."
            )

    def _open_passages(self) -> None:
        rows = json.loads((self.folder / "passages.json").read_text(encoding="utf-8"))
        self._sentences = [tuple(row.pop("sentences")) for row in rows]
        self.passages = tuple(Passage(**row) for row in rows)
        self._lexical = bm25s.BM25.load(str(self.folder / "lexical"), mmap=True)

    def _open_words(self) -> None:
        words = json.loads((self.folder / "words.json").read_text(encoding="utf-8"))
        self.stems: dict[str, int] = words["stems"]
        self.surface: dict[str, int] = words["surface"]
        self.own_stems = frozenset(words["own"])  # of the passages' texts alone

    def _open_tokens(self) -> None:
        spans = np.load(self.folder / "spans.npz")
        self._piece_idf: Floats = spans["piece_idf"]
        self._token_starts = _starts(spans["sentence_tokens"])
        self._sentence_starts = _starts(spans["passage_sentences"])
        raw = np.memmap(self.folder / "tokens.i8", dtype=np.int8, mode="r")
        held = raw.reshape(int(self._token_starts[-1]), self.reader.dimensions)
        # Small indexes, as offices have, are held ready in memory; large ones are read as needed.
        self._tokens: Any = held.astype(np.float32) / SCALE if len(held) <= IN_MEMORY else held

    def _open_vectors(self) -> None:
        with self._vector_store(), ExitStack() as opened:
            self._client = chroma_client(self.manifest.chroma, self.folder)
            opened.callback(self._client.close)
            self._store = self._collection(self.manifest.collection)
            self._parts = self._store.count()
            if self.urdu is not None:
                self._urdu_store = self._collection(_urdu(self.manifest.collection))
            opened.pop_all()  # it stays open where all went well

    def _collection(self, name: str) -> Any:
        return self._client.get_collection(name, embedding_function=None)

    def _vector_store(self) -> AbstractContextManager[None]:
        return _chroma(self.manifest.chroma, damaged(self.folder))

    @cached_property
    def _documents(self) -> dict[str, Ints]:
        numbers: dict[str, list[int]] = {}
        for number, passage in enumerate(self.passages):
            numbers.setdefault(passage.document, []).append(number)
        return {name: np.array(found, dtype=np.int64) for name, found in numbers.items()}

    @cached_property
    def _background(self) -> Ints:
        """The passages by which ordinary similarity is judged: all, or the same sample always."""
        count = len(self.passages)
        if count <= BACKGROUND:
            return np.arange(count)
        return np.sort(np.random.default_rng(0).choice(count, BACKGROUND, replace=False))

    def idf(self, stemmed: str) -> float:
        """How telling a stem is in this index; the most for one that stands nowhere."""
        return search.inverse_frequency(self.stems.get(stemmed, 0), len(self.passages))

    def search(
        self, query: str | Query, limit: int = 10, *, document: str | None = None
    ) -> list[Hit]:
        """The best passages for `query`, best first, at most `limit`; empty for an empty query.

        `document` keeps to one document. Scores are comparable within one search. Raises
        KnowledgeError where the vector store or the embedding no longer answers.
        """
        asked = Query.plain(query) if isinstance(query, str) else query
        if not asked.text.strip():
            return []
        tokens = self.reader.read([asked.text])[0]
        if not len(tokens.ids):  # nothing but characters that cannot be seen
            return []
        lexical = self._lexical_scores(asked.weights)
        dense, dense_median = self._dense_scores(asked, tokens, document)
        numbers = self._candidates(lexical, dense, document)
        if not len(numbers):
            return []
        return self._rank(numbers, asked, tokens, (lexical, dense, dense_median), limit)

    def _rank(
        self,
        numbers: Ints,
        asked: Query,
        tokens: Tokens,
        views: tuple[Floats, dict[int, float], float],
        limit: int,
    ) -> list[Hit]:
        lexical, dense_by_number, dense_median = views
        words = _word_pieces(asked.text, tokens)
        weights = self._piece_weights(words, tokens)
        by_sentence = self._similarities(numbers, tokens)
        starts = _starts(self._sentence_counts(numbers))[:-1]
        by_passage = np.maximum.reduceat(by_sentence, starts, axis=0)
        late = search.late_interaction(by_passage, weights)
        dense = np.array(
            [dense_by_number.get(int(n), dense_median) for n in numbers], dtype=np.float32
        )
        late_median = self._late_median(numbers, late, tokens, weights)
        fused = search.fuse(search.Scores(lexical[numbers], late, dense, late_median, dense_median))
        for row, number in enumerate(numbers):
            text = self.passages[int(number)].text
            fused[row] += sum(f"({short})" in text for short in asked.defined)
        sentence_late = search.late_interaction(by_sentence, weights)
        hits = []
        for row in np.argsort(-fused, kind="stable")[:limit]:
            number, start = int(numbers[row]), int(starts[row])
            own = sentence_late[start : start + len(self._sentences[number])]
            hits.append(
                Hit(
                    passage=self.passages[number],
                    score=float(fused[row]),
                    lexical=float(lexical[number]),
                    late=float(late[row]),
                    dense=float(dense[row]),
                    sentences=tuple(zip(self._sentences[number], own.tolist(), strict=True)),
                    similar={w: float(by_passage[row][p].min()) for w, p in words.items()},
                )
            )
        return hits

    def _lexical_scores(self, weights: Mapping[str, float]) -> Floats:
        """Each passage's share of the BM25 score that one with every query word would reach."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        reach = sum(weight * self.idf(term) for term, weight in weights.items())
        for weight in sorted(set(weights.values())):
            known = [t for t, w in weights.items() if w == weight and t in self.stems]
            if known:
                total += weight * self._lexical.get_scores(known)
        return total / max(search.attainable(reach), 1e-9)

    def _dense_scores(
        self, asked: Query, tokens: Tokens, document: str | None
    ) -> tuple[dict[int, float], float]:
        """The best cosine of each passage that Chroma returned, and an ordinary passage's."""
        if asked.urdu and self.urdu is not None:
            vector = embedded_query(self.urdu, asked.urdu)
            return self._nearest(self._urdu_store, vector, document)
        vector = (
            tokens.pooled
            if self.embedding is self.reader
            else embedded_query(self.embedding, asked.text)
        )
        return self._nearest(self._store, vector, document)

    def _nearest(
        self, store: Any, vector: Floats, document: str | None
    ) -> tuple[dict[int, float], float]:
        with self._vector_store():
            found = store.query(
                query_embeddings=[vector],
                n_results=min(self._parts, NEAREST),
                where={"document": document} if document is not None else None,
                include=["distances"],
            )
        best: dict[int, float] = {}
        for part, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            number = int(part.partition(":")[0])
            best[number] = max(best.get(number, -1.0), 1.0 - distance)
        return best, float(np.median(list(best.values()))) if best else 0.0

    def _candidates(
        self, lexical: Floats, dense: Mapping[int, float], document: str | None
    ) -> Ints:
        scope = (
            np.arange(len(self.passages))
            if document is None
            else self._documents.get(document, np.array([], dtype=np.int64))
        )
        if len(scope) <= 2 * CANDIDATES:
            return scope
        by_words = scope[np.argpartition(-lexical[scope], CANDIDATES)[:CANDIDATES]]
        nearest = sorted(dense, key=lambda n: -dense[n])[:CANDIDATES]
        return np.union1d(by_words, np.array(nearest, dtype=np.int64))

    def _sentence_counts(self, numbers: Ints) -> Ints:
        return self._sentence_starts[numbers + 1] - self._sentence_starts[numbers]

    def _similarities(self, numbers: Ints, tokens: Tokens) -> Floats:
        """(sentences of the passages, word pieces of the question)."""
        if len(numbers) == len(self.passages):
            every = self._token_starts[:-1]
            return search.word_similarities(tokens.vectors, self._held(self._tokens), every)
        rows, lengths = [], []
        for number in numbers:
            first, last = self._sentence_starts[number], self._sentence_starts[number + 1]
            ends = self._token_starts[first : last + 1]
            rows.append(self._tokens[ends[0] : ends[-1]])
            lengths.append(np.diff(ends))
        starts = _starts(np.concatenate(lengths))[:-1]
        return search.word_similarities(tokens.vectors, self._held(np.concatenate(rows)), starts)

    def _held(self, vectors: Any) -> Floats:
        """Stored word vectors as they were: the 8-bit ones of a large index are scaled back."""
        scaled = vectors.astype(np.float32) / SCALE if vectors.dtype == np.int8 else vectors
        return np.asarray(scaled, dtype=np.float32)

    def _late_median(self, numbers: Ints, late: Floats, tokens: Tokens, weights: Floats) -> float:
        if len(numbers) <= 2 * CANDIDATES:
            return float(np.median(late))
        by_sentence = self._similarities(self._background, tokens)
        starts = _starts(self._sentence_counts(self._background))[:-1]
        by_passage = np.maximum.reduceat(by_sentence, starts, axis=0)
        return float(np.median(search.late_interaction(by_passage, weights)))

    def _piece_weights(self, words: Mapping[str, list[int]], tokens: Tokens) -> Floats:
        """How telling each word piece is here; grammar words and marks weigh nothing."""
        weights = np.zeros(len(tokens.ids), dtype=np.float32)
        carrying = [piece for word in words.values() for piece in word]
        weights[carrying] = self._piece_idf[tokens.ids[carrying]]
        return weights


def _starts(lengths: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _word_pieces(text: str, tokens: Tokens) -> dict[str, list[int]]:
    """For each content word of `text`, the word pieces that make it up."""
    places: dict[str, list[int]] = {}
    folded, at = text.lower(), 0
    for word in content_words(text):
        start = folded.find(word, at)
        if start < 0:
            continue
        end = at = start + len(word)
        inside = [i for i, (a, b) in enumerate(tokens.spans) if a < end and b > start]
        if inside:
            places.setdefault(word, inside)
    return places


__all__ = ["Hit", "Manifest", "Passage", "PolicyIndex", "Query", "build", "stem"]
