"""A file as it was read, before anything of it is in force."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from knowledge.approval.doubts import Doubt, doubts_of
from knowledge.editions.comparing import Change, ForceChange
from knowledge.models import Document, Status
from knowledge.reading.documents import read_flowing, read_paged
from knowledge.reading.report import Reading, ReadingReport


@dataclass(frozen=True)
class Proposal:
    """An edition that may come into force, and what a person needs to know for saying yes."""

    reading: Reading
    file: str  # its name
    content: bytes = field(repr=False)
    force: ForceChange  # what is in force of the document now, and would be then
    today: date

    @property
    def document(self) -> Document:
        """The document as it was read."""
        return self.reading.document

    @property
    def report(self) -> ReadingReport:
        """What the reader noticed."""
        return self.reading.report

    @property
    def comes_into_force(self) -> bool:
        """False where a later edition, or an approved one, stays in force before it."""
        return self.force.after == self.document

    @property
    def replaces(self) -> Document | None:
        """The edition that goes out of force; None where none does."""
        return self.force.before if self.comes_into_force else None

    @property
    def replaces_stand_in(self) -> bool:
        """True where a stand-in goes out of force."""
        return self.replaces is not None and self.replaces.status is Status.STAND_IN

    @property
    def changes(self) -> list[Change]:
        """What differs from the edition that it replaces; nothing where it replaces none."""
        return self.force.changes if self.replaces is not None else []

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What to look at before it is in force, the gravest first."""
        before = None if self.replaces_stand_in else self.replaces
        return doubts_of(self.reading, before, self.changes, self.today)

    @cached_property
    def digest(self) -> str:
        """Names the file's bytes: what is put in force later must be what was looked at."""
        return hashlib.sha256(self.content).hexdigest()


def reading_of(
    name: str, content: bytes, document: str, edition: str, status: Status, **titles: str
) -> Reading:
    """The document in a file's bytes, with what was noticed. Raises UnreadableDocument.

    What the caller states goes before the file's own front matter; `titles` as `Document` has them.
    """
    reader = read_paged if name.lower().endswith(".pdf") else read_flowing
    fields = {"id": document, "edition": edition, "status": status, **titles}
    return reader(name, content, fields)
