"""One agreement: what both sides give and do, its money, and how it comes to its end."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, field_validator

from drafting.partners.record.field_types import (
    Amount,
    Currency,
    Day,
    DayCount,
    Key,
    Line,
    Paragraphs,
    Rate,
    not_before,
)
from drafting.partners.record.placeholders import InOwnWords
from drafting.partners.vocabulary import (
    CipRole,
    Context,
    Flag,
    Purpose,
    RelationshipForm,
    RelationshipStatus,
    ReportRhythm,
    Side,
)

TYPED_ONCE = "{amount}, {start}, {end} and {tranches} stand for what the fields hold."


class BudgetLine(InOwnWords):
    """One line of a budget, in the agreement's currency."""

    description: Line = Field(title="Budget line")
    amount: Amount | None = Field(default=None, title="Amount of the line")
    paid_by: Side | None = Field(default=None, title="Paid by")


class Tranche(InOwnWords):
    """One payment of the funds, in the agreement's currency."""

    amount: Amount | None = Field(default=None, title="Tranche amount")
    due: Day | None = Field(default=None, title="Tranche due on")
    condition: Line = Field(default="", title="Tranche is paid when")


class DonorDocument(InOwnWords):
    """A document that holds terms of the donor."""

    what: Line = Field(title="Donor’s document")
    dated: Day | None = Field(default=None, title="Document is dated")

    @classmethod
    def names(cls) -> frozenset[str]:
        """As in InOwnWords."""
        return frozenset({"what"})


class Money(InOwnWords):
    """The money of an agreement."""

    funding_involved: Flag = Field(default=Flag.UNKNOWN, title="Funds change hands")
    amount: Amount | None = Field(default=None, title="Amount")
    currency: Currency = Field(default="", title="Currency")
    donor: Line = Field(default="", title="Donor")
    donor_reference: Line = Field(default="", title="Donor’s reference")
    donor_terms: tuple[DonorDocument, ...] = Field(default=(), title="Donor’s terms")
    donor_currency: Currency = Field(default="", title="Donor’s currency")
    donor_amount: Amount | None = Field(default=None, title="Amount in the donor’s currency")
    rate: Rate | None = Field(default=None, title="Exchange rate")
    rate_date: Day | None = Field(default=None, title="Date of the exchange rate")
    budget: tuple[BudgetLine, ...] = Field(default=(), title="Budget")
    tranches: tuple[Tranche, ...] = Field(default=(), title="Tranches")
    partner_contribution: Amount | None = Field(default=None, title="Partner’s own contribution")

    @classmethod
    def names(cls) -> frozenset[str]:
        """As in InOwnWords."""
        return frozenset({"donor", "donor_reference"})

    @property
    def in_rupees(self) -> Decimal | None:
        """The amount in PKR as the record gives it; None where it does not say.

        A rate is on record as rupees for the other currency, or the other way round: the larger
        amount counts, so that none is taken for small by mistake.
        """
        if self.amount is None or self.currency == "PKR":
            return self.amount
        if not self.currency or not self.rate:
            return None
        return max(self.amount * self.rate, self.amount / self.rate)


class Activity(InOwnWords):
    """One piece of the workplan."""

    what: Line = Field(title="Activity")
    who: Side | None = Field(default=None, title="Led by")
    start: Day | None = Field(default=None, title="Activity starts on")
    end: Day | None = Field(default=None, title="Activity ends on")
    result: Line = Field(default="", title="Expected result")

    _end_in_order = field_validator("end")(not_before("start"))


class ReportDue(InOwnWords):
    """A report that one side owes the other."""

    what: Line = Field(title="Report")
    by: Side | None = Field(default=None, title="Reported by")
    due: Line = Field(
        default="", title="Report is due", description="A date, or for example 'quarterly'."
    )
    first: Day | None = Field(
        default=None,
        title="Report first due on",
        description="For the calendar; agreements print what stands in ‘Report is due’.",
    )
    every: ReportRhythm | None = Field(
        default=None, title="Report comes again", description="After the first one, until the end."
    )
    days_after: DayCount | None = Field(
        default=None,
        title="Report due days after the end",
        description="For a report on the whole: so many days after the agreement’s last day.",
    )


class Duty(InOwnWords):
    """Something still to be done while a relationship is phased out."""

    what: Line = Field(title="Duty")
    who: Side | None = Field(default=None, title="Duty of")
    by: Day | None = Field(default=None, title="Duty done by")


class Asset(InOwnWords):
    """Something bought or lent under an agreement."""

    what: Line = Field(title="Asset")
    outcome: Line = Field(default="", title="What becomes of the asset")


class CapacityStep(InOwnWords):
    """A gap that somebody addresses: CSPF 15(d), 'by either partner', and 16(f)."""

    what: Line = Field(title="Gap")
    of: Side | None = Field(default=None, title="Whose gap it is")
    who: Side | None = Field(default=None, title="Addressed by")
    action: Line = Field(default="", title="What was agreed")
    by: Day | None = Field(default=None, title="Agreed until")


class PhaseOut(InOwnWords):
    """How a short-lived relationship comes to its end (CSPF 15(e)(iii))."""

    trigger: Line = Field(default="", title="Trigger of the phase-out")
    steps: tuple[Duty, ...] = Field(default=(), title="Timetable")
    remaining_duties: tuple[Duty, ...] = Field(default=(), title="Remaining duties")
    final_transfers: tuple[Tranche, ...] = Field(default=(), title="Final transfers")
    assets: tuple[Asset, ...] = Field(default=(), title="Assets")
    communication: Paragraphs = Field(default="", title="Communication of the phase-out")
    learning: Paragraphs = Field(default="", title="Learning to be kept")
    later_relationship: Paragraphs = Field(default="", title="The later relationship")


class Agreement(InOwnWords):
    """One agreement with a partner, contractual or not. A partner may have many at a time."""

    key: Key = Field(title="Key", description="Short and lasting, for example '2026-schools'.")
    title: Line = Field(default="", max_length=200, title="Title")
    purpose: Purpose | None = Field(default=None, title="Purpose")
    form: RelationshipForm | None = Field(default=None, title="Form")
    context: Context | None = Field(default=None, title="Context")
    goal: Paragraphs = Field(default="", title="What the parties want to reach together")
    cip_roles: tuple[CipRole, ...] = Field(default=(), title="{office}’s roles")
    cip_duties: tuple[Line, ...] = Field(
        default=(), title="What {office} does", description=TYPED_ONCE
    )
    partner_duties: tuple[Line, ...] = Field(
        default=(), title="What the partner does", description=TYPED_ONCE
    )
    cip_expectations: tuple[Line, ...] = Field(default=(), title="What {office} expects")
    partner_expectations: tuple[Line, ...] = Field(default=(), title="What the partner expects")
    cip_contributions: tuple[Line, ...] = Field(
        default=(), title="What {office} contributes", description=TYPED_ONCE
    )
    partner_contributions: tuple[Line, ...] = Field(
        default=(), title="What the partner contributes", description=TYPED_ONCE
    )
    community_contact: Flag = Field(default=Flag.UNKNOWN, title="Contact with communities")
    personal_data: Flag = Field(default=Flag.UNKNOWN, title="Personal data is shared")
    sub_partners: Flag = Field(default=Flag.UNKNOWN, title="Sub-partners take part")
    assets_bought: Flag = Field(default=Flag.UNKNOWN, title="Assets are bought")
    creates_works: Flag = Field(default=Flag.UNKNOWN, title="Materials are created")
    start: Day | None = Field(default=None, title="Starts on")
    end: Day | None = Field(default=None, title="Ends on")
    short_lived: Flag = Field(default=Flag.UNKNOWN, title="Short-lived")
    status: RelationshipStatus | None = Field(default=None, title="Status")
    workplan: tuple[Activity, ...] = Field(default=(), title="Workplan")
    reports: tuple[ReportDue, ...] = Field(default=(), title="Reports")
    capacity: tuple[CapacityStep, ...] = Field(default=(), title="Agreed capacity support")
    money: Money = Field(default=Money(), title="Money")
    phase_out: PhaseOut = Field(default=PhaseOut(), title="Phase-out")

    _end_in_order = field_validator("end")(not_before("start"))

    @classmethod
    def names(cls) -> frozenset[str]:
        """As in InOwnWords."""
        return frozenset({"title"})

    @property
    def still_to_pay(self) -> Decimal | None:
        """What the final transfers come to; None where there is none, or one is not known."""
        amounts = [transfer.amount for transfer in self.phase_out.final_transfers]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None
