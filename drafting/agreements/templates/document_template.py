"""A kind of document: what it is, what it holds and in which order, as its template.yaml says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from drafting.agreements.clauses.counsel_topics import CounselTopic
from drafting.agreements.clauses.library import Point
from drafting.agreements.kinds import Amends, FieldGroup, Funds, KindInfo
from drafting.documents.composition import DocumentKind
from drafting.partners.conditions import Condition, parse
from drafting.partners.conditions import faults as condition_faults
from drafting.partners.problems import FileFault
from drafting.partners.reading.written_yaml import Entry, LocatedYaml
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.fields import fields_of, nearest
from drafting.partners.vocabulary import RelationshipStatus

PartySide = Literal["cip", "partner"]
LAST = 1000
MOST_WITNESSES = 4
# What an office's template.yaml of an earlier version lacks: Saathi's of the same name says it.
DESCRIPTION = (
    *("called", "order", "instead", "lasting", "due_diligence", "decision"),
    *("ends_agreement", "amends", "statuses", "asks", "clauses_of", "counsel_topics"),
)
Words = Annotated[str, Field(min_length=1)]


class TemplateModel(BaseModel):
    """The base of all parts of a template.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DetailEntry(TemplateModel):
    """One line of a party's details on the first page."""

    label: Words
    field: str
    when: Any = None


class PartiesEntry(TemplateModel):
    """What is told of each party."""

    cip: tuple[DetailEntry, ...] = ()
    partner: tuple[DetailEntry, ...] = ()


class SectionEntry(TemplateModel):
    """A heading with its clauses."""

    heading: Words
    clauses: tuple[str, ...] = Field(min_length=1)
    when: Any = None


class AnnexEntry(TemplateModel):
    """An annex: the clauses that are its text, and whether it begins a page."""

    id: Words
    title: Words
    clauses: tuple[str, ...] = Field(min_length=1)
    when: Any = None
    own_page: bool = False


class SignatureEntry(TemplateModel):
    """A party that signs, and whether its people give their CNIC; the office's never do."""

    party: PartySide
    cnic: bool = False


class AskEntry(TemplateModel):
    """A heading of the window in Slack, with the agreement's fields under it."""

    heading: Words
    fields: tuple[str, ...] = Field(min_length=1)


class TemplateFile(TemplateModel):
    """A template.yaml."""

    kind: str = ""  # the folder's name, which files of earlier versions repeat
    title: Words
    short_title: Words
    called: Words = Field(description="With its article: 'a memorandum of understanding'.")
    term: Words = Field(description="What the document calls itself: 'this Memorandum'.")
    about: Words
    order: int = LAST  # its place where documents are listed
    funds: Funds
    instead: str = ""
    lasting: bool = False
    due_diligence: bool | None = Field(
        default=None, description="Whether it must be completed before signing; else as lasting."
    )
    decision: bool | None = Field(
        default=None, description="Whether the Committee decides on it first; else as lasting."
    )
    ends_agreement: bool = False
    amends: Amends = Field(
        default="", description="What of a signed agreement it changes: its terms, or its time."
    )
    statuses: tuple[RelationshipStatus, ...] = ()
    asks: tuple[AskEntry, ...] = Field(min_length=1)
    clauses_of: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    needs: tuple[Point, ...] = ()
    counsel_topics: tuple[CounselTopic, ...] = ()
    parties: PartiesEntry = PartiesEntry()
    recitals: tuple[str, ...] = ()
    sections: tuple[SectionEntry, ...] = Field(min_length=1)
    annexes: tuple[AnnexEntry, ...] = Field(default=(), max_length=len(ascii_uppercase))
    signatures: tuple[SignatureEntry, ...] = Field(min_length=1)
    witnesses: int = Field(default=0, ge=0, le=MOST_WITNESSES)


@dataclass(frozen=True)
class Detail:
    """A line of a party's details, its condition read."""

    label: str
    field: str
    when: Condition


@dataclass(frozen=True)
class ClauseGroup:
    """A section or an annex: its clauses, and when it applies."""

    id: str  # of an annex; '' for a section
    title: str
    clauses: tuple[str, ...]
    when: Condition
    own_page: bool = False  # of an annex: begins a page


@dataclass(frozen=True)
class DocumentTemplate:
    """A kind of document, ready to compose."""

    file: TemplateFile
    source: LocatedYaml = field(repr=False)  # template.yaml with its lines
    yaml: Path
    docx: Path
    digest: str  # of both files
    info: KindInfo
    details: dict[PartySide, tuple[Detail, ...]]
    sections: tuple[ClauseGroup, ...]
    annexes: tuple[ClauseGroup, ...]

    @property
    def kind(self) -> DocumentKind:
        """Which document it is."""
        return self.info.kind

    @property
    def title(self) -> str:
        """'Memorandum of Understanding'."""
        return self.file.title

    @property
    def short_title(self) -> str:
        """'MoU'."""
        return self.file.short_title

    @property
    def about(self) -> str:
        """What it is for, in one sentence."""
        return self.file.about

    @property
    def needs(self) -> tuple[str, ...]:
        """The points of CSPF 15(e) that it must settle."""
        return self.file.needs

    def may_hold(self, documents: Collection[str]) -> bool:
        """True for a clause that is meant for those documents, and so for this one."""
        return any(kind in documents for kind in (self.kind, *self.file.clauses_of))

    def clause_names(self) -> Iterator[str]:
        """The ids of all clauses that it may hold, recitals and annexes too."""
        yield from self.file.recitals
        for group in (*self.sections, *self.annexes):
            yield from group.clauses


def template_of(
    file: TemplateFile, source: LocatedYaml, yaml: Path, docx: Path, digest: str
) -> DocumentTemplate:
    """The template with its conditions read, with which `faults_of` found nothing wrong."""
    sides: tuple[PartySide, ...] = ("cip", "partner")
    return DocumentTemplate(
        file=file,
        source=source,
        yaml=yaml,
        docx=docx,
        digest=digest,
        info=_info(DocumentKind(yaml.parent.name), file),
        details={
            side: tuple(
                Detail(entry.label, entry.field, parse(entry.when))
                for entry in getattr(file.parties, side)
            )
            for side in sides
        },
        sections=tuple(
            ClauseGroup("", entry.heading, entry.clauses, parse(entry.when))
            for entry in file.sections
        ),
        annexes=tuple(
            ClauseGroup(entry.id, entry.title, entry.clauses, parse(entry.when), entry.own_page)
            for entry in file.annexes
        ),
    )


def _info(kind: DocumentKind, file: TemplateFile) -> KindInfo:
    return KindInfo(
        kind=kind,
        title=file.title,
        about=file.about,
        short_title=file.short_title,
        called=file.called,
        funds=file.funds,
        instead=DocumentKind(file.instead) if file.instead else None,
        is_lasting=file.lasting,
        needs_due_diligence=file.lasting if file.due_diligence is None else file.due_diligence,
        needs_decision=file.lasting if file.decision is None else file.decision,
        ends_agreement=file.ends_agreement,
        amends=file.amends,
        statuses=file.statuses,
        counsel_topics=file.counsel_topics,
        asks=tuple(FieldGroup(group.heading, group.fields) for group in file.asks),
    )


def faults_of(file: TemplateFile, source: LocatedYaml) -> Iterator[FileFault]:
    """What is wrong with a template.yaml by itself: its conditions, what it asks for and offers."""
    yield from _asking_faults(file, source)
    if file.funds != "either" and not file.instead:
        sentence = "Name in 'instead' the document to offer where funds and record do not agree."
        yield FileFault(source.line("funds"), sentence)
    groups: dict[Entry, Sequence[DetailEntry | SectionEntry | AnnexEntry]] = {
        ("parties", "cip"): file.parties.cip,
        ("parties", "partner"): file.parties.partner,
        ("sections",): file.sections,
        ("annexes",): file.annexes,
    }
    for above, entries in groups.items():
        for number, entry in enumerate(entries):
            for at, sentence in condition_faults(entry.when):
                yield FileFault(source.line(*above, number, "when", *at), sentence)
    yield from source.twice


def _asking_faults(file: TemplateFile, source: LocatedYaml) -> Iterator[FileFault]:
    """Fields that an agreement has not, and those that are asked for twice."""
    fields = fields_of(Agreement)
    names: set[str] = set()
    for group, entry in enumerate(file.asks):
        for number, name in enumerate(entry.fields):
            line = source.line("asks", group, "fields", number)
            if name not in fields:
                near = nearest(name, fields)
                yield FileFault(line, f"An agreement has no field '{name}'; did you mean '{near}'?")
            elif name in names:
                yield FileFault(
                    line, f"The field '{name}' is asked for twice; take one of them out."
                )
            names.add(name)
