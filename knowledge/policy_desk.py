"""PolicyDesk: the library, its index and the answerer on it, kept in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answering.answers import LONGEST_QUESTION, Answerer
from knowledge.answering.deferral import ForceDifference, force_differences
from knowledge.approval.proposal import Proposal, reading_of
from knowledge.asking.glossary import load_glossaries
from knowledge.asking.naming import only_names
from knowledge.asking.understanding import Earlier, Understanding, english_words
from knowledge.earlier_editions import FOLDER, EarlierEditions
from knowledge.editions.comparing import ForceChange, force_changes
from knowledge.editions.record import documents_in_force
from knowledge.errors import KnowledgeError
from knowledge.front_matter import dangling_bases, problems_of
from knowledge.index.digests import has_digests
from knowledge.index.embedding import (
    EMBEDDED,
    embedded_identity,
    embedding_identity,
    load_embedded,
    load_embedding,
)
from knowledge.index.outage import Outage
from knowledge.index.shelf import Models, Shelf
from knowledge.index.urdu_embedding import URDU_IDENTITY, has_urdu_extra, load_urdu_embedding
from knowledge.library import Amendment, Library, Record, bad_id_sentence
from knowledge.marking.marks import Mark, Marks
from knowledge.models import DOCUMENT_ID, Answer, Contact, Document, Statement, Status
from knowledge.reading.guards import content_of
from knowledge.reading.report import Reading

if TYPE_CHECKING:
    from knowledge.writing.writer import Writer
LONGEST_THAT_LEANS = 200  # characters of a question that may say too little by itself


@dataclass(frozen=True)
class Added:
    """What changed when a document was put on record."""

    record: Record
    predecessor: Document | None  # the edition that was in force before, if another one is now
    in_force: Document  # what is in force now
    force: tuple[ForceChange, ...] = ()  # each document of which another text is in force now

    @property
    def replaces_stand_in(self) -> bool:
        """True where a stand-in went out of force."""
        return self.predecessor is not None and self.predecessor.status is Status.STAND_IN


@dataclass(frozen=True)
class Amended:
    """What changed when an edition was withdrawn, restored, corrected or read again."""

    record: Record  # the edition as it is now
    force: tuple[ForceChange, ...]  # each document of which another text is in force now


@dataclass
class PolicyDesk:
    """Answers questions from the documents in force; notices by itself when they change."""

    home: Path  # the folder that holds the library and the indexes
    embedding: str = EMBEDDED  # as `load_embedding` takes it
    chroma_url: str = ""
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    longest_question: int = LONGEST_QUESTION
    writer: Writer | None = None  # who words answers; None: the clauses' own words
    marks: Marks = tuple  # what people decided about clauses and questions, asked at each question
    today: Callable[[], date] = date.today  # to tell a date in the far future by

    def __post_init__(self) -> None:
        self.library = Library(self.home / "documents")
        self.shelf = Shelf(self.home / "index", self.chroma_url)
        self._lock = threading.Lock()
        self._outage = Outage()  # of the Chroma server
        self._earlier_editions = EarlierEditions(
            Shelf(self.shelf.folder / FOLDER, lender=self.shelf),
            lambda: self.models,
            self._open,
        )
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
        KnowledgeUnavailable where nothing can be looked up; its message is for whoever runs Saathi.
        """
        answerer = self.answerer()
        if len(question) <= self.longest_question:
            superseded = self._earlier_editions.answer(self.library.records, question, earlier)
            if superseded is not None:
                return superseded
        with self._outage.watched():
            if self.writer is None:
                return answerer.ask(question, earlier)
            return self.writer.answer(answerer, question, earlier, on_statement)

    def differences(self, document: str) -> list[ForceDifference]:
        """Where `document` and another in force differ on what one of them leaves to the other.

        Raises KnowledgeError where the index cannot be opened.
        """
        answerer = self.answerer()
        return force_differences(answerer.documents, answerer.index, document)

    def needs_context(self, question: str) -> bool:
        """True where `question` cannot be answered without what it leans on: "Is this allowed?".

        A long one says enough. Raises as `ask` does.
        """
        if len(question) > LONGEST_THAT_LEANS:
            return False
        return self.answerer().understanding.needs_context(question)

    @staticmethod
    def only_names(text: str) -> bool:
        """True where `text` only names a place or a short form of the documents: "MoU"."""
        return only_names(text, load_glossaries().english)

    def answerer(self) -> Answerer:
        """The answerer on the index of the documents in force, opened again when they change."""
        documents = self.library.in_force()
        current = self._answerer
        if current is not None and self._is_current(current, documents):
            return current
        self._outage.refuse()  # and not only when the lock is free
        with self._lock:
            current = self._answerer
            if current is None or not self._is_current(current, documents):
                with self._outage.watched():
                    answerer = self._open(documents, self.shelf)
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
        """True where the index of the documents in force exists, with digests; loads no model."""
        urdu = URDU_IDENTITY if has_urdu_extra() else ""
        names = (embedding_identity(self.embedding), embedded_identity(), urdu)
        folder = self.shelf.find(self.shelf.manifest_for(self.library.in_force(), names))
        return folder is not None and has_digests(folder)

    def has_index(self) -> bool:
        """True where any index was built, of these documents or of others."""
        return self.shelf.has_any()

    def has_current_index(self) -> bool:
        """True where the index of the documents in force is there; else `build` makes it.

        Raises KnowledgeError where the documents or the models cannot be read.
        """
        return self.shelf.has(self.library.in_force(), self.models)

    def problems(self) -> list[str]:
        """What is wrong with the documents in force and their index, a sentence each."""
        sentences = [sentence for d in self.library.in_force() for sentence in problems_of(d)]
        sentences += dangling_bases(self.library.in_force())
        return sentences + self.index_problems()

    def index_problems(self) -> list[str]:
        """What is wrong with the index, a sentence each; reads every byte of its files."""
        try:
            changed = self.shelf.problems(self.library.in_force(), self.models)
            return changed or self.answerer().index.lost_parts()
        except KnowledgeError as error:
            return [str(error)]

    def probe(self) -> None:
        """Asks the index of the documents in force whether it answers.

        Raises KnowledgeUnavailable where it does not, within the time limit of a search.
        """
        index = self.answerer().index
        with self._outage.watched():
            index.ask_store()

    @property
    def waits_for_others(self) -> bool:
        """True where an answer waits for another machine, while this one could do other work."""
        is_hosted = ":" in self.embedding and not self.embedding.startswith("folder:")
        return self.writer is not None or bool(self.chroma_url) or is_hosted

    def read(self, file: Path, document: str, edition: str, status: Status) -> Document:
        """The document in `file` as an edition of `document`, not yet on record.

        Raises UnreadableDocument, DuplicateEdition or KnowledgeError.
        """
        return self.propose(file, document, edition, status).document

    def propose(
        self, source: Path | tuple[str, bytes], document: str, edition: str, status: Status
    ) -> Proposal:
        """What would come into force with a file, and what to doubt about it; changes nothing.

        `source` is the file, or its name and bytes. Raises UnreadableDocument, DuplicateEdition or
        KnowledgeError.
        """
        if not DOCUMENT_ID.fullmatch(document):
            raise KnowledgeError(bad_id_sentence(document))
        name, content = (source.name, content_of(source)) if isinstance(source, Path) else source
        reading = reading_of(
            name, content, document, edition, status, **self._titles(document, None)
        )
        # It refuses a duplicate before anything is shown as done.
        return self._proposal(reading, name, content, self.library.with_document(reading.document))

    def reread(self, record: Record) -> Proposal:
        """What would come into force if the edition's own file were read again; changes nothing.

        Raises KnowledgeError where the file is not there, or reads as it did before.
        """
        file, now = self.library.source(record), record.document
        content = content_of(file)
        reading = reading_of(
            record.source or file.name,
            content,
            now.id,
            now.edition,
            now.status,
            **self._titles(now.id, record),
        )
        if reading.document == now:
            raise KnowledgeError(
                f"The edition {now.edition} of '{now.id}' reads as it did before; nothing would "
                "change."
            )
        would_be = self.library.with_reading(record, reading.document)
        return self._proposal(reading, record.source or file.name, content, would_be)

    def _titles(self, document: str, besides: Record | None) -> dict[str, str]:
        """How the document's other editions are called; nothing where there is none."""
        others = [
            record.document
            for record in self.library.records()
            if record.document.id == document
            and not record.is_withdrawn
            and (besides is None or record.edition_key != besides.edition_key)
        ]
        if not others:
            return {}
        return {"title": others[-1].title, "short_title": others[-1].short_title}

    def _proposal(
        self, reading: Reading, name: str, content: bytes, would_be: Sequence[Document]
    ) -> Proposal:
        now = {document.id: document for document in self.library.in_force()}
        then = {document.id: document for document in would_be}
        force = ForceChange(now.get(reading.document.id), then[reading.document.id])
        return Proposal(reading, name, content, force, self.today())

    def add(
        self,
        document: Document,
        source: Path | tuple[str, bytes],
        *,
        by: str = "",
        key: str = "",
        rereads: Record | None = None,
    ) -> Added:
        """Puts `document` on record, with its index built first: a failure changes nothing.

        Asked twice with one `key`, there is one edition. `rereads` is the edition whose file it is
        a new reading of. Raises KnowledgeError where it cannot be added or indexed.
        """
        # One at a time, so that the documents in force and their index change together.
        with self.library.changing():
            earlier = self.added_with(key)
            if earlier is not None:
                return earlier
            before = self.library.in_force()
            after = (
                self.library.with_document(document)
                if rereads is None
                else self.library.with_reading(rereads, document)
            )
            folder, _ = self.shelf.build(after, self.models)
            root = 0 if rereads is None else rereads.root
            record = self.library.record(document, source, by=by, key=key, rereads=root)
        self.shelf.tidy(folder)
        return self._added(record, before)

    def added_with(self, key: str) -> Added | None:
        """What the request with that key put on record; None where it did not yet."""
        record = self.library.with_key(key)
        if record is None:
            return None
        others = [r for r in self.library.records() if r.sequence != record.sequence]
        return self._added(record, documents_in_force(others))

    def _added(self, record: Record, before: Sequence[Document]) -> Added:
        """What is in force with `record` on record, beside what was before."""
        earlier = {document.id: document for document in before}.get(record.document.id)
        now = self.library.document(record.document.id)
        replaced = earlier if now == record.document and earlier != now else None
        changes = tuple(force_changes(before, self.library.in_force()))
        return Added(record=record, predecessor=replaced, in_force=now, force=changes)

    def would_change(self, amendment: Amendment) -> list[ForceChange]:
        """Of which documents another text would be in force after it; changes nothing.

        Raises KnowledgeError where it cannot be.
        """
        return force_changes(self.library.in_force(), self.library.with_amendment(amendment))

    def amend(self, amendment: Amendment) -> Amended:
        """Withdraws, restores or corrects an edition, with the index built first.

        A failure changes nothing. Raises KnowledgeError where it cannot be.
        """
        with self.library.changing():
            before = self.library.in_force()
            after = self.library.with_amendment(amendment)
            folder, _ = self.shelf.build(after, self.models)
            kept = self.library.amend(amendment)
        self.shelf.tidy(folder)
        records = [record for record in self.library.records() if kept in record.amendments]
        return Amended(record=records[-1], force=tuple(force_changes(before, after)))

    def _open(self, documents: Sequence[Document], shelf: Shelf) -> Answerer:
        index = shelf.open(documents, self.models)
        english = english_words(index.reader.vocabulary())
        understanding = Understanding(
            load_glossaries(), index.surface, index.stems, index.own_stems, english
        )
        # What was marked is about what is in force; an earlier edition speaks for itself.
        marks: Marks = self._marks_now if shelf is self.shelf else tuple
        return Answerer(
            documents, index, understanding, self.contacts, self.longest_question, marks
        )

    def _marks_now(self) -> Sequence[Mark]:
        return self.marks()  # set anew with the database that it reads

    def _is_current(self, answerer: Answerer, documents: list[Document]) -> bool:
        if list(answerer.documents) != documents:
            return False
        return answerer.index.folder == self.shelf.find(answerer.index.manifest)
