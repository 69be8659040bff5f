"""What stands in a decision of the Committee, and in each thing that is said to it (CSPF 18(c))."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from drafting.partners.record.field_types import Amount, Day, Line, Paragraphs
from drafting.partners.record.numbers import currency
from drafting.partners.vocabulary import Choice, DecisionOutcome
from drafting.register.entries import EntryBody
from drafting.register.kinds import EntryRefused
from drafting.sealing import without_numbers

FEWEST_MEMBERS, MOST_MEMBERS = 3, 4  # CSPF 18(c)
DEFAULT_QUORUM, LEAST_QUORUM = 3, 2
OUTCOMES = (DecisionOutcome.APPROVED, DecisionOutcome.WITH_CONDITIONS, DecisionOutcome.DECLINED)


# What members and officers write: no account's and no identity card's number is kept in it.
Remarks = Annotated[Paragraphs, AfterValidator(without_numbers)]


class UnfitStep(EntryRefused):
    """Something may not be said to a decision; `field` is the field of its body that is wrong."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """`field` is '' where the decision as a whole stands in the way."""
        super().__init__(sentence)
        self.field = field


class DecisionQuestion(Choice):
    """What the Committee is asked."""

    ENTER = "enter", "Enter into the agreement"
    FUND = "fund", "Fund it"
    RENEW = "renew", "Renew it"
    EXCEPTION = "exception", "Make an exception"
    SUSPEND = "suspend", "Suspend it"
    END = "end", "End it"

    @property
    def approves_agreement(self) -> bool:
        """True where a Yes is the approval that an agreement needs."""
        return self in (DecisionQuestion.ENTER, DecisionQuestion.FUND, DecisionQuestion.RENEW)

    @property
    def stops_agreement(self) -> bool:
        """True where a Yes takes an earlier approval back."""
        return self in (DecisionQuestion.SUSPEND, DecisionQuestion.END)


class SheetVote(Choice):
    """What a member says on a sheet."""

    YES = "yes"
    WITH_CONDITIONS = "with_conditions", "Yes, with conditions"
    NO = "no"

    @property
    def agrees_with(self) -> tuple[DecisionOutcome, ...]:
        """The outcomes that do not go against it."""
        if self is SheetVote.NO:
            return (DecisionOutcome.DECLINED,)
        if self is SheetVote.WITH_CONDITIONS:
            return (DecisionOutcome.WITH_CONDITIONS,)
        return (DecisionOutcome.APPROVED, DecisionOutcome.WITH_CONDITIONS)


class ToldHow(Choice):
    """How the partner was told."""

    LETTER = "letter", "By letter"
    EMAIL = "email", "By email"
    MEETING = "meeting", "In a meeting"
    PHONE = "phone", "On the telephone"


class DecisionBody(EntryBody):
    """What the Committee is asked, on which papers, and of whom."""

    question: DecisionQuestion = Field(default=DecisionQuestion.ENTER, title="Question")
    amount: Amount | None = Field(default=None, title="Amount")
    currency: Line = Field(default="", title="Currency of the amount")
    paper: Remarks = Field(default="", title="What the Committee should know")
    draft: Line = Field(default="", title="Version of the draft")
    checklist: Line = Field(default="", title="Checklist of due diligence")
    members: tuple[Line, ...] = Field(default=(), title="Members asked")
    quorum: int = Field(default=DEFAULT_QUORUM, title="Sheets needed")  # as it was set that day

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, text: str) -> str:
        return currency(text) if text else ""


class MemberBody(EntryBody):
    """Something that a member says, or that is entered for one from paper."""

    member: Line = Field(
        default="", title="Whose it is", description="Empty: of the person who enters it."
    )
    handed_in: Line = Field(
        default="",
        title="Paper that shows it",
        description="Where somebody else enters it: a file or a link with the member’s signature.",
    )


class SheetBody(MemberBody):
    """A member's sheet."""

    vote: SheetVote = Field(title="Answer")
    conditions: Remarks = Field(default="", title="Conditions")
    why: Remarks = Field(default="", title="Why")


class ConflictBody(MemberBody):
    """A member's conflict of interest: the question goes to somebody else."""

    handed_to: Line = Field(
        default="", title="Handed on to", description="Empty: nobody is left to be asked."
    )


class HandedOnBody(EntryBody):
    """Somebody is asked in a member's place, who left or cannot be reached."""

    member: Line = Field(title="In whose place")
    handed_to: Line = Field(title="Who is asked")


class DeferralBody(EntryBody):
    """The question is put off."""

    until: Day | None = Field(default=None, title="Until")
    why: Remarks = Field(default="", title="Why")


class OutcomeBody(EntryBody):
    """What was decided."""

    outcome: DecisionOutcome = Field(title="Outcome")
    why: Remarks = Field(default="", title="Why")
    conditions: Remarks = Field(default="", title="Conditions")
    until: Day | None = Field(default=None, title="Holds until")
    amount: Amount | None = Field(
        default=None, title="Up to what amount", description="Empty: what was asked for."
    )


class PartnerToldBody(EntryBody):
    """How the partner was told."""

    how: ToldHow = Field(title="How")
    told_to: Line = Field(default="", title="Who at the partner was told")
    on: Day = Field(title="On")


def asked_about(body: EntryBody) -> DecisionBody:
    """The body of a decision. Raises TypeError for another kind's."""
    if not isinstance(body, DecisionBody):
        raise TypeError("this entry is no decision")
    return body


def day_of(when: date) -> str:
    """'3 March 2026'."""
    return f"{when.day} {when:%B %Y}"
