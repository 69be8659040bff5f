"""A document as data, before it is a file: what the desk composes and the renderer sets.

Nothing here knows Word, and nothing knows where the words came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType

DocumentKind = NewType("DocumentKind", str)
"""Which document it is, by the name of the folder that holds its template: 'mou'."""
REFERENCE = re.compile(r"\b[A-Z0-9-]{1,20}_[a-z0-9-]{1,60}_[a-z0-9-]{1,60}_v\d{1,6}\b")
"""What `reference_of` makes, wherever it stands in a text."""


def reference_of(kind: DocumentKind, partner: str, agreement: str, version: int) -> str:
    """The name of one version of one document, unlike every other: no key holds a '_'."""
    return f"{kind.upper()}_{partner}_{agreement}_v{version}"


@dataclass(frozen=True)
class Run:
    """Words of one look.

    `open_field` names the field whose value is not known; the words then say what is missing.
    `refers_to` is the id of the clause, or the letter of the annex, whose number the words give.
    """

    text: str
    bold: bool = False
    italic: bool = False
    open_field: str = ""
    refers_to: str = ""
    value_of: str = ""  # the field that the words are the value of


@dataclass(frozen=True)
class Paragraph:
    """Runs in a row. Level 0 is text, 1 an item '(a)', 2 an item '(i)' beneath one."""

    runs: tuple[Run, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class ClauseReason:
    """Why a clause stands in the document, for the comment beside it."""

    because: str  # 'Stands in every memorandum of understanding.'
    basis: tuple[str, ...]  # 'CSPF 17(a)'; none for a sector clause
    note: str = ""  # the clause's plain-language note
    needs_review: str = ""  # what a human must look at; '' where nothing

    @property
    def text(self) -> str:
        """The comment, in a few plain sentences."""
        rests = f"Rests on {', '.join(self.basis)}." if self.basis else "The office’s own choice."
        review = f"For a person to decide: {self.needs_review}" if self.needs_review else ""
        return " ".join(part for part in (rests, self.because, self.note, review) if part)


@dataclass(frozen=True)
class Table:
    """A table with a heading row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]  # a cell holds at least one run
    widths: tuple[int, ...]  # of the columns, in parts of their sum
    numeric: frozenset[int] = frozenset()  # columns set to the right
    has_total: bool = False  # the last row is a sum
    to_write_in: bool = False  # its rows are empty, and high enough to be written in by hand


@dataclass(frozen=True)
class SetClause:
    """A clause as it stands in the document."""

    id: str
    number: str  # '4.2'
    title: str
    paragraphs: tuple[Paragraph, ...]
    reason: ClauseReason
    digest: str  # of the library's clause: its text as approved
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class DocumentSection:
    """A numbered heading and its clauses."""

    number: str  # '4'
    heading: str
    clauses: tuple[SetClause, ...]


@dataclass(frozen=True)
class Party:
    """One of the parties, as the first page names it."""

    defined_as: str  # 'CIP', 'the Partner'
    name: str
    urdu_name: str
    details: tuple[tuple[str, tuple[Run, ...]], ...]  # 'Registration' with its words


@dataclass(frozen=True)
class SignatureBlock:
    """Where one person signs."""

    party: str
    anchor: str  # unique in the document: e-signature services look for it
    lines: tuple[tuple[str, tuple[Run, ...]], ...]  # 'Name', 'Title', 'CNIC' with their words


@dataclass(frozen=True)
class Witness:
    """Where a witness signs, and what he or she writes there by hand."""

    anchor: str  # as a signature block's
    blanks: tuple[str, ...]  # 'Name', 'CNIC': each with a line to write on


@dataclass(frozen=True)
class Annex:
    """What hangs on the document."""

    letter: str  # 'A'
    title: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()
    reason: ClauseReason | None = None
    own_page: bool = False  # begins a page, and follows on the one before where it does not


@dataclass(frozen=True)
class Composition:
    """A whole document."""

    kind: DocumentKind
    title: str  # 'Memorandum of Understanding'
    subtitle: str  # what it is about
    reference: str  # 'MOU_sample-roshni_2026-schools_v2', as `reference_of` makes it
    version: int
    dated: str  # ISO date of the record that it was drafted from: no document tells the hour
    sample: bool  # drafted from a sample: says so on every page
    parties: tuple[Party, ...]
    recitals: tuple[Paragraph, ...]
    sections: tuple[DocumentSection, ...]
    annexes: tuple[Annex, ...]
    signatures: tuple[SignatureBlock, ...]
    witnesses: tuple[Witness, ...] = ()

    def clauses(self) -> Iterator[SetClause]:
        """Every clause, in order."""
        for section in self.sections:
            yield from section.clauses
