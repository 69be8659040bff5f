"""What a filled-in file would add to its checklist, shown before anything is added.

Answers are only ever added, each on those that its writer saw in the file: what came meanwhile
stays, and both stand side by side. What was left as it was adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from drafting.due_diligence.checklists.checklist import (
    Answer,
    Checklist,
    Entry,
    Proof,
    Source,
    State,
    differ,
    together,
)
from drafting.due_diligence.checklists.requests import Given
from drafting.due_diligence.papers.filled import UNREADABLE, Filled, FoundProof
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    STATE,
    TEXT,
    UNTIL,
    is_settled,
    seen_in,
)
from drafting.due_diligence.papers.reading_back import ReadBack
from drafting.partners.field_values import day

WAITING = (State.OPEN, State.TO_CONFIRM)
# What a document drops or writes otherwise: signs that turn the reading order, and hyphens.
UNSEEN = {0x00AD: None, 0x2011: "-"} | dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
SHOWN = 90  # characters of a text in a line of the plan


@dataclass(frozen=True)
class Change:
    """One answer that would be added."""

    entry: Entry
    before: Answer | None  # what its writer saw; None for nothing
    given: Given
    newer: tuple[Answer, ...] = ()  # what came meanwhile, beside which it would stand


@dataclass(frozen=True)
class MergePlan:
    """What importing a file would do, item by item."""

    checklist: str
    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    newer: tuple[Change, ...]  # beside an answer that came meanwhile
    same: tuple[str, ...]  # keys of entries that stay as they are
    unknown: tuple[str, ...]  # keys that the checklist does not have

    @property
    def given(self) -> tuple[Given, ...]:
        """What the desk is to be given."""
        return tuple(one.given for one in (*self.new, *self.changed, *self.newer))

    def lines(self) -> Iterator[str]:
        """The plan in words: how much, and then each item."""
        counts = f"{len(self.new)} new, {len(self.changed)} changed"
        beside = f", {len(self.newer)} beside a newer answer" if self.newer else ""
        yield f"{self.checklist}: {counts}{beside}; {len(self.same)} stay as they are."
        titles = ("New", "Changed", "Beside a newer answer")
        for title, changes in zip(titles, (self.new, self.changed, self.newer), strict=True):
            for one in changes:
                yield f"{title}: {one.entry.key}"
                yield from (f"  {line}" for line in told(one))
        for key in self.unknown:
            yield f"Left out: {key}, which is no item of this checklist."


def merge_plan(checklist: Checklist, read: ReadBack, by: str) -> MergePlan:
    """What `read` would change in the checklist as it stands now; `by` is who imports it."""
    new: list[Change] = []
    changed: list[Change] = []
    newer: list[Change] = []
    same: list[str] = []
    unknown: list[str] = []
    for filled in read.answers:
        entry = checklist.entry(filled.entry)
        change = None if entry is None else _change(checklist.id, entry, filled, read, by)
        if entry is None:
            unknown.append(filled.entry)
        elif change is None:
            same.append(filled.entry)
        elif change.newer:
            newer.append(change)
        elif change.before is None:
            new.append(change)
        else:
            changed.append(change)
    return MergePlan(
        checklist.id, tuple(new), tuple(changed), tuple(newer), tuple(same), tuple(unknown)
    )


def _change(checklist: str, entry: Entry, filled: Filled, read: ReadBack, by: str) -> Change | None:
    """The answer that the file adds; None where it says what stands, or was imported before."""
    known = seen_in(entry, filled.seen)
    shown = known or ()
    before = together(shown)
    after = _after(entry, before, shown, filled.held)
    seen = tuple(one.id for one in shown)
    settles = differ(shown) and filled.held.get(CONFIRMED) is True
    if (_says(after) == _says(before) and not settles) or _is_there(entry, after, seen, known):
        return None
    given = replace(
        after,
        by=by,
        key=_key(checklist, after, seen),
        seen=seen,
        source=Source.FILE,
        source_words=f"read back from {read.file}"[:200],
    )
    standing = entry.standing_side_by_side
    newer = tuple(one for one in standing if one.id not in seen)
    return Change(entry, before, given, newer)


def _after(
    entry: Entry, before: Answer | None, shown: tuple[Answer, ...], held: Mapping[str, Any]
) -> Given:
    """What the file says: what it holds, and for the rest what its writer saw."""
    base = before or Answer.model_construct(state=State.OPEN)
    said = Given(
        entry=entry.key,
        state=base.state,
        by="",
        key="",
        text=held.get(TEXT, base.text),
        proofs=_proofs(base.proofs, held.get(EVIDENCE)),
        gap=held.get(GAP, base.gap),
        gap_side=held.get(GAP_SIDE, base.gap_side),
        gap_action=held.get(GAP_ACTION, base.gap_action),
        gap_due=held.get(GAP_DUE, base.gap_due),
    )
    return replace(said, state=_state(said, base, is_settled(shown), held))


def _state(said: Given, base: Answer, was_ticked: bool, held: Mapping[str, Any]) -> State:
    """The state that is meant: what was chosen, else what was ticked, else what was written."""
    chosen = held.get(STATE, base.state)
    ticked = held.get(CONFIRMED, was_ticked)
    has_new_gap = bool(said.gap) and _even(said.gap) != _even(base.gap)
    if chosen is not base.state:
        return State.GAP if has_new_gap and chosen is State.ANSWERED else chosen
    if has_new_gap:
        return State.GAP
    if ticked and not was_ticked:
        waits = base.state in WAITING
        return (State.GAP if said.gap else State.ANSWERED) if waits else base.state
    if was_ticked and not ticked:
        return State.OPEN
    is_written = bool(said.text or said.proofs) and _says(said)[1:] != _says(base)[1:]
    return State.ANSWERED if is_written and base.state in WAITING else base.state


def _proofs(before: tuple[Proof, ...], found: tuple[FoundProof, ...] | None) -> tuple[Proof, ...]:
    """The evidence as found; what is known of a piece besides name and day stays."""
    if found is None:
        return before
    known = {_even(proof.name): proof for proof in before}
    made = [_proof(known.get(_even(one.name)), one) for one in found if one != UNREADABLE]
    if UNREADABLE in found:
        named = {_even(proof.name) for proof in made}
        made += [proof for proof in before if _even(proof.name) not in named]
    return tuple(made)


def _proof(known: Proof | None, found: FoundProof) -> Proof:
    if known is None:
        return Proof(name=found.name, expires=found.expires)
    expires = found.expires if found.is_day_known else known.expires
    return known.model_copy(update={"expires": expires})


def _is_there(
    entry: Entry, after: Given, seen: tuple[str, ...], known: tuple[Answer, ...] | None
) -> bool:
    """True where the same was said already: by the answer that stands, or by this very file."""
    said = _says(after)
    current = entry.current
    if current is not None and not entry.in_conflict and _says(current) == said:
        return True
    if known is None and said == NOTHING:
        return True
    these = (one for one in entry.answers if known is None or set(one.based_on) == set(seen))
    return any(_says(one) == said for one in these)


def _says(one: Answer | Given | None) -> tuple[Any, ...]:
    """What an answer says, by which two are the same; spaces and line ends do not count."""
    if one is None:
        return NOTHING
    proofs = tuple((_even(proof.name), proof.expires) for proof in one.proofs)
    texts = (_even(one.text), _even(one.gap), _even(one.gap_action))
    return (one.state, *texts, proofs, one.gap_side, one.gap_due)


NOTHING = (State.OPEN, "", "", "", (), None, None)


def _even(text: str) -> str:
    return "".join(text.translate(UNSEEN).split())


def _key(checklist: str, given: Given, seen: tuple[str, ...]) -> str:
    """The same for the same words in the same file, so that importing twice adds nothing."""
    content = repr((_says(given), sorted(seen)))
    digest = hashlib.sha256(content.encode()).hexdigest()[:32]
    return f"file:{checklist}:{given.entry}:{digest}"


def told(change: Change) -> Iterator[str]:
    """What differs, a field a line: before → after."""
    before = _shown(change.before)
    for label, after in _shown(change.given).items():
        if before.get(label, "") != after:
            was = f"{before[label]} → " if before.get(label) else ""
            yield f"{label}: {was}{after or '(nothing)'}"
    for other in change.newer:
        yield f"Newer, by {other.by}: {_cut(other.gap or other.text) or other.state.label}"


def _shown(one: Answer | Given | None) -> dict[str, str]:
    if one is None:
        return {}
    proofs = ((_cut(proof.name), proof.expires) for proof in one.proofs)
    return {
        LABELS[STATE]: one.state.label,
        LABELS[TEXT]: _cut(one.text),
        LABELS[EVIDENCE]: "; ".join(
            f"{name} ({LABELS[UNTIL].lower()} {day(until)})" if until else name
            for name, until in proofs
        ),
        LABELS[GAP]: _cut(one.gap),
        LABELS[GAP_SIDE]: one.gap_side.label if one.gap_side else "",
        LABELS[GAP_ACTION]: _cut(one.gap_action),
        LABELS[GAP_DUE]: day(one.gap_due) if one.gap_due else "",
    }


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
