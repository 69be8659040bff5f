"""CIP's own side of every document, as the settings give it. What they leave out stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drafting.partners.naming import SHIPPED
from drafting.partners.record.people import FocalPoint, Person

# CSPF footnote 11 names the procedures; it sets no figures, so the office does.
TIMED_PROCEDURES = {
    "budget_approval": "Budget approval",
    "payment_approval": "Payment approval",
    "cash_disbursement": "Cash disbursement",
    "financial_report_review": "Review and approval of the financial report",
    "audit_review": "Audit review and approval",
}


@dataclass(frozen=True)
class Office:
    """Who CIP is in an agreement, and what the office has decided for all of them."""

    legal_name: str = SHIPPED.legal_name
    acronym: str = SHIPPED.acronym
    address: str = ""
    registration: str = ""  # how CIP may work in Pakistan, in the office's own words
    signatories: tuple[Person, ...] = ()
    coordinator: FocalPoint = field(
        default_factory=FocalPoint
    )  # the Partnership Coordinator, CSPF 18(a)
    contacts: Mapping[str, FocalPoint] = field(default_factory=dict)  # other roles of CSPF 18
    turnaround_days: Mapping[str, int] = field(default_factory=dict)  # by TIMED_PROCEDURES
    governing_law: str = ""
    left_out: frozenset[str] = frozenset()  # ids of sector clauses that the office does not use
