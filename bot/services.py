"""The composition root: settings → what the edge works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.contact_settings import contacts_of
from bot.settings import Settings
from bot.written_answers import make_writer
from knowledge import PolicyDesk

if TYPE_CHECKING:
    from bot.database import Database
    from drafting import Catalogue, DraftingDesk, DueDiligenceDesk, PartnerFile, TemplateShelf


@dataclass(frozen=True)
class Services:
    """Everything that a command or a listener needs."""

    settings: Settings
    policies: PolicyDesk
    pdf_of: Callable[[bytes], bytes | None] | None = None  # None: LibreOffice, where it is present

    @cached_property
    def database(self) -> Database:
        """The database, its tables up to date. Raises DatabaseError."""
        from bot.database import Database  # noqa: PLC0415  (SQLAlchemy; no question needs it)

        database = Database(self.settings.database_url.get_secret_value(), self.settings.home)
        database.migrate()
        return database

    @cached_property
    def partners(self) -> PartnerFile:
        """The partner file; a new one holds the sample partners where there is no Slack to serve.

        Raises DatabaseError, and BadRecord where the office's own places are not in order.
        """
        from drafting import PartnerFile, know_places  # noqa: PLC0415  (no question needs it)

        know_places(self.settings.home / "places.yaml")
        partners = PartnerFile(self.database)
        if not self.settings.slack.bot_token:
            partners.seed_samples()
        return partners

    @cached_property
    def templates(self) -> TemplateShelf:
        """The templates and their clauses; the office's own, in `home`, take the place of ours."""
        from drafting import (  # noqa: PLC0415  (no question needs it)
            CLAUSES,
            TEMPLATES,
            ClauseLibrary,
            TemplateShelf,
            check_template,
        )

        home = self.settings.home
        library = ClauseLibrary(CLAUSES, home / "clauses")
        return TemplateShelf(library, TEMPLATES, home / "templates", check=check_template)

    @cached_property
    def drafting(self) -> DraftingDesk:
        """The drafting desk. Raises DatabaseError."""
        from bot.office_settings import office_of  # noqa: PLC0415  (no question needs any of it)
        from drafting import DraftingDesk, Drafts, to_pdf  # noqa: PLC0415

        return DraftingDesk(
            partners=self.partners,
            drafts=Drafts(self.database),
            office=office_of(self.settings.office, self.settings.contacts),
            shelf=self.templates,
            pdf_of=self.pdf_of or to_pdf,
        )

    def catalogue(self) -> Catalogue:
        """The items of due diligence, with the office's own. Raises BadCatalogue."""
        from drafting import CATALOGUE, load_catalogue  # noqa: PLC0415  (no question needs it)

        return load_catalogue(CATALOGUE, self.settings.home / "catalogue")

    @cached_property
    def due_diligence(self) -> DueDiligenceDesk:
        """The due diligence desk; the office's own items stand in `home`. Raises DatabaseError."""
        from bot.due_diligence_settings import policy_of  # noqa: PLC0415  (no question needs it)
        from bot.office_settings import office_of  # noqa: PLC0415
        from drafting import Checklists, DueDiligenceDesk  # noqa: PLC0415

        return DueDiligenceDesk(
            partners=self.partners,
            checklists=Checklists(self.database),
            catalogue=self.catalogue,
            office=office_of(self.settings.office, self.settings.contacts),
            policy=policy_of(self.settings.due_diligence),
        )


def make_services(settings: Settings) -> Services:
    """The services for `settings`; models and indexes are opened at their first use."""
    policies = PolicyDesk(
        home=settings.home,
        embedding=settings.embedding,
        chroma_url=settings.chroma_url,
        contacts=contacts_of(settings.contacts),
        longest_question=settings.longest_question,
        writer=make_writer(settings.chat_model, lambda: services.database),
    )
    services = Services(settings=settings, policies=policies)
    return services
