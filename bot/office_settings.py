"""The setting `office`: CIP's own side of every agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from bot.contact_settings import ContactDetails, Contacts

if TYPE_CHECKING:
    from drafting import FocalPoint, Office

COORDINATOR = "partnership_coordinator"
# CSPF 18's roles by the settings' names, with the title that a document gives them.
TITLES = {
    COORDINATOR: "Partnership Coordinator",
    "pdq": "Program Development and Quality (PDQ)",
    "program": "Program",
    "finance": "Finance and Program Support",
}


class Signatory(BaseModel):
    """Who signs for CIP."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    title: str = ""


class TurnaroundSettings(BaseModel):
    """Working days that the office sets itself for CSPF 16(e)'s procedures (footnote 11)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    budget_approval: int | None = Field(default=None, ge=1, le=365)
    payment_approval: int | None = Field(default=None, ge=1, le=365)
    cash_disbursement: int | None = Field(default=None, ge=1, le=365)
    financial_report_review: int | None = Field(default=None, ge=1, le=365)
    audit_review: int | None = Field(default=None, ge=1, le=365)


class OfficeSettings(BaseModel):
    """CIP's own side of every agreement. What is left empty stays open in a draft."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legal_name: str = Field(default="CARE International in Pakistan", min_length=1)
    acronym: str = Field(default="CIP", min_length=1)
    address: str = ""
    registration: str = Field(
        default="", description="How CIP may work in Pakistan, in the words that agreements use."
    )
    signatories: tuple[Signatory, ...] = ()
    turnaround_days: TurnaroundSettings = TurnaroundSettings()
    governing_law: str = Field(default="", description="Counsel’s words; empty: left open.")
    left_out_clauses: tuple[str, ...] = Field(
        default=(), description="Ids of sector clauses that the office does not use."
    )


def office_of(settings: OfficeSettings, contacts: Contacts) -> Office:
    """Who CIP is in an agreement. What the settings leave empty stays open in a draft."""
    from drafting import Office, Person  # noqa: PLC0415  (no question needs it)

    focal_points = {role: _focal_point(contacts, role) for role in TITLES}
    days = settings.turnaround_days.model_dump()
    return Office(
        legal_name=settings.legal_name,
        acronym=settings.acronym,
        address=settings.address,
        registration=settings.registration,
        signatories=tuple(Person(name=one.name, title=one.title) for one in settings.signatories),
        coordinator=focal_points[COORDINATOR],
        contacts=focal_points,
        turnaround_days={name: held for name, held in days.items() if held is not None},
        governing_law=settings.governing_law,
        left_out=frozenset(settings.left_out_clauses),
    )


def _focal_point(contacts: Contacts, role: str) -> FocalPoint:
    """Who holds a role. The settings' phone may be an extension, which no record would take."""
    from drafting import FocalPoint  # noqa: PLC0415

    held: ContactDetails = getattr(contacts, role)
    title = TITLES[role] if held.name else ""
    return FocalPoint.model_construct(
        name=held.name, title=title, email=held.email, phone=held.phone
    )
