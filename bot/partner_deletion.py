"""Deletes partners with everything that belongs to them, and the samples alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services import Services
from drafting.partners import RelationshipStatus, StoredPartner, is_made_up, office_today
from drafting.partners.record import Agreement, Partner
from drafting.partnership import Access

IN_FORCE = (
    RelationshipStatus.ACTIVE,
    RelationshipStatus.DORMANT,
    RelationshipStatus.PHASING_OUT,
)


@dataclass(frozen=True)
class Sample:
    """A sample on record, and what was done with it since."""

    latest: StoredPartner
    drafts: int
    checklists: int

    @property
    def was_changed(self) -> bool:
        """True where somebody changed its file."""
        return self.latest.version > 1

    @property
    def was_used(self) -> bool:
        """True where somebody changed it, or made something for it."""
        return self.was_changed or bool(self.drafts or self.checklists)


@dataclass(frozen=True)
class PartnerToDelete:
    """A partner, and what is lost with it."""

    partner: Partner
    drafts: int
    checklists: int
    in_force: tuple[Agreement, ...]  # whose papers are kept nowhere else by Saathi


@dataclass(frozen=True)
class Samples:
    """The samples on record: still made up, or renamed and so the office's own."""

    made_up: tuple[Sample, ...]
    own: tuple[StoredPartner, ...]


def samples_on_record(services: Services) -> Samples:
    """Which samples there are. Raises DatabaseError."""
    samples = [sample for sample in services.partners.all_stored() if sample.partner.sample]
    return Samples(
        tuple(_sample(services, sample) for sample in samples if is_made_up(sample.partner)),
        tuple(sample for sample in samples if not is_made_up(sample.partner)),
    )


def lost_with(services: Services, partner_id: str) -> PartnerToDelete:
    """What deleting the partner would take away. Raises UnknownPartner, BadRecord."""
    partner = services.partners.get(partner_id)
    checklists = services.due_diligence.checklists.count(partner_id)
    in_force = tuple(each for each in partner.agreements if _is_in_force(each))
    return PartnerToDelete(partner, services.drafting.count(partner_id), checklists, in_force)


def _is_in_force(agreement: Agreement) -> bool:
    over = agreement.end is not None and agreement.end < office_today()
    return agreement.status in IN_FORCE or (agreement.status is None and not over)


def delete_partner(services: Services, partner_id: str, by: str = "") -> None:
    """Deletes a partner: history, drafts and checklists too. Raises UnknownPartner.

    The references of its drafts stay taken, so that no other paper bears one of them. Who looked at
    its restricted values stays on record, and so does who deleted it: `by`. That holds none of its
    values, and goes when the record is too old.
    """
    if by:
        services.partners.get(partner_id)
        services.access.note(by, Access.DELETION, partner_id)
    services.drafting.forget(partner_id)
    services.due_diligence.checklists.forget(partner_id)
    services.screening.screenings.forget(partner_id)
    services.register.forget(partner_id)
    services.partners.delete(partner_id)


def delete_samples(services: Services, samples: Samples) -> None:
    """Deletes the samples that are still made up, and keeps all samples from coming back."""
    for sample in samples.made_up:
        delete_partner(services, sample.latest.partner.id)
    services.partners.refuse_samples()


def _sample(services: Services, version: StoredPartner) -> Sample:
    partner_id = version.partner.id
    checklists = services.due_diligence.checklists.count(partner_id)
    return Sample(version, services.drafting.count(partner_id), checklists)
