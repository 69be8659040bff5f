"""What a document needs to know: the fields that composing it reads, and what reads each.

Nothing is listed here. The template and its clauses are composed from records that note what is
read of them, filled and blank; so a new clause, table or field is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drafting.agreements.clauses.body import Placeholder
from drafting.agreements.clauses.library import AgreementClause, ClauseLibrary
from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.composing.parties import parties, signatures
from drafting.agreements.composing.tables import table
from drafting.agreements.composing.tracing import SHAPES, ProbeShape, probe
from drafting.agreements.composing.values import Values
from drafting.agreements.templates.document_template import ClauseGroup, DocumentTemplate
from drafting.partners.conditions import ALWAYS, Condition
from drafting.partners.facts import DraftFacts
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner

RECORDS = ("partner.", "agreement.")
THE_DOCUMENT = "the front of the document"
MOST_NAMED = 4  # places that use a field; of more, how many
# What every record has, whatever is drafted from it.
OF_ANY_RECORD = frozenset({"partner.id", "partner.sample", "partner.agreements", "agreement.key"})


@dataclass
class FieldUse:
    """What a document does with one field."""

    path: str  # 'agreement.money.budget.amount'
    # What prints it, 'clause ‘Payments’', and on which condition that stands; '' for none.
    prints: dict[str, str] = field(default_factory=dict)
    decides: dict[str, None] = field(default_factory=dict)  # what stands or not because of it

    @property
    def why(self) -> str:
        """Both, in a sentence or two."""
        prints = [place + condition for place, condition in self.prints.items()]
        decides = [place for place in self.decides if place not in self.prints]
        sentences = (
            f"For {_few(prints)}." if prints else "",
            f"Decides about {_few(decides)}." if decides else "",
        )
        return " ".join(filter(None, sentences))


def document_needs(template: DocumentTemplate, library: ClauseLibrary) -> Mapping[str, FieldUse]:
    """Every field of partner and agreement that the document may need, by its path.

    Raises BadTemplate where template and clauses do not fit.
    """
    needs = _Needs()
    for shape in SHAPES:
        _NeedsLook(needs, template, library, shape).all()
    return needs.uses


class _Needs:
    """What was read so far."""

    def __init__(self) -> None:
        self.uses: dict[str, FieldUse] = {}
        self.place = THE_DOCUMENT
        self.when: Condition = ALWAYS  # on which what stands at that place depends

    def note(self, path: str) -> None:
        """The field of that path is read at the present place."""
        use = self._use(path)
        if use is None or (self.place == THE_DOCUMENT and (use.prints or use.decides)):
            return
        is_own = any(path.startswith(asked) for asked in self.when.fields())
        use.prints.setdefault(self.place, "" if is_own else _only(self.when))

    def decides(self, path: str, place: str) -> None:
        """Whether something stands depends on the field."""
        use = self._use(path)
        if use is not None:
            use.decides[place] = None

    def _use(self, path: str) -> FieldUse | None:
        """None for what is not asked for: the office's own, and what every record has."""
        if not path.startswith(RECORDS) or path in OF_ANY_RECORD:
            return None
        return self.uses.setdefault(path, FieldUse(path))


class _NeedsLook:
    """One walk over a document, with records of one shape."""

    def __init__(
        self, needs: _Needs, template: DocumentTemplate, library: ClauseLibrary, shape: ProbeShape
    ) -> None:
        self._needs = needs
        self._template = template
        self._library = library
        self._partner = probe(Partner, "partner", shape, needs.note)
        self._agreement = probe(Agreement, "agreement", shape, needs.note)
        facts = DraftFacts(self._partner, self._agreement, Office(), template.file.term)
        self._values = Values(facts, may_see_restricted=True)

    def all(self) -> None:
        """Every part of the document, and at the end the whole of it."""
        if self._template.info.funds != "either":
            self._needs.decides("agreement.money.funding_involved", "which document it is")
        self._parties()
        self._clauses()
        self._at("the signatures")
        signatures(self._template, self._values)
        self._at(THE_DOCUMENT)
        material = Material(
            self._partner, self._agreement, Office(), 1, "", True, every_clause=True
        )
        compose(material, self._template, self._library)

    def _at(self, place: str, when: Condition = ALWAYS) -> None:
        self._needs.place, self._needs.when = place, when

    def _parties(self) -> None:
        for details in self._template.details.values():
            for detail in details:
                self._at("the parties", detail.when)
                self._decides(detail.when, f"‘{detail.label}’ of the parties")
                self._values.of(detail.field)
        self._at("the parties")
        parties(self._template, self._values)

    def _clauses(self) -> None:
        for name in self._template.file.recitals:
            clause = self._library.clause(name)
            self._clause(clause, f"recital ‘{clause.title}’")
        for group in self._template.sections:
            for clause in self._of_group(group, f"section ‘{group.title}’"):
                self._clause(clause, f"clause ‘{clause.title}’")
        for group in self._template.annexes:
            place = f"annex ‘{group.title}’"
            for clause in self._of_group(group, place):
                self._clause(clause, place)

    def _of_group(self, group: ClauseGroup, place: str) -> Iterator[AgreementClause]:
        self._decides(group.when, place)
        yield from map(self._library.clause, group.clauses)

    def _clause(self, clause: AgreementClause, place: str) -> None:
        self._decides(clause.when, place)
        self._at(place, clause.when)
        for block in clause.blocks:
            for segment in block.segments:
                if isinstance(segment, Placeholder):
                    self._values.runs(segment)
        for name in clause.tables:
            table(name, self._values)

    def _decides(self, when: Condition, place: str) -> None:
        for path in when.fields():
            self._needs.decides(path, place)


def _only(when: Condition) -> str:
    return "" if when == ALWAYS else f" (where {when.meaning()})"


def _few(places: list[str]) -> str:
    named, rest = places[:MOST_NAMED], len(places) - MOST_NAMED
    return "; ".join(named) + (f"; and {rest} more" if rest > 0 else "")
