"""PolicyDesk: the library, its index and the answerer on it, kept in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answering.answers import LONGEST_QUESTION, Answerer
from knowledge.asking.glossary import load_glossaries
from knowledge.asking.understanding import Earlier, Understanding, english_words
from knowledge.errors import KnowledgeError
from knowledge.front_matter import dangling_bases, problems_of
from knowledge.index.embedding import (
    EMBEDDED,
    embedded_identity,
    embedding_identity,
    load_embedded,
    load_embedding,
)
from knowledge.index.shelf import Models, Shelf
from knowledge.index.urdu_embedding import URDU_IDENTITY, has_urdu_extra, load_urdu_embedding
from knowledge.library import Library, Record
from knowledge.models import DOCUMENT_ID, Answer, Contact, Document, Statement, Status
from knowledge.reading.documents import read_document

if TYPE_CHECKING:
    from knowledge.writing.writer import Writer


@dataclass(frozen=True)
class Added:
    """What changed when a document was put on record."""

    record: Record
    predecessor: Document | None  # the edition that was in force before, if another one is now
    in_force: Document  # what is in force now

    @property
    def replaces_stand_in(self) -> bool:
        """True where a stand-in went out of force."""
        return self.predecessor is not None and self.predecessor.status is Status.STAND_IN


@dataclass
class PolicyDesk:
    """Answers questions from the documents in force; notices by itself when they change."""

    home: Path  # the folder that holds the library and the indexes
    embedding: str = EMBEDDED  # as `load_embedding` takes it
    chroma_url: str = ""
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    longest_question: int = LONGEST_QUESTION
    writer: Writer | None = None  # who words answers; None: the clauses' own words

    def __post_init__(self) -> None:
        self.library = Library(self.home / "documents")
        self.shelf = Shelf(self.home / "index", self.chroma_url)
        self._lock = threading.Lock()
        self._answerer: Answerer | None = None
        self._retired: Answerer | None = None

    @cached_property
    def models(self) -> Models:
        """The embeddings, loaded once. Raises EmbeddingError."""
        reader = load_embedded()
        own = self.embedding == EMBEDDED
        embedding = reader if own else load_embedding(self.embedding)
        return Models(embedding, reader, load_urdu_embedding())

    def ask(
        self,
        question: str,
        earlier: Earlier = "",
        on_statement: Callable[[Statement], None] | None = None,
    ) -> Answer:
        """The answer to `question`; `earlier` is the question before it, or several, oldest first.

        With a writer, `on_statement` gets each statement as soon as it passes the check; where the
        answer is not `written` in the end, those statements must be withdrawn. Raises
        IndexMissing or IndexMismatch, whose messages say the cure.
        """
        if self.writer is None:
            return self.answerer().ask(question, earlier)
        return self.writer.answer(self.answerer(), question, earlier, on_statement)

    def answerer(self) -> Answerer:
        """The answerer on the index of the documents in force, opened again when they change."""
        documents = self.library.in_force()
        with self._lock:
            current = self._answerer
            if current is None or not self._is_current(current, documents):
                answerer = self._open(documents)
                self._retire(current)
                self._answerer = current = answerer
        return current

    def _retire(self, answerer: Answerer | None) -> None:
        """Closes the index before the last one: a question may still be using the last."""
        if self._retired is not None:
            self._retired.index.close()
        self._retired = answerer

    def build(self, *, force: bool = False) -> tuple[Path, bool]:
        """Builds the index of the documents in force, if it is not there already or by `force`.

        Returns its folder and whether it was built now. Raises KnowledgeError; the index in use
        stays as it is then.
        """
        folder, is_new = self.shelf.build(self.library.in_force(), self.models, force=force)
        self.shelf.tidy(folder)
        return folder, is_new

    def is_built(self) -> bool:
        """True where the index of the documents in force exists; loads no model."""
        urdu = URDU_IDENTITY if has_urdu_extra() else ""
        names = (embedding_identity(self.embedding), embedded_identity(), urdu)
        return self.shelf.find(self.shelf.manifest_for(self.library.in_force(), names)) is not None

    def has_index(self) -> bool:
        """True where any index was built, of these documents or of others."""
        return self.shelf.has_any()

    def problems(self) -> list[str]:
        """What is wrong with the documents in force and their index, a sentence each."""
        sentences = [sentence for d in self.library.in_force() for sentence in problems_of(d)]
        sentences += dangling_bases(self.library.in_force())
        try:
            self.answerer()
        except KnowledgeError as error:
            sentences.append(str(error))
        return sentences

    def read(self, file: Path, document: str, edition: str, status: Status) -> Document:
        """The document in `file` as an edition of `document`, not yet on record.

        Raises UnreadableDocument, DuplicateEdition or KnowledgeError.
        """
        if not DOCUMENT_ID.fullmatch(document):
            raise KnowledgeError(
                f"'{document}' cannot be a document's id; give --as small letters, digits and "
                "hyphens, for example visibility-policy."
            )
        documents = {record.document.id: record.document for record in self.library.records()}
        before = documents.get(document)
        titles = {"title": before.title, "short_title": before.short_title} if before else {}
        new_edition = read_document(file, id=document, edition=edition, status=status, **titles)
        # It refuses a duplicate before anything is shown as done.
        self.library.with_document(new_edition)
        return new_edition

    def add(self, document: Document, source: Path) -> Added:
        """Puts `document` on record, with its index built first: a failure changes nothing.

        Raises KnowledgeError where it cannot be added or indexed.
        """
        # One at a time, so that the documents in force and their index change together.
        with self.library.changing():
            before = {d.id: d for d in self.library.in_force()}.get(document.id)
            folder, _ = self.shelf.build(self.library.with_document(document), self.models)
            record = self.library.record(document, source)
        self.shelf.tidy(folder)
        now = self.library.document(document.id)
        predecessor = before if before is not None and now == document else None
        return Added(record=record, predecessor=predecessor, in_force=now)

    def _open(self, documents: list[Document]) -> Answerer:
        index = self.shelf.open(documents, self.models)
        english = english_words(index.reader.vocabulary())
        understanding = Understanding(
            load_glossaries(), index.surface, index.stems, index.own_stems, english
        )
        return Answerer(documents, index, understanding, self.contacts, self.longest_question)

    def _is_current(self, answerer: Answerer, documents: list[Document]) -> bool:
        if list(answerer.documents) != documents:
            return False
        return answerer.index.folder == self.shelf.find(answerer.index.manifest)
