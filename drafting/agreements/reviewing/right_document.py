"""Is this the document that the framework asks for? What it asks for in its place."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.agreements.reviewing.review import Offer
from drafting.documents.composition import DocumentKind
from drafting.partners.errors import WrongDocument
from drafting.partners.naming import with_office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag, PartnerType, Status

OTHER_FRAMEWORKS = {
    PartnerType.PRIVATE: "is recorded as private sector, which the CSPF leaves to {office}’s "
    "Private Sector Engagement Framework",
    PartnerType.GOVERNMENT: "is recorded as government, for which {office} has a framework "
    "of its own",
}
CALLED = {
    DocumentKind.MOU: "a memorandum of understanding",
    DocumentKind.CONTRACT: "a contract",
    DocumentKind.NOTE: "an informal collaboration note",
    DocumentKind.PHASE_OUT: "a phase-out plan",
}


def refuse_other_framework(partner: Partner) -> None:
    """Raises WrongDocument for a partner that the CSPF leaves to another framework."""
    if partner.identity.partner_type in OTHER_FRAMEWORKS:
        why = with_office(OTHER_FRAMEWORKS[partner.identity.partner_type])
        raise WrongDocument(
            f"{partner.name} {why}; nothing was drafted. Ask the Partnership Coordinator for that "
            "framework, or correct ‘Type of organisation’ in the partner’s file.",
            ("CSPF 2", "CSPF 13-II"),
        )


def refuse_wrong_document(agreement: Agreement, kind: DocumentKind, funds: str) -> None:
    """Raises WrongDocument where the framework asks for another document.

    `funds` says whether the document may hold money: 'never', 'needed' or 'either'.
    """
    funded = agreement.money.funding_involved
    if funds == "never" and funded is Flag.YES:
        raise WrongDocument(
            f"Funds change hands under ‘{_named(agreement)}’. CSPF 15(e): funded relationships are "
            f"contracts, so {CALLED[kind]} cannot carry it; draft a contract in its place.",
            ("CSPF 15(e)(ii)",),
            DocumentKind.CONTRACT,
        )
    if funds == "needed" and funded is Flag.NO:
        raise WrongDocument(
            f"No funds change hands under ‘{_named(agreement)}’, and contracts are for funded "
            "work (CSPF 15(e)); draft a memorandum of understanding in its place.",
            ("CSPF 15(e)(i)",),
            DocumentKind.MOU,
        )


def offers(agreement: Agreement, kind: DocumentKind) -> Iterator[Offer]:
    """Other documents that belong to the same agreement."""
    ending = agreement.status is Status.PHASING_OUT
    if kind is not DocumentKind.PHASE_OUT and (agreement.short_lived is Flag.YES or ending):
        why = "is being phased out" if ending else "is short-lived"
        yield Offer(
            DocumentKind.PHASE_OUT,
            f"The agreement {why}, and a phase-out plan should be in place early on (CSPF "
            "15(e)); Saathi can draft it too.",
            ("CSPF 15(e)(iii)",),
        )


def _named(agreement: Agreement) -> str:
    return agreement.title or agreement.key
