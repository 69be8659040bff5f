"""What somebody who reads an answer says of it: what it weighs, that a concern is cleared, or not.

A concern in a screening or a debarment is a match: it stops completion until a named person clears
it and says why. Nothing is taken away: who clears, and who takes that back, stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drafting.due_diligence.checklists.checklist import (
    ChecklistEntry,
    Weighing,
    WeighingDeed,
    Weight,
    id_of,
)
from drafting.partners.errors import DraftingError
from drafting.sealing import reason_of, why_unfit


class CannotWeigh(DraftingError):
    """An answer cannot be weighed or cleared so; the message says why and what to do."""


@dataclass(frozen=True)
class WeighingInput:
    """What somebody says of the answers to one question."""

    entry: str  # 'screening-lists.cip'
    deed: WeighingDeed
    by: str  # a Slack member id, or the account at the terminal
    name: str  # the person, as others know them
    key: str  # of this word: sent twice, it is kept once
    weight: Weight | None = None  # of WEIGHED alone
    reason: str = ""


def weighing_of(entry: ChecklistEntry, words: WeighingInput, now: datetime) -> Weighing:
    """What is put on record. Raises CannotWeigh."""
    answers = tuple(answer.id for answer in entry.latest_answers)
    if not answers:
        raise CannotWeigh("Nothing is answered here yet; there is nothing to weigh.")
    name = " ".join(words.name.split())
    if not name:
        raise CannotWeigh("Say who you are, by name.")
    _refuse_unfit(entry, words)
    return Weighing(
        id=id_of(words.key),
        answers=answers,
        deed=words.deed,
        weight=words.weight if words.deed is WeighingDeed.WEIGHED else None,
        reason=_reason(words),
        by=words.by,
        name=name,
        at=now,
    )


def _refuse_unfit(entry: ChecklistEntry, words: WeighingInput) -> None:
    if words.deed is WeighingDeed.WEIGHED:
        if words.weight is None:
            raise CannotWeigh("Say what it weighs: strength, neither or concern.")
        if entry.is_unresolved_match and words.weight is not Weight.CONCERN:
            raise CannotWeigh(
                "It is a match that nobody has cleared; clear it with a reason instead."
            )
    elif words.deed is WeighingDeed.CLEARED and not entry.is_concern:
        raise CannotWeigh("No concern stands here that could be cleared.")
    elif words.deed is WeighingDeed.TAKEN_BACK and entry.clearing is None:
        raise CannotWeigh("Nobody has cleared it; there is nothing to take back.")


def _reason(words: WeighingInput) -> str:
    """The reason on one line; only who weighs needs none."""
    reason = reason_of(words.reason)
    if not reason and words.deed is WeighingDeed.WEIGHED:
        return ""
    if why_not := why_unfit(reason):
        raise CannotWeigh(why_not)
    return reason
