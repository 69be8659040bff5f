"""The library: every edition of every document on record, and which of them are in force.

The project's own corpus comes with the package; what the office adds is kept in the library's
folder, an edition a file, written whole or not at all. Nothing on record is ever overwritten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from knowledge.errors import CorruptCorpus, DuplicateEdition, KnowledgeError, UnknownDocument
from knowledge.models import Document, Model, Status
from knowledge.reading.documents import document_of
from knowledge.storage.data_files import read_yaml
from knowledge.storage.files import file_lock, own_folder, write_whole

CORPUS = Path(__file__).parent / "corpus"
EDITION = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Record(Model):
    """One edition on record."""

    document: Document
    sequence: int  # 0 for what comes with the package, then 1, 2, ... as the office adds
    added: str = ""  # when, ISO 8601 in UTC; '' for what comes with the package
    source: str = ""  # the name of the file that was read

    @property
    def rank(self) -> tuple[bool, str, int]:
        """The highest is in force: approved before stand-in, then by date, then by arrival."""
        edition = self.document.edition
        date = edition if EDITION.fullmatch(edition) else ""
        return (self.document.status is Status.APPROVED, date, self.sequence)


class Change(Model):
    """What differs in one clause between two editions."""

    clause: str
    before: str | None  # the clause's whole text; None where it is new
    after: str | None  # None where it is gone


class Library:
    """The documents on record. Reads are cheap: a file that has not changed is not read again."""

    def __init__(self, folder: Path, corpus: Path = CORPUS) -> None:
        """`folder` is where the office's own editions are kept; it is created when first needed."""
        self.folder = folder
        self.corpus = corpus

    def records(self) -> list[Record]:
        """Every edition on record, oldest first. Raises CorruptCorpus where one cannot be read."""
        package_records = [
            Record(document=_read_shipped(file, _stamp(file)), sequence=0)
            for file in sorted(self.corpus.glob("*.md"))
        ]
        office_records = [_read_added(file, _stamp(file)) for file in self._files()]
        return [*package_records, *sorted(office_records, key=lambda record: record.sequence)]

    def in_force(self) -> list[Document]:
        """The edition in force of each document: approved ones first, then by id."""
        latest: dict[str, Record] = {}
        for record in self.records():
            rival = latest.get(record.document.id)
            if rival is None or record.rank > rival.rank:
                latest[record.document.id] = record
        documents = [record.document for record in latest.values()]
        return sorted(documents, key=lambda d: (d.status is not Status.APPROVED, d.id))

    def editions(self, document: str) -> list[Record]:
        """Every edition of one document, the one in force last. Raises UnknownDocument."""
        editions = [record for record in self.records() if record.document.id == document]
        if not editions:
            names = ", ".join(sorted({record.document.id for record in self.records()}))
            raise UnknownDocument(f"There is no document '{document}'; on record are: {names}.")
        return sorted(editions, key=lambda record: record.rank)

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

    def with_document(self, document: Document) -> list[Document]:
        """What would be in force if `document` were on record.

        Raises DuplicateEdition, or KnowledgeError where a stand-in would replace an approved text.
        """
        present = [r for r in self.records() if r.document.id == document.id]
        self._refuse_unfit(document, [record.document for record in present])
        new = Record(document=document, sequence=self._next_sequence())
        best = max([*present, new], key=lambda record: record.rank).document
        rest = [d for d in self.in_force() if d.id != document.id]
        return sorted([*rest, best], key=lambda d: (d.status is not Status.APPROVED, d.id))

    def _refuse_unfit(self, document: Document, present: Sequence[Document]) -> None:
        if not _is_date(document.edition):
            raise KnowledgeError(
                f"'{document.edition}' is no date; give --edition as 2026, 2026-11 or 2026-11-22."
            )
        for earlier in present:
            if earlier.edition == document.edition and earlier.status is document.status:
                raise DuplicateEdition(
                    f"The edition {earlier.edition} of '{earlier.id}' is on record already; give "
                    "the new text its own --edition."
                )
            if _text(earlier) == _text(document) and earlier.status is document.status:
                raise DuplicateEdition(
                    f"This text of '{earlier.id}' is on record already, as the edition "
                    f"{earlier.edition}; nothing was added."
                )
        has_approved = any(earlier.status is Status.APPROVED for earlier in present)
        if document.status is Status.STAND_IN and has_approved:
            raise KnowledgeError(
                f"'{document.id}' has an approved text, which a stand-in cannot replace; add the "
                "file with --status approved."
            )

    def changing(self) -> FileLock:
        """A lock between processes, to hold from reading what is in force to `record`."""
        own_folder(self.folder)
        return file_lock(self.folder / ".lock")

    def record(self, document: Document, source: Path) -> Record:
        """Puts `document` on record with a copy of the file it came from, in one step."""
        sequence = self._next_sequence()
        time = datetime.now(UTC).isoformat(timespec="seconds")
        record = Record(document=document, sequence=sequence, added=time, source=source.name)
        own_folder(self.folder)
        stem = f"{sequence:04d}-{document.id}-{document.edition}"
        copy = self.folder / "sources" / f"{stem}{source.suffix.lower()}"
        own_folder(copy.parent)
        write_whole(copy, source.read_bytes())
        write_whole(self.folder / f"{stem}.json", record.model_dump_json(indent=1).encode())
        return record

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*.json")) if self.folder.is_dir() else []

    def _next_sequence(self) -> int:
        return max((int(file.name.partition("-")[0]) for file in self._files()), default=0) + 1


def fingerprint(documents: Sequence[Document]) -> dict[str, str]:
    """For each document its edition, status and a digest of its content, sorted by id."""
    return {
        document.id: f"{document.edition} {document.status} {_digest(document)}"
        for document in sorted(documents, key=lambda document: document.id)
    }


def _digest(document: Document) -> str:
    return hashlib.sha256(document.model_dump_json().encode()).hexdigest()[:16]


def compare(before: Document, after: Document) -> list[Change]:
    """What changed from one edition to the other, clause by clause, in the later one's order."""
    old = {clause.id: clause.whole for clause in before.walk()}
    new = {clause.id: clause.whole for clause in after.walk()}
    order = [*new, *(name for name in old if name not in new)]
    return [
        Change(clause=name, before=old.get(name), after=new.get(name))
        for name in order
        if old.get(name) != new.get(name)
    ]


def _edition(editions: Sequence[Document], name: str) -> Document:
    matches = [document for document in editions if document.edition == name]
    if not matches:
        names = ", ".join(document.edition for document in editions)
        raise UnknownDocument(f"There is no edition '{name}'; on record are: {names}.")
    return matches[-1]


def _is_date(edition: str) -> bool:
    """True for a year, a month or a day that the calendar has."""
    if not EDITION.fullmatch(edition):
        return False
    try:
        datetime.fromisoformat(f"{edition}-01-01"[:10])
    except ValueError:
        return False
    return True


def _text(document: Document) -> list[str]:
    return [clause.whole for clause in document.walk()]


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return (status.st_mtime_ns, status.st_size)


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


@lru_cache(maxsize=512)
def _read_added(file: Path, _stamp: tuple[int, int]) -> Record:
    try:
        return Record.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise CorruptCorpus(
            f"The edition on record in {file.name} does not read back; restore the file from a "
            "backup, or remove it and add the document again from the folder 'sources' beside it."
        ) from error
