"""The partner's file as data: who the partner is, and its agreements. Unknown stays unknown.

Each field's title is what people read; `RESTRICTED` marks what only some roles may see. Fields that
hold nothing are unknown: nothing is guessed, and nothing is derived where the law decides.
"""

from __future__ import annotations

from typing import Any, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from drafting.partners.field_types import (
    Amount,
    Cnic,
    Currency,
    Day,
    District,
    Email,
    Iban,
    Key,
    Line,
    Ntn,
    Paragraphs,
    Phone,
    ProvinceName,
    Rate,
    is_empty,
    listed,
    not_before,
)
from drafting.partners.places import province_of
from drafting.partners.vocabulary import (
    CipRole,
    Context,
    EadStatus,
    Flag,
    Form,
    Law,
    PartnerType,
    Purpose,
    RiskKind,
    Side,
    Status,
)

RESTRICTED: dict[str, Any] = {"restricted": True}


class Record(BaseModel):
    """The base of all parts of a record: frozen, and strict about names.

    An empty value leaves its field unknown, and a text where several values belong is taken apart
    as `listed` does, so that forms and spreadsheets can hand over what people typed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        known = cls.model_fields
        return {k: v for k, v in given.items() if k not in known or not is_empty(v)}

    @field_validator("*", mode="before")
    @classmethod
    def _take_apart(cls, given: Any, info: ValidationInfo) -> Any:
        several = get_origin(cls.model_fields[str(info.field_name)].annotation) is tuple
        return listed(given) if several else given

    @field_validator("*", mode="after")
    @classmethod
    def _say_each_once(cls, value: Any) -> Any:
        plain = isinstance(value, tuple) and not any(isinstance(one, Record) for one in value)
        return tuple(dict.fromkeys(value)) if plain else value


class Evidence(Record):
    """What shows that something is so."""

    source: Line = Field(default="", title="File or link")
    issued: Day | None = Field(default=None, title="Issued on")
    expires: Day | None = Field(default=None, title="Expires on")
    verified_by: Line = Field(default="", title="Verified by")

    _expires_in_order = field_validator("expires")(not_before("issued"))


class Identity(Record):
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


class CharityRegistration(Record):
    """A registration with a province's charity commission."""

    province: ProvinceName = Field(title="Province")
    number: Line = Field(default="", title="Number")
    expires: Day | None = Field(default=None, title="Expires on")


class Registration(Record):
    """Under which law the partner is registered, if it is."""

    law: Law | None = Field(default=None, title="Law of registration")
    number: Line = Field(default="", max_length=80, title="Registration number")
    authority: Line = Field(default="", title="Registering authority")
    issued: Day | None = Field(default=None, title="Registered on")
    expires: Day | None = Field(default=None, title="Registration expires on")
    charity: tuple[CharityRegistration, ...] = Field(default=(), title="Charity registrations")

    _expires_in_order = field_validator("expires")(not_before("issued"))


class Tax(Record):
    """The partner's standing with the tax authority."""

    ntn: Ntn = Field(
        default="", title="NTN", description="7 digits, with its check digit or without."
    )
    approval_2_36: Flag = Field(default=Flag.UNKNOWN, title="Approved under section 2(36)")
    approval_expires: Day | None = Field(default=None, title="Section 2(36) approval expires on")


class ForeignFunds(Record):
    """Consent to foreign funds. Whether money through CIP needs one is a question for counsel."""

    ead_status: EadStatus | None = Field(default=None, title="EAD status")
    projects: tuple[Line, ...] = Field(default=(), title="Projects under the EAD MoU")
    districts: tuple[District, ...] = Field(default=(), title="Districts under the EAD MoU")
    applied: Day | None = Field(default=None, title="Applied to EAD on")
    signed: Day | None = Field(default=None, title="EAD MoU signed on")
    expires: Day | None = Field(default=None, title="EAD MoU expires on")

    _expires_in_order = field_validator("expires")(not_before("signed"))
    _signed_in_order = field_validator("signed")(not_before("applied"))


class Permission(Record):
    """CIP's own permission from the Ministry of Interior (MoI), as far as it covers this work."""

    held: Flag = Field(default=Flag.UNKNOWN, title="CIP’s MoI permission covers this work")
    number: Line = Field(default="", title="MoI permission number")
    expires: Day | None = Field(default=None, title="MoI permission expires on")


class Noc(Record):
    """A no-objection certificate."""

    authority: Line = Field(title="NOC authority")
    area: Line = Field(default="", title="NOC area")
    expires: Day | None = Field(default=None, title="NOC expires on")


class Place(Record):
    """Where the partner works."""

    provinces: tuple[ProvinceName, ...] = Field(default=(), title="Provinces")
    districts: tuple[District, ...] = Field(default=(), title="Districts")
    tehsils: tuple[Line, ...] = Field(default=(), title="Tehsils")

    @field_validator("districts")
    @classmethod
    def _lie_in_the_provinces(
        cls, districts: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        provinces = info.data.get("provinces")
        for district in districts:
            province = province_of(district)
            if provinces and province not in provinces:
                raise ValueError(
                    f"{district} lies in {province.label}, which is not among the provinces; add "
                    "the province or correct the district"
                )
        return districts


class Person(Record):
    """Somebody with an office in an organisation."""

    name: Line = Field(default="", max_length=120, title="Name")
    title: Line = Field(default="", max_length=120, title="Title")


class Signatory(Person):
    """Who may sign for the partner."""

    cnic: Cnic = Field(default="", title="CNIC", json_schema_extra=RESTRICTED, repr=False)


class FocalPoint(Person):
    """Whom the other side turns to."""

    email: Email = Field(default="", title="Email")
    phone: Phone = Field(default="", title="Phone")


class CipPeople(Record):
    """CIP's people for this partner (CSPF 18); the office's own stand in where these are empty."""

    partnership_coordinator: FocalPoint = Field(
        default=FocalPoint(), title="Partnership Coordinator"
    )
    pdq: FocalPoint = Field(default=FocalPoint(), title="PDQ")
    program: FocalPoint = Field(default=FocalPoint(), title="Program")
    finance: FocalPoint = Field(default=FocalPoint(), title="Finance")


class People(Record):
    """The partner's people, and CIP's for this partner."""

    board: tuple[Person, ...] = Field(default=(), title="Board")
    head: Person = Field(default=Person(), title="Head of the organisation")
    signatories: tuple[Signatory, ...] = Field(default=(), title="Signatories")
    focal_points: tuple[FocalPoint, ...] = Field(default=(), title="Focal points")
    cip: CipPeople = Field(default=CipPeople(), title="CIP’s people")


class Gender(Record):
    """Whether women lead the organisation, and by which definition that is said."""

    women_led: Flag = Field(default=Flag.UNKNOWN, title="Women-led")
    definition: Line = Field(default="", title="Definition of women-led used")
    womens_rights_org: Flag = Field(default=Flag.UNKNOWN, title="Women’s rights organisation")


class Bank(Record):
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


class Relationship(Record):
    """What binds CIP and the partner, whatever agreements there are."""

    strategic: Flag = Field(default=Flag.UNKNOWN, title="Strategic partnership")
    shared_vision: Paragraphs = Field(default="", title="Shared vision")
    lrsp_link: Paragraphs = Field(default="", title="Link to the LRSP")
    lrsp_rationale: Paragraphs = Field(default="", title="Rationale of the LRSP link")
    value_added: tuple[Line, ...] = Field(default=(), title="Value added")
    prior_milestones: tuple[Line, ...] = Field(default=(), title="Earlier milestones")
    status: Status | None = Field(default=None, title="Status of the relationship")


class BudgetLine(Record):
    """One line of a budget, in the agreement's currency."""

    description: Line = Field(title="Budget line")
    amount: Amount | None = Field(default=None, title="Amount of the line")
    paid_by: Side = Field(default=Side.CIP, title="Paid by")


class Tranche(Record):
    """One payment of the funds, in the agreement's currency."""

    amount: Amount | None = Field(default=None, title="Tranche amount")
    due: Day | None = Field(default=None, title="Tranche due on")
    condition: Line = Field(default="", title="Tranche is paid when")


class Money(Record):
    """The money of an agreement."""

    funding_involved: Flag = Field(default=Flag.UNKNOWN, title="Funds change hands")
    amount: Amount | None = Field(default=None, title="Amount")
    currency: Currency = Field(default="", title="Currency")
    donor: Line = Field(default="", title="Donor")
    donor_reference: Line = Field(default="", title="Donor’s reference")
    donor_currency: Currency = Field(default="", title="Donor’s currency")
    donor_amount: Amount | None = Field(default=None, title="Amount in the donor’s currency")
    rate: Rate | None = Field(default=None, title="Exchange rate")
    rate_date: Day | None = Field(default=None, title="Date of the exchange rate")
    budget: tuple[BudgetLine, ...] = Field(default=(), title="Budget")
    tranches: tuple[Tranche, ...] = Field(default=(), title="Tranches")
    partner_contribution: Amount | None = Field(default=None, title="Partner’s own contribution")


class Activity(Record):
    """One piece of the workplan."""

    what: Line = Field(title="Activity")
    who: Side | None = Field(default=None, title="Led by")
    start: Day | None = Field(default=None, title="Activity starts on")
    end: Day | None = Field(default=None, title="Activity ends on")
    result: Line = Field(default="", title="Expected result")

    _end_in_order = field_validator("end")(not_before("start"))


class Report(Record):
    """A report that one side owes the other."""

    what: Line = Field(title="Report")
    by: Side = Field(default=Side.PARTNER, title="Reported by")
    due: Line = Field(
        default="", title="Report is due", description="A date, or for example 'quarterly'."
    )


class Duty(Record):
    """Something still to be done while a relationship is phased out."""

    what: Line = Field(title="Duty")
    who: Side | None = Field(default=None, title="Duty of")
    by: Day | None = Field(default=None, title="Duty done by")


class Asset(Record):
    """Something bought or lent under an agreement."""

    what: Line = Field(title="Asset")
    outcome: Line = Field(default="", title="What becomes of the asset")


class CapacityStep(Record):
    """A gap that somebody addresses: CSPF 15(d), 'by either partner', and 16(f)."""

    what: Line = Field(title="Gap")
    of: Side | None = Field(default=None, title="Whose gap it is")
    who: Side | None = Field(default=None, title="Addressed by")
    action: Line = Field(default="", title="What was agreed")
    by: Day | None = Field(default=None, title="Agreed until")


class PhaseOut(Record):
    """How a short-lived relationship comes to its end (CSPF 15(e)(iii))."""

    trigger: Line = Field(default="", title="Trigger of the phase-out")
    steps: tuple[Duty, ...] = Field(default=(), title="Timetable")
    remaining_duties: tuple[Duty, ...] = Field(default=(), title="Remaining duties")
    final_transfers: tuple[Tranche, ...] = Field(default=(), title="Final transfers")
    assets: tuple[Asset, ...] = Field(default=(), title="Assets")
    communication: Paragraphs = Field(default="", title="Communication of the phase-out")
    learning: Paragraphs = Field(default="", title="Learning to be kept")
    later_relationship: Paragraphs = Field(default="", title="The later relationship")


class Agreement(Record):
    """One agreement with a partner, contractual or not. A partner may have many at a time."""

    key: Key = Field(title="Key", description="Short and lasting, for example '2026-schools'.")
    title: Line = Field(default="", max_length=200, title="Title")
    purpose: Purpose | None = Field(default=None, title="Purpose")
    form: Form | None = Field(default=None, title="Form")
    context: Context | None = Field(default=None, title="Context")
    goal: Paragraphs = Field(default="", title="What the parties want to reach together")
    cip_roles: tuple[CipRole, ...] = Field(default=(), title="CIP’s roles")
    cip_duties: tuple[Line, ...] = Field(default=(), title="What CIP does")
    partner_duties: tuple[Line, ...] = Field(default=(), title="What the partner does")
    cip_expectations: tuple[Line, ...] = Field(default=(), title="What CIP expects")
    partner_expectations: tuple[Line, ...] = Field(default=(), title="What the partner expects")
    cip_contributions: tuple[Line, ...] = Field(default=(), title="What CIP contributes")
    partner_contributions: tuple[Line, ...] = Field(
        default=(), title="What the partner contributes"
    )
    community_contact: Flag = Field(default=Flag.UNKNOWN, title="Contact with communities")
    personal_data: Flag = Field(default=Flag.UNKNOWN, title="Personal data is shared")
    sub_partners: Flag = Field(default=Flag.UNKNOWN, title="Sub-partners take part")
    assets_bought: Flag = Field(default=Flag.UNKNOWN, title="Assets are bought")
    creates_works: Flag = Field(default=Flag.UNKNOWN, title="Materials are created")
    start: Day | None = Field(default=None, title="Starts on")
    end: Day | None = Field(default=None, title="Ends on")
    short_lived: Flag = Field(default=Flag.UNKNOWN, title="Short-lived")
    status: Status | None = Field(default=None, title="Status")
    workplan: tuple[Activity, ...] = Field(default=(), title="Workplan")
    reports: tuple[Report, ...] = Field(default=(), title="Reports")
    capacity: tuple[CapacityStep, ...] = Field(default=(), title="Agreed capacity support")
    money: Money = Field(default=Money(), title="Money")
    phase_out: PhaseOut = Field(default=PhaseOut(), title="Phase-out")

    _end_in_order = field_validator("end")(not_before("start"))


class Conflict(Record):
    """A conflict of interest that was made known."""

    what: Paragraphs = Field(title="Conflict of interest")
    handled: Paragraphs = Field(default="", title="How it is handled")
    disclosed: Day | None = Field(default=None, title="Made known on")


class Approval(Record):
    """A decision on the partnership (CSPF 18(c))."""

    what: Line = Field(title="Decision")
    by: Line = Field(default="", title="Decided by")
    on: Day | None = Field(default=None, title="Decided on")


class Risk(Record):
    """A risk of the relationship (CSPF 17)."""

    what: Paragraphs = Field(title="Risk")
    kind: RiskKind | None = Field(default=None, title="Kind of risk")
    mitigation: Paragraphs = Field(default="", title="How it is lessened")
    owner: Side | None = Field(default=None, title="Risk is watched by")


class Disclosure(Record):
    """What one side told the other of itself (CSPF 16(c))."""

    what: Paragraphs = Field(title="Disclosure")
    by: Side | None = Field(default=None, title="Disclosed by")
    on: Day | None = Field(default=None, title="Disclosed on")


class Control(Record):
    """What was looked into, decided and disclosed."""

    due_diligence_completed: Day | None = Field(default=None, title="Due diligence completed on")
    due_diligence_expires: Day | None = Field(default=None, title="Due diligence holds until")
    due_diligence_covers_funding: Flag = Field(
        default=Flag.UNKNOWN, title="Due diligence covered funding"
    )
    last_audit: Evidence = Field(default=Evidence(), title="Last audit")
    conflicts_of_interest: tuple[Conflict, ...] = Field(default=(), title="Conflicts of interest")
    approvals: tuple[Approval, ...] = Field(default=(), title="Approvals")
    risks: tuple[Risk, ...] = Field(default=(), title="Risks")
    disclosures: tuple[Disclosure, ...] = Field(default=(), title="Disclosures")

    _due_diligence_expires_in_order = field_validator("due_diligence_expires")(
        not_before("due_diligence_completed")
    )


class Partner(Record):
    """One partner's file."""

    id: Key = Field(title="Id", description="Short and lasting; a second import finds it by this.")
    sample: bool = Field(default=False, title="Sample", description="Made up, to try Saathi with.")
    identity: Identity = Field(title="Identity")
    registration: Registration = Field(default=Registration(), title="Registration")
    tax: Tax = Field(default=Tax(), title="Tax")
    foreign_funds: ForeignFunds = Field(default=ForeignFunds(), title="Foreign funds")
    moi_permission: Permission = Field(default=Permission(), title="CIP’s own permission")
    nocs: tuple[Noc, ...] = Field(default=(), title="NOCs")
    place: Place = Field(default=Place(), title="Place")
    people: People = Field(default=People(), title="People")
    gender: Gender = Field(default=Gender(), title="Gender")
    bank: Bank = Field(default=Bank(), title="Bank")
    relationship: Relationship = Field(default=Relationship(), title="Relationship")
    control: Control = Field(default=Control(), title="Control")
    agreements: tuple[Agreement, ...] = Field(default=(), title="Agreements")

    @field_validator("agreements")
    @classmethod
    def _have_keys_of_their_own(cls, agreements: tuple[Agreement, ...]) -> tuple[Agreement, ...]:
        keys = [one.key for one in agreements]
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
        return next((one for one in self.agreements if one.key == key), None)
