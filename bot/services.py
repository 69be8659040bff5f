"""The composition root: settings → what the edge works with."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings.contacts import contacts_of
from bot.settings.settings import Settings
from bot.written_answers import make_writer
from drafting.partners import DraftingError, name_office
from knowledge import PolicyDesk

if TYPE_CHECKING:
    from datetime import date

    from bot.clause_marks import ClauseMarks
    from bot.operations.database import Database
    from drafting.agreements import DraftingDesk, Drafts, TemplateShelf
    from drafting.agreements.lives import LifeDesk, SigningPack
    from drafting.calendar import CalendarDesk
    from drafting.due_diligence import Catalogue, DueDiligenceDesk
    from drafting.partners import PartnerFile
    from drafting.partners.accounts import AccountDesk
    from drafting.partners.record import Agreement, DiligenceStanding, RiskStanding
    from drafting.partnership import AccessRecord, PolicyEffects, Retention, SheetSource, TablePage
    from drafting.partnership.learning import RegisterNames
    from drafting.partnership.pool import PoolMember
    from drafting.register import Entry, Register, RegisterDesk, RegisterRules, UnopenedItem
    from drafting.screening import ScreeningDesk
    from drafting.sealing import KeyRing
    from knowledge import ForceChange
    from knowledge.marking import Mark


LOG = logging.getLogger("saathi")
WORKSPACE = "workspace"  # in `home`: the folder of the local workspace


@dataclass
class PeopleNames:
    """What people are called; whoever knows their workspace sets `name_of`."""

    name_of: Callable[[str], str] = str  # as they stand on record


@dataclass(frozen=True)
class Services:
    """Everything that a command or a listener needs."""

    settings: Settings
    policies: PolicyDesk
    pdf_of: Callable[[bytes], bytes | None] | None = None  # None: LibreOffice, where it is present
    apart: Path | None = None  # a folder with a database of its own; None: the office's
    people: PeopleNames = field(default_factory=PeopleNames)

    def __post_init__(self) -> None:
        # Whoever asks the policies through these services gets what is marked in their database.
        self.policies.marks = self._held_marks

    def _held_marks(self) -> Sequence[Mark]:
        return self.marks.held() if self.has_database else ()

    @property
    def folder(self) -> Path:
        """The folder of the database, where it is SQLite."""
        return self.apart or self.settings.home

    @property
    def database_url(self) -> str:
        """As the setting has it; empty is SQLite in `folder`."""
        return "" if self.apart else self.settings.database_url.get_secret_value()

    @cached_property
    def database(self) -> Database:
        """The database, its tables up to date. Raises DatabaseError."""
        from bot.operations.database import Database  # noqa: PLC0415  (SQLAlchemy; no question needs it)
        from drafting.sealing import note_key  # noqa: PLC0415

        database = Database(self.database_url, self.folder)
        database.migrate()
        if self.key_ring.first:
            note_key(database, self.key_ring.first)
        return database

    @cached_property
    def marks(self) -> ClauseMarks:
        """Which clause answers a question, or does not, by people's word."""
        from bot.clause_marks import ClauseMarks  # noqa: PLC0415  (SQLAlchemy)

        return ClauseMarks(lambda: self.database if self.has_database else None)

    @property
    def has_database(self) -> bool:
        """True where there is a database already; asking makes none."""
        from bot.operations.backup.contents import FILE  # noqa: PLC0415

        return bool(self.database_url) or (self.folder / FILE).exists()

    @cached_property
    def key_ring(self) -> KeyRing:
        """The keys that restricted values are sealed with; none: they are kept as they are."""
        from bot.settings.privacy import key_ring_of  # noqa: PLC0415  (no question needs it)

        return key_ring_of(self.settings.privacy)

    @cached_property
    def partners(self) -> PartnerFile:
        """The partner file; a new one may begin with the sample partners.

        Raises DatabaseError, and BadRecord where the office's own places are not in order.
        """
        from drafting.partners import PartnerFile, office_today  # noqa: PLC0415  (no question needs it)
        from drafting.partners.record import know_places  # noqa: PLC0415  (no question needs it)

        know_places(self.settings.home / "places.yaml")
        partners = PartnerFile(self.database, ring=self.key_ring)
        if self.begins_with_samples:
            # The office's own file would keep those days; the workspace is there to look at them.
            partners.seed_samples(office_today() if self.apart is not None else None)
        return partners

    @cached_property
    def accounts(self) -> AccountDesk:
        """Where changes of partners' accounts are settled. Raises DatabaseError."""
        from drafting.partners.accounts import AccountDesk  # noqa: PLC0415  (no question needs it)

        return AccountDesk(self.database, self.partners, ring=self.key_ring)

    @cached_property
    def access(self) -> AccessRecord:
        """Who looked at restricted values, and who exported. Raises DatabaseError."""
        from drafting.partnership import AccessRecord  # noqa: PLC0415  (no question needs it)

        return AccessRecord(self.database)

    @cached_property
    def retention(self) -> Retention:
        """What deletes what is too old. Raises DatabaseError."""
        from bot.settings.privacy import periods_of  # noqa: PLC0415  (no question needs it)
        from drafting.partnership import Retention  # noqa: PLC0415

        return Retention(self.database, periods_of(self.settings.privacy))

    @property
    def begins_with_samples(self) -> bool:
        """True where a partner file that was never used begins with sample partners.

        The local workspace’s does, and the office’s as long as neither Slack nor its side is set.
        """
        return self.apart is not None or not self.settings.serves_an_office

    @cached_property
    def templates(self) -> TemplateShelf:
        """The templates and their clauses; the office's own, in `home`, take the place of ours."""
        from drafting.agreements import (  # noqa: PLC0415  (no question needs it)
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
    def drafts(self) -> Drafts:
        """Every draft, with what was settled and signed. Raises DatabaseError."""
        from drafting.agreements import Drafts  # noqa: PLC0415  (no question needs it)

        return Drafts(self.database, ring=self.key_ring)

    @cached_property
    def lives(self) -> LifeDesk:
        """Where agreements are issued, signed and ended. Raises DatabaseError."""
        from drafting.agreements.lives import LifeDesk  # noqa: PLC0415  (no question needs it)

        return LifeDesk(drafting=self.drafting, drafts=self.drafts, partners=self.partners)

    def signing_pack(self, draft_id: str, may_see_restricted_fields: bool) -> SigningPack:
        """The pack of a version to sign. Raises as `drafting.agreements.lives.signing_pack`."""
        from drafting.agreements.lives import signing_pack  # noqa: PLC0415

        return signing_pack(
            draft_id,
            lives=self.lives,
            drafting=self.drafting,
            drafts=self.drafts,
            library=lambda: self.policies.library,
            may_see_restricted_fields=may_see_restricted_fields,
        )

    @cached_property
    def drafting(self) -> DraftingDesk:
        """The drafting desk. Raises DatabaseError."""
        from bot.settings.due_diligence import policy_of  # noqa: PLC0415  (no question needs any)
        from bot.settings.office import office_of  # noqa: PLC0415
        from drafting.agreements import DraftingDesk  # noqa: PLC0415
        from drafting.documents import to_pdf  # noqa: PLC0415

        return DraftingDesk(
            partners=self.partners,
            drafts=self.drafts,
            office=office_of(self.settings.office, self.settings.contacts),
            shelf=self.templates,
            tier_of=policy_of(self.settings.due_diligence).tier_of,
            pdf_of=self.pdf_of or to_pdf,
            diligence_of=self._diligence_standing,
            before_reading=self.file_decisions,
            risks_of=self._risk_standings,
            came_of=self._came_of_support,
        )

    def _risk_standings(self, partner: str, agreement: str) -> Iterable[RiskStanding]:
        """What the register has of the risks of an agreement, and of the whole relationship."""
        from drafting.partnership.risks import risk_standings  # noqa: PLC0415

        return risk_standings(self.register.of_partner(partner, kind="risk"), agreement)

    def _came_of_support(self, partner: str, agreement: Agreement) -> Mapping[int, str]:
        from drafting.partnership.development import came_of_steps  # noqa: PLC0415

        entries = (
            self.register.of_partner(partner, kind="development") if agreement.capacity else ()
        )
        return came_of_steps(agreement, entries)

    def _diligence_standing(self, partner: str, agreement: str) -> DiligenceStanding:
        return self.due_diligence.standing_of(partner, agreement)

    def policy_effects(self, changes: Iterable[ForceChange]) -> PolicyEffects:
        """What of the office's own the changes of its policies touch.

        Raises DatabaseError, BadTemplate, BadCatalogue.
        """
        from drafting.agreements import Drafts  # noqa: PLC0415  (no question needs any of it)
        from drafting.partnership import OfficeHoldings  # noqa: PLC0415

        # Where nothing was ever drafted, looking makes no database.
        has_drafts = self.has_database
        holdings = OfficeHoldings(
            library=self.templates.library,
            catalogue=self.catalogue(),
            drafts=Drafts(self.database) if has_drafts else None,
            partners=self.partners if has_drafts else None,
        )
        return holdings.effects(changes)

    def catalogue(self) -> Catalogue:
        """The items of due diligence, with the office's own and with what reviews changed.

        Raises BadCatalogue, DatabaseError.
        """
        from drafting.due_diligence import CATALOGUE, load_catalogue  # noqa: PLC0415  (no question needs it)
        from drafting.partnership.learning import changed_catalogue  # noqa: PLC0415

        catalogue = load_catalogue(CATALOGUE, self.settings.home / "catalogue")
        if not self.has_database:  # nothing was taken yet, and looking makes no database
            return catalogue
        return changed_catalogue(catalogue, self.register.of_kind("proposal"))

    @cached_property
    def due_diligence(self) -> DueDiligenceDesk:
        """The due diligence desk; the office's own items are in `home`. Raises DatabaseError."""
        from bot.settings.due_diligence import policy_of  # noqa: PLC0415  (no question needs it)
        from bot.settings.office import office_of  # noqa: PLC0415
        from drafting.due_diligence import Checklists, DueDiligenceDesk  # noqa: PLC0415

        return DueDiligenceDesk(
            partners=self.partners,
            checklists=Checklists(self.database, ring=self.key_ring),
            catalogue=self.catalogue,
            office=office_of(self.settings.office, self.settings.contacts),
            policy=policy_of(self.settings.due_diligence),
            open_matches=self.screening.open_matches,
            screening=self.screening.result,
            name_of=self._name_of,
        )

    @cached_property
    def screening(self) -> ScreeningDesk:
        """The screening desk; the lists are in `home`. Raises DatabaseError."""
        from drafting.screening import ScreeningDesk, Screenings, read_lists  # noqa: PLC0415

        return ScreeningDesk(
            partners=self.partners,
            screenings=Screenings(self.database, ring=self.key_ring),
            lists=lambda: read_lists(self.settings.home / "screening"),
            again_after_months=self.settings.due_diligence.screen_again_months,
            changed=self._fill_in_screening,
        )

    @cached_property
    def register(self) -> Register:
        """What is opened about partners, and said to it. Raises DatabaseError."""
        if self.apart is not None:
            self._enter_sample_year()
        from drafting.partnership import all_kinds  # noqa: PLC0415  (no question needs it)
        from drafting.register import Register  # noqa: PLC0415

        return Register(
            self.database,
            all_kinds(),
            ring=self.key_ring,
            when_kept=self._file_decision,
            unopened=self._unopened,
            partners=self.partners,
        )

    def _unopened(self, partner_id: str, today: date) -> Iterable[UnopenedItem]:
        """What the partner's agreements owed by rule before that day, and nobody opened."""
        from drafting.partnership import unopened_before  # noqa: PLC0415

        source = self.sheet_source(partner_id)
        return unopened_before(source.partner, source.lives, source.entries, today)

    def _enter_sample_year(self) -> None:
        """What happened with the sample partner of the workspace; without it the rest works on."""
        from drafting.partnership import enter_sample_year  # noqa: PLC0415  (the workspace’s alone)

        try:
            enter_sample_year(self.partners, self.database, self.key_ring)
        except DraftingError:
            LOG.exception("the sample partner’s year could not be entered")

    def _file_decision(self, entry: Entry) -> None:
        """Files what the Committee decided; what goes wrong is done at the next look."""
        if entry.kind != "decision":
            return
        try:
            self.file_decisions(entry.partner)
        except Exception:  # it stands in the register, and reviews look again
            LOG.exception("a decision of the Committee could not be filed yet")

    def file_decisions(self, partner: str) -> int:
        """Adds to the partner's record what the Committee decided and is missing there.

        How much that was. Raises DatabaseError, BadRecord.
        """
        from drafting.partnership.committee import file_decisions  # noqa: PLC0415

        entries = self.register.of_partner(partner, kind="decision")
        return file_decisions(self.partners, partner, entries, self._name_of)

    def file_all_decisions(self) -> int:
        """The same for every partner, as every hour; one whose record is not right is left out."""
        from drafting.partnership.committee import file_decisions  # noqa: PLC0415

        decisions: dict[str, list[Entry]] = {}
        for entry in self.register.of_kind("decision"):
            decisions.setdefault(entry.partner, []).append(entry)
        count = 0
        for partner, entries in decisions.items():
            try:
                count += file_decisions(self.partners, partner, entries, self._name_of)
            except DraftingError:
                LOG.exception("the decisions on partner %s could not be filed", partner)
        return count

    @property
    def register_desk(self) -> RegisterDesk:
        """The register as people write to it. Raises DatabaseError."""
        from drafting.register import RegisterDesk  # noqa: PLC0415  (no question needs it)

        return RegisterDesk(self.register, self.register_rules, known=self.office_names)

    @cached_property
    def office_names(self) -> RegisterNames:
        """What entries of the register may name, by its sort. Raises DatabaseError."""
        from drafting.partnership.learning import RegisterNames  # noqa: PLC0415

        return RegisterNames(
            register=self.register,
            partners=self.partners,
            catalogue=self.catalogue,
            clauses=lambda: {
                name: clause.title for name, clause in self.templates.library.clauses().items()
            },
            library=lambda: self.policies.library,
        )

    def sheet_source(self, partner_id: str) -> SheetSource:
        """What the partner's accountability sheet is made of. Raises UnknownPartner."""
        from drafting.partnership import SheetSource  # noqa: PLC0415

        partner = self.partners.get(partner_id)
        keys = [agreement.key for agreement in partner.agreements]
        return SheetSource(
            partner=partner,
            lives=self.lives.lives(partner_id, keys),
            entries=self.register.of_partner(partner_id),
            kinds=self.register.kinds,
            rules=self.register_rules,
        )

    def register_report(self, which: str, today: date) -> TablePage:
        """The report of that name, of all partners. Raises UnknownReport."""
        from drafting.partnership.cases import (  # noqa: PLC0415
            RESTORING,
            case_entries,
            restoring_page,
        )
        from drafting.partnership.development import ReportedPartners  # noqa: PLC0415
        from drafting.partnership.reports import POOL, register_report  # noqa: PLC0415

        if which == RESTORING:
            return restoring_page(case_entries(self.register), self.register_rules, today)
        if which == POOL:
            return self._pool_page(today)
        partners = list(self.partners.all())
        return register_report(
            which,
            self.register.everything(),
            self.register.kinds,
            ReportedPartners.of(partners),
            self.register_rules,
            today,
            partners=partners,
        )

    def pool(self) -> list[PoolMember]:
        """All partners and open prospects, by name. Raises DatabaseError."""
        from drafting.partnership.pool import pool_of  # noqa: PLC0415  (no question needs it)

        return pool_of(self.database, self.register.of_kind("prospect"))

    def _pool_page(self, today: date) -> TablePage:
        from drafting.partnership.pool import pool_page  # noqa: PLC0415  (Pillow, for the map)

        return pool_page(self.pool(), self.settings.partnership.subjects, today)

    @property
    def register_rules(self) -> RegisterRules:
        """The office's working days and intervals."""
        from bot.settings.office import turnaround_of  # noqa: PLC0415
        from bot.settings.partnership import register_rules_of  # noqa: PLC0415

        return register_rules_of(
            self.settings.partnership,
            turnaround_days=turnaround_of(self.settings.office),
            screen_again_months=self.settings.due_diligence.screen_again_months,
        )

    @cached_property
    def calendar(self) -> CalendarDesk:
        """What is due when, of all that is on record. Raises DatabaseError."""
        from drafting.calendar import CalendarDesk  # noqa: PLC0415  (no question of policies needs it)

        return CalendarDesk(
            self.database,
            partners=self.partners,
            register=self.register,
            checklists=self.due_diligence.checklists,
            lives=self.lives,
            screenings=self.screening.screenings,
            rules=lambda: self.register_rules,
        )

    def _name_of(self, by: str) -> str:
        return self.people.name_of(by)

    def _fill_in_screening(self, partner: str) -> None:
        self.due_diligence.fill_in_screening(partner)


def workspace_services(settings: Settings) -> Services:
    """The services of the local workspace, which has a database of its own.

    Its partners, drafts and checklists are its own; documents, clauses, templates, catalogue,
    places and settings are the office's.
    """
    return make_services(settings, apart=settings.home / WORKSPACE)


def make_services(settings: Settings, apart: Path | None = None) -> Services:
    """The services for `settings`; models and indexes are opened at their first use.

    With `apart` the database lies in that folder, and the office's is never opened.
    """
    name_office(settings.office.acronym, settings.office.legal_name)
    policies = PolicyDesk(
        home=settings.home,
        embedding=settings.embedding,
        chroma_url=settings.chroma_url,
        contacts=contacts_of(settings.contacts),
        longest_question=settings.longest_question,
        writer=make_writer(settings.chat_model, lambda: services.database),
    )
    services = Services(settings=settings, policies=policies, apart=apart)
    return services
