"""CIP's own side of every document, as the settings give it. What they leave out stays open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from drafting.partners.naming import SHIPPED
from drafting.partners.record.people import FocalPoint, Person, is_same_person

COORDINATOR = "partnership_coordinator"  # CSPF 18(a)
CIP_PEOPLE = "partner.people.cip."  # where the paths of its people begin
CONTACT_FIELDS = tuple(FocalPoint.model_fields)

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

    def contact(self, role: str, recorded: FocalPoint) -> FocalPoint:
        """Who holds a role of CSPF 18 for a partner whose file holds `recorded` for it.

        An empty record leaves it to the settings. Where both name the same person, the settings
        fill in what the record leaves out; of somebody else they know nothing, so it stays open.
        """
        own = self.coordinator if role == COORDINATOR else self.contacts.get(role, FocalPoint())
        if recorded == FocalPoint():
            return own
        if not is_same_person(recorded, own):
            return recorded
        known = {name: getattr(recorded, name) or getattr(own, name) for name in CONTACT_FIELDS}
        return FocalPoint.model_construct(**known)  # the settings' phone may be an extension


def setting_of(field: str) -> str:
    """The setting that fills in an open field of a document: 'office.signatories'."""
    setting = re.sub(r"\[\d+\].*", "", field)
    return setting.replace(CIP_PEOPLE, "contacts.")
