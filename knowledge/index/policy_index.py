"""PolicyIndex: an index folder, opened for searching (folder.py says what is in it)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.errors import IndexMismatch
from knowledge.index import search
from knowledge.index.digests import parts_digests, read_digests
from knowledge.index.embedding import (
    EmbeddedModel,
    Tokens,
    identity,
    load_embedded,
    question_vector,
)
from knowledge.index.folder import SCALE, check_sizes, damage_error, read_manifest, unreadable
from knowledge.index.held_vectors import HeldVectors, held_vectors
from knowledge.index.passages import Passage
from knowledge.index.search import Bytes, Floats, Ints, SpanViews
from knowledge.index.vector_store import (
    all_parts,
    chroma_client,
    chroma_errors,
    closest_parts,
    urdu_name,
)
from knowledge.index.working_copy import WorkingCopy
from knowledge.words import content_words, terms

CANDIDATES = 100  # passages that each view hands to the fusion
NEAREST = 300  # parts asked of Chroma; passages have several parts
IN_MEMORY = 50_000  # word vectors, 19 MB at 384 dimensions


@dataclass(frozen=True)
class Query:
    """A question as the search takes it."""

    text: str  # for the vectors, in English
    weights: Mapping[str, float]  # stems for BM25, with their weight
    urdu: str = ""  # the question in Urdu script, for the multilingual vectors
    abbreviations: tuple[str, ...] = ()  # abbreviations whose meaning is asked: '(PC)' defines PC

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
    similar_by_sentence: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    beside: tuple[Hit, ...] = ()  # of a row: others of its table that are shown with it

    def similar_in(self, sentence: int) -> dict[str, float]:
        """Each content word of the question → its nearest word's cosine in one sentence."""
        return {word: cosines[sentence] for word, cosines in self.similar_by_sentence.items()}


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

        Raises IndexMismatch where an embedding differs from the builder's or the folder is damaged,
        StorageRefused where the disk does not let it be read, and VectorStoreAway where its Chroma
        server does not answer.
        """
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.reader = reader or load_embedded()
        self.embedding = embedding or self.reader
        self.urdu = urdu
        self._refuse_mismatch()
        try:
            check_sizes(folder)
            self._open_passages()
            self._open_words()
            self._open_tokens()
            self._open_held_vectors()
            copy = None if self.manifest.chroma else WorkingCopy(folder)
        except Exception as error:  # numpy, json, pydantic and bm25s each have their own
            raise unreadable(folder, error) from error
        self._chroma_folder = copy.folder if copy is not None else folder
        with ExitStack() as closing:
            if copy is not None:
                closing.callback(copy.close)
            self._client = self._open_vectors()
            closing.callback(self._client.close)
            self._closing = closing.pop_all()  # all went well: it stays open

    def close(self) -> None:
        """Closes the vector store; no search is possible afterwards."""
        self._closing.close()

    def ask_store(self) -> None:
        """Asks whether the vector store answers and holds every part.

        Raises VectorStoreAway, StorageRefused or IndexMismatch where it does not.
        """
        with self._vector_store():
            parts = self._store.count()
        if parts != self._parts:
            raise damage_error(self.folder)

    def lost_parts(self) -> list[str]:
        """A sentence where a Chroma server holds other parts than were written to it."""
        digests = read_digests(self.folder)
        if digests is None or not digests.collections:
            return []
        with self._vector_store():
            urdu = urdu_name(self.manifest.collection) in digests.collections
            present = parts_digests(self._client, self.manifest.collection, urdu=urdu)
        if present == digests.collections:
            return []
        return [str(damage_error(self.folder, "its parts on the Chroma server are not all there"))]

    def _refuse_mismatch(self) -> None:
        index_names = (self.manifest.embedding, self.manifest.reader)
        setting_names = (identity(self.embedding), self.reader.identity)
        if index_names != setting_names:
            raise IndexMismatch(
                f"The index was built with the embedding '{index_names[0]}' and the setting is now "
                f"'{setting_names[0]}'; run `saathi knowledge build`, or set it back."
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
        self._norms: Floats = spans["sentence_norms"]
        self._token_starts = _starts(spans["sentence_tokens"])
        self._sentence_starts = _starts(spans["passage_sentences"])
        raw = np.memmap(self.folder / "tokens.i8", dtype=np.int8, mode="r")
        vectors = raw.reshape(int(self._token_starts[-1]), self.reader.dimensions)
        # Small indexes, as offices have, are held in memory; large ones are read as needed, through
        # a plain array, whose slices cost a tenth of np.memmap's.
        small = len(vectors) <= IN_MEMORY
        self._tokens: Bytes = np.array(vectors) if small else np.asarray(vectors)

    def _open_held_vectors(self) -> None:
        """A Chroma server, where there is one, is asked: it is who serves several replicas."""
        is_local = not self.manifest.chroma
        self._held = held_vectors(self.folder) if is_local else None
        with_urdu = is_local and self.urdu is not None
        self._held_urdu = held_vectors(self.folder, urdu=True) if with_urdu else None

    def _open_vectors(self) -> Any:
        """The client, whose collections are open."""
        with self._vector_store(), ExitStack() as stack:
            client = chroma_client(self.manifest.chroma, self._chroma_folder)
            stack.callback(client.close)
            self._store = self._collection(client, self.manifest.collection)
            self._parts = self._store.count()
            if self.urdu is not None:
                self._urdu_store = self._collection(client, urdu_name(self.manifest.collection))
            stack.pop_all()
        return client

    def _collection(self, client: Any, name: str) -> Any:
        return client.get_collection(name, embedding_function=None)

    def _vector_store(self) -> AbstractContextManager[None]:
        return chroma_errors(self.manifest.chroma, self._chroma_folder, damage_error(self.folder))

    @cached_property
    def _documents(self) -> dict[str, Ints]:
        numbers: dict[str, list[int]] = {}
        for number, passage in enumerate(self.passages):
            numbers.setdefault(passage.document, []).append(number)
        return {
            name: np.array(passage_numbers, dtype=np.int64)
            for name, passage_numbers in numbers.items()
        }

    def idf(self, stem: str) -> float:
        """The inverse frequency of a stem in this index; highest for one that never occurs."""
        return search.inverse_frequency(self.stems.get(stem, 0), len(self.passages))

    def search(
        self, question: str | Query, limit: int = 10, *, document: str | None = None
    ) -> list[Hit]:
        """The best passages for `question`, best first, at most `limit`; empty for an empty one.

        `document` restricts it to one document. Scores are comparable within one search. Raises
        KnowledgeError where the vector store or the embedding no longer answers.
        """
        query = Query.plain(question) if isinstance(question, str) else question
        if not query.text.strip():
            return []
        tokens = self.reader.read([query.text])[0]
        if not len(tokens.ids):  # nothing but invisible characters
            return []
        lexical = self._lexical_scores(query.weights)
        dense, dense_median = self._dense_scores(query, tokens, document)
        numbers = self._candidates(lexical, dense, document)
        if not len(numbers):
            return []
        return self._rank(numbers, query, tokens, (lexical, dense, dense_median), limit)

    def _rank(
        self,
        numbers: Ints,
        query: Query,
        tokens: Tokens,
        views: tuple[Floats, dict[int, float], float],
        limit: int,
    ) -> list[Hit]:
        lexical, dense_by_number, dense_median = views
        words = _word_pieces(query.text, tokens)
        weights = self._piece_weights(words, tokens)
        by_piece, whole_by_sentence = self._similarities(numbers, tokens)
        starts = _starts(self._sentence_counts(numbers))[:-1]
        late = search.late_interaction(np.maximum.reduceat(by_piece, starts, axis=0), weights)
        dense = np.array(
            [dense_by_number.get(int(n), dense_median) for n in numbers], dtype=np.float32
        )
        if self._has_own_vector(query):
            whole = np.maximum.reduceat(whole_by_sentence, starts)
            whole_median = float(np.median(whole))
        else:
            whole, whole_median = dense, dense_median
        scores = search.fuse(
            search.Scores(lexical[numbers], late, whole, float(np.median(late)), whole_median)
        )
        for row, number in enumerate(numbers if query.abbreviations else ()):
            text = self.passages[int(number)].text
            scores[row] += sum(f"({short})" in text for short in query.abbreviations)
        hits = []
        for row in np.argsort(-scores, kind="stable")[:limit]:
            number, start = int(numbers[row]), int(starts[row])
            own = by_piece[start : start + self._sentence_counts(number)]
            hits.append(
                Hit(
                    passage=self.passages[number],
                    score=float(scores[row]),
                    lexical=float(lexical[number]),
                    late=float(late[row]),
                    dense=float(dense[row]),
                    **self._in_sentences(number, own, words, weights),
                )
            )
        return hits

    def _in_sentences(
        self, number: int, by_piece: Floats, words: Mapping[str, list[int]], weights: Floats
    ) -> dict[str, Any]:
        """What a hit says of its sentences; `by_piece` is (all that is searched, pieces)."""
        own = self._sentences[number]
        late = search.late_interaction(by_piece, weights)[: len(own)].tolist()
        best = by_piece.max(axis=0)
        return {
            "sentences": tuple(zip(own, late, strict=True)),
            "similar": {word: float(best[places].min()) for word, places in words.items()},
            "similar_by_sentence": {
                word: tuple(by_piece[: len(own), places].min(axis=1).tolist())
                for word, places in words.items()
            },
        }

    def _lexical_scores(self, weights: Mapping[str, float]) -> Floats:
        """Each passage's share of the BM25 score that one with every query word would reach."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        reach = sum(weight * self.idf(term) for term, weight in weights.items())
        for weight in sorted(set(weights.values())):
            terms_in_index = [t for t, w in weights.items() if w == weight and t in self.stems]
            if terms_in_index:
                total += weight * self._lexical.get_scores(terms_in_index)
        return total / max(search.attainable(reach), 1e-9)

    def _has_own_vector(self, query: Query) -> bool:
        """True where the model that reads the words gives the question's vector as well."""
        return self.embedding is self.reader and not (query.urdu and self.urdu is not None)

    def _dense_scores(
        self, query: Query, tokens: Tokens, document: str | None
    ) -> tuple[dict[int, float], float]:
        """The best cosine of each passage that Chroma returned, and an ordinary passage's."""
        if query.urdu and self.urdu is not None:
            vector = question_vector(self.urdu, query.urdu)
            return self._nearest(self._urdu_store, self._held_urdu, vector, document)
        vector = (
            tokens.text_vector
            if self._has_own_vector(query)
            else question_vector(self.embedding, query.text)
        )
        return self._nearest(self._store, self._held, vector, document)

    def _nearest(
        self, store: Any, held: HeldVectors | None, vector: Floats, document: str | None
    ) -> tuple[dict[int, float], float]:
        if held is not None:
            if len(vector) != held.dimensions:
                raise damage_error(self.folder)
            scope = None if document is None else self._scope(document).tolist()
            cosines = held.nearest(vector, NEAREST, scope)
        else:
            cosines = self._ask_store_for(store, vector, document)
        best: dict[int, float] = {}
        for number, cosine in cosines:
            best[number] = max(best.get(number, -1.0), cosine)
        return best, float(np.median(list(best.values()))) if best else 0.0

    def _ask_store_for(
        self, store: Any, vector: Floats, document: str | None
    ) -> list[tuple[int, float]]:
        """The passages of the nearest parts, or of all of a small document, with their cosines."""
        with self._vector_store():
            cosines = (
                all_parts(store, vector, document)
                if document is not None and len(self._scope(document)) <= 2 * CANDIDATES
                else closest_parts(store, vector, document, min(self._parts, NEAREST))
            )
            return [(int(part.partition(":")[0]), cosine) for part, cosine in cosines]

    def _scope(self, document: str | None) -> Ints:
        """The passages of a document, or all."""
        if document is None:
            return np.arange(len(self.passages))
        return self._documents.get(document, np.array([], dtype=np.int64))

    def _candidates(
        self, lexical: Floats, dense: Mapping[int, float], document: str | None
    ) -> Ints:
        scope = self._scope(document)
        if len(scope) <= 2 * CANDIDATES:
            return scope
        by_words = scope[np.argpartition(-lexical[scope], CANDIDATES)[:CANDIDATES]]
        nearest = sorted(dense, key=lambda n: -dense[n])[:CANDIDATES]
        return np.union1d(by_words, np.array(nearest, dtype=np.int64))

    def _sentence_counts(self, numbers: Any) -> Any:
        """How many sentences a passage has, the questions that it answers among them."""
        return self._sentence_starts[numbers + 1] - self._sentence_starts[numbers]

    def _similarities(self, numbers: Ints, tokens: Tokens) -> SpanViews:
        """What the sentences of the passages are to the question."""
        question = tokens.vectors / SCALE
        if len(numbers) == len(self.passages):
            return search.span_views(
                question, tokens.text_vector, self._tokens, self._token_starts[:-1], self._norms
            )
        sentences_of = list(
            zip(self._sentence_starts[numbers], self._sentence_starts[numbers + 1], strict=True)
        )
        spans = [self._token_starts[first : last + 1] for first, last in sentences_of]
        rows = np.concatenate([self._tokens[span[0] : span[-1]] for span in spans])
        norms = np.concatenate([self._norms[first:last] for first, last in sentences_of])
        starts = _starts(np.concatenate([span[1:] - span[:-1] for span in spans]))[:-1]
        return search.span_views(question, tokens.text_vector, rows, starts, norms)

    def _piece_weights(self, words: Mapping[str, list[int]], tokens: Tokens) -> Floats:
        """The weight of each word piece in this index; 0 for grammar words and punctuation."""
        weights = np.zeros(len(tokens.ids), dtype=np.float32)
        carrying = [piece for word in words.values() for piece in word]
        weights[carrying] = self._piece_idf[tokens.ids[carrying]]
        return weights


def _starts(lengths: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _word_pieces(text: str, tokens: Tokens) -> dict[str, list[int]]:
    """For each content word of `text`, the word pieces that make it up."""
    places: dict[str, list[int]] = {}
    lower, at = text.lower(), 0
    for word in content_words(text):
        start = lower.find(word, at)
        if start < 0:
            continue
        end = at = start + len(word)
        inside = [i for i, (a, b) in enumerate(tokens.spans) if a < end and b > start]
        if inside:
            places.setdefault(word, inside)
    return places
