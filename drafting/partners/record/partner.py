"""One partner's file, whole: the organisation, its people, its agreements, and their control."""

from __future__ import annotations

from pydantic import Field, field_validator

from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.control import Control
from drafting.partners.record.field_types import Key, Line, Paragraphs
from drafting.partners.record.organisation import (
    Bank,
    ForeignFunds,
    Gender,
    Noc,
    OrganisationIdentity,
    Permission,
    Registration,
    Tax,
    WorkLocation,
)
from drafting.partners.record.people import People
from drafting.partners.record.placeholders import InOwnWords
from drafting.partners.vocabulary import Flag, RelationshipStatus


class Relationship(InOwnWords):
    """What binds CIP and the partner, whatever agreements there are."""

    strategic: Flag = Field(default=Flag.UNKNOWN, title="Strategic partnership")
    shared_vision: Paragraphs = Field(default="", title="Shared vision")
    lrsp_link: Paragraphs = Field(default="", title="Link to the LRSP")
    lrsp_rationale: Paragraphs = Field(default="", title="Rationale of the LRSP link")
    value_added: tuple[Line, ...] = Field(default=(), title="Value added")
    prior_milestones: tuple[Line, ...] = Field(default=(), title="Earlier milestones")
    status: RelationshipStatus | None = Field(default=None, title="Status of the relationship")

    @classmethod
    def names(cls) -> frozenset[str]:
        """As in InOwnWords: all of them, for they belong to no single agreement."""
        return frozenset(cls.model_fields)


class Partner(RecordModel):
    """One partner's file."""

    id: Key = Field(title="Id", description="Short and lasting; a second import finds it by this.")
    sample: bool = Field(default=False, title="Sample", description="Made up, to try Saathi with.")
    identity: OrganisationIdentity = Field(title="Identity")
    registration: Registration = Field(default=Registration(), title="Registration")
    tax: Tax = Field(default=Tax(), title="Tax")
    foreign_funds: ForeignFunds = Field(default=ForeignFunds(), title="Foreign funds")
    moi_permission: Permission = Field(default=Permission(), title="{office}’s own permission")
    nocs: tuple[Noc, ...] = Field(default=(), title="NOCs")
    place: WorkLocation = Field(default=WorkLocation(), title="Place")
    people: People = Field(default=People(), title="People")
    gender: Gender = Field(default=Gender(), title="Gender")
    bank: Bank = Field(default=Bank(), title="Bank")
    relationship: Relationship = Field(default=Relationship(), title="Relationship")
    control: Control = Field(default=Control(), title="Control")
    agreements: tuple[Agreement, ...] = Field(default=(), title="Agreements")

    @field_validator("agreements")
    @classmethod
    def _have_keys_of_their_own(cls, agreements: tuple[Agreement, ...]) -> tuple[Agreement, ...]:
        keys = [agreement.key for agreement in agreements]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(f"two agreements have the key '{twice}'; give each a key of its own")
        return agreements

    @property
    def name(self) -> str:
        """The legal name."""
        return self.identity.legal_name

    def agreement(self, key: str) -> Agreement | None:
        """The agreement of that key; None where there is none."""
        return next((agreement for agreement in self.agreements if agreement.key == key), None)
