"""The partner as an organisation: its names, its standing in law, where it works, its account."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator

from drafting.partners.record.base import RESTRICTED, RecordModel
from drafting.partners.record.field_types import (
    Currency,
    Day,
    District,
    Iban,
    Line,
    Ntn,
    Place,
    ProvinceName,
    not_before,
)
from drafting.partners.record.places import province_of
from drafting.partners.vocabulary import EadStatus, Flag, Law, PartnerType


class OrganisationIdentity(RecordModel):
    """Who the partner is."""

    legal_name: Line = Field(
        min_length=1, max_length=300, title="Legal name", description="As on its own papers."
    )
    urdu_name: Line = Field(default="", max_length=300, title="Name in Urdu")
    acronym: Line = Field(default="", max_length=40, title="Acronym")
    former_names: tuple[Line, ...] = Field(default=(), title="Former names")
    partner_type: PartnerType | None = Field(default=None, title="Type of organisation")
    members: tuple[Line, ...] = Field(
        (), title="Member organisations", description="Of a network, an alliance or a consortium."
    )
    address: Line = Field(default="", max_length=300, title="Address")
    subjects: tuple[Line, ...] = Field(
        default=(), title="Works on", description="Its subjects, a few words each."
    )


class CharityRegistration(RecordModel):
    """A registration with a province's charity commission."""

    province: ProvinceName = Field(title="Province")
    number: Line = Field(default="", title="Number")
    expires: Day | None = Field(default=None, title="Expires on")


class Registration(RecordModel):
    """Under which law the partner is registered, if it is."""

    law: Law | None = Field(default=None, title="Law of registration")
    number: Line = Field(default="", max_length=80, title="Registration number")
    authority: Line = Field(default="", title="Registering authority")
    issued: Day | None = Field(default=None, title="Registered on")
    expires: Day | None = Field(default=None, title="Registration expires on")
    charity: tuple[CharityRegistration, ...] = Field(default=(), title="Charity registrations")

    _expires_in_order = field_validator("expires")(not_before("issued"))


class Tax(RecordModel):
    """The partner's standing with the tax authority."""

    ntn: Ntn = Field(
        default="", title="NTN", description="7 digits, with its check digit or without."
    )
    approval_2_36: Flag = Field(default=Flag.UNKNOWN, title="Approved under section 2(36)")
    approval_expires: Day | None = Field(default=None, title="Section 2(36) approval expires on")


class ForeignFunds(RecordModel):
    """Consent to foreign funds. Whether money through CIP needs one is a question for counsel."""

    ead_status: EadStatus | None = Field(default=None, title="EAD status")
    projects: tuple[Line, ...] = Field(default=(), title="Projects under the EAD MoU")
    districts: tuple[District, ...] = Field(default=(), title="Districts under the EAD MoU")
    applied: Day | None = Field(default=None, title="Applied to EAD on")
    signed: Day | None = Field(default=None, title="EAD MoU signed on")
    expires: Day | None = Field(default=None, title="EAD MoU expires on")

    _expires_in_order = field_validator("expires")(not_before("signed"))
    _signed_in_order = field_validator("signed")(not_before("applied"))


class Permission(RecordModel):
    """CIP's own permission from the Ministry of Interior (MoI), as far as it covers this work."""

    held: Flag = Field(default=Flag.UNKNOWN, title="{office}’s MoI permission covers this work")
    number: Line = Field(default="", title="MoI permission number")
    expires: Day | None = Field(default=None, title="MoI permission expires on")


class Noc(RecordModel):
    """A no-objection certificate."""

    authority: Line = Field(title="NOC authority")
    area: Line = Field(default="", title="NOC area")
    expires: Day | None = Field(default=None, title="NOC expires on")


def in_the_provinces(districts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """The districts. Raises ValueError where one lies in no province of the field `provinces`."""
    provinces = info.data.get("provinces")
    for district in districts:
        province = province_of(district)
        if provinces and province not in provinces:
            raise ValueError(
                f"{district} lies in {province.label}, which is not among the provinces; add the "
                "province or correct the district"
            )
    return districts


class WorkLocation(RecordModel):
    """Where the partner works."""

    provinces: tuple[ProvinceName, ...] = Field(default=(), title="Provinces")
    districts: tuple[District, ...] = Field(default=(), title="Districts")
    tehsils: tuple[Place, ...] = Field(default=(), title="Tehsils")

    _lie_in_the_provinces = field_validator("districts")(in_the_provinces)


class Gender(RecordModel):
    """Whether women lead the organisation, and by which definition that is said."""

    women_led: Flag = Field(default=Flag.UNKNOWN, title="Women-led")
    definition: Line = Field(default="", title="Definition of women-led used")
    womens_rights_org: Flag = Field(default=Flag.UNKNOWN, title="Women’s rights organisation")


class Bank(RecordModel):
    """The partner's account. Restricted: for the roles that the settings allow."""

    title: Line = Field(default="", title="Account title", json_schema_extra=RESTRICTED, repr=False)
    bank: Line = Field(default="", title="Bank", json_schema_extra=RESTRICTED, repr=False)
    branch: Line = Field(default="", title="Branch", json_schema_extra=RESTRICTED, repr=False)
    iban: Iban = Field(default="", title="IBAN", json_schema_extra=RESTRICTED, repr=False)
    dedicated: Flag = Field(
        default=Flag.UNKNOWN, title="Account is dedicated", json_schema_extra=RESTRICTED, repr=False
    )
    currency: Currency = Field(
        default="", title="Account currency", json_schema_extra=RESTRICTED, repr=False
    )
