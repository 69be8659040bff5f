"""What a chat model may write, as the forms that its replies must have. None of it is checked yet.

Each is the schema of one chat prompt (`prompts/chat/`). Unknown fields are read over: what a model
adds is never looked at.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class ReplyForm(BaseModel):
    """A model's reply: frozen, and without a word that was not asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Spoken(StrEnum):
    """The language a question was asked in, as a model reads it."""

    ENGLISH = "en"
    ROMAN_URDU = "roman-urdu"
    URDU = "ur"


class SearchQuestion(ReplyForm):
    """`rewrite`: what was asked, in English."""

    english: str = Field(description="The question in plain English.")
    language: Spoken = Field(description="The language that it was asked in.")


class Reading(ReplyForm):
    """`read`: whether the clauses hold what is asked."""

    holds: bool = Field(description="True where the clauses' own words answer the question.")
    clauses: list[str] = Field(description="The ids of the clauses that answer, best first.")


class PointingOutcome(StrEnum):
    """What a model makes of the clauses that come nearest to a question."""

    ANSWERS = "answers"
    SPEAKS = "speaks"
    ABSENT = "absent"


class Pointing(ReplyForm):
    """`point`: which sentence of which clause answers, or speaks of it."""

    outcome: PointingOutcome = Field(description="'answers', 'speaks' or 'absent'.")
    clause: str = Field(default="", description="The id of the clause, as given: 'cspf 17(a)'.")
    sentence: str = Field(default="", description="Its sentence, copied letter by letter.")


class MessageQuestions(ReplyForm):
    """`split`: the questions in a long message."""

    questions: list[str] = Field(description="Each as it stands in the message.")


class Claim(ReplyForm):
    """One sentence, and the words of a clause that are to prove it."""

    text: str = Field(description="One short sentence in plain English.")
    clause: str = Field(description="The id of the clause, as given: 'cspf 17(a)'.")
    quote: str = Field(description="The clause's words that say it, copied letter by letter.")


class WrittenReply(ReplyForm):
    """`write`: the answer, or that the clauses do not hold it."""

    answered: bool = Field(description="False where the clauses do not say what is asked.")
    statements: list[Claim] = Field(description="One to four statements, best first.")


class Meaning(ReplyForm):
    """`meaning`: what the statements mean for whoever asked."""

    statements: list[Claim] = Field(description="None, one or two sentences.")
