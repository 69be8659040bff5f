"""What was looked into, decided and disclosed about a partnership, and what shows it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from pydantic import Field, field_validator

from drafting.partners.record.base import RecordModel
from drafting.partners.record.field_types import (
    Amount,
    Currency,
    Day,
    Key,
    Line,
    Paragraphs,
    not_before,
)
from drafting.partners.vocabulary import (
    DecisionOutcome,
    DecisionProcedure,
    Flag,
    RiskKind,
    Side,
    Tier,
)

EARLIER = "From before each due diligence was recorded by itself: it is kept, and counts no more."
AGREEMENT = "The agreement’s key, for example 2026-schools."


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
    """A decision of the Committee (CSPF 18(c)). One without its outcome decides nothing."""

    what: Line = Field(title="Decision", description="On what it was taken.")
    by: Line = Field(default="", title="Decided by")
    on: Day | None = Field(default=None, title="Decided on")
    outcome: DecisionOutcome | None = Field(default=None, title="Outcome")
    agreement: Key = Field(default="", title="Agreement decided on", description=AGREEMENT)
    amount: Amount | None = Field(default=None, title="Amount decided on")
    currency: Currency = Field(default="", title="Currency of the decision")
    until: Day | None = Field(default=None, title="Decision holds until")
    procedure: DecisionProcedure | None = Field(default=None, title="How it was decided")
    proof: Line = Field(
        default="", title="Minutes or paper", description="A file or a link that shows it."
    )
    conditions: Paragraphs = Field(default="", title="Conditions")

    _until_in_order = field_validator("until")(not_before("on"))

    @property
    def lacks(self) -> tuple[str, ...]:
        """What one must know of a decision to rely on it, as far as it is not recorded."""
        answers = {
            "who decided": self.by,
            "when": self.on,
            "how": self.procedure,
            "what shows it": self.proof,
        }
        return tuple(question for question, answer in answers.items() if not answer)


class Completion(RecordModel):
    """A due diligence that was completed (CSPF 15(d)): for what, up to what, and until when.

    One that names no agreement was done for the partner as a whole.
    """

    checklist: Line = Field(title="Checklist", description="Its id, or the paper’s name.")
    agreement: Key = Field(
        default="",
        title="Agreement looked into",
        description=f"{AGREEMENT} Empty: for the partner as a whole.",
    )
    tier: Tier | None = Field(default=None, title="Tier")
    amount: Amount | None = Field(default=None, title="Amount covered")
    currency: Currency = Field(default="", title="Currency of the amount covered")
    by: Line = Field(default="", title="Completed by")
    on: Day | None = Field(default=None, title="Completed on")
    acknowledged_by: Line = Field(
        default="", title="Acknowledged by", description="A person of the partner."
    )
    acknowledged_on: Day | None = Field(default=None, title="Acknowledged on")
    until: Day | None = Field(default=None, title="Completion holds until")

    _acknowledged_in_order = field_validator("acknowledged_on")(not_before("on"))
    _until_in_order = field_validator("until")(not_before("on"))

    @property
    def lacks(self) -> tuple[str, ...]:
        """What one must know of it to rely on it, as far as it is not recorded."""
        answers = {
            "who completed it": self.by,
            "when": self.on,
            "until when it holds": self.until,
        }
        return tuple(question for question, answer in answers.items() if not answer)

    @property
    def is_acknowledged(self) -> bool:
        """True where the record says who at the partner acknowledged it, and when."""
        return bool(self.acknowledged_by and self.acknowledged_on)


@dataclass(frozen=True)
class DiligenceStanding:
    """What stands against an agreement in its due diligence: counted, and no word of it."""

    checklist: str = ""  # its id; '' for none
    concerns: int = 0  # that nobody cleared
    matches: int = 0  # of screenings and debarments, that nobody cleared
    last_raised: date | None = None  # the day of the last concern


class Risk(RecordModel):
    """A risk of the relationship (CSPF 17)."""

    what: Paragraphs = Field(title="Risk")
    kind: RiskKind | None = Field(default=None, title="Kind of risk")
    mitigation: Paragraphs = Field(default="", title="How it is lessened")
    owner: Side | None = Field(default=None, title="Risk is watched by")

    @property
    def rule(self) -> str:
        """By which an entry of the register is known to be about it, as long as its words are."""
        words = " ".join(self.what.casefold().split())
        return f"risk:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class RiskStanding:
    """A risk of the register, as far as an agreement's review looks at it."""

    what: str
    kind: RiskKind | None = None
    borne_by: Side | None = None  # as both sides agreed; None where nobody said
    proposed_by: Side | None = None  # a move that the other side has not agreed on
    proposed_to: Side | None = None


class Disclosure(RecordModel):
    """What one side told the other of itself (CSPF 16(c))."""

    what: Paragraphs = Field(title="Disclosure")
    by: Side | None = Field(default=None, title="Disclosed by")
    on: Day | None = Field(default=None, title="Disclosed on")


class Control(RecordModel):
    """What was looked into, decided and disclosed."""

    due_diligence_completed: Day | None = Field(
        default=None, title="Due diligence completed on", description=EARLIER
    )
    due_diligence_expires: Day | None = Field(
        default=None, title="Due diligence holds until", description=EARLIER
    )
    due_diligence_covers_funding: Flag = Field(
        default=Flag.UNKNOWN, title="Due diligence covered funding", description=EARLIER
    )
    completions: tuple[Completion, ...] = Field(default=(), title="Completed due diligence")
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

    def decisions_on(self, agreement: str) -> tuple[Approval, ...]:
        """The decisions with an outcome that name that agreement, as they stand on record."""
        return tuple(
            decision
            for decision in self.approvals
            if decision.outcome is not None and decision.agreement == agreement
        )

    def completions_for(self, agreement: str) -> tuple[Completion, ...]:
        """The due diligence for that agreement, and for the partner as a whole."""
        return tuple(
            completion for completion in self.completions if completion.agreement in ("", agreement)
        )

    def completed_on(self, agreement: str) -> date | None:
        """The last day on which due diligence for that agreement was completed; None for none."""
        days = (completion.on for completion in self.completions_for(agreement))
        return max(filter(None, days), default=None)
