"""The setting `office`: the office's own side of every agreement."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field

from bot.settings.configuration.group import Lines, SettingsGroup
from bot.settings.contacts import ContactDetails, Contacts

if TYPE_CHECKING:
    from drafting.partners import Office
    from drafting.partners.record import FocalPoint

COORDINATOR = "partnership_coordinator"
# CSPF 18's roles by the settings' names, with the title that a document gives them.
TITLES = {
    COORDINATOR: "Partnership Coordinator",
    "pdq": "Program Development and Quality (PDQ)",
    "program": "Program",
    "finance": "Finance and Program Support",
}


class SignatorySettings(SettingsGroup):
    """Who signs for the office."""

    name: str = Field(
        default="",
        title="Name",
        description="As it stands below the signature; empty: left open in every draft.",
        examples=["Name of the person"],
    )
    title: str = Field(
        default="",
        title="Title",
        description="As it stands below the name; empty: left open in every draft.",
        examples=["Country Director"],
    )


def _days(procedure: str) -> Any:
    """A field for the working days that a procedure of CSPF 16(e) may take."""
    return Field(
        default=None,
        ge=1,
        le=365,
        title=procedure,
        description=f"Working days for the {procedure[0].lower()}{procedure[1:]}; not set: left "
        "open in contracts.",
        examples=[10],
    )


class TurnaroundSettings(SettingsGroup):
    """Working days that the office sets itself for CSPF 16(e)'s procedures (footnote 11)."""

    budget_approval: int | None = _days("Approval of a budget")
    payment_approval: int | None = _days("Approval of a payment")
    cash_disbursement: int | None = _days("Disbursement of cash")
    financial_report_review: int | None = _days("Review of a financial report")
    audit_review: int | None = _days("Review of an audit")


def _period(unit: str, what: str, proposed: int, most: int) -> Any:
    """A field for a period that the office decides: a proposal is never printed as agreed."""
    return Field(
        default=None,
        ge=1,
        le=most,
        title=f"{what} ({unit})",
        description=f"{unit} for: {what[0].lower()}{what[1:]}. The office decides, with counsel; "
        f"{proposed} are proposed. Not set: left open in contracts, beside the proposal.",
        examples=[proposed],
    )


class PeriodSettings(SettingsGroup):
    """Periods in numbers, as contracts give them. The CSPF sets none: the office decides each."""

    notice: int | None = _period("Days", "Notice before a contract is ended early", 30, 365)
    remedy: int | None = _period("Days", "Putting a breach right before a contract ends", 30, 365)
    talks: int | None = _period("Days", "Talks before a dispute goes to those who decide", 60, 365)
    answer: int | None = _period("Days", "Answering on a cost that is questioned", 21, 365)
    refund: int | None = _period("Days", "Paying back what either side owes", 30, 365)
    records: int | None = _period("Years", "Keeping records after a contract ends", 5, 30)
    fraud_report: int | None = _period("Working days", "Telling the other side of fraud", 3, 60)
    incident_report: int | None = _period("Hours", "Telling the other side of an incident", 24, 336)


class PolicySettings(SettingsGroup):
    """A policy of the office that is annexed to contracts."""

    name: str = Field(
        default="",
        title="Name",
        description="As the policy itself gives it; empty: left open in contracts.",
        examples=["Visibility Policy"],
    )
    dated: date | None = Field(
        default=None,
        title="Dated",
        description="The date of the edition that is annexed; not set: left open in contracts.",
        examples=["2012-10-01"],
    )


def _acronym(text: str) -> str:
    """Clauses hold it, which are Markdown and have a title in YAML."""
    if text and not re.fullmatch(r"\w[\w .&'’/-]*", text):
        raise ValueError("write letters and digits, with a space, a point, & ' - or / among them")
    return text


class OfficeSettings(SettingsGroup):
    """The office's own side of every agreement. What is left empty stays open in a draft."""

    legal_name: str = Field(
        default="CARE International in Pakistan",
        min_length=1,
        title="Legal name",
        description="The office’s name, as agreements and signatures give it.",
    )
    acronym: Annotated[str, AfterValidator(_acronym)] = Field(
        default="CIP",
        min_length=1,
        title="Acronym",
        description="What agreements call the office after its first mention, and Saathi always.",
    )
    address: Lines = Field(
        default="",
        title="Address",
        description="The office’s address, among the parties of every agreement; empty: left open "
        "in every draft.",
        examples=["Street, sector, city"],
    )
    registration: Lines = Field(
        default="",
        title="Standing in Pakistan",
        description="How the office may work in Pakistan, in the words that agreements use; empty: "
        "left open in MoUs and contracts.",
        examples=["an international organisation working in Pakistan under …"],
    )
    signatories: tuple[SignatorySettings, ...] = Field(
        default=(),
        title="Who signs",
        description="Who signs for the office, in the order in which they sign; none: an open "
        "place for one signature.",
    )
    turnaround_days: TurnaroundSettings = Field(
        default=TurnaroundSettings(),
        title="Turn-around times",
        description="How long the office takes for CSPF 16(e)’s procedures; the framework sets no "
        "figures.",
    )
    governing_law: Lines = Field(
        default="",
        title="Governing law",
        description="The law that governs contracts, in counsel’s words; empty: left open in "
        "contracts.",
        examples=["the laws of Pakistan"],
    )
    dispute_forum: Lines = Field(
        default="",
        title="Forum for disputes",
        description="Who decides a dispute that talks did not settle, a court or arbitration, in "
        "counsel’s words; empty: left open in contracts.",
        examples=["the courts of Islamabad"],
    )
    periods: PeriodSettings = Field(
        default=PeriodSettings(),
        title="Periods",
        description="How long notice, records, refunds and reports take in contracts; the "
        "framework sets no figures.",
    )
    policies: tuple[PolicySettings, ...] = Field(
        default=(),
        title="Policies annexed to contracts",
        description="The office’s policies that contracts annex with their date; none: the "
        "Visibility Policy and the Investigation Guide, which clauses name, with their dates open.",
    )
    left_out_clauses: tuple[str, ...] = Field(
        default=(),
        title="Clauses left out",
        description="Ids of sector clauses that the office does not use; `saathi templates list` "
        "and `show` name them.",
        examples=[["procurement"]],
    )


def office_of(settings: OfficeSettings, contacts: Contacts) -> Office:
    """Who the office is in an agreement. What the settings leave empty stays open in a draft."""
    from drafting.partners import Office  # noqa: PLC0415  (no question needs it)
    from drafting.partners.record import Person  # noqa: PLC0415  (no question needs it)

    focal_points = {role: _focal_point(contacts, role) for role in TITLES}
    return Office(
        legal_name=settings.legal_name,
        acronym=settings.acronym,
        address=settings.address,
        registration=settings.registration,
        signatories=tuple(
            Person(name=signatory.name, title=signatory.title) for signatory in settings.signatories
        ),
        coordinator=focal_points[COORDINATOR],
        contacts=focal_points,
        turnaround_days=turnaround_of(settings),
        governing_law=_without_full_stop(settings.governing_law),
        dispute_forum=_without_full_stop(settings.dispute_forum),
        periods=Office.periods_of(_numbers(settings.periods)),
        policies=Office.policies_of([(policy.name, policy.dated) for policy in settings.policies]),
        left_out=frozenset(settings.left_out_clauses),
    )


def turnaround_of(settings: OfficeSettings) -> dict[str, int]:
    """The working days of each procedure for which the office set a time."""
    return _numbers(settings.turnaround_days)


def _numbers(group: SettingsGroup) -> dict[str, int]:
    """The numbers of a table of settings, without those that are not set."""
    return {name: number for name, number in group.model_dump().items() if number is not None}


def _focal_point(contacts: Contacts, role: str) -> FocalPoint:
    """Who holds a role. The settings' phone may be an extension, which no record would take."""
    from drafting.partners.record import FocalPoint  # noqa: PLC0415

    details: ContactDetails = getattr(contacts, role)
    title = TITLES[role] if details.name else ""
    return FocalPoint.model_construct(
        name=details.name, title=title, email=details.email, phone=details.phone
    )


def _without_full_stop(words: str) -> str:
    """Counsel's words without the full stop at their end, which the clause itself has."""
    return words.removesuffix(".")
