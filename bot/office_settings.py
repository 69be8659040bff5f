"""CIP's side of every agreement, from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import ContactDetails, Settings

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


def office_of(settings: Settings) -> Office:
    """Who CIP is in an agreement. What the settings leave empty stays open in a draft."""
    from drafting import Office, Person  # noqa: PLC0415  (no question needs it)

    given = settings.office
    contacts = {role: _focal_point(settings, role) for role in TITLES}
    days = given.turnaround_days.model_dump()
    return Office(
        legal_name=given.legal_name,
        acronym=given.acronym,
        address=given.address,
        registration=given.registration,
        signatories=tuple(Person(name=one.name, title=one.title) for one in given.signatories),
        coordinator=contacts[COORDINATOR],
        contacts=contacts,
        turnaround_days={name: held for name, held in days.items() if held is not None},
        governing_law=given.governing_law,
        left_out=frozenset(given.left_out_clauses),
    )


def _focal_point(settings: Settings, role: str) -> FocalPoint:
    """Who holds a role. The settings' phone may be an extension, which no record would take."""
    from drafting import FocalPoint  # noqa: PLC0415

    held: ContactDetails = getattr(settings.contacts, role)
    title = TITLES[role] if held.name else ""
    return FocalPoint.model_construct(
        name=held.name, title=title, email=held.email, phone=held.phone
    )
