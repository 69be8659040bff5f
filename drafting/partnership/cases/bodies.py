"""What a case (CSPF 17(b)) and each thing said to it hold: no more than is needed."""

from __future__ import annotations

import secrets

from pydantic import Field

from drafting.partners.record.field_types import Day, Line
from drafting.partners.vocabulary import Choice, Flag
from drafting.register import EntryBody, OnDay
from drafting.register.filling import SET_BY_RULE

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowel, so no word; no digit, so nothing counts
HALF = 4  # letters of each half of a number


class Irregularity(Choice):
    """What CSPF 17(b) and its footnote 14 name."""

    FINANCIAL = "financial", "Financial irregularity (footnote 14)"
    PROGRAMMING = "programming", "Programming irregularity"
    DISCRIMINATION = "discrimination", "Discriminatory act"
    DEFAMATION = "defamation", "Defamation"
    MALICE = "malice", "Malicious act"
    OTHER = "other", "Something else that the Investigation Guide covers"


class InvestigationWay(Choice):
    """Who investigates: the partner’s autonomy is respected (CSPF 17(b))."""

    PARTNER = "partner", "The partner investigates itself"
    JOINT = "joint", "Both together"
    CIP = "cip", "{office} investigates"


class GuideStep(Choice):
    """The steps of the Investigation Guide, as CSPF 17(b) names them."""

    CAUSE = "cause", "The cause is determined"
    RESOLUTION = "resolution", "The resolution is determined"
    OTHER = "other", "Another step of the Guide"


class CaseFinding(Choice):
    """How an investigation ended."""

    SUBSTANTIATED = "substantiated"
    NOT_SUBSTANTIATED = "not_substantiated"
    NOT_ENOUGH = "not_enough", "Not enough to say"


class CaseBody(EntryBody):
    """What a case is about, and its number."""

    irregularity: Irregularity = Field(title="What kind of matter")
    about: Line = Field(
        default="",
        title="What it is about",
        description="Only what is needed. No name of who reported it, or whom it harmed.",
    )
    number: str = Field(default="", title="Number", json_schema_extra=SET_BY_RULE)


class PartnerTold(OnDay):
    """That the partner was told."""

    whom: Line = Field(title="Who at the partner")
    way: InvestigationWay | None = Field(
        default=None, title="Who is to investigate", description="As the office proposes it."
    )


class WayChosen(EntryBody):
    """Which way one side wants."""

    way: InvestigationWay = Field(title="Who is to investigate")
    lead: Line = Field(default="", title="Who leads it")


class InterimMeasure(OnDay):
    """An interim measure."""

    what: Line = Field(title="The measure")
    protects: Line = Field(title="Whom or what it protects", description="No name is needed.")
    until: Day | None = Field(default=None, title="Looked at again on")


class StepTaken(OnDay):
    """A step of the Guide that was taken."""

    step: GuideStep = Field(title="Step")
    which: Line = Field(
        default="", title="Which step", description="Where it is another step of the Guide."
    )


class OutsiderTold(OnDay):
    """That somebody outside heard of it."""

    whom: Line = Field(
        title="Who was told", description="A donor, another partner, an authority, the press."
    )


class CaseOutcome(OnDay):
    """What the investigation came to."""

    finding: CaseFinding = Field(title="Outcome")


class ReputationRestored(OnDay):
    """What restored a reputation."""

    to_whom: Line = Field(title="To whom", description="Whoever thinks less of the partner for it.")
    how: Line = Field(title="How", description="For example by a letter, or at a meeting.")


class Agreed(OnDay):
    """That the partner agrees."""


class NoneNeeded(EntryBody):
    """That no reputation was touched."""

    outside: Flag = Field(title="Was anybody outside told, or did anybody outside hear of it?")


def case_number() -> str:
    """A number without meaning: chance alone makes it, so it tells of no partner, day or count."""
    halves = ("".join(secrets.choice(LETTERS) for _ in range(HALF)) for _ in range(2))
    return "-".join(halves)
