"""What a checklist adds up to. Never a score: a person and, by CSPF 18(c), the Committee decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Weight,
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
    concerns: tuple[SummaryLine, ...]  # by somebody's word, and nobody cleared them
    matches: int  # of the concerns, those that stop completion until somebody clears them
    strengths: tuple[SummaryLine, ...]  # by somebody's word; evidence alone is no merit
    gaps: tuple[SummaryLine, ...]  # with who addresses them
    actions: tuple[SummaryLine, ...]  # agreed, with their dates
    conflicts: tuple[SummaryLine, ...]  # two answers side by side
    to_confirm: tuple[SummaryLine, ...]
    open: tuple[SummaryLine, ...]
    expiring: tuple[SummaryLine, ...]  # what shows it has expired, or soon will
    not_applicable: tuple[SummaryLine, ...]  # with the reason
    cleared: tuple[SummaryLine, ...]  # concerns that somebody cleared
    to_weigh: tuple[SummaryLine, ...]  # what must be weighed, and nobody did
    nobody_named: tuple[SummaryLine, ...]  # the partner's, without who at the partner said it
    withheld: int = 0  # concerns that the reader may know of, and not read
    who_decides: str = WHO_DECIDES

    def beside(self, whole: Summary) -> Summary:
        """This summary, of what somebody may read, with the counts of the whole checklist.

        The concerns that are not among those shown are told by their number alone.
        """
        return replace(
            self,
            count_done=whole.count_done,
            of=whole.of,
            by_side=whole.by_side,
            matches=whole.matches,
            withheld=len(whole.concerns) - len(self.concerns),
        )

    @property
    def is_whole(self) -> bool:
        """True where nothing is open, unconfirmed, in conflict or an unresolved match.

        Gaps and other concerns may remain.
        """
        return self.count_done == self.of and not self.matches


def sum_up(checklist: Checklist, today: date, soon: timedelta) -> Summary:
    """The summary of `today`; it lists proofs that expire within `soon`."""
    entries = checklist.entries
    return Summary(
        count_done=sum(entry.is_done(today) for entry in entries),
        of=len(entries),
        by_side={side: _progress(checklist, side, today) for side in (Side.PARTNER, Side.CIP)},
        concerns=tuple(_summary_line(entry) for entry in entries if entry.is_concern),
        matches=sum(entry.is_unresolved_match for entry in entries),
        strengths=tuple(_weighed(entries, Weight.STRENGTH)),
        gaps=tuple(_of_state(entries, AnswerState.GAP)),
        actions=tuple(line for line in _of_state(entries, AnswerState.GAP) if _action(line)),
        conflicts=tuple(_summary_line(entry) for entry in entries if entry.in_conflict),
        to_confirm=tuple(_of_state(entries, AnswerState.TO_CONFIRM)),
        open=tuple(_summary_line(entry) for entry in entries if _is_open(entry)),
        expiring=tuple(_expiring(entries, today + soon)),
        not_applicable=tuple(_of_state(entries, AnswerState.NOT_APPLICABLE)),
        cleared=tuple(_weighed(entries, Weight.CONCERN)),
        to_weigh=tuple(_summary_line(entry) for entry in entries if entry.is_to_weigh),
        nobody_named=tuple(_summary_line(entry) for entry in entries if entry.names_nobody),
    )


def _progress(checklist: Checklist, side: Side, today: date) -> tuple[int, int]:
    half = checklist.half(side)
    return sum(entry.is_done(today) for entry in half), len(half)


def _of_state(entries: tuple[ChecklistEntry, ...], state: AnswerState) -> Iterator[SummaryLine]:
    for entry in entries:
        answer = entry.current
        if answer is not None and answer.state is state and not entry.in_conflict:
            yield _summary_line(entry)


def _weighed(entries: tuple[ChecklistEntry, ...], weight: Weight) -> Iterator[SummaryLine]:
    """Those of that weight; of concerns, those that were cleared."""
    for entry in entries:
        if entry.weight is weight and not entry.is_concern and not entry.in_conflict:
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
