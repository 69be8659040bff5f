"""The composition root: settings → what the edge works with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.settings import Settings
from knowledge import Contact, PolicyDesk

if TYPE_CHECKING:
    from bot.database import Database

# The settings' names for CSPF 18's roles, and how answers name them.
ROLES = {
    "partnership_coordinator": "Partnership Coordinator",
    "pdq": "Program Development and Quality (PDQ) unit",
    "program": "Program unit",
    "finance": "Finance and Program Support",
}


@dataclass(frozen=True)
class Services:
    """Everything that a command or a listener needs."""

    settings: Settings
    policies: PolicyDesk

    @cached_property
    def database(self) -> Database:
        """The database, its tables up to date. Raises DatabaseError."""
        from bot.database import Database  # noqa: PLC0415  (SQLAlchemy; no question needs it)

        database = Database(self.settings.database_url.get_secret_value(), self.settings.home)
        database.migrate()
        return database


def make_services(settings: Settings) -> Services:
    """The services for `settings`; models and indexes are opened at their first use."""
    policies = PolicyDesk(
        home=settings.home,
        embedding=settings.embedding,
        chroma_url=settings.chroma_url,
        contacts=contacts(settings),
        longest_question=settings.longest_question,
    )
    return Services(settings=settings, policies=policies)


def contacts(settings: Settings) -> dict[str, Contact]:
    """The contacts that the settings give, by role; roles without details are left out."""
    given = {role: getattr(settings.contacts, field).model_dump() for field, role in ROLES.items()}
    return {
        role: Contact(role=role, **details)
        for role, details in given.items()
        if any(details.values())
    }


def reporting_contacts(settings: Settings) -> tuple[Contact, ...]:
    """Whom a person may turn to with a suspicion of misconduct, as the settings give them."""
    return tuple(Contact(**contact.model_dump()) for contact in settings.reporting)
