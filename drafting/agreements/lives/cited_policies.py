"""The clauses of policies that a document rests on, with their editions, and as a paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drafting.documents.composition import Annex, Composition, SetClause
from drafting.partners.naming import office_legal_name
from knowledge import Clause, Document, Library, Record, Status, UnknownDocument

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as DocxParagraph

PAGE = (210, 297)  # millimetres, as all lengths here
MARGIN = 22
MARKED = re.compile(r"(\*\*[^*]+\*\*|\*[^*\s][^*]*\*)")  # bold and italic, as documents are kept
STAND_IN = "a stand-in, not the approved text"


@dataclass(frozen=True)
class CitedClause:
    """A clause that a document rests on, as that edition has it."""

    basis: str  # as the document names it: 'CSPF 17(a)'
    words: str  # '' where that edition has no such clause
    cited_by: tuple[str, ...]  # 'clause 4.2, Visibility'


@dataclass(frozen=True)
class CitedPolicy:
    """A policy that a document rests on."""

    title: str
    edition: str  # as the office dates it; '' where there is none on record
    is_approved: bool
    clauses: tuple[CitedClause, ...]


def cited_policies(
    composition: Composition, library: Library, at: datetime
) -> tuple[CitedPolicy, ...]:
    """Every policy that the document's clauses rest on, in the order in which it cites them.

    Of each the edition that was in force at that moment, when the document was drafted.
    """
    by_basis: dict[str, list[str]] = {}
    for basis, where in _citations(composition):
        by_basis.setdefault(basis, []).append(where)
    by_document: dict[str, dict[str, list[str]]] = {}
    for basis, places in by_basis.items():
        by_document.setdefault(basis.rpartition(" ")[0], {})[basis] = places
    records = library.records()
    return tuple(_policy(name, places, records, at) for name, places in by_document.items())


def _citations(composition: Composition) -> Iterator[tuple[str, str]]:
    parts: list[SetClause | Annex] = [*composition.clauses(), *composition.annexes]
    for part in parts:
        where = (
            f"clause {part.number}, {part.title}"
            if isinstance(part, SetClause)
            else f"Annex {part.letter}, {part.title}"
        )
        if part.reason is not None:
            yield from ((basis, where) for basis in part.reason.basis)


def _policy(
    name: str, places: dict[str, list[str]], records: Sequence[Record], at: datetime
) -> CitedPolicy:
    document = _edition(name.lower(), records, at)
    clauses = tuple(
        CitedClause(basis, _words(document, basis), tuple(where)) for basis, where in places.items()
    )
    if document is None:
        return CitedPolicy(name, "", is_approved=False, clauses=clauses)
    is_approved = document.status is Status.APPROVED
    return CitedPolicy(document.title, document.edition, is_approved, clauses)


def _edition(name: str, records: Sequence[Record], at: datetime) -> Document | None:
    """The edition that was in force at that moment; the first one where none was yet."""
    editions = [
        record for record in records if record.document.id == name and not record.is_withdrawn
    ]
    known = [record for record in editions if not record.added or _moment(record.added) <= at]
    if known:
        return max(known, key=lambda record: record.rank).document
    return min(editions, key=lambda record: record.sequence).document if editions else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _words(document: Document | None, basis: str) -> str:
    if document is None:
        return ""
    try:
        clause = document.clause(basis.rpartition(" ")[2])
    except UnknownDocument:
        return ""
    return "\n".join(_whole(clause))


def _whole(clause: Clause) -> Iterator[str]:
    """The clause with all below it, a line each."""
    for part in clause.walk():
        if part.whole:
            yield from part.whole.split("\n")


def policies_paper(policies: Sequence[CitedPolicy], reference: str, about: str) -> bytes:
    """A .docx of these clauses, word for word; the same policies give the same paper."""
    import docx  # noqa: PLC0415  (slow to load, and for packs alone)
    from docx.shared import Mm, Pt  # noqa: PLC0415

    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = map(Mm, PAGE)
    section.left_margin = section.right_margin = Mm(MARGIN)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    paper.add_heading("The policies behind this document", level=0)
    paper.add_paragraph(f"{about}, {reference}")
    for policy in policies:
        paper.add_heading(policy.title, level=1)
        paper.add_paragraph(_edition_words(policy))
        for clause in policy.clauses:
            paper.add_heading(clause.basis, level=2)
            for line in clause.words.split("\n") if clause.words else [NOT_THERE]:
                _set(line, paper.add_paragraph())
            cited = paper.add_paragraph(f"Behind {'; '.join(clause.cited_by)}.")
            cited.runs[0].italic = True
    _date(paper.core_properties, reference)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


NOT_THERE = "That edition has no such clause on record; ask the Partnership Coordinator."


def _set(line: str, paragraph: DocxParagraph) -> None:
    """A line of a policy, with its bold and italic words as such; a mark alone stays."""
    for piece in MARKED.split(line):
        if not piece:
            continue
        stars = len(piece) - len(piece.lstrip("*")) if MARKED.fullmatch(piece) else 0
        run = paragraph.add_run(piece[stars:-stars] if stars else piece)
        run.bold, run.italic = stars == 2, stars == 1


def _edition_words(policy: CitedPolicy) -> str:
    if not policy.edition:
        return "No edition of it was on record when the document was drafted."
    note = "" if policy.is_approved else f" ({STAND_IN})"
    return f"Edition: {policy.edition}{note}, as it was on record when the document was drafted."


def _date(properties: object, reference: str) -> None:
    """No hour and no machine stands in the paper."""
    day = datetime(2000, 1, 1, tzinfo=UTC)
    values = {
        "author": office_legal_name(),
        "last_modified_by": "Saathi",
        "title": f"Policies behind {reference}",
        "comments": "",
        "created": day,
        "modified": day,
    }
    for name, value in values.items():
        setattr(properties, name, value)
