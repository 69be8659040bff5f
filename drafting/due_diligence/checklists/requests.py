"""What people ask of the due diligence desk: a checklist, and that an answer is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    Weight,
    id_of,
)
from drafting.partners.vocabulary import Side


@dataclass(frozen=True)
class ChecklistRequest:
    """One wish for a checklist."""

    partner: str
    agreement: str
    requested_by: str
    key: str  # of this wish: asked twice with one key, there is one checklist
    high_risk: str = ""  # why a person judges it high-risk
    first_days: bool = False  # of an emergency: a provisional checklist, the rest follows


@dataclass(frozen=True)
class AnswerInput:
    """What somebody says to one entry."""

    entry: str  # 'fit-shared-vision.partner'
    state: AnswerState
    by: str
    key: str  # of this answer: sent twice, it is added once
    text: str = ""
    proofs: tuple[Proof, ...] = ()
    gap: str = ""
    gap_side: Side | None = None
    gap_action: str = ""
    gap_due: date | None = None
    seen_ids: tuple[str, ...] | None = None  # the answers its writer saw; None: the latest ones
    source: AnswerSource = AnswerSource.PERSON
    source_words: str = ""
    weight: Weight | None = None
    readers: Readers = Readers.BOTH
    said_by: str = ""  # the person at the partner who said it
    said_on: date | None = None

    @property
    def answer_id(self) -> str:
        """The id of the answer that it becomes."""
        return id_of(self.key)


def waiting_entries(
    checklist: Checklist, today: date, area: str = "", side: Side | None = None
) -> list[ChecklistEntry]:
    """The entries that only wait to be confirmed: filled in, held by nothing that expired."""
    return [
        entry
        for entry in checklist.entries
        if (not area or entry.item.area == area)
        and (side is None or entry.side is side)
        and (answer := entry.current) is not None
        and answer.state is AnswerState.TO_CONFIRM
        and not entry.in_conflict
        and not answer.has_expired(today)
    ]


def restated_answer(
    entry: ChecklistEntry,
    answer: ItemAnswer,
    *,
    by: str,
    key: str,
    seen_ids: tuple[str, ...] | None = None,
) -> AnswerInput:
    """A latest answer as somebody's own; what waited to be confirmed is answered."""
    was_waiting = answer.state is AnswerState.TO_CONFIRM
    return AnswerInput(
        entry=entry.key,
        state=AnswerState.ANSWERED if was_waiting else answer.state,
        by=by,
        key=key,
        text=answer.text,
        proofs=answer.proofs,
        gap=answer.gap,
        gap_side=answer.gap_side,
        gap_action=answer.gap_action,
        gap_due=answer.gap_due,
        seen_ids=seen_ids,
        source_words=answer.source_words,
        weight=entry.weight_of(answer),
        readers=entry.readers_of(answer),
        said_by=answer.said_by,
        said_on=answer.said_on,
    )
