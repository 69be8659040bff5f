"""The words that Saathi writes into a checklist's files, in English; a translation has its own.

What is read back is understood in every language, whichever the file was made in.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from drafting.due_diligence.checklists.checklist import AnswerState
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    PLACEHOLDERS,
    STATE,
    TEXT,
    UNTIL,
)
from drafting.partners.naming import with_office
from drafting.partners.vocabulary import Side

# How a file of words names the fields.
FIELDS = {
    "state": STATE,
    "confirmed": CONFIRMED,
    "answer": TEXT,
    "evidence": EVIDENCE,
    "until": UNTIL,
    "gap": GAP,
    "addressed_by": GAP_SIDE,
    "agreed": GAP_ACTION,
    "by_when": GAP_DUE,
}
MONTHS = tuple(month_name[1:])  # in English: nothing of Saathi's sets another locale


def _by_letter(value: object) -> object:
    """Names of fields as the letters of their marks."""
    if isinstance(value, Mapping):
        return {FIELDS.get(str(name), str(name)): words for name, words in value.items()}
    return value


ByLetter = Annotated[dict[str, str], BeforeValidator(_by_letter)]


class FileWording(BaseModel):
    """The words of one language. `{partner}` and `{office}` stand for the names of both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = "en"
    right_to_left: bool = False
    headings: ByLetter = dict(LABELS)  # of the workbook's columns
    labels: ByLetter = {  # before the document's fields
        EVIDENCE: "Shown by",
        UNTIL: "Until",
        GAP: "Missing",
        GAP_SIDE: "Who sees to it",
        GAP_ACTION: "Agreed",
        GAP_DUE: "By",
        CONFIRMED: "Confirmed",
    }
    hints: ByLetter = dict(PLACEHOLDERS)
    states: dict[AnswerState, str] = {state: state.label for state in AnswerState}
    sides: dict[Side, str] = {}  # none: as the record calls them
    nobody: str = "Not agreed yet"
    yes: str = "Yes"
    no: str = "No"

    title: str = "Due diligence, both ways"
    between: str = "{partner} and {legal_name}"
    made_on: str = "made on {day}"
    as_of: str = "as it stood on {day}"
    holds_until: str = "valid until {day}"
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)] = MONTHS
    about: str = "About"
    sample: str = "Sample: made-up data"
    tone: str = (
        "This is to get to know each other, not to investigate anybody (CSPF 15(d)). You ask us, "
        "and we ask you. Where something is missing, either of us may see to it, or both."
    )
    how_title: str = "How to fill it in"
    how: tuple[str, ...] = (
        "Write your answer in your own words, name a paper that shows it, and until when it holds.",
        "Where an answer stands already, tick “Confirmed” if it is right, or write it again.",
        "Where something is missing, say what, who sees to it, and what we agreed.",
        "Leave open what you do not know yet. What others answered stays, and what you write "
        "beside the fields is seen too.",
    )
    question_heading: str = "Question, what would answer it, and why it is asked"
    partner_answers: str = "{partner} answers"
    office_asks: str = "{office} asks."
    both_halves: str = "Where both answer, the question stands in both halves."
    expired: str = "The paper that shows this is out of date; please name one that holds today."
    beside: str = "Another answer stands beside it, by {by}: {answer}"
    source: str = "from: {source}"
    page: str = "Page {page} of {pages}"
    # The headings of the workbook's other columns.
    question: str = "Question"
    number: str = "No."
    would_answer: str = "What would answer it"
    why: str = "Why it is asked"
    area: str = "Area"
    to_know: str = "To know"
    sheet: str = "The partner answers"

    def day(self, when: date) -> str:
        """'3 March 2026'."""
        return f"{when.day} {self.months[when.month - 1]} {when.year}"

    def side(self, side: Side) -> str:
        """Who sees to a gap, in words."""
        return self.sides.get(side) or side.label

    def fill(self, text: str, partner: str = "", **more: str) -> str:
        """A sentence with the names of both and with `more` in their places."""
        words = with_office(text).replace("{partner}", partner)
        for name, value in more.items():
            words = words.replace(f"{{{name}}}", value)
        return words


ENGLISH = FileWording()
