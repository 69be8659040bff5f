"""What the rules of a review look at, and the words in which they name figures and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drafting.agreements.kinds import KindInfo
from drafting.documents.composition import Composition
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.control import DiligenceStanding, RiskStanding
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag, Tier

NO_STANDING = DiligenceStanding()


@dataclass(frozen=True)
class Case:
    """One document that is drafted for one agreement."""

    partner: Partner
    agreement: Agreement
    office: Office
    document: KindInfo
    documents: tuple[KindInfo, ...]  # all that can be drafted
    needs: tuple[str, ...]  # the points of CSPF 15(e) that it must hold
    covers: Mapping[str, tuple[str, ...]]  # clause id → the points that the clause covers
    composition: Composition
    tier: Tier  # how much due diligence the agreement asks for
    today: date
    account_waits: bool = False  # True while a change of the partner's account is held
    account_is_shared: bool = False  # True where its IBAN stands in another partner's file
    diligence: DiligenceStanding = NO_STANDING  # what its due diligence holds against it
    risks: tuple[RiskStanding, ...] = ()  # of the register: of the relationship, and its own

    @property
    def is_funded(self) -> bool:
        """True where the record says that funds change hands; unknown is not yes."""
        return self.agreement.money.funding_involved is Flag.YES

    @property
    def is_lasting(self) -> bool:
        """True for the documents that found a relationship, as a note or a plan does not."""
        return self.document.is_lasting


def day(when: date) -> str:
    """'31 March 2027'."""
    return f"{when.day} {when:%B %Y}"


def money(amount: Decimal, currency: str) -> str:
    """'PKR 1,250,000', with two decimals where there are any."""
    whole = amount == amount.to_integral_value()
    return f"{currency} {amount:,.0f}".strip() if whole else f"{currency} {amount:,.2f}".strip()
