"""What is written down in a review: of what it is, each side's words by topic, the partner's word.

The topics are those that CSPF 16(d) names.
"""

from __future__ import annotations

from pydantic import Field

from drafting.partners.record.field_types import Day, Line, Paragraphs
from drafting.partners.vocabulary import Choice
from drafting.register import EntryBody, OnDay
from drafting.register.filling import SET_BY_RULE

MOST = 2_500  # characters of one topic


class ReviewSubject(Choice):
    """What is reviewed."""

    RELATIONSHIP = "relationship", "The relationship"
    AGREEMENT = "agreement", "An agreement"
    BEFORE_END = "before_end", "An agreement, before it ends"


class TimesKept(Choice):
    """What the partner says of the office's times."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class ReviewBody(EntryBody):
    """Of what a review is, and when it is planned."""

    of: ReviewSubject = Field(title="What is reviewed")
    planned_for: Day | None = Field(
        default=None, title="Planned for", description="Empty: no day is planned yet."
    )
    present: tuple[Line, ...] = Field(
        default=(), title="Who is to be there", description="Of both sides, one a line."
    )
    agreement: Line = Field(default="", title="Agreement", json_schema_extra=SET_BY_RULE)
    called: Line = Field(default="", title="Called", json_schema_extra=SET_BY_RULE)
    # The end of the agreement before which it is, or the day from which the office's months count.
    counted_from: Day | None = Field(
        default=None, title="Counted from", json_schema_extra=SET_BY_RULE
    )


def _topic(title: str, description: str = "") -> Paragraphs:
    paragraphs: Paragraphs = Field(
        default="", max_length=MOST, title=title, description=description
    )
    return paragraphs


class ReviewWords(EntryBody):
    """One side's words by topic; what is empty was not spoken of."""

    progress: Paragraphs = _topic("Progress", "Towards what both want to reach.")
    value: Paragraphs = _topic("Value added", "What each brought that the other lacked.")
    expectations: Paragraphs = _topic("Expectations", "Met, or not.")
    improve: Paragraphs = _topic("To improve", "By either side.")
    development: Paragraphs = _topic("Institutional development")
    position: Paragraphs = _topic("Strategic position")


TOPICS = tuple(ReviewWords.model_fields)


class WordOnTimes(EntryBody):
    """Whether the office answered and paid in time, as the partner has it."""

    kept: TimesKept = Field(title="Did the office answer and pay in time?")


class ReviewHeld(OnDay):
    """A review that took place."""

    present: tuple[Line, ...] = Field(
        default=(), title="Who was there", description="One a line. Empty: as planned."
    )


class ReviewMoved(EntryBody):
    """Another day for a review."""

    to: Day = Field(title="To which day")


class OfficeSignature(OnDay):
    """The office's signature."""

    who: Line = Field(
        default="", title="Who signed", description="Empty: whoever enters it.", max_length=100
    )
