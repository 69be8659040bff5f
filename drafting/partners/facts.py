"""The facts that a document is made of, by path: 'partner.…', 'agreement.…', 'office.…'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

from drafting.partners.errors import BadTemplate
from drafting.partners.naming import with_office
from drafting.partners.office import PERIODS, Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of, nearest
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Choice, Tier

RECORDS: Mapping[str, type[RecordModel]] = {"partner": Partner, "agreement": Agreement}
# What a text may name of the office and of the document itself, and what people call it.
OFFICE = {
    "legal_name": "{office}’s legal name",
    "acronym": "{office}’s acronym",
    "address": "{office}’s address",
    "registration": "{office}’s registration in Pakistan",
    "governing_law": "Governing law",
    "dispute_forum": "Forum for disputes",
    **{f"periods.{name}": period.open_label for name, period in PERIODS.items()},
}
# Sums that a record's own fields come to, and the field that is open while they are not known.
SUMS = {"agreement.still_to_pay": "agreement.phase_out.final_transfers"}
DOCUMENT = {
    "term": "What the document calls itself",
    "title": "The document’s title",
    "due_diligence_completed": "Due diligence for the agreement completed on",
    "number": "Number of the change of the agreement",
    "amended_document": "The document that is changed",
    "amended_subject": "Title of the agreement as it was signed",
    "changed_before": "How often the agreement was changed before",
    "signed_by_office_on": "The agreement was signed for {office} on",
    "signed_by_partner_on": "The agreement was signed for the partner on",
}
# What a condition of the catalogue may ask of the checklist that is made.
CHECKLIST = {"tier": "Tier of due diligence"}
CHOICES: Mapping[str, type[Choice]] = {"checklist.tier": Tier}
AMOUNT = "agreement.money.amount"
DAYS = tuple(
    f"document.{name}"
    for name in ("due_diligence_completed", "signed_by_office_on", "signed_by_partner_on")
)


@dataclass(frozen=True)
class Fact:
    """One field that a text or a condition may name."""

    path: str  # 'agreement.money.amount'
    written_label: str  # 'Amount', '{office}’s address'
    field: Field | None  # None for what the office or the document says of itself

    @property
    def label(self) -> str:
        """What people call it."""
        return self.field.label if self.field else with_office(self.written_label)

    @property
    def kind(self) -> str:
        """What it holds, as fields.py names the kinds."""
        if self.field is None:
            return "date" if self.path in DAYS else "line"
        return self.field.kind

    @property
    def choices(self) -> type[Choice] | None:
        """The values that it may hold; None where it may hold any."""
        return self.field.choices if self.field else CHOICES.get(self.path)

    @property
    def restricted(self) -> bool:
        """True for what only some roles may see."""
        return self.field is not None and self.field.restricted


@dataclass(frozen=True)
class AgreedChange:
    """One thing of a signed agreement that is to change, in words."""

    title: str  # 'Ends on'
    before: str  # '' where it was not known
    after: str  # '' where it is known no longer
    path: str = ""  # of the field: 'agreement.end'; '' for a clause that comes or goes


@dataclass(frozen=True)
class AmendedAgreement:
    """What was signed, and what a document that amends it changes."""

    document: str  # 'Partnership Contract, CONTRACT_sample-roshni_2026-schools_v2'
    subject: str  # the agreement's title as it was signed
    number: int  # of the change: 1 for the first
    signed_by_office_on: date
    signed_by_partner_on: date
    changes: tuple[AgreedChange, ...]


@dataclass(frozen=True)
class DraftFacts:
    """The values of one draft."""

    partner: Partner
    agreement: Agreement
    office: Office
    term: str = ""
    title: str = ""
    tier: Tier | None = None  # of the checklist that is made; None for a document
    amended: AmendedAgreement | None = None  # of a document that changes a signed agreement

    @property
    def number(self) -> str:
        """Which change of the agreement it is: '2'; '' for no change."""
        return str(self.amended.number) if self.amended else ""

    @property
    def amended_document(self) -> str:
        """What it changes."""
        return self.amended.document if self.amended else ""

    @property
    def amended_subject(self) -> str:
        """What the signed agreement is about, in the words that were signed."""
        return self.amended.subject if self.amended else ""

    @property
    def changed_before(self) -> str:
        """'It was not changed before', 'It was changed once before'."""
        if self.amended is None:
            return ""
        earlier = self.amended.number - 1
        if not earlier:
            return "It was not changed before"
        return f"It was changed {'once' if earlier == 1 else f'{earlier} times'} before"

    @property
    def signed_by_office_on(self) -> date | None:
        """When the office signed what it changes."""
        return self.amended.signed_by_office_on if self.amended else None

    @property
    def signed_by_partner_on(self) -> date | None:
        """When the partner signed what it changes."""
        return self.amended.signed_by_partner_on if self.amended else None

    @property
    def due_diligence_completed(self) -> date | None:
        """When due diligence for the agreement was last completed; None for never."""
        return self.partner.control.completed_on(self.agreement.key)

    def value(self, path: str) -> Any:
        """The value of a path that `fact` knows."""
        return _getter(path)(self)

    def number_in(self, path: str) -> Decimal | None:
        """The number in a field; the agreement's amount in rupees, whatever its currency."""
        value = self.agreement.money.in_rupees if path == AMOUNT else self.value(path)
        return Decimal(value) if isinstance(value, Decimal | int) else None


@cache
def _getter(path: str) -> Callable[[DraftFacts], Any]:
    return attrgetter(path.removeprefix("document.").removeprefix("checklist."))


@cache
def fact(path: str) -> Fact:
    """The fact of that path. Raises BadTemplate with the nearest path where there is none."""
    facts = _known()
    if path not in facts:
        raise BadTemplate(f"There is no field '{path}'; did you mean '{nearest(path, facts)}'?")
    return facts[path]


@cache
def _known() -> Mapping[str, Fact]:
    return {entry.path: entry for entry in _all()}


def _all() -> Iterator[Fact]:
    for root, model in RECORDS.items():
        for path, field in fields_of(model).items():
            yield Fact(f"{root}.{path}", field.written_title, field)
    for path, source in SUMS.items():
        root, _, name = source.partition(".")
        yield Fact(path, fields_of(RECORDS[root])[name].written_title, None)
    for root, names in (
        ("office", OFFICE),
        ("document", DOCUMENT),
        ("checklist", CHECKLIST),
    ):
        for name, label in names.items():
            yield Fact(f"{root}.{name}", label, None)
