"""CIP's own side of every document, as the settings give it. What they leave out stays open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

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


class PeriodRule(NamedTuple):
    """A period that contracts give in a number, which the office decides."""

    name: str  # 'notice before a contract is ended early'
    unit: str  # 'day'
    proposed: int  # by Saathi: it is printed nowhere as if it were agreed

    @property
    def open_label(self) -> str:
        """What stands in a document while the office has not decided; `{office}` in it."""
        proposal = in_units(self.proposed, self.unit)
        return f"Period for {{office}} to decide: {self.name} ({proposal} proposed)"


# The CSPF gives none of them.
PERIODS = {
    "notice": PeriodRule("notice", "day", 30),
    "remedy": PeriodRule("to put a breach right", "day", 30),
    "talks": PeriodRule("talks before a dispute goes further", "day", 60),
    "answer": PeriodRule("to answer on a questioned cost", "day", 21),
    "refund": PeriodRule("to pay back what is owed", "day", 30),
    "records": PeriodRule("how long records are kept", "year", 5),
    "fraud_report": PeriodRule("to report fraud", "working day", 3),
    "incident_report": PeriodRule("to report an incident", "hour", 24),
}
# Policies of the office that clauses name, where the settings list none.
POLICIES_NAMED = ("Visibility Policy", "Investigation Guide")


def in_units(count: int, unit: str) -> str:
    """'30 days', '1 working day'."""
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class Periods:
    """The periods that the office decided, in words; '' for what it has not."""

    notice: str = ""
    remedy: str = ""
    talks: str = ""
    answer: str = ""
    refund: str = ""
    records: str = ""
    fraud_report: str = ""
    incident_report: str = ""


@dataclass(frozen=True)
class OfficePolicy:
    """A policy of the office that is annexed to contracts, in the edition of its date."""

    name: str = ""
    dated: date | None = None


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
    dispute_forum: str = ""  # who decides a dispute that talks did not settle
    periods: Periods = Periods()
    policies: tuple[OfficePolicy, ...] = tuple(map(OfficePolicy, POLICIES_NAMED))
    left_out: frozenset[str] = frozenset()  # ids of sector clauses that the office does not use

    @staticmethod
    def periods_of(numbers: Mapping[str, int]) -> Periods:
        """The periods by their names in PERIODS, in words; those left out are not decided."""
        words = {name: in_units(count, PERIODS[name].unit) for name, count in numbers.items()}
        return Periods(**words)

    @staticmethod
    def policies_of(dated: Sequence[tuple[str, date | None]]) -> tuple[OfficePolicy, ...]:
        """The policies to annex, by name and date; of none, those that clauses name."""
        return tuple(OfficePolicy(*policy) for policy in dated) or Office.policies

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
