"""Deleting partners, and all that hangs on them; the samples among them, and only those."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services import Services
from drafting.partners import Stored, is_made_up


@dataclass(frozen=True)
class Sample:
    """A sample on record, and what was done with it since."""

    stored: Stored
    drafts: int
    checklists: int

    @property
    def was_changed(self) -> bool:
        """True where somebody changed its file."""
        return self.stored.version > 1

    @property
    def was_used(self) -> bool:
        """True where something hangs on it that somebody made."""
        return self.was_changed or bool(self.drafts or self.checklists)


@dataclass(frozen=True)
class Samples:
    """The samples on record: made up still, or become the office's own by another name."""

    made_up: tuple[Sample, ...]
    own: tuple[Stored, ...]


def samples_on_record(services: Services) -> Samples:
    """Which samples there are. Raises DatabaseError."""
    stored = [one for one in services.partners.all_stored() if one.partner.sample]
    return Samples(
        tuple(_sample(services, one) for one in stored if is_made_up(one.partner)),
        tuple(one for one in stored if not is_made_up(one.partner)),
    )


def delete_partner(services: Services, partner_id: str) -> None:
    """Deletes a partner: history, drafts and checklists too. Raises UnknownPartner."""
    services.drafting.forget(partner_id)
    services.due_diligence.checklists.forget(partner_id)
    services.partners.delete(partner_id)


def delete_samples(services: Services, samples: Samples) -> None:
    """Deletes the samples that are made up still, and keeps all samples from coming back."""
    for sample in samples.made_up:
        delete_partner(services, sample.stored.partner.id)
    services.partners.refuse_samples()


def _sample(services: Services, stored: Stored) -> Sample:
    partner = stored.partner.id
    checklists = services.due_diligence.checklists.of_partner(partner)
    return Sample(stored, services.drafting.count(partner), len(checklists))
