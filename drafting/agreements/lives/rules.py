"""What may follow what in an agreement's life: one table, and what it refuses, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from drafting.agreements.kinds import DocumentRole
from drafting.agreements.lives.steps import Ending, Life, LifeState, Signature, StepKind
from drafting.agreements.reviewing.case import day
from drafting.partners.errors import DraftingError
from drafting.sealing import holds_number, reason_of, why_unfit

FOUNDING, AMENDING, ENDING = DocumentRole.FOUNDING, DocumentRole.AMENDING, DocumentRole.ENDING
NONE, DRAFT, ISSUED = LifeState.NONE, LifeState.DRAFT, LifeState.ISSUED
SIGNED, AMENDED = LifeState.SIGNED, LifeState.AMENDED
IN_FORCE = frozenset({SIGNED, AMENDED})
# In which states of the agreement a step may be entered, by what its document is to the agreement.
MAY_FOLLOW: Mapping[tuple[StepKind, DocumentRole], frozenset[LifeState]] = {
    (StepKind.ISSUED, FOUNDING): frozenset({DRAFT, ISSUED}),
    (StepKind.SIGNED, FOUNDING): frozenset({ISSUED}),
    (StepKind.ENTERED, FOUNDING): frozenset({NONE, DRAFT}),
    (StepKind.ISSUED, AMENDING): IN_FORCE,
    (StepKind.AMENDED, AMENDING): IN_FORCE,
    (StepKind.ISSUED, ENDING): IN_FORCE | {NONE, DRAFT, ISSUED},
    (StepKind.SIGNED, ENDING): IN_FORCE,
    (StepKind.ENDED, FOUNDING): IN_FORCE,
}
# What to do first, by the state in which a step cannot be entered.
CURES: Mapping[LifeState, str] = {
    NONE: "Nothing was drafted of this agreement yet; draft it, or enter it with its signed file "
    "where it was signed before Saathi.",
    DRAFT: "Nothing of this agreement was issued yet; issue the version that is to be signed "
    "first.",
    ISSUED: "This agreement is issued and not signed yet; enter its signature first.",
    SIGNED: "This agreement is signed already; a change of it is an amendment.",
    AMENDED: "This agreement is signed already; a change of it is an amendment.",
    LifeState.ENDED: "This agreement has ended; take that back where it was wrong, or begin "
    "another agreement.",
}
LONGEST_NAME = 120
MOST_NAMES = 12


class StepRefused(DraftingError):
    """A step cannot be entered so; the message says why and what to do."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """`field` is the entry that is wrong, such as 'office_on' or 'file'; '' for none."""
        super().__init__(sentence)
        self.field = field


class ReasonNeeded(StepRefused):
    """Something speaks against the step: it takes a named person's reason."""

    def __init__(self, doubts: tuple[str, ...]) -> None:
        """`doubts` are the sentences on what speaks against it."""
        sentence = f"{' '.join(doubts)} To enter it all the same, write the reason."
        super().__init__(sentence, "reason")
        self.doubts = doubts


def may_follow(life: Life, kind: StepKind, role: DocumentRole = FOUNDING) -> bool:
    """Whether a step of that kind, about a document of that role, follows on what stands."""
    return life.state in MAY_FOLLOW.get((kind, role), frozenset())


def refuse_unless_next(life: Life, kind: StepKind, role: DocumentRole) -> None:
    """Raises StepRefused where a step of that kind does not follow on what stands."""
    if not may_follow(life, kind, role):
        raise StepRefused(CURES[life.state])


def refuse_unfit_signature(signature: Signature, today: date) -> None:
    """Raises StepRefused for a day that is still to come, and for a side that nobody signed for."""
    for field, on in (("office_on", signature.office_on), ("partner_on", signature.partner_on)):
        if on > today:
            raise StepRefused(f"{day(on)} is still to come; give the day of the signature.", field)
    for field, people in (("office_by", signature.office_by), ("partner_by", signature.partner_by)):
        _refuse_unfit_names(people, field)


def _refuse_unfit_names(people: tuple[str, ...], field: str) -> None:
    if not people or any(not any(map(str.isalpha, name)) for name in people):
        raise StepRefused("Write the names of those who signed, one a line.", field)
    if len(people) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in people):
        raise StepRefused(
            f"Write at most {MOST_NAMES} names, each of at most {LONGEST_NAME} characters.", field
        )
    if any(map(holds_number, people)):
        raise StepRefused("Leave account numbers and CNICs out; the signed file holds them.", field)


def refuse_unfit_ending(life: Life, ending: Ending, today: date) -> None:
    """Raises StepRefused for a day before the signature or still to come, and without a reason."""
    if ending.on > today:
        raise StepRefused(
            f"{day(ending.on)} is still to come; enter the end when it is there.", "on"
        )
    founding = life.founding
    if founding is not None and founding.facts.signature is not None:
        signed = founding.facts.signature.last_day
        if ending.on < signed:
            raise StepRefused(
                f"It was signed on {day(signed)}, so it cannot have ended before that.", "on"
            )
    reason_in(ending.why, "why")


def reason_in(text: str, field: str = "reason") -> str:
    """The reason on one line. Raises StepRefused for none, and for one that nobody may write."""
    reason = reason_of(text)
    if why_not := why_unfit(reason, "Write why, in a sentence."):
        raise StepRefused(why_not, field)
    return reason
