"""Is this the document that the framework asks for? What it asks for in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drafting.agreements.kinds import KindInfo
from drafting.agreements.reviewing.funds_in_words import plain_funds
from drafting.agreements.reviewing.review import Offer
from drafting.partners.errors import WrongDocument
from drafting.partners.naming import with_office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag, PartnerType, RelationshipStatus

OTHER_FRAMEWORKS = {
    PartnerType.PRIVATE: "is recorded as private sector, which the CSPF leaves to {office}’s "
    "Private Sector Engagement Framework",
    PartnerType.GOVERNMENT: "is recorded as government, for which {office} has a framework "
    "of its own",
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


def refuse_wrong_document(
    agreement: Agreement, document: KindInfo, instead: KindInfo | None
) -> None:
    """Raises WrongDocument where the framework asks for another document, and offers `instead`."""
    funds_change_hands = agreement.money.funding_involved
    draft = f"draft {instead.called if instead else 'another document'} in its place."
    offer = instead.kind if instead else None
    is_unsaid = funds_change_hands is not Flag.YES
    in_words = plain_funds(agreement) if is_unsaid and document.funds != "either" else None
    if document.funds == "never" and funds_change_hands is Flag.YES:
        raise WrongDocument(
            f"Funds change hands under ‘{_name_of(agreement)}’. CSPF 15(e): funded relationships "
            f"are contracts, so {document.called} cannot carry it; {draft}",
            ("CSPF 15(e)(ii)",),
            offer,
        )
    if document.funds == "never" and in_words is not None:
        raise WrongDocument(
            f"{in_words.title} of ‘{_name_of(agreement)}’ says “{in_words.words}”. CSPF 15(e): "
            f"funded relationships are contracts, so {document.called} cannot carry it; take the "
            f"words out, or {draft}",
            ("CSPF 15(e)(ii)",),
            offer,
        )
    if document.funds == "needed" and funds_change_hands is Flag.NO and in_words is None:
        raise WrongDocument(
            f"No funds change hands under ‘{_name_of(agreement)}’, and contracts are for funded "
            f"work (CSPF 15(e)); {draft}",
            ("CSPF 15(e)(i)",),
            offer,
        )


def offers(
    agreement: Agreement, document: KindInfo, documents: Iterable[KindInfo]
) -> Iterator[Offer]:
    """Those of `documents` that belong to the same agreement beside this one."""
    ending = agreement.status is RelationshipStatus.PHASING_OUT
    if document.ends_agreement or not (ending or agreement.short_lived is Flag.YES):
        return
    why = "is being phased out" if ending else "is short-lived"
    for other_kind in documents:
        if other_kind.ends_agreement:
            yield Offer(
                other_kind.kind,
                f"The agreement {why}, and {other_kind.called} should be in place early on (CSPF "
                "15(e)); Saathi can draft it too.",
                ("CSPF 15(e)(iii)",),
            )


def _name_of(agreement: Agreement) -> str:
    return agreement.title or agreement.key
