"""One edition on record, what was amended about it, and which editions are in force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from knowledge.models import DOCUMENT_ID, Document, Model, Status

EDITION = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class AmendmentKind(StrEnum):
    """What was done about an edition on record."""

    WITHDRAWN = "withdrawn"
    RESTORED = "restored"  # after it was withdrawn
    CORRECTED = "corrected"


class Amendment(Model):
    """A later decision about an edition, kept beside it: nothing on record is overwritten."""

    number: int = Field(default=0, description="1, 2, … as they came; 0 before it is on record.")
    kind: AmendmentKind
    sequence: int = Field(description="Of the edition; 0 for what comes with the package.")
    document: str = Field(description="The edition's id as it was put on record.")
    edition: str = Field(description="Its date as it was put on record.")
    every_reading: bool = Field(
        default=True, description="False where it is about one reading of the edition's file."
    )
    to_document: str = Field(default="", description="Its id from now on; '' where it stays.")
    to_edition: str = Field(default="", description="Its date from now on; '' where it stays.")
    to_status: Status | None = Field(default=None, description="From now on; None where it stays.")
    at: str = Field(default="", description="ISO 8601, in UTC; '' before it is on record.")
    by: str = Field(default="", description="A Slack member id, or the account in the terminal.")
    why: str = ""

    def corrected(self, document: Document) -> Document:
        """`document` as it is after this correction."""
        return corrected(document, self.to_document, self.to_edition, self.to_status)


class Record(Model):
    """One edition on record."""

    document: Document
    sequence: int  # 0 for what comes with the package, then 1, 2, ... as the office adds
    added: str = ""  # when, ISO 8601 in UTC; '' for what comes with the package
    source: str = ""  # the name of the file that was read
    by: str = ""  # a Slack member id, or the account in the terminal; '' where nobody wrote it down
    key: str = ""  # of the request that put it here: asked twice with one key, there is one edition
    rereads: int = 0  # the sequence of the edition whose file was read again; 0 for a new file
    reader: int = 0  # the version of the reader; 0 for what was read before they were counted
    # Not in the edition's own file: what came later, and its id and date before that.
    amendments: tuple[Amendment, ...] = Field(default=(), exclude=True)
    put_as: tuple[str, str] | None = Field(default=None, exclude=True)

    @property
    def rank(self) -> tuple[bool, str, int]:
        """The highest is in force: approved before stand-in, then by date, then by arrival."""
        edition = self.document.edition
        date = edition if EDITION.fullmatch(edition) else ""
        return (self.document.status is Status.APPROVED, date, self.sequence)

    @property
    def decisions(self) -> tuple[Amendment, ...]:
        """When it was withdrawn and restored, oldest first."""
        return tuple(a for a in self.amendments if a.kind is not AmendmentKind.CORRECTED)

    @property
    def is_withdrawn(self) -> bool:
        """True where it is on record and never in force."""
        return self.withdrawn_by is not None

    @property
    def withdrawn_by(self) -> Amendment | None:
        """The decision that keeps it out of force; None where there is none."""
        for every_reading in (True, False):
            decisions = [a for a in self.decisions if a.every_reading is every_reading]
            if decisions and decisions[-1].kind is AmendmentKind.WITHDRAWN:
                return decisions[-1]
        return None

    @property
    def origin(self) -> tuple[str, str]:
        """Its id and date as it was put on record."""
        return self.put_as or (self.document.id, self.document.edition)

    @property
    def root(self) -> int:
        """The sequence of the edition: its own, or that of the first reading of its file."""
        return self.rereads or self.sequence

    @property
    def edition_key(self) -> tuple[int, str]:
        """What all readings of one edition share, and no other edition has."""
        return (self.root, "" if self.sequence else self.origin[0])

    def is_meant_by(self, amendment: Amendment) -> bool:
        """True where the decision is about this edition or reading."""
        if not amendment.sequence:
            return not self.sequence and self.origin == (amendment.document, amendment.edition)
        return amendment.sequence == (self.root if amendment.every_reading else self.sequence)

    def amended(self, amendments: Iterable[Amendment]) -> Record:
        """The record as it is after `amendments`; itself where none is about it."""
        record = self
        for amendment in amendments:
            if self.is_meant_by(amendment):
                changes = {
                    "document": amendment.corrected(record.document),
                    "amendments": (*record.amendments, amendment),
                    "put_as": self.origin,
                }
                record = record.model_copy(update=changes)
        return record


def corrected(document: Document, name: str, edition: str, status: Status | None) -> Document:
    """`document` with another id, date or status; '' or None leaves it as it is."""
    changes = {"id": name, "edition": edition, "status": status}
    return document.model_copy(update={field: new for field, new in changes.items() if new})


def documents_in_force(records: Iterable[Record]) -> list[Document]:
    """The edition in force of each document: approved ones first, then by id."""
    latest: dict[str, Record] = {}
    for record in records:
        rival = latest.get(record.document.id)
        if not record.is_withdrawn and (rival is None or record.rank > rival.rank):
            latest[record.document.id] = record
    documents = [record.document for record in latest.values()]
    return sorted(documents, key=lambda d: (d.status is not Status.APPROVED, d.id))


def is_document_id(name: str) -> bool:
    """True where a document may have that id."""
    return bool(DOCUMENT_ID.fullmatch(name))


def is_date(edition: str) -> bool:
    """True for a year, a month or a day that the calendar has."""
    if not EDITION.fullmatch(edition):
        return False
    try:
        datetime.fromisoformat(f"{edition}-01-01"[:10])
    except ValueError:
        return False
    return True
