"""The library: every edition of every document on record, and which of them are in force.

The project's own corpus comes with the package; what the office adds is kept in the library's
folder, an edition a file, written whole or not at all. Nothing on record is ever overwritten: what
is decided about an edition later, to withdraw or correct it, is put on record beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePath

from filelock import FileLock

from knowledge.editions import keeping
from knowledge.editions.comparing import Change, ChangeKind, compare
from knowledge.editions.record import (
    Amendment,
    AmendmentKind,
    Record,
    corrected,
    documents_in_force,
    is_date,
)
from knowledge.errors import DuplicateEdition, KnowledgeError, UnknownDocument
from knowledge.models import DOCUMENT_ID, Document, Status
from knowledge.reading.documents import document_of
from knowledge.reading.report import READER_VERSION
from knowledge.storage.data_files import read_yaml
from knowledge.storage.files import file_lock, own_folder

__all__ = [
    "Amendment",
    "AmendmentKind",
    "Change",
    "ChangeKind",
    "Library",
    "Record",
    "compare",
    "fingerprint",
]

CORPUS = Path(__file__).parent / "corpus"


class Library:
    """The documents on record. Reads are cheap: a file that has not changed is not read again."""

    def __init__(self, folder: Path, corpus: Path = CORPUS) -> None:
        """`folder` is where the office's own editions are kept; it is created when first needed."""
        self.folder = folder
        self.corpus = corpus

    def records(self) -> list[Record]:
        """Every edition on record as amended, oldest first, those that were withdrawn too.

        Raises CorruptCorpus where one cannot be read.
        """
        package_records = [
            Record(document=_read_shipped(file, keeping.stamp_of(file)), sequence=0)
            for file in sorted(self.corpus.glob("*.md"))
        ]
        records = [*package_records, *keeping.records_in(self.folder)]
        amendments = keeping.amendments_in(self.folder)
        return [record.amended(amendments) for record in records] if amendments else records

    def in_force(self) -> list[Document]:
        """The edition in force of each document: approved ones first, then by id."""
        return documents_in_force(self.records())

    def editions(self, document: str) -> list[Record]:
        """Every edition of one document, the one in force last; none that was withdrawn.

        Raises UnknownDocument.
        """
        records = [record for record in self.records() if not record.is_withdrawn]
        editions = [record for record in records if record.document.id == document]
        if not editions:
            names = ", ".join(sorted({record.document.id for record in records}))
            raise UnknownDocument(f"There is no document '{document}'; on record are: {names}.")
        return sorted(editions, key=lambda record: record.rank)

    def edition(self, document: str, edition: str, *, withdrawn: bool = False) -> Record:
        """The edition of that date; of several, the one that would be in force. '' is the latest.

        With `withdrawn` one of those that were withdrawn. Raises UnknownDocument.
        """
        records = [record for record in self.records() if record.document.id == document]
        candidates = [record for record in records if record.is_withdrawn is withdrawn]
        matches = [record for record in candidates if edition in ("", record.document.edition)]
        if matches:
            return max(matches, key=lambda record: record.rank)
        if not records:
            names = ", ".join(sorted({record.document.id for record in self.records()}))
            raise UnknownDocument(f"There is no document '{document}'; on record are: {names}.")
        kind = "withdrawn edition" if withdrawn else "edition"
        there = ", ".join(record.document.edition for record in candidates) or "none"
        raise UnknownDocument(
            f"There is no {kind} '{edition}' of '{document}'; on record are: {there}."
        )

    def read_by_an_earlier_reader(self) -> list[Document]:
        """The office's editions in force that today's reader may read better."""
        in_force = self.in_force()
        return [
            record.document
            for record in self.records()
            if record.sequence > 0
            and record.reader < READER_VERSION
            and not record.is_withdrawn
            and record.document in in_force
        ]

    def with_key(self, key: str) -> Record | None:
        """The edition that the request with that key put on record; None where it did not yet."""
        matches = [record for record in self.records() if key and record.key == key]
        return matches[0] if matches else None

    def document(self, name: str) -> Document:
        """The edition in force of one document. Raises UnknownDocument."""
        return self.editions(name)[-1].document

    def pair(self, name: str, before: str | None, after: str | None) -> tuple[Document, Document]:
        """Two editions to compare: the named ones, or the one in force and the one before it.

        Raises UnknownDocument where there is no such document or edition, or only one.
        """
        editions = [record.document for record in self.editions(name)]
        if len(editions) < 2:
            raise UnknownDocument(
                f"There is only one edition of '{name}', {editions[0].edition}; add another with "
                "`saathi knowledge add` to compare them."
            )
        new = _edition(editions, after) if after else editions[-1]
        older = [document for document in editions if document != new]
        return (_edition(editions, before) if before else older[-1]), new

    def source(self, record: Record) -> Path:
        """The file that an edition was read from.

        Raises KnowledgeError where it comes with Saathi, or the file was lost.
        """
        name = f"the edition {record.document.edition} of '{record.document.id}'"
        if not record.sequence:
            raise KnowledgeError(
                f"{name[0].upper()}{name[1:]} comes with Saathi and is read anew at each start; "
                "there is nothing to read again."
            )
        file = keeping.source_of(self.folder, record)
        if not file.is_file():
            raise KnowledgeError(
                f"The file of {name} is not in the folder 'sources' any more; restore "
                f"{file.name} from a backup, or add the document again."
            )
        return file

    # What would be in force

    def with_document(self, document: Document) -> list[Document]:
        """What would be in force if `document` were on record.

        Raises DuplicateEdition, or KnowledgeError where a stand-in would replace an approved text.
        """
        _refuse_undated(document.edition, "--edition")
        records = self.records()
        _refuse_unfit(document, records)
        return documents_in_force([*records, self._next(document)])

    def with_reading(self, record: Record, document: Document) -> list[Document]:
        """What would be in force if `document` were on record as a new reading of `record`."""
        if record.is_withdrawn:
            raise KnowledgeError(_withdrawn_sentence(record))
        return documents_in_force([*self.records(), self._next(document)])

    def with_amendment(self, amendment: Amendment) -> list[Document]:
        """What would be in force after `amendment`. Raises KnowledgeError where it cannot be."""
        records = self.records()
        after = [record.amended([amendment]) for record in records]
        changed = [new for new, old in zip(after, records, strict=True) if new is not old]
        editions = {record.edition_key for record in changed}
        others = [record for record in after if record.edition_key not in editions]
        if amendment.kind is not AmendmentKind.WITHDRAWN:
            for record in changed:
                _refuse_unfit(record.document, others)
        in_force = documents_in_force(after)
        if not in_force:
            raise KnowledgeError(
                "It is the only document in force, and without one no question has an answer; "
                "add another first."
            )
        return in_force

    def withdrawal(
        self, record: Record, by: str, why: str = "", *, only_reading: bool = False
    ) -> Amendment:
        """The decision to take `record` out of force, not yet on record.

        With `only_reading` the reading of its file before this one comes back, where there is one.
        Raises KnowledgeError.
        """
        if record.is_withdrawn:
            raise KnowledgeError(_withdrawn_sentence(record))
        if only_reading and not record.rereads:
            raise KnowledgeError(
                f"The edition {record.document.edition} of '{record.document.id}' was read once; "
                "leave out --reading to withdraw it."
            )
        return _amendment(AmendmentKind.WITHDRAWN, record, by, why, every_reading=not only_reading)

    def restoration(self, record: Record, by: str, why: str = "") -> Amendment:
        """The decision to take a withdrawal back, not yet on record. Raises KnowledgeError."""
        decision = record.withdrawn_by
        if decision is None:
            raise KnowledgeError(
                f"The edition {record.document.edition} of '{record.document.id}' is not "
                "withdrawn; there is nothing to restore."
            )
        every_reading = record.decisions[-1].every_reading
        return _amendment(AmendmentKind.RESTORED, record, by, why, every_reading=every_reading)

    def correction(
        self,
        record: Record,
        by: str,
        why: str = "",
        *,
        document: str = "",
        edition: str = "",
        status: Status | None = None,
    ) -> Amendment:
        """The decision to give `record` another id, date or status, not yet on record.

        Raises KnowledgeError where it cannot have them, or has them already.
        """
        if document and not DOCUMENT_ID.fullmatch(document):
            raise KnowledgeError(bad_id_sentence(document, "--to-id"))
        if edition:
            _refuse_undated(edition, "--to-edition")
        if document not in ("", record.document.id) and not record.sequence:
            raise KnowledgeError(
                f"'{record.document.id}' comes with Saathi, and clauses of agreements rest on it "
                "by that id; only its date and status can be corrected."
            )
        if corrected(record.document, document, edition, status) == record.document:
            raise KnowledgeError(
                "Nothing would be corrected; give --to-id, --to-edition or --to-status another "
                "value than it has."
            )
        amendment = _amendment(AmendmentKind.CORRECTED, record, by, why)
        changes = {"to_document": document, "to_edition": edition, "to_status": status}
        return amendment.model_copy(update=changes)

    # What is put on record

    def changing(self) -> FileLock:
        """A lock between processes, to hold from reading what is in force to `record`."""
        own_folder(self.folder)
        return file_lock(self.folder / ".lock")

    def record(
        self,
        document: Document,
        source: Path | tuple[str, bytes],
        *,
        by: str = "",
        key: str = "",
        rereads: int = 0,
    ) -> Record:
        """Puts `document` on record with a copy of the file it came from, in one step.

        `source` is that file, or its name and bytes.
        """
        name, content = source if isinstance(source, tuple) else (source.name, source.read_bytes())
        record = self._next(document).model_copy(
            update={
                "added": _now(),
                "source": PurePath(name).name,
                "by": by,
                "key": key,
                "rereads": rereads,
                "reader": READER_VERSION,
            }
        )
        own_folder(self.folder)
        keeping.keep_record(self.folder, record, name, content)
        return record

    def amend(self, amendment: Amendment) -> Amendment:
        """Puts a decision on record, in one step; as it stands there, with its number and time."""
        number = keeping.next_number(self.folder / keeping.AMENDMENTS)
        kept = amendment.model_copy(update={"number": number, "at": _now()})
        own_folder(self.folder)
        keeping.keep_amendment(self.folder, kept)
        return kept

    def _next(self, document: Document) -> Record:
        return Record(document=document, sequence=keeping.next_number(self.folder))


def fingerprint(documents: Sequence[Document]) -> dict[str, str]:
    """For each document its edition, status and a digest of its content, sorted by id."""
    return {
        document.id: f"{document.edition} {document.status} {_digest(document)}"
        for document in sorted(documents, key=lambda document: document.id)
    }


def bad_id_sentence(name: str, option: str = "--as") -> str:
    """What is wrong with an id that no document can have, and the cure."""
    return (
        f"'{name}' cannot be a document's id; give {option} as small letters, digits and "
        "hyphens, for example visibility-policy."
    )


def _digest(document: Document) -> str:
    return hashlib.sha256(document.model_dump_json().encode()).hexdigest()[:16]


def _refuse_unfit(document: Document, records: Sequence[Record]) -> None:
    """Raises KnowledgeError where `document` cannot stand on record beside the others."""
    present = [
        record.document
        for record in records
        if record.document.id == document.id and not record.is_withdrawn
    ]
    for earlier in present:
        if earlier.edition == document.edition and earlier.status is document.status:
            raise DuplicateEdition(
                f"The edition {earlier.edition} of '{earlier.id}' is on record already; give "
                "the other text a date of edition of its own."
            )
        if _text(earlier) == _text(document) and earlier.status is document.status:
            raise DuplicateEdition(
                f"This text of '{earlier.id}' is on record already, as the edition "
                f"{earlier.edition}; nothing was changed."
            )
    has_approved = any(earlier.status is Status.APPROVED for earlier in present)
    if document.status is Status.STAND_IN and has_approved:
        raise KnowledgeError(
            f"'{document.id}' has an approved text, which a stand-in cannot replace; if this one "
            "is approved, give it the status approved."
        )


def _refuse_undated(edition: str, option: str) -> None:
    if not is_date(edition):
        raise KnowledgeError(
            f"'{edition}' is no date; give {option} as 2026, 2026-11 or 2026-11-22."
        )


def _withdrawn_sentence(record: Record) -> str:
    document = record.document
    return (
        f"The edition {document.edition} of '{document.id}' is withdrawn already; "
        "`saathi knowledge restore` takes that back."
    )


def _amendment(
    kind: AmendmentKind, record: Record, by: str, why: str, *, every_reading: bool = True
) -> Amendment:
    document, edition = record.origin
    return Amendment(
        kind=kind,
        sequence=record.root if every_reading else record.sequence,
        document=document,
        edition=edition,
        every_reading=every_reading,
        by=by,
        why=why,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _edition(editions: Sequence[Document], name: str) -> Document:
    matches = [document for document in editions if document.edition == name]
    if not matches:
        names = ", ".join(document.edition for document in editions)
        raise UnknownDocument(f"There is no edition '{name}'; on record are: {names}.")
    return matches[-1]


def _text(document: Document) -> list[str]:
    return [clause.whole for clause in document.walk()]


@lru_cache(maxsize=512)
def _read_shipped(file: Path, _stamp: tuple[int, int]) -> Document:
    document = document_of(file.name, file.read_bytes(), {})
    questions = file.with_suffix(".asked.yaml")
    return _with_questions(document, questions) if questions.is_file() else document


def _with_questions(document: Document, file: Path) -> Document:
    """`document` with the plain questions of the file beside it, if they are for this edition."""
    content = read_yaml(file)
    of = (content.get("document"), content.get("edition"))
    if of != (document.id, document.edition):
        return document
    questions_by_clause = {
        clause: tuple(questions) for clause, questions in content.get("asked", {}).items()
    }
    return document.model_copy(update={"asked": questions_by_clause})
