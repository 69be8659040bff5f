"""The settings `contacts` and `reporting`: whom people may ask, and whom they may turn to."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from bot.settings.configuration.group import Email, Phone, SettingsGroup
from knowledge import Contact

# The settings' names for CSPF 18's roles, and how answers name them.
ROLES = {
    "partnership_coordinator": "Partnership Coordinator",
    "pdq": "Program Development and Quality (PDQ) unit",
    "program": "Program unit",
    "finance": "Finance and Program Support",
}


class ContactDetails(SettingsGroup):
    """Who holds a role, and how to reach them. All of it is shown to whoever asks Saathi."""

    name: str = Field(
        default="",
        title="Name",
        description="Who it is; empty: the role is named without a person.",
        examples=["Name of the person"],
    )
    email: Email = Field(
        default="",
        title="Email",
        description="Shown with the name; empty: not shown.",
        examples=["name@example.org"],
    )
    phone: Phone = Field(
        default="",
        title="Phone",
        description="Shown with the name, as it is written here; empty: not shown.",
        examples=["+92 51 1234567"],
    )


class Contacts(SettingsGroup):
    """The roles of CSPF 18. A role without details is named without them; nobody is invented."""

    partnership_coordinator: ContactDetails = Field(
        default=ContactDetails(),
        title="Partnership Coordinator",
        description="The Partnership Coordinator, CSPF 18(a): whom a declined question is sent to, "
        "and the office’s focal point in every agreement.",
    )
    pdq: ContactDetails = Field(
        default=ContactDetails(),
        title="PDQ unit",
        description="The Program Development and Quality unit; stands in agreements if it is set.",
    )
    program: ContactDetails = Field(
        default=ContactDetails(),
        title="Program unit",
        description="The Program unit; stands in agreements if it is set.",
    )
    finance: ContactDetails = Field(
        default=ContactDetails(),
        title="Finance and Program Support",
        description="Finance and Program Support; stands in agreements if it is set.",
    )


class ReportingContact(ContactDetails):
    """Whom a person may turn to with a suspicion of misconduct; shown to that person alone."""

    role: str = Field(
        min_length=1,
        title="Role",
        description="What they are, as the person who writes is told; needed.",
        examples=["Safeguarding focal point"],
    )


def contacts_of(settings: Contacts) -> dict[str, Contact]:
    """The contacts that the settings give, by role; roles without details are left out."""
    details_by_role = {role: getattr(settings, field).model_dump() for field, role in ROLES.items()}
    return {
        role: Contact(role=role, **details)
        for role, details in details_by_role.items()
        if any(details.values())
    }


def reporting_contacts_of(settings: Iterable[ReportingContact]) -> tuple[Contact, ...]:
    """The same for whom to turn to with a suspicion of misconduct."""
    return tuple(Contact(**contact.model_dump()) for contact in settings)
