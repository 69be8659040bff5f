"""The documents that Saathi drafts of its sample partners, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from drafting.agreements.clauses.library import ClauseLibrary
from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.reviewing.right_document import (
    refuse_other_framework,
    refuse_wrong_document,
)
from drafting.agreements.templates.shelf import TemplateShelf
from drafting.documents.composition import Composition, DocumentKind
from drafting.partners.errors import WrongDocument
from drafting.partners.facts import AgreedChange, AmendedAgreement
from drafting.partners.office import TIMED_PROCEDURES, Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.record.people import FocalPoint, Person
from drafting.partners.samples import sample_partners
from tests.support.drafting.desk import DECIDED, POLICIES
from tests.support.drafting.kinds import CHANGES, FIRST

OFFICE = Office(
    address="Sample House 1, Sample Street, Islamabad",
    registration="a sample permission of the Ministry of Interior",
    signatories=(Person(name="Sample Director", title="Country Director"),),
    coordinator=FocalPoint(
        name="Sample Coordinator",
        title="Partnership Coordinator",
        email="coordinator@example.org",
        phone="+92 51 2345678",
    ),
    contacts={"Finance": FocalPoint(name="Sample Accountant", email="finance@example.org")},
    turnaround_days=dict.fromkeys(TIMED_PROCEDURES, 10),
    governing_law="the law of Pakistan",
    dispute_forum="the courts of Islamabad",
    periods=DECIDED,
    policies=POLICIES,
)
DATED = "2026-07-12"
ROSHNI = "sample-roshni"
AMENDED = AmendedAgreement(
    document="Partnership Contract, CONTRACT_sample-roshni_2026-schools_v2",
    subject="Schools that stay open",
    number=2,
    signed_by_office_on=date(2026, 7, 1),
    signed_by_partner_on=date(2026, 7, 3),
    changes=(
        AgreedChange("Ends on", "31 December 2027", "31 March 2028", "agreement.end"),
        AgreedChange("Tranche 2 is due on", "", "1 March 2027", "agreement.money.tranches.due"),
    ),
)


@cache
def shelf() -> TemplateShelf:
    return TemplateShelf(ClauseLibrary())


def composed(
    partner: Partner, agreement: Agreement, kind: DocumentKind, version: int = 1
) -> Composition:
    """That document, with everything in it that the record holds."""
    amended = AMENDED if kind in CHANGES else None
    material = Material(
        partner, agreement, OFFICE, version, DATED, may_see_restricted=True, amended=amended
    )
    return compose(material, shelf().template(kind), shelf().library)


@cache
def sample_documents() -> Mapping[str, Composition]:
    """Every document that the framework allows for the sample partners, by its reference."""
    return {made.reference: made for made in _every()}


def _every() -> Iterator[Composition]:
    for partner in sample_partners():
        for agreement in partner.agreements:
            for kind in FIRST:
                if allowed(partner, agreement, kind):
                    yield composed(partner, agreement, kind)
            if partner.id == ROSHNI:
                yield from (composed(partner, agreement, kind) for kind in CHANGES)


def allowed(partner: Partner, agreement: Agreement, kind: DocumentKind) -> bool:
    """Whether the desk would draft it."""
    try:
        refuse_other_framework(partner)
        refuse_wrong_document(agreement, shelf().template(kind).info, None)
    except WrongDocument:
        return False
    return True
