"""A record, a template and the clauses → a composition: which clauses, numbered, with their words.

Nothing is invented: the words are the clauses', the values are the record's, and what nobody knows
stays open. The same material gives the same composition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from drafting.agreements.clauses.body import (
    ClauseBlock,
    Placeholder,
    Reference,
    Segment,
    TablePlace,
)
from drafting.agreements.clauses.library import AgreementClause, ClauseLibrary
from drafting.agreements.composing.parties import parties, signatures, witnesses
from drafting.agreements.composing.tables import table
from drafting.agreements.composing.values import Values
from drafting.agreements.templates.document_template import ClauseGroup, DocumentTemplate
from drafting.documents.composition import (
    Annex,
    ClauseReason,
    Composition,
    DocumentSection,
    Paragraph,
    Run,
    SetClause,
    Table,
    reference_of,
)
from drafting.partners.conditions import ALWAYS
from drafting.partners.errors import BadTemplate
from drafting.partners.facts import AmendedAgreement, DraftFacts
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner


@dataclass(frozen=True)
class Material:
    """What a document is made of."""

    partner: Partner
    agreement: Agreement
    office: Office
    version: int
    dated: str  # ISO date of the record
    may_see_restricted: bool = False
    left_out: frozenset[str] = frozenset()  # sector clauses that the office does not use
    every_clause: bool = False  # whatever its condition: for what a document may ever hold
    amended: AmendedAgreement | None = None  # what the document changes
    came_of: Mapping[int, str] = field(default_factory=dict)  # of each step of capacity support


@dataclass(frozen=True)
class Numbers:
    """The numbers of the clauses and the letters of the annexes that stand in the document."""

    clauses: Mapping[str, str]
    annexes: Mapping[str, str]

    def run(self, reference: Reference) -> Run:
        """The words that refer. Raises BadTemplate where what they refer to does not stand."""
        numbers = self.clauses if reference.to == "clause" else self.annexes
        if reference.id not in numbers:
            raise BadTemplate(
                f"A clause refers to the {reference.to} '{reference.id}', which does not stand in "
                "this document; `saathi templates check` says what to mend."
            )
        number = numbers[reference.id]
        if reference.to == "clause":
            return Run(f"clause {number}", refers_to=reference.id)
        return Run(f"Annex {number}", refers_to=number)


def compose(material: Material, template: DocumentTemplate, library: ClauseLibrary) -> Composition:
    """The whole document as data. Raises BadTemplate where template and clauses do not fit."""
    facts = DraftFacts(
        material.partner,
        material.agreement,
        material.office,
        template.file.term,
        template.title,
        amended=material.amended,
    )
    values = Values(facts, material.may_see_restricted, material.came_of)
    chosen = _Chosen(template, library, facts, material)
    numbers = Numbers(chosen.numbers(), chosen.letters())
    setter = _Setter(values, numbers, template)
    return Composition(
        kind=template.kind,
        title=template.title,
        subtitle=material.agreement.title,
        reference=reference_of(
            template.kind, material.partner.id, material.agreement.key, material.version
        ),
        version=material.version,
        dated=material.dated,
        sample=material.partner.sample,
        parties=parties(template, values),
        recitals=tuple(
            paragraph for clause in chosen.recitals for paragraph in setter.in_line(clause)
        ),
        sections=tuple(
            DocumentSection(
                str(number),
                group.title,
                tuple(
                    setter.clause(clause, group, numbers.clauses[clause.id]) for clause in clauses
                ),
            )
            for number, (group, clauses) in enumerate(chosen.sections, 1)
        ),
        annexes=tuple(
            setter.annex(group, clauses, numbers.annexes[group.id])
            for group, clauses in chosen.annexes
        ),
        signatures=signatures(template, values),
        witnesses=witnesses(template),
    )


class _Chosen:
    """The clauses that apply to one draft, in the template's order."""

    def __init__(
        self,
        template: DocumentTemplate,
        library: ClauseLibrary,
        facts: DraftFacts,
        material: Material,
    ) -> None:
        self._library = library
        self._clauses = library.clauses()
        self._facts = facts
        self._left_out = material.left_out
        self._every = material.every_clause
        self.recitals = self._applying(template.file.recitals)
        self.sections = self._groups(template.sections)
        self.annexes = self._groups(template.annexes)

    def numbers(self) -> dict[str, str]:
        """'4.2' by the clause's id."""
        return {
            clause.id: f"{section}.{place}"
            for section, (_, clauses) in enumerate(self.sections, 1)
            for place, clause in enumerate(clauses, 1)
        }

    def letters(self) -> dict[str, str]:
        """'A' by the annex's id."""
        return {
            group.id: letter
            for letter, (group, _) in zip(ascii_uppercase, self.annexes, strict=False)
        }

    def _groups(
        self, groups: Iterable[ClauseGroup]
    ) -> list[tuple[ClauseGroup, list[AgreementClause]]]:
        """The groups with the clauses of each that apply; one without any is left out."""
        applying = (
            (group, self._applying(group.clauses)) for group in groups if self._holds(group)
        )
        return [(group, clauses) for group, clauses in applying if clauses]

    def _applying(self, names: Iterable[str]) -> list[AgreementClause]:
        clauses = (self._clause(name) for name in names)
        return [
            clause for clause in clauses if self._holds(clause) and not self._is_left_out(clause)
        ]

    def _clause(self, name: str) -> AgreementClause:
        clause = self._clauses.get(name)
        return self._library.clause(name) if clause is None else clause

    def _holds(self, part: ClauseGroup | AgreementClause) -> bool:
        return self._every or part.when.holds(self._facts)

    def _is_left_out(self, clause: AgreementClause) -> bool:
        return clause.is_sector and clause.id in self._left_out


class _Setter:
    """Sets clauses: their text with values, numbers and tables, and why they stand there."""

    def __init__(self, values: Values, numbers: Numbers, template: DocumentTemplate) -> None:
        self._values = values
        self._numbers = numbers
        self._template = template

    def clause(self, clause: AgreementClause, group: ClauseGroup, number: str) -> SetClause:
        """A clause of a section."""
        return SetClause(
            id=clause.id,
            number=number,
            title=clause.title,
            paragraphs=self._paragraphs(clause),
            reason=self._reason(clause, group),
            digest=clause.digest,
            tables=self._tables(clause),
        )

    def annex(self, group: ClauseGroup, clauses: list[AgreementClause], letter: str) -> Annex:
        """An annex: the text and the tables of its clauses."""
        return Annex(
            letter=letter,
            title=group.title,
            paragraphs=tuple(content for clause in clauses for content in self._paragraphs(clause)),
            tables=tuple(content for clause in clauses for content in self._tables(clause)),
            reason=self._reason(clauses[0], group),
            own_page=group.own_page,
        )

    def in_line(self, clause: AgreementClause) -> tuple[Paragraph, ...]:
        """A recital: one paragraph, whatever stands alone in it."""
        runs = [self._runs(block) for block in clause.blocks]
        runs_with_gaps = [run for place, part in enumerate(runs) for run in (_gap(place) + part)]
        return (Paragraph(tuple(runs_with_gaps)),)

    def _reason(self, clause: AgreementClause, group: ClauseGroup) -> ClauseReason:
        conditions = dict.fromkeys(
            condition for condition in (group.when, clause.when) if condition != ALWAYS
        )
        why = " and ".join(condition.because(self._values.facts) for condition in conditions)
        stands = f"Stands in every {self._template.short_title}."
        return ClauseReason(
            because=f"Stands here because {why}." if why else stands,
            basis=clause.basis,
            note=clause.matter.note.strip(),
            needs_review=clause.matter.review.strip(),
        )

    def _tables(self, clause: AgreementClause) -> tuple[Table, ...]:
        return tuple(table(name, self._values) for name in clause.tables)

    def _paragraphs(self, clause: AgreementClause) -> tuple[Paragraph, ...]:
        return tuple(paragraph for block in clause.blocks for paragraph in self._set(block))

    def _set(self, block: ClauseBlock) -> Iterable[Paragraph]:
        if block.fixed is not None:
            return (block.fixed,)
        only = block.only
        if isinstance(only, TablePlace):
            return ()
        if isinstance(only, Placeholder):
            as_list = only.filter == "each"
            parts = self._values.items(only) if as_list else self._values.paragraphs(only)
            return [Paragraph(runs, block.level) for runs in parts]
        return (Paragraph(self._runs(block), block.level),)

    def _runs(self, block: ClauseBlock) -> tuple[Run, ...]:
        return tuple(run for segment in block.segments for run in self._segment(segment))

    def _segment(self, segment: Segment) -> tuple[Run, ...]:
        if isinstance(segment, Run):
            return (segment,)
        if isinstance(segment, Placeholder):
            return self._values.runs(segment)
        if isinstance(segment, Reference):
            return (self._numbers.run(segment),)
        return ()


def _gap(place: int) -> tuple[Run, ...]:
    return (Run(" "),) if place else ()
