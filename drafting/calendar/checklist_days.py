"""The days of due diligence at work: what was agreed by a day, what expires, and who has what.

What an item asks is not told here: some of it is for few to read. The checklist itself shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from drafting.calendar.facts import CalendarFacts
from drafting.due_diligence import AnswerState, Checklist
from drafting.partners.vocabulary import Side
from drafting.register import Waiting, WaitingSource


def checklist_waitings(facts: CalendarFacts) -> Iterator[Waiting]:
    """What waits in the newest checklist of each agreement that is not over."""
    on_record = {completion.checklist for completion in facts.partner.control.completions}
    for checklist in facts.checklists:
        if not facts.has_ended(checklist.agreement):
            yield from _gaps(checklist)
            yield from _evidence(checklist)
            yield from _assigned(checklist)
            # Once its completion is in the record, the record says until when it holds.
            if checklist.completed_at and checklist.valid_until and checklist.id not in on_record:
                yield _of(
                    checklist,
                    "valid",
                    "Due diligence is to be done again",
                    checklist.valid_until,
                    Side.CIP,
                )


def _gaps(checklist: Checklist) -> Iterator[Waiting]:
    for entry in checklist.entries:
        answer = entry.current
        if answer is not None and answer.state is AnswerState.GAP and answer.gap_due is not None:
            side = answer.gap_side or Side.BOTH
            what = "A gap in due diligence is to be closed"
            yield _of(checklist, f"gap:{entry.key}", what, answer.gap_due, side)


def _evidence(checklist: Checklist) -> Iterator[Waiting]:
    for entry in checklist.entries:
        for on in sorted({proof.expires for proof in entry.evidence if proof.expires}):
            what = "Evidence in due diligence expires"
            yield _of(checklist, f"evidence:{entry.key}", what, on, entry.side)


def _assigned(checklist: Checklist) -> Iterator[Waiting]:
    """One for each person who was given questions that are open; none of them has a day."""
    open_counts = Counter(
        entry.assigned_to
        for entry in checklist.entries
        if entry.assigned_to and (entry.current is None or entry.current.state is AnswerState.OPEN)
    )
    for person, count in open_counts.items():
        questions = "1 question" if count == 1 else f"{count} questions"
        what = f"{questions} of due diligence to answer"
        yield _of(checklist, f"assigned:{person}", what, None, Side.CIP, owner=person)


def _of(
    checklist: Checklist, part: str, what: str, on: date | None, of: Side, owner: str = ""
) -> Waiting:
    return Waiting(
        key=f"checklist:{checklist.id}:{part}:{on or ''}",
        partner=checklist.partner,
        what=what,
        on=on,
        of=of,
        source=WaitingSource.CHECKLIST,
        reference=checklist.id,
        agreement=checklist.agreement,
        owner=owner,
        clause="CSPF 15(d)",
    )
