"""The marks by which a checklist's file is read: whose fields they are, and what it showed.

A mark names the checklist, the answers that stood when the file was made, and the entry. A Word
control's tag, which holds 64 characters, is the field's letter and the mark.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from drafting.due_diligence.catalogue.item import LONGEST_ID
from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    differ,
)
from drafting.due_diligence.checklists.reading import entry_shown_to
from drafting.partners.vocabulary import Side

REFERENCE = re.compile(r"\bDD_[a-z0-9-]{1,60}_[a-z0-9-]{1,60}_\d{1,6}\b")
MARK = re.compile(
    rf"\b([0-9a-f]{{5}})([0-9a-f]{{8}})\.([a-z0-9-]{{1,{LONGEST_ID}}}\.(?:partner|cip))\b"
)
NOTHING_SEEN = "0" * 8
SETTLED = frozenset({AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GAP})

# The letters of the fields; each piece of evidence has a number behind its two.
STATE, CONFIRMED, TEXT, EVIDENCE, UNTIL = "s", "c", "t", "e", "u"
GAP, GAP_SIDE, GAP_ACTION, GAP_DUE = "g", "w", "a", "d"
LABELS = {
    STATE: "State",
    CONFIRMED: "Confirmed",
    TEXT: "Answer",
    EVIDENCE: "Evidence",
    UNTIL: "Valid until",
    GAP: "Gap",
    GAP_SIDE: "Addressed by",
    GAP_ACTION: "Agreed",
    GAP_DUE: "By when",
}
NOBODY = "Not agreed yet"  # in the list of who addresses a gap
PLACEHOLDERS = {
    TEXT: "Your answer",
    EVIDENCE: "file or link",
    UNTIL: "date",
    GAP: "what",
    GAP_SIDE: "who",
    GAP_ACTION: "what",
    GAP_DUE: "date",
}
# Hints that earlier files had.
FORMER_HINTS = {GAP: "what is missing", GAP_ACTION: "what you agreed"}


class Mark(NamedTuple):
    """A mark taken apart."""

    checklist: str  # the sign of its id
    shown_digest: str  # the sign of the answers that the file showed
    entry: str  # 'fit-shared-vision.partner'


def mark(checklist_id: str, entry: ChecklistEntry) -> str:
    """The mark of an entry with its latest answers."""
    return f"{sign(checklist_id)}{_digest(entry.latest_answers)}.{entry.key}"


def read_mark(text: str) -> Mark | None:
    """The mark in `text`; None for none."""
    match = MARK.search(text)
    return Mark(*match.groups()) if match else None


def sign(checklist_id: str) -> str:
    """Five letters that distinguish one checklist from another."""
    return hashlib.sha256(checklist_id.encode()).hexdigest()[:5]


def _digest(answers: tuple[ItemAnswer, ...]) -> str:
    if not answers:
        return NOTHING_SEEN
    return hashlib.sha256(",".join(sorted(answer.id for answer in answers)).encode()).hexdigest()[
        :8
    ]


def shown_answers(entry: ChecklistEntry, digest: str) -> tuple[ItemAnswer, ...] | None:
    """The answers that the file showed; None where no such ones are on record.

    A file shows what is for both; one that was made before there were readers showed all.
    """
    shown = _with_digest(entry, digest) or _with_digest(entry_shown_to(entry, Readers.BOTH), digest)
    if shown is None:
        return () if digest == NOTHING_SEEN else None
    ids = {answer.id for answer in shown}
    return tuple(answer for answer in entry.answers if answer.id in ids)


def _with_digest(entry: ChecklistEntry, digest: str) -> tuple[ItemAnswer, ...] | None:
    """The answers of an entry that have that sign; None for none."""
    if digest == NOTHING_SEEN:
        return None
    earlier_answers = (_latest_of_first(entry, count) for count in range(len(entry.answers), 0, -1))
    # Clocks of several machines may have put an answer in between since then.
    alone = ((answer,) for answer in entry.answers)
    return next(
        (answers for answers in chain(earlier_answers, alone) if _digest(answers) == digest), None
    )


def _latest_of_first(entry: ChecklistEntry, count: int) -> tuple[ItemAnswer, ...]:
    return entry.model_copy(update={"answers": entry.answers[:count]}).latest_answers


def is_settled(answers: tuple[ItemAnswer, ...]) -> bool:
    """True where the box 'Confirmed' is ticked: the answers agree, and a person gave the last."""
    return bool(answers) and answers[-1].state in SETTLED and not differ(answers)


def numbered(checklist: Checklist, side: Side) -> Iterator[tuple[str, ChecklistEntry]]:
    """The entries of one half, each with the number that people call it by: 'P1' or 'C1'."""
    letter = "P" if side is Side.PARTNER else "C"
    for number, entry in enumerate(checklist.half(side), 1):
        yield f"{letter}{number}", entry
