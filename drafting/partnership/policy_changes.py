"""What a changed policy touches: what of the office's own rests on its clauses, or contradicts it.

Clauses of the library, items of due diligence, drafts and agreements name the clauses that they
rest on. Where such a clause says something else now, or is gone, a person has to look at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from drafting.agreements.clauses.library import AgreementClause, ClauseLibrary
from drafting.agreements.draft import DraftInfo
from drafting.agreements.drafts import Drafts
from drafting.documents.composition import Composition, SetClause
from drafting.due_diligence.catalogue.catalogue import Catalogue
from drafting.partners.partner_file import PartnerFile
from drafting.partners.vocabulary import RelationshipStatus
from knowledge import Change, ChangeKind, Document, ForceChange, KnowledgeError
from knowledge.writing import Contradiction, contradictions


class RestingKind(StrEnum):
    """What rests on a policy's clause."""

    AGREEMENT = "agreement"  # drafted, and in force by the partner's file
    DRAFT = "draft"
    CLAUSE = "clause"  # of the library that agreements are drafted from
    ITEM = "item"  # of due diligence


@dataclass(frozen=True)
class Place:
    """Where something of the office's own stands."""

    kind: RestingKind
    id: str  # of the draft, the clause of the library, or the item
    title: str  # the partner's name and document, the clause's title, the item's question
    number: str = ""  # the clause's number in the draft: '12.1'
    heading: str = ""  # the clause's title in the draft


@dataclass(frozen=True)
class Touched:
    """A place that rests on a clause which changed, is gone, or has another number."""

    place: Place
    policy: str  # how a citation names the policy: 'CSPF'
    change: Change


@dataclass(frozen=True)
class Conflict:
    """A sentence of the office's own that cannot be followed beside one of the policy."""

    place: Place
    policy: str  # how a citation names the policy
    clause: str  # the policy's clause
    contradiction: Contradiction  # its first sentence is the place's


@dataclass(frozen=True)
class PolicyEffects:
    """All that a change of the policies in force touches, agreements in force first."""

    touched: tuple[Touched, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.touched or self.conflicts)

    @property
    def reworded(self) -> tuple[Touched, ...]:
        """What rests on a clause that says something else now, or is gone."""
        return tuple(touched for touched in self.touched if touched.change.has_other_words)

    @property
    def renumbered(self) -> tuple[Touched, ...]:
        """What names a clause by a number that it has no more, its words being the same."""
        return tuple(touched for touched in self.touched if not touched.change.has_other_words)


@dataclass(frozen=True)
class OfficeHoldings:
    """What of the office's own may rest on a policy."""

    library: ClauseLibrary
    catalogue: Catalogue
    drafts: Drafts | None = None  # None where nothing was drafted yet
    partners: PartnerFile | None = None

    def effects(self, changes: Iterable[ForceChange]) -> PolicyEffects:
        """What the changes of the policies in force touch. Raises DatabaseError, BadTemplate."""
        passages = list(self._passages())
        touched: list[Touched] = []
        conflicts: list[Conflict] = []
        for change in changes:
            touched += _touched(change, passages)
            conflicts += _conflicts(change, passages)
        order = list(RestingKind)
        return PolicyEffects(
            tuple(sorted(touched, key=lambda t: (order.index(t.place.kind), t.place.title))),
            tuple(sorted(conflicts, key=lambda c: (order.index(c.place.kind), c.place.title))),
        )

    def _passages(self) -> Iterator[_Passage]:
        """Every place with what it rests on and what it says."""
        for clause in self.library.clauses().values():
            yield _of_library(clause)
        for item in self.catalogue.items:
            yield _Passage(Place(RestingKind.ITEM, item.id, item.ask), item.basis, "")
        yield from self._of_drafts()

    def _of_drafts(self) -> Iterator[_Passage]:
        if self.drafts is None:
            return
        statuses = self._statuses()
        for info in self.drafts.newest():
            status = statuses.get((info.request.partner, info.request.agreement))
            if status is RelationshipStatus.ENDED:
                continue
            in_force = status not in (None, RelationshipStatus.PROSPECTIVE)
            kind = RestingKind.AGREEMENT if in_force else RestingKind.DRAFT
            yield from _of_composition(kind, info, self.drafts.composition(info.id))

    def _statuses(self) -> Mapping[tuple[str, str], RelationshipStatus | None]:
        """Where each agreement of each partner stands; one that is not on record is left out."""
        return {
            (partner.id, agreement.key): agreement.status
            for partner in (self.partners.all() if self.partners else ())
            for agreement in partner.agreements
        }


@dataclass(frozen=True)
class _Passage:
    """A place, the clauses that it rests on, and its words."""

    place: Place
    basis: Sequence[str]
    text: str


def _of_library(clause: AgreementClause) -> _Passage:
    place = Place(RestingKind.CLAUSE, clause.id, clause.title)
    return _Passage(place, clause.basis, clause.words)


def _of_composition(
    kind: RestingKind, info: DraftInfo, composition: Composition
) -> Iterator[_Passage]:
    title = f"{info.partner_name}, {composition.title}"
    for clause in composition.clauses():
        place = Place(kind, info.id, title, clause.number, clause.title)
        yield _Passage(place, clause.reason.basis, _text(clause))
    for annex in composition.annexes:
        if annex.reason is not None:
            place = Place(kind, info.id, title, f"Annex {annex.letter}", annex.title)
            yield _Passage(place, annex.reason.basis, "")


def _text(clause: SetClause) -> str:
    return "\n".join(paragraph.text for paragraph in clause.paragraphs)


@dataclass(frozen=True)
class _Bases:
    """The clauses of the edition before, by whatever name a basis gives them."""

    document: Document
    changes: Mapping[str, Change]  # by the clause's id in the edition before

    @cached_property
    def names(self) -> frozenset[str]:
        """What a basis may call the document."""
        return frozenset({self.document.id.lower(), self.document.name.lower()})

    def changes_of(self, basis: str) -> Iterator[Change]:
        """The changes of the clause that `basis` names, and of its sub-clauses."""
        name, _, clause_name = basis.rpartition(" ")
        if name.lower() not in self.names:
            return
        try:
            clause = self.document.clause(clause_name)
        except KnowledgeError:  # it rested on nothing before
            return
        for part in clause.walk():
            if part.id in self.changes:
                yield self.changes[part.id]


def _touched(change: ForceChange, passages: Sequence[_Passage]) -> Iterator[Touched]:
    if change.before is None:
        return
    bases = _Bases(change.before, {c.earlier: c for c in change.changes if c.earlier})
    for passage in passages:
        for basis in passage.basis:
            for clause_change in bases.changes_of(basis):
                is_renumbered = clause_change.kind is ChangeKind.RENUMBERED
                # What was signed keeps its words; only what is drafted from names numbers anew.
                if is_renumbered and passage.place.kind in (
                    RestingKind.AGREEMENT,
                    RestingKind.DRAFT,
                ):
                    continue
                yield Touched(passage.place, change.before.name, clause_change)


def _conflicts(change: ForceChange, passages: Sequence[_Passage]) -> Iterator[Conflict]:
    """What contradicts a clause that is new, or says something else now."""
    if change.after is None:
        return
    reworded = {c.clause for c in change.changes if c.after is not None and c.has_other_words}
    clauses = [clause for clause in change.after.walk() if clause.id in reworded]
    for passage in passages:
        if not passage.text:
            continue
        for clause in clauses:
            for contradiction in contradictions(passage.text, clause.searchable):
                yield Conflict(passage.place, change.after.name, clause.id, contradiction)
