"""What was typed about an item in the terminal → the answer that is meant, or what is missing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import one_of
from drafting.due_diligence import Answer, Entry, Given, Proof, State, said_again
from drafting.partners import Side

CHOSEN = (State.ANSWERED, State.NOT_APPLICABLE, State.GAP, State.OPEN)
WAITING = (State.TO_CONFIRM, State.OPEN)


@dataclass(frozen=True)
class Typed:
    """What was typed about one item; '' where nothing was."""

    text: str = ""
    state: str = ""
    gap: str = ""
    side: str = ""
    action: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()
    expires: date | None = None
    replace: bool = False  # what was shown before no longer counts

    @property
    def about_gap(self) -> bool:
        """True where who addresses a gap, or what was agreed, was typed."""
        return bool(self.side or self.action or self.due)


def meant(entry: Entry, typed: Typed, today: date, by: str) -> Given:
    """The answer without its new evidence. Raises EdgeError with the cure."""
    if typed == Typed():
        filled_in = _to_confirm(entry, today)
        own = said_again(entry, filled_in, by=by, key=uuid.uuid4().hex)
        return replace(own, state=State.ANSWERED)
    if entry.in_conflict and not (typed.text or typed.gap):
        raise EdgeError(_side_by_side(entry))
    current = entry.current or Answer.model_construct(state=State.OPEN)
    state = _state(typed, current)
    _refuse_what_hangs(entry, typed, current, state)
    given = Given(
        entry=entry.key,
        state=state,
        by=by,
        key=uuid.uuid4().hex,
        text=typed.text or current.text,
        proofs=_kept(current, typed, today),
    )
    return _with_gap(given, typed, current) if state is State.GAP else given


def _to_confirm(entry: Entry, today: date) -> Answer:
    """What was filled in and waits."""
    current = entry.current
    if entry.in_conflict:
        raise EdgeError(_side_by_side(entry))
    if current is None or not (current.text or current.proofs):
        raise EdgeError(f"Nothing was filled in for {entry.key} yet; write the answer behind it.")
    if current.has_expired(today):
        raise EdgeError(
            f"What shows {entry.key} has expired; name what holds today with --evidence and "
            "--expires."
        )
    if current.state not in WAITING:
        raise EdgeError(f"{entry.key} is answered already; write what changes behind it.")
    return current


def _side_by_side(entry: Entry) -> str:
    return (
        f"Answers to {entry.key} stand side by side; `saathi due-diligence take` takes one by its "
        "number, or write the one that holds."
    )


def _state(typed: Typed, current: Answer) -> State:
    """The state that was named, or follows from the rest."""
    if typed.state:
        state = one_of(State, typed.state, "state")
        if state not in CHOSEN:
            known = ", ".join(CHOSEN)
            raise EdgeError(f"Saathi alone fills in what is to be confirmed; write one of {known}.")
        return state
    amends = typed.about_gap and current.state is State.GAP
    return State.GAP if typed.gap or amends else State.ANSWERED


def _refuse_what_hangs(entry: Entry, typed: Typed, current: Answer, state: State) -> None:
    """Raises EdgeError where something was typed without what it is about."""
    if typed.expires and not typed.evidence:
        raise EdgeError("--expires says until when evidence holds; name that with --evidence.")
    if state is State.GAP and not (typed.gap or current.gap):
        raise EdgeError("Say what is missing with --gap.")
    if state is not State.GAP and typed.gap:
        raise EdgeError(f"What is missing makes it a gap; leave out --state {state}.")
    if state is not State.GAP and typed.about_gap:
        raise EdgeError(
            "--addressed-by, --action and --until are about a gap; say what is missing with --gap."
        )
    kept = current.proofs and not typed.replace
    if state is State.ANSWERED and not (typed.text or typed.evidence or current.text or kept):
        raise EdgeError(f"Write the answer to {entry.key}, or name its --evidence.")


def _kept(current: Answer, typed: Typed, today: date) -> tuple[Proof, ...]:
    """The evidence that stays; what has expired gives way where something new is named."""
    if typed.replace:
        return ()
    named = {*typed.evidence, *(Path(one).name for one in typed.evidence)}
    new = bool(typed.evidence)
    return tuple(
        proof
        for proof in current.proofs
        if proof.name not in named and not (new and proof.has_expired(today))
    )


def _with_gap(given: Given, typed: Typed, current: Answer) -> Given:
    """What was typed about the gap; for the rest what stands of it."""
    return replace(
        given,
        gap=typed.gap or current.gap,
        gap_side=one_of(Side, typed.side, "side") if typed.side else current.gap_side,
        gap_action=typed.action or current.gap_action,
        gap_due=typed.due or current.gap_due,
    )
