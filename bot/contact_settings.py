"""The settings `contacts` and `reporting`: whom people may ask, and whom they may turn to."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from knowledge import Contact

# The settings' names for CSPF 18's roles, and how answers name them.
ROLES = {
    "partnership_coordinator": "Partnership Coordinator",
    "pdq": "Program Development and Quality (PDQ) unit",
    "program": "Program unit",
    "finance": "Finance and Program Support",
}


class ContactDetails(BaseModel):
    """Who holds a role, and how to reach them. All of it is shown to whoever asks Saathi."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    email: str = ""
    phone: str = ""


class Contacts(BaseModel):
    """The roles of CSPF 18. A role without details is named without them; nobody is invented."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    partnership_coordinator: ContactDetails = ContactDetails()
    pdq: ContactDetails = ContactDetails()
    program: ContactDetails = ContactDetails()
    finance: ContactDetails = ContactDetails()


class ReportingContact(ContactDetails):
    """Whom a person may turn to with a suspicion of misconduct; shown to that person alone."""

    role: str = Field(min_length=1, description="For example 'Safeguarding focal point'.")


def contacts_of(settings: Contacts) -> dict[str, Contact]:
    """The contacts that the settings give, by role; roles without details are left out."""
    given = {role: getattr(settings, field).model_dump() for field, role in ROLES.items()}
    return {
        role: Contact(role=role, **details)
        for role, details in given.items()
        if any(details.values())
    }


def reporting_contacts_of(settings: Iterable[ReportingContact]) -> tuple[Contact, ...]:
    """The same for whom to turn to with a suspicion of misconduct."""
    return tuple(Contact(**contact.model_dump()) for contact in settings)
