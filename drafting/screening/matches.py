"""What a check found, and how each possible match was settled."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from drafting.partners.errors import DraftingError


class UnknownMatch(DraftingError):
    """There is no such possible match; the message says how to see those that there are."""


class UnfitMatchDecision(DraftingError):
    """A possible match is not settled so; the message names what is missing and the cure."""


class MatchStanding(StrEnum):
    """How a possible match stands."""

    OPEN = "open"  # nobody settled it
    CLEARED = "cleared"  # it is somebody else, with a reason
    CONFIRMED = "confirmed"  # it is the one that is listed, with a reason


class ScreeningModel(BaseModel):
    """The base of what is kept of a check."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckedList(ScreeningModel):
    """A list that was checked against, in the edition of that day."""

    title: str
    file: str
    as_of: date | None
    digest: str
    entries: int


class MatchDecision(ScreeningModel):
    """What somebody settled about a possible match; the last one holds."""

    at: datetime
    by: str
    outcome: MatchStanding
    reason: str
    account: str = ""  # who entered it: a member's id, or the account at the terminal


class PossibleMatch(ScreeningModel):
    """An entry of a list that may mean somebody of the partner. A person says whether it does."""

    id: str
    partner: str
    subject: str  # the name that was checked
    role: str
    list_title: str
    list_as_of: date | None
    reference: str  # of the entry in its list
    listed_name: str
    about: str
    reasons: tuple[str, ...]  # in words; none holds a restricted number
    found_at: datetime
    decisions: tuple[MatchDecision, ...] = ()

    @property
    def standing(self) -> MatchStanding:
        """How it stands: by the last decision."""
        return self.decisions[-1].outcome if self.decisions else MatchStanding.OPEN


class Screening(ScreeningModel):
    """One check of one partner."""

    id: str
    partner: str
    at: datetime
    by: str
    names: int  # how many were checked
    fingerprint: str  # of the names and numbers that were checked
    lists: tuple[CheckedList, ...]
    found: tuple[str, ...]  # the ids of its possible matches
    passed_over: int = 0  # names that are alike, of people whose identity card is another
    account: str = ""  # who had it made: a member's id, or the account at the terminal
