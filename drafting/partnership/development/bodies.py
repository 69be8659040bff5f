"""What stands in an aim of a partner's development, and in each thing that is said to it."""

from __future__ import annotations

from pydantic import Field

from drafting.partners.record.field_types import Day, Line
from drafting.partners.vocabulary import Choice, Side
from drafting.partnership.kinds.action import GrowthDirection
from drafting.register.entries import EntryBody
from drafting.register.filling import SET_BY_RULE, OnDay

ADOPTED, STEP, STEP_DONE, STEP_MISSING = "adopted", "step", "step_done", "step_missing"
PROGRESS, CONFIRMED, NOT_WANTED = "progress", "progress_confirmed", "not_wanted"


class AimProgress(Choice):
    """How far an aim is."""

    NOT_BEGUN = "not_begun", "Not begun"
    HELD_UP = "held_up", "Held up"
    UNDER_WAY = "under_way", "Under way"
    REACHED = "reached", "Reached"


class AimBody(EntryBody):
    """An aim that the partner set itself, or a gap that an agreement names."""

    aim: Line = Field(
        title="What the partner wants to become able to do", description="In its own words."
    )
    direction: GrowthDirection | None = Field(default=None, title="Direction")
    said_by: Line = Field(
        default="",
        max_length=100,
        title="Who at the partner set this aim",
        description="An aim that nobody at the partner set is none of its own.",
    )
    by: Day | None = Field(
        default=None, title="Until when", description="Where the partner set itself a day."
    )
    step: Line = Field(default="", title="Agreed step", json_schema_extra=SET_BY_RULE)
    step_of: Side | None = Field(default=None, title="Step of", json_schema_extra=SET_BY_RULE)
    step_by: Day | None = Field(default=None, title="Step until", json_schema_extra=SET_BY_RULE)
    comes_from: Line = Field(default="", title="Comes from", json_schema_extra=SET_BY_RULE)


class OwnAimBody(EntryBody):
    """That the partner makes an agreed gap an aim of its own."""

    direction: GrowthDirection = Field(title="Direction")
    by: Day | None = Field(
        default=None, title="Until when", description="Where the partner set itself a day."
    )


class StepBody(EntryBody):
    """A step towards the aim, and who takes it."""

    what: Line = Field(title="Which step")
    of: Side = Field(title="Who does it")
    by: Day | None = Field(default=None, title="By when")


class StepDoneBody(OnDay):
    """Which step was done, and when."""

    number: int | None = Field(
        default=None,
        ge=1,
        title="Number of the step",
        description="Where there is more than one.",
    )


class StepMissingBody(EntryBody):
    """Which step did not come."""

    number: int | None = Field(
        default=None,
        ge=1,
        title="Number of the step",
        description="Where there is more than one.",
    )


class ProgressBody(EntryBody):
    """How far the aim is."""

    how_far: AimProgress = Field(title="How far it is")
