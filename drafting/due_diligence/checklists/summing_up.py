"""What a checklist adds up to. Never a score: a person and, by CSPF 18(c), the Committee decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.partners.vocabulary import Side

WHO_DECIDES = (
    "This summary decides nothing. A person weighs it and, for organisational partnership "
    "decisions, the Committee of senior managers (CSPF 18(c))."
)


@dataclass(frozen=True)
class SummaryLine:
    """One line of the summary: what an item says, and which."""

    entry: ChecklistEntry
    answer: ItemAnswer | None
    words: str


@dataclass(frozen=True)
class Summary:
    """What a checklist adds up to."""

    count_done: int
    of: int
    by_side: dict[Side, tuple[int, int]]  # done, of
    strengths: tuple[SummaryLine, ...]  # answered with something that shows it
    gaps: tuple[SummaryLine, ...]  # with who addresses them
    actions: tuple[SummaryLine, ...]  # agreed, with their dates
    conflicts: tuple[SummaryLine, ...]  # two answers side by side
    to_confirm: tuple[SummaryLine, ...]
    open: tuple[SummaryLine, ...]
    expiring: tuple[SummaryLine, ...]  # what shows it has expired, or soon will
    who_decides: str = WHO_DECIDES

    @property
    def is_whole(self) -> bool:
        """True where nothing is open, unconfirmed or in conflict; gaps may remain."""
        return self.count_done == self.of


def sum_up(checklist: Checklist, today: date, soon: timedelta) -> Summary:
    """The summary of `today`; it lists proofs that expire within `soon`."""
    entries = checklist.entries
    return Summary(
        count_done=sum(entry.is_done(today) for entry in entries),
        of=len(entries),
        by_side={side: _progress(checklist, side, today) for side in (Side.PARTNER, Side.CIP)},
        strengths=tuple(_of_state(entries, AnswerState.ANSWERED, with_proof=True)),
        gaps=tuple(_of_state(entries, AnswerState.GAP)),
        actions=tuple(line for line in _of_state(entries, AnswerState.GAP) if _action(line)),
        conflicts=tuple(_summary_line(entry) for entry in entries if entry.in_conflict),
        to_confirm=tuple(_of_state(entries, AnswerState.TO_CONFIRM)),
        open=tuple(_summary_line(entry) for entry in entries if _is_open(entry)),
        expiring=tuple(_expiring(entries, today + soon)),
    )


def _progress(checklist: Checklist, side: Side, today: date) -> tuple[int, int]:
    half = checklist.half(side)
    return sum(entry.is_done(today) for entry in half), len(half)


def _of_state(
    entries: tuple[ChecklistEntry, ...], state: AnswerState, *, with_proof: bool = False
) -> Iterator[SummaryLine]:
    for entry in entries:
        answer = entry.current
        if answer is None or answer.state is not state or entry.in_conflict:
            continue
        if not with_proof or answer.proofs:
            yield _summary_line(entry)


def _summary_line(entry: ChecklistEntry) -> SummaryLine:
    answer = entry.current
    return SummaryLine(entry, answer, (answer.gap or answer.text) if answer else "")


def _action(line: SummaryLine) -> str:
    return line.answer.gap_action if line.answer else ""


def _is_open(entry: ChecklistEntry) -> bool:
    return entry.current is None or entry.current.state is AnswerState.OPEN


def _expiring(entries: tuple[ChecklistEntry, ...], until: date) -> Iterator[SummaryLine]:
    for entry in entries:
        answer = entry.current
        proofs = answer.proofs if answer else ()
        if any(proof.expires and proof.expires <= until for proof in proofs):
            yield _summary_line(entry)
