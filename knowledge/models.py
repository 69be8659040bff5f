"""The domain objects: documents with their clause tree, citations and answers.

Everything here is frozen data. `text` fields hold a document's own words as inline Markdown
(emphasis as in the source, footnote marks as superscript digits); nothing is ever added to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from knowledge.errors import UnknownDocument
from knowledge.table_lines import ReadableRows, row_sentence

DOCUMENT_ID = re.compile(r"^[a-z][a-z0-9-]{0,39}$")


class Model(BaseModel):
    """A frozen pydantic model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    """How far a document's text can be relied upon."""

    APPROVED = "approved"
    STAND_IN = "stand-in"


class Footnote(Model):
    """A footnote, kept with the clause that cites it."""

    label: str = Field(description="The mark as printed, for example '8'.")
    text: str
    unanchored: bool = Field(
        default=False, description="True where the document prints the note but no clause cites it."
    )


class Point(Model):
    """An unlabelled or roman-numbered item of a clause, for example a bullet."""

    id: str = Field(description="The clause's id with the item's place, for example '15(e)(i)'.")
    label: str = Field(description="The mark as printed: 'i.', '-'.")
    text: str


class Table(Model):
    """A table in a clause's words: the heads of its columns, and its rows, a cell a column."""

    title: str = Field(default="", description="What it prints above its heads, over all columns.")
    header: tuple[str, ...] = Field(default=(), description="Empty where it prints no heads.")
    rows: tuple[tuple[str, ...], ...] = ()
    groups: tuple[str, ...] = Field(
        default=(),
        description="A row each: the line over all columns that it stands below; or empty.",
    )

    @cached_property
    def records(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Each row as pairs of a column's head and the cell's words, either of them perhaps ''."""
        groups = self.groups or ("",) * len(self.rows)
        header = self.header or ("",) * max(map(len, self.rows), default=0)
        return tuple(
            (*((("", group),) if group else ()), *zip(header, row, strict=False))
            for group, row in zip(groups, self.rows, strict=True)
        )

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Each row with its heads: 'Activity: Signs contracts · Director: – · Finance: X'."""
        return tuple(row_sentence(record) for record in self.records)


class Clause(Model):
    """One labelled clause: its own words, its points and footnotes, and its sub-clauses."""

    id: str = Field(description="Unique in its document: '15(d)', '13-I(a)', '12-box'.")
    label: str = Field(description="The number or letter as printed: '15.', 'd.'.")
    heading: str = Field(
        default="", description="A heading that the document prints on the clause."
    )
    text: str = Field(default="", description="The words before any point or sub-clause.")
    points: tuple[Point, ...] = ()
    closing: str = Field(default="", description="The words after the points.")
    footnotes: tuple[Footnote, ...] = ()
    tables: tuple[Table, ...] = Field(
        default=(), description="The tables that its text prints a row a line, for search by row."
    )
    clauses: tuple[Clause, ...] = ()

    def walk(self) -> Iterator[Clause]:
        """This clause and every clause below it, in reading order."""
        yield self
        for child in self.clauses:
            yield from child.walk()

    @cached_property
    def searchable(self) -> str:
        """The clause's words that can answer: text, points, closing and footnotes, a line each."""
        points = (f"{point.label} {point.text}".strip() for point in self.points)
        notes = (f"{superscript(note.label)} {note.text}" for note in self.footnotes)
        return "\n".join(part for part in (self.text, *points, self.closing, *notes) if part)

    @cached_property
    def whole(self) -> str:
        """The clause as it is shown: label, heading and all of `searchable`; no sub-clauses."""
        opening = f"{self.label} {self.heading}".strip()
        between = "\n" if self.heading else " "
        return f"{opening}{between}{self.searchable}".strip()

    @cached_property
    def readable(self) -> Clause:
        """The clause as people read it: each row of a table on one line, with its heads."""
        if not any(line.startswith("| ") for line in self.searchable.split("\n")):
            return self
        rows = ReadableRows((table.header, table.records) for table in self.tables)
        # A copy would keep what was worked out of the words before.
        return Clause(
            id=self.id,
            label=self.label,
            heading=self.heading,
            text=rows.text(self.text),
            points=tuple(
                Point(id=point.id, label=point.label, text=rows.text(point.text))
                for point in self.points
            ),
            closing=rows.text(self.closing),
            footnotes=self.footnotes,
            tables=self.tables,
            clauses=self.clauses,
        )


class Section(Model):
    """A run of clauses under one heading."""

    heading: str = ""
    clauses: tuple[Clause, ...] = ()


class Gap(Model):
    """A part that the document refers to and that is not in the text at hand."""

    part: str = Field(description="What is missing, as the document names it: 'Annex 1'.")
    clauses: tuple[str, ...] = Field(description="Clauses that speak of it.")
    note: str = Field(description="What is missing and what the text does say, in one sentence.")
    asked_as: tuple[str, ...] = Field(
        default=(), description="Phrases by which a question names the missing part."
    )


class Tension(Model):
    """Two clauses that contradict each other in part; both are shown, neither is preferred."""

    clauses: tuple[str, str] = Field(
        description="The two clauses; the same one twice where it is its own."
    )
    note: str
    about: tuple[str, ...] = Field(description="Words of a question that touches the tension.")


class Document(Model):
    """One edition of one document."""

    id: str = Field(pattern=DOCUMENT_ID.pattern)
    title: str
    short_title: str = Field(default="", description="How a citation names it: 'CSPF'.")
    edition: str = Field(description="An ISO date, or the words the office uses for the edition.")
    status: Status
    provenance: str = Field(description="Where the text comes from.")
    subjects: dict[str, str] = Field(
        default_factory=dict,
        description="Saathi's own few words on what a clause is about; they lead an answer.",
    )
    asked: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Plain questions that a clause answers; searched with it, never quoted.",
    )
    page_breaks: dict[str, str] = Field(
        default_factory=dict,
        description="The words on both sides ('|') of a page's end within a clause.",
    )
    gaps: tuple[Gap, ...] = ()
    tensions: tuple[Tension, ...] = ()
    front: str = Field(
        default="", description="What stands between the title and the first clause."
    )
    sections: tuple[Section, ...] = ()

    @property
    def name(self) -> str:
        """The short title, or the title where there is none."""
        return self.short_title or self.title

    def clause(self, name: str) -> Clause:
        """The clause that `name` refers to: '17(a)', '17a' and '17 A' are the same.

        Raises UnknownDocument, which names the nearest clauses.
        """
        plain_name = plain_id(name)
        clauses = list(self.walk())
        for clause in clauses:
            if plain_name in {
                plain_id(clause.id),
                *(plain_id(point.id) for point in clause.points),
            }:
                return clause
        number = re.match(r"\d+", plain_name)
        near = [c.id for c in clauses if number and re.match(rf"{number.group()}(?!\d)", c.id)]
        lists = f"`saathi knowledge show {self.id}` lists them"
        hint = f"near it are {', '.join(near[:8])}" if near else lists
        raise UnknownDocument(f"There is no clause '{name}' in {self.name}; {hint}.")

    def walk(self) -> Iterator[Clause]:
        """Every clause, in reading order."""
        for section in self.sections:
            for clause in section.clauses:
                yield from clause.walk()


class Contact(Model):
    """Whom to ask: a role of CSPF 18 and, where the settings give them, who holds it and how."""

    role: str
    name: str = ""
    email: str = ""
    phone: str = ""

    def __str__(self) -> str:
        details = ", ".join(part for part in (self.name, self.email, self.phone) if part)
        return f"{self.role} ({details})" if details else self.role


class Citation(Model):
    """A clause that an answer rests on, with the words taken from it."""

    document: str = Field(description="The document's id.")
    title: str = Field(description="How the document is named: 'CSPF'.")
    edition: str
    status: Status
    clause: str = Field(description="The clause's id: '17(a)'.")
    subject: str = Field(default="", description="What the clause is about, in Saathi's words.")
    text: str = Field(description="The whole clause with its footnotes.")
    quote: str = Field(description="The words that answer, as they stand in the clause.")
    superseded_by: str = Field(
        default="", description="The edition that is in force in place of this one; '' for none."
    )

    @property
    def name(self) -> str:
        """The clause with its document: 'CSPF 17(a)'."""
        return f"{self.title} {self.clause}"


class AppliedMark(Model):
    """What a person decided about a clause and a question of the same meaning as this one."""

    document: str = Field(description="The document's id.")
    title: str = Field(description="How the document is named: 'CSPF'.")
    clause: str = Field(description="The clause's id: '17(a)'.")
    answers: bool = Field(description="True where it was marked as the clause that answers.")
    by: str = Field(description="A Slack member id.")
    at: str = Field(description="When, as an ISO date.")
    edition: str = Field(description="The edition that was in force then.")
    is_stale: bool = Field(
        default=False, description="True where the clause changed or went since: it does not hold."
    )

    @property
    def name(self) -> str:
        """The clause with its document: 'CSPF 17(a)'."""
        return f"{self.title} {self.clause}"


class Statement(Model):
    """One sentence that a chat model wrote and that the check let pass, with what proves it."""

    text: str = Field(description="Plain English on one line, without any marks.")
    document: str = Field(description="The document's id.")
    title: str = Field(description="How the document is named: 'CSPF'.")
    clause: str = Field(description="The clause's id: '17(a)'.")
    quote: str = Field(description="Whole sentences as they stand in the clause.")

    @property
    def name(self) -> str:
        """The clause with its document: 'CSPF 17(a)'."""
        return f"{self.title} {self.clause}"


class Writing(Model):
    """How a chat model was asked for an answer, also where none of its words are shown."""

    model: str = Field(description="'provider:name'; '' where it never replied.")
    prompts: dict[str, str] = Field(
        default_factory=dict, description="Each prompt that was used, with its prose's sha256."
    )
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    dropped: tuple[str, ...] = Field(
        default=(), description="Why each claim that does not stand was dropped."
    )
    failed: str = Field(default="", description="Why the model gave nothing that can be used.")


class Reason(StrEnum):
    """Why a question was declined."""

    OUTSIDE = "outside"  # the documents do not speak of it
    NO_SUCH_FACT = "no-such-fact"  # they do, but do not hold the kind of thing asked for
    MISSING_PART = "missing-part"  # the answer is in a part that Saathi does not have
    INSTRUCTION = "instruction"  # an order to the bot, not a question
    UNREADABLE = "unreadable"  # empty, too long, or no text
    URDU_EXTRA = "urdu-extra"  # Urdu script without the extra
    NO_SUCH_EDITION = "no-such-edition"  # it names an edition that is not on record
    NO_SUCH_CLAUSE = "no-such-clause"  # it names a clause or a document that is not there


class Answer(Model):
    """What Saathi says to one question."""

    question: str
    answered: bool
    text: str = Field(description="The reply as a person reads it, in Markdown.")
    citations: tuple[Citation, ...] = Field(
        default=(), description="Best first; none when declined."
    )
    nearest: tuple[Citation, ...] = Field(
        default=(), description="When declined: the closest clauses, which are no answer."
    )
    lead: str = Field(
        default="", description="The sentence that leads: Yes, No, or what the clauses leave open."
    )
    is_steps: bool = Field(
        default=False, description="True where the citations are steps, in their order."
    )
    leaves_open: bool = Field(
        default=False, description="True where the clauses speak of it and do not decide it."
    )
    confidence: float = Field(default=0.0, ge=0, le=1)
    reason: Reason | None = Field(default=None, description="Why it was declined.")
    missing: tuple[str, ...] = Field(
        default=(), description="Parts that are not at hand, a sentence each."
    )
    notes: tuple[str, ...] = Field(
        default=(), description="Stand-ins, tensions and spelling, a line each."
    )
    ask: tuple[Contact, ...] = Field(default=(), description="Whom to ask, when declined.")
    marks: tuple[AppliedMark, ...] = Field(
        default=(), description="What people decided about clauses and this question."
    )
    written: bool = Field(
        default=False, description="True where `statements` answer; else the clauses' own words."
    )
    statements: tuple[Statement, ...] = Field(default=(), description="Checked, best first.")
    meaning: tuple[Statement, ...] = Field(
        default=(), description="What the statements mean for whoever asked; checked as well."
    )
    writing: Writing | None = Field(
        default=None, description="Where a chat model was asked, whatever came of it."
    )

    @property
    def settles(self) -> bool:
        """True where the documents say so; else they only speak of it, or hold nothing on it."""
        return self.answered and not self.leaves_open


_WESTERN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain_id(name: str) -> str:
    """A clause's id without brackets, end dot and spaces, in lower case: '17(a)' → '17a'.

    Urdu and Arabic digits are as western ones.
    """
    return re.sub(r"[()\s]|\.$", "", name).lower().translate(_WESTERN)


def superscript(label: str) -> str:
    """`label` with its digits raised: '12' → '¹²'; other marks stay as they are."""
    return label.translate(SUPERSCRIPTS)
