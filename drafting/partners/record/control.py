"""What was looked into, decided and disclosed about a partnership, and what shows it."""

from __future__ import annotations

from pydantic import Field, field_validator

from drafting.partners.record.base import RecordModel
from drafting.partners.record.field_types import Day, Line, Paragraphs, not_before
from drafting.partners.vocabulary import Flag, RiskKind, Side


class Evidence(RecordModel):
    """What shows that something is so."""

    source: Line = Field(default="", title="File or link")
    issued: Day | None = Field(default=None, title="Issued on")
    expires: Day | None = Field(default=None, title="Expires on")
    verified_by: Line = Field(default="", title="Verified by")

    _expires_in_order = field_validator("expires")(not_before("issued"))


class ConflictOfInterest(RecordModel):
    """A conflict of interest that was made known."""

    what: Paragraphs = Field(title="Conflict of interest")
    handled: Paragraphs = Field(default="", title="How it is handled")
    disclosed: Day | None = Field(default=None, title="Made known on")


class Approval(RecordModel):
    """A decision on the partnership (CSPF 18(c))."""

    what: Line = Field(title="Decision")
    by: Line = Field(default="", title="Decided by")
    on: Day | None = Field(default=None, title="Decided on")


class Risk(RecordModel):
    """A risk of the relationship (CSPF 17)."""

    what: Paragraphs = Field(title="Risk")
    kind: RiskKind | None = Field(default=None, title="Kind of risk")
    mitigation: Paragraphs = Field(default="", title="How it is lessened")
    owner: Side | None = Field(default=None, title="Risk is watched by")


class Disclosure(RecordModel):
    """What one side told the other of itself (CSPF 16(c))."""

    what: Paragraphs = Field(title="Disclosure")
    by: Side | None = Field(default=None, title="Disclosed by")
    on: Day | None = Field(default=None, title="Disclosed on")


class Control(RecordModel):
    """What was looked into, decided and disclosed."""

    due_diligence_completed: Day | None = Field(default=None, title="Due diligence completed on")
    due_diligence_expires: Day | None = Field(default=None, title="Due diligence holds until")
    due_diligence_covers_funding: Flag = Field(
        default=Flag.UNKNOWN, title="Due diligence covered funding"
    )
    last_audit: Evidence = Field(default=Evidence(), title="Last audit")
    conflicts_of_interest: tuple[ConflictOfInterest, ...] = Field(
        default=(), title="Conflicts of interest"
    )
    approvals: tuple[Approval, ...] = Field(default=(), title="Approvals")
    risks: tuple[Risk, ...] = Field(default=(), title="Risks")
    disclosures: tuple[Disclosure, ...] = Field(default=(), title="Disclosures")

    _due_diligence_expires_in_order = field_validator("due_diligence_expires")(
        not_before("due_diligence_completed")
    )
